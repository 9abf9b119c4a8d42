"""A copy that claims what is not so: our change ids with other values, our change sets, no owner."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from planner.domain.records.operation import BriefText, Operation
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import Heading
from planner.storage.merge.compare import FORGED, MergePlan, Other, compare
from planner.storage.merging import take_changes
from planner.storage.planning_file import PlanningFile

START = datetime(2026, 6, 1, 9)


@pytest.fixture
def files(tmp_path: Path) -> Iterator[tuple[PlanningFile, PlanningFile]]:
    """Ours, and a copy of it that somebody wrote to with another tool."""
    path, theirs = tmp_path / "ours.wardplan", tmp_path / "theirs.wardplan"
    operation = Operation(id="one", type_id="", reference="SW", title="One", start=START, end=START)
    brief = BriefText(id="brief", operation_id="one", heading=Heading.METHOD, text="first")
    made = PlanningFile.create(path, Plan(id="p", title="Plan"), author="Maker", records=[operation, brief])
    with made.transaction("Edit", author="Ann") as running:
        running.unit.put(replace(brief, text="ours"))
    made.close()
    shutil.copyfile(path, theirs)
    one, two = PlanningFile.open(path), PlanningFile.open(theirs)
    yield one, two
    one.close()
    two.close()


def compared(files: tuple[PlanningFile, PlanningFile]) -> MergePlan:
    return compare(files[0].path, None, Other(files[1].path))


def text(file: PlanningFile) -> str:
    return file.reader.require(BriefText, "brief").text


def test_a_change_of_ours_with_another_value_is_never_taken(
    files: tuple[PlanningFile, PlanningFile],
) -> None:
    ours, theirs = files
    forged = json.dumps({"text": "forged"})
    theirs.connection.execute(
        """UPDATE change SET "after" = ? WHERE row_id = 'brief' AND field_group = 'text'""", (forged,)
    )
    theirs.connection.execute("UPDATE brief_text SET text = 'forged'")
    assert compared(files).is_empty
    take_changes(ours, theirs.path, label="Taken in")
    assert text(ours) == "ours"
    logged = ours.connection.execute("""SELECT "after" FROM change WHERE row_id = 'brief'""").fetchall()
    assert not any("forged" in str(line[0]) for line in logged)


def test_a_change_in_the_name_of_one_of_our_change_sets_is_refused(
    files: tuple[PlanningFile, PlanningFile],
) -> None:
    ours, theirs = files
    (known,) = ours.connection.execute("SELECT id FROM change_set WHERE author = 'Ann'").fetchone()
    theirs.connection.execute("UPDATE change_set SET copy_id = 'another' WHERE id = ?", (known,))
    theirs.connection.execute(
        'INSERT INTO change (id, change_set_id, table_name, row_id, field_group, parents, "after")'
        " VALUES ('f', ?, 'brief_text', 'brief', 'text', '[]', ?)",
        (known, json.dumps({"text": "forged"})),
    )
    plan = compared(files)
    assert plan.is_empty
    assert [why for nodes in plan.refused.values() for _, why in nodes] == [FORGED]
    take_changes(ours, theirs.path, label="Taken in")
    assert text(ours) == "ours"


def test_a_row_whose_owner_nobody_has_is_refused(files: tuple[PlanningFile, PlanningFile]) -> None:
    ours, theirs = files
    with theirs.transaction("Add", author="Bob") as running:
        running.unit.add(BriefText(id="two", operation_id="one", heading=Heading.INTENTION, text="two"))
    theirs.connection.execute("PRAGMA foreign_keys = OFF")
    theirs.connection.execute("UPDATE brief_text SET operation_id = 'nowhere' WHERE id = 'two'")
    plan = compared(files)
    assert plan.is_empty
    assert len(plan.refused) == 1
    take_changes(ours, theirs.path, label="Taken in")
    assert ours.reader.get(BriefText, "two") is None
    assert ours.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_parent_that_is_a_change_of_another_row_or_of_itself_counts_for_nothing(
    files: tuple[PlanningFile, PlanningFile],
) -> None:
    ours, theirs = files
    with theirs.transaction("Edit", author="Bob") as running:
        running.unit.put(replace(running.unit.require(BriefText, "brief"), text="theirs"))
        running.unit.put(replace(running.unit.require(Operation, "one"), title="Two"))
    title, brief = (
        theirs.connection.execute(
            "SELECT id FROM change WHERE row_id = ? ORDER BY seq DESC LIMIT 1", (row_id,)
        ).fetchone()[0]
        for row_id in ("one", "brief")
    )
    theirs.connection.execute(
        "UPDATE change SET parents = ? WHERE id = ?", (json.dumps([title, brief]), brief)
    )
    take_changes(ours, theirs.path, label="Taken in")
    conflicts = ours.connection.execute("SELECT table_name, field_group FROM conflict").fetchall()
    assert conflicts == [("brief_text", "text")], "their value stands beside ours, and is asked"
