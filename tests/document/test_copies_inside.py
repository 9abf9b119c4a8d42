"""What a partner's copy tells beside its rows: schema, log, extents, numbers, settings, free space."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.document.commands.operation import change_operation, delete_operation
from planner.document.commands.tasks import add_task
from planner.document.document import Document
from planner.document.opening import create_command_file, create_plan, open_command_file
from planner.document.sharing import ShareWish, share_copy
from planner.domain.ids import new_id
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation
from planner.domain.records.people import Partner
from planner.domain.records.plan import Setting
from planner.domain.vocabulary import PlaceKind
from planner.storage.engine import Connection, connect
from planner.storage.free_space import unused
from planner.storage.schema import expected
from tests.builders import find, make_operation, make_place, make_plan, make_type
from tests.document.test_sharing_back import TERMS
from tests.storage.plans import put

FAR_EAST, FAR_NORTH = 651_000, 212_000
"""A place far outside the district's wards: an extent that reaches it would tell where hidden work is."""
AUTHOR = "Zanzibar"


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Document]:
    """A plan with work of the council, of the fire service, deleted work, hidden work, and a history."""
    filled = make_plan(tmp_path, name="source.wardplan")
    records = [r for kind in ALL_RECORDS[1:] for r in filled.reader.all(kind)]
    document = create_plan(tmp_path / "plan.wardplan", plan=filled.plan, records=records, author=AUTHOR)
    filled.close()
    names = [find(document, Partner, short_name=name).id for name in ("Council", "Fire")]
    for partner, title in zip((*names, ""), ("Street meet", "Hydrant test", "Quagmire"), strict=True):
        made = make_operation(document, title=title)
        if partner:
            day = date(2026, 9, 1)
            document.run(add_task(operation_id=made.id, title="Sweep", due=day, partner_id=partner))
        document.run(change_operation(operation_id=made.id, title=f"{title} again"))
        document.run(
            put(make_place(f"Yard of {title}", FAR_EAST, FAR_NORTH, kind=PlaceKind.RVP, operation_id=made.id))
        )
    document.run(put(Setting(id=f"uses/{new_id()}", value="Needles")))
    document.run(delete_operation(operation_id=make_operation(document, title="Deleted").id))
    beside = document.target.with_suffix(".command.wardplan")
    kind = make_type("NTK", "Zebra", need_to_know=True)
    create_command_file(document, beside, "four quiet brown owls", [kind], "Tests")
    open_command_file(document, beside, "four quiet brown owls")
    hidden = make_operation(document, "NTK", "Castle", title="Raptor")
    document.run(put(make_place("Lair", FAR_EAST, FAR_NORTH, kind=PlaceKind.RVP, operation_id=hidden.id)))
    document.publish()
    yield document
    document.close()


@pytest.fixture(params=["Council", ""])
def copy(plan: Document, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy for the council, or for any partner."""
    partner = find(plan, Partner, short_name=request.param).id if request.param else ""
    out = tmp_path / "sent.wardplan"
    share_copy(plan, out, ShareWish(audience="partner", partner_id=partner, terms=TERMS))
    return out


@pytest.fixture
def inside(copy: Path) -> Iterator[Connection]:
    with closing(connect(copy, read_only=True)) as connection:
        yield connection


def column(connection: Connection, query: str) -> list[object]:
    return [row[0] for row in connection.execute(query)]


def test_the_schema_is_that_of_every_plan(inside: Connection) -> None:
    names = set(column(inside, "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_auto%'"))
    assert names <= set(expected()) | {"sqlite_sequence"}
    written = "\n".join(str(s) for s in column(inside, "SELECT sql FROM sqlite_schema"))
    assert not [word for word in ("Raptor", "Quagmire", "Zebra", AUTHOR) if word in written]


def test_the_log_is_one_set_without_a_name_and_of_sent_rows_only(plan: Document, inside: Connection) -> None:
    ((author, label),) = inside.execute("SELECT author, label FROM change_set").fetchall()
    assert (author, label) == ("", "Copy sent")
    rows = {r for kind in ALL_RECORDS for r in column(inside, f'SELECT id FROM "{kind.TABLE}"')}
    assert set(column(inside, "SELECT row_id FROM change")) <= rows
    ours = plan.read.connections[0]
    theirs = {row[0] for row in ours.execute("SELECT id FROM change_set")}
    assert theirs.isdisjoint(column(inside, "SELECT id FROM change_set"))
    copies = {row[0] for row in ours.execute("SELECT copy_id FROM change_set")}
    assert copies.isdisjoint(column(inside, "SELECT copy_id FROM change_set"))
    known = set(column(inside, "SELECT id FROM change"))
    named = set(column(inside, "SELECT value FROM change, json_each(parents)"))
    assert named <= known, "a parent that is not there would tell how often it was changed"


def test_numbers_of_rows_and_changes_have_no_gaps(inside: Connection) -> None:
    """A gap would tell how many rows were left out, and where they stood."""
    for table in ("ward", "place", "operation"):
        found = column(inside, f"SELECT fid FROM {table} ORDER BY 1")
        assert found == list(range(1, len(found) + 1)), table
    found = column(inside, "SELECT seq FROM change ORDER BY 1")
    assert found == list(range(1, len(found) + 1))
    if column(inside, "SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'"):
        for table, highest in inside.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
            assert highest == column(inside, f"SELECT count(*) FROM {table}")[0], table


def test_extents_reach_no_further_than_what_was_sent(inside: Connection) -> None:
    easternmost = max(
        (row[0] for row in inside.execute("SELECT max_x FROM gpkg_contents WHERE max_x IS NOT NULL")),
        default=0.0,
    )
    hidden_longitude = 0.9 + (FAR_EAST - 600_000) / 68_600
    assert 0.8 < easternmost < hidden_longitude - 0.3


def test_settings_lists_and_registers_of_ours_are_not_there(inside: Connection) -> None:
    for table in ("setting", "conflict", "purged", "declined", "copy", "purge_note", "acknowledgement"):
        assert column(inside, f"SELECT count(*) FROM {table}") == [0], table
    assert column(inside, "SELECT count(*) FROM share") == [1]
    assert column(inside, "SELECT by FROM share") == [""]
    assert column(inside, "SELECT file_name FROM share") == [""]


def test_nothing_stands_in_free_space(copy: Path, inside: Connection) -> None:
    assert column(inside, "PRAGMA freelist_count") == [0]
    data = copy.read_bytes()
    for start, end in unused(data).left_over:
        assert not any(word in data[start:end] for word in (b"Quagmire", b"Raptor", b"Needles", b"Yard"))


def test_neither_its_bytes_nor_its_name_say_what_is_hidden(plan: Document, copy: Path) -> None:
    data = copy.read_bytes()
    words = [
        "Raptor",
        "Zebra",
        "Lair",
        "Deleted",
        "Needles",
        AUTHOR,
        str(plan.target),
        plan.target.parent.name,
    ]
    assert not [w for w in words for e in ("utf-8", "utf-16-le") if w.encode(e) in data]
    hidden = [
        o for o in plan.read.all(Operation) if o.title in ("Raptor", "Quagmire again", "Hydrant test again")
    ]
    assert len(hidden) == 3
    if b"Quagmire" not in data:  # the council's own copy; one for any partner shows title, time and wards
        assert not [o for o in hidden if o.id.encode() in data or o.reference.encode() in data]


def test_two_copies_cannot_be_told_to_come_of_one_another(plan: Document, tmp_path: Path) -> None:
    """The ids of their change sets are fresh; only rows and their heads are the same, which merging needs."""
    council = find(plan, Partner, short_name="Council").id
    sets = []
    for name in ("one", "two"):
        out = tmp_path / f"{name}.wardplan"
        share_copy(plan, out, replace(ShareWish(audience="partner", terms=TERMS), partner_id=council))
        with closing(connect(out, read_only=True)) as connection:
            sets.append(set(connection.execute("SELECT id, copy_id FROM change_set").fetchall()))
    assert sets[0].isdisjoint(sets[1])
