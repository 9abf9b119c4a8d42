"""Finding anything."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from planner.document.command import Command
from planner.document.commands.operation import edit_operation
from planner.document.document import Document
from planner.document.find import FindIndex, Found, FoundKind
from planner.document.find_match import flat, spans
from planner.domain.ids import new_id
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import PlaceKind
from tests.builders import find, make_document, make_operation, make_place

TODAY = date(2026, 9, 3)
COMMANDS = (("print", "Print the operation order"), ("undo", "Undo"))


@pytest.fixture
def document(tmp_path: Path) -> Document:
    made = make_document(tmp_path)
    make_operation(made)
    make_operation(made, "RP", "Dedham & Boxted", date(2026, 9, 10), title="Rural patrol — Dedham")
    ward = find(made, Ward, name="Castle").id
    street = make_place("Dedham Road", 603000, 233000, kind=PlaceKind.STREET, ward_id=ward)
    saint = make_place("St Anne’s Café", 601000, 226000, kind=PlaceKind.LOCALITY, ward_id=ward)
    made.run(Command("Add", lambda pair: pair.add_all([street, saint])))
    return made


def _first(document: Document, text: str) -> Found:
    return FindIndex(document.read, today=TODAY).search(text, commands=COMMANDS)[0]


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("ded", FoundKind.PLACE, "Dedham"),
        ("dedham", FoundKind.PLACE, "Dedham"),
        ("greenst", FoundKind.WARD, "Greenstead"),
        ("greesntead", FoundKind.WARD, "Greenstead"),
        ("street week green", FoundKind.OPERATION, "Street Week — Greenstead"),
        ("sw-2026-01", FoundKind.OPERATION, "Street Week — Greenstead"),
        ("new stre", FoundKind.NEW, "New Street Week"),
        ("x103", FoundKind.RESOURCE, "X103"),
        ("fire", FoundKind.PARTNER, "Fire and Rescue"),
        ("garage", FoundKind.TASK, "Clear garage courts"),
        ("print", FoundKind.COMMAND, "Print the operation order"),
        ("st annes cafe", FoundKind.PLACE, "St Anne’s Café"),
        ("TM 057 331", FoundKind.GRID, "TM 057 331"),
        ("wivenho", FoundKind.WARD, "Wivenhoe"),
        ("stret wek", FoundKind.OPERATION, "Street Week — Greenstead"),
    ],
)
def test_the_first_answer_is_the_one_meant(
    document: Document, text: str, kind: FoundKind, title: str
) -> None:
    found = _first(document, text)
    assert (found.kind, found.title) == (kind, title)


def test_a_result_says_what_it_is_and_where(document: Document) -> None:
    dedham = _first(document, "ded")
    assert (dedham.label, dedham.detail) == ("Village", "Dedham & Boxted · TM 057 331")
    assert (dedham.record, dedham.easting, dedham.spans) == (Place, 605700.0, ((0, 3),))
    week = _first(document, "week green")
    assert week.detail == "SW-2026-01 · Mon 7 to Sun 13 September 2026 · draft"
    assert [week.title[a:b] for a, b in week.spans] == ["Week", "Green"]
    grid = _first(document, "tm057331")
    assert (grid.easting, grid.northing) == (605750.0, 233150.0)


def test_background_is_not_listed_and_every_kind_of_place_has_a_word(document: Document) -> None:
    from planner.document.commands.draw import KIND_WORDS

    assert set(KIND_WORDS) == set(PlaceKind)
    land = make_place("Essex land", 600000, 225000, kind=PlaceKind.CONTEXT)
    document.run(Command("Add", lambda pair: pair.add(land)))
    assert not FindIndex(document.read, today=TODAY).search("essex land")


def test_nothing_and_nonsense_find_nothing(document: Document) -> None:
    index = FindIndex(document.read, today=TODAY)
    assert index.search("") == index.search("  —  ") == index.search("zzzzqqq") == []


def test_the_index_follows_changes(document: Document) -> None:
    index = FindIndex(document.read, today=TODAY)
    document.subscribe(lambda changes, _: index.refresh(changes))
    operation = find(document, Operation, reference="SW-2026-01")
    document.run(edit_operation(operation_id=operation.id, title="Hythe clean-up"))
    assert index.search("hythe")[0].record_id == operation.id
    assert not [f for f in index.search("street week green") if f.record_id == operation.id]
    document.undo()
    assert not index.search("hythe")
    assert index.search("street week green")[0].record_id == operation.id


def test_positions_agree_with_the_title() -> None:
    for title in ("St Anne’s Café", "ﬁre Ǆ İstanbul ß", "Ŵard — Łódź"):
        assert len(flat(title)) == len(title)
    assert spans(["an", "anne"], flat("St Anne")) == ((3, 7),)


def test_the_right_one_is_found_among_ten_thousand(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    kind = find(document, OperationType, code="SW")
    start = datetime(2026, 1, 1, 9)

    def fill(pair) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        pair.add_all(
            Operation(
                id=new_id(),
                type_id=kind.id,
                reference=f"SW-2026-{i}",
                title=f"Street Week — Area {i % 97} North",
                start=start + timedelta(days=i % 400),
                end=start + timedelta(days=i % 400, hours=8),
            )
            for i in range(10_000)
        )
        pair.add_all(make_place(f"Lane {i} Hamlet", 600000 + i, 225000) for i in range(3_000))

    document.run(Command("Fill", fill))
    index = FindIndex(document.read, today=TODAY)
    assert index.search("lane 2999")[0].title == "Lane 2999 Hamlet"
