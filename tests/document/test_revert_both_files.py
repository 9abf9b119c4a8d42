"""Reverting what one command wrote to the plan and to the command file: whole, from either, or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.document.command import Command
from planner.document.commands.create import create_operation
from planner.document.commands.operation import edit_operation
from planner.document.commands.revert import revert_change
from planner.document.commands.types import add_type
from planner.document.document import Document
from planner.document.looking_back import HistoryLine, HistoryWanted, history_page
from planner.document.releasing import release_operation
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Plan
from planner.storage.pair import Pair
from planner.storage.planning_file import PlanningFile
from tests.builders import find, make_operation, make_plan


class Both:
    """A plan with one open and one hidden operation, in command view."""

    def __init__(self, folder: Path) -> None:
        self.file = make_plan(folder)
        self.document = Document(self.file, author="Tests")
        self.open_id = make_operation(self.document, "SW", "Wivenhoe", date(2026, 10, 5)).id
        self.beside = Plan(id=new_id(), title="Command", kind="command", beside_id=self.document.plan.id)
        path = folder / "test.command.wardplan"
        made = PlanningFile.create(path, self.beside, author="Tests", key="0a" * 32)
        self.document.open_command_file(made)
        command, kind = add_type(code="OG", name="Gallery", need_to_know=True)
        self.document.run(command)
        ward = find(self.document, Ward, name="Castle").id
        command, self.hidden_id = create_operation(type_id=kind, ward_ids=[ward], start=date(2026, 10, 5))
        self.document.run(command)

    def edit_both(self, note: str) -> None:
        """One command that writes a note to an operation of each file."""

        def apply(pair: Pair) -> None:
            for row_id in (self.open_id, self.hidden_id):
                pair.put(replace(pair.require(Operation, row_id), note=note))

        self.document.run(Command("Note it", apply))

    def notes(self) -> tuple[str, str]:
        """What stands in the plan's operation and in the hidden one."""
        read = self.document.read
        return tuple(read.require(Operation, i).note for i in (self.open_id, self.hidden_id))  # type: ignore[return-value]  # two ids

    def lines(self, count: int) -> list[HistoryLine]:
        """The newest lines of the history."""
        return history_page(self.document.read, HistoryWanted(), limit=count)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    made = Both(tmp_path)
    yield made
    made.document.close()


@pytest.mark.parametrize("from_command_file", [True, False])
def test_both_halves_go_back_from_whichever_line(both: Both, from_command_file: bool) -> None:
    both.edit_both("first")
    line = next(x for x in both.lines(2) if x.in_command_file is from_command_file)
    both.document.run(revert_change(change_set_id=line.id))
    assert both.notes() == ("", "")
    both.document.undo()
    assert both.notes() == ("first", "first")


@pytest.mark.parametrize("from_command_file", [True, False])
def test_of_several_steps_in_one_second_the_right_halves_go_back(both: Both, from_command_file: bool) -> None:
    both.edit_both("first")
    both.document.run(edit_operation(operation_id=both.hidden_id, lead="Sgt X103"))
    both.document.run(edit_operation(operation_id=both.open_id, lead="Sgt X111"))
    both.edit_both("second")
    line = next(x for x in both.lines(2) if x.in_command_file is from_command_file)
    both.document.run(revert_change(change_set_id=line.id))
    assert both.notes() == ("first", "first")
    read = both.document.read
    leads = [read.require(Operation, i).lead for i in (both.open_id, both.hidden_id)]
    assert leads == ["Sgt X111", "Sgt X103"]


def test_a_step_of_one_file_takes_nothing_of_the_other_along(both: Both) -> None:
    both.edit_both("first")
    both.document.run(edit_operation(operation_id=both.hidden_id, lead="Sgt X103"))
    line = both.lines(1)[0]
    assert line.in_command_file
    both.document.run(revert_change(change_set_id=line.id))
    assert both.document.read.require(Operation, both.hidden_id).lead == ""
    assert both.notes() == ("first", "first")


def test_without_the_command_file_half_a_step_does_not_go_back(both: Both) -> None:
    both.edit_both("first")
    line = next(x for x in both.lines(2) if not x.in_command_file)
    both.document.leave_command_view()
    with pytest.raises(KnownError, match="district command"):
        both.document.run(revert_change(change_set_id=line.id))
    assert both.document.read.require(Operation, both.open_id).note == "first"


@pytest.mark.parametrize("from_command_file", [True, False])
def test_a_release_is_never_reverted(both: Both, from_command_file: bool) -> None:
    open_type = next(t for t in both.document.read.all(OperationType) if t.code == "SW")
    both.document.run(release_operation(operation_id=both.hidden_id, type_id=open_type.id))
    before = {k.TABLE: both.file.reader.all(k) for k in ALL_RECORDS}
    line = next(x for x in both.lines(2) if x.in_command_file is from_command_file)
    with pytest.raises(KnownError, match="released"):
        both.document.run(revert_change(change_set_id=line.id))
    assert {k.TABLE: both.file.reader.all(k) for k in ALL_RECORDS} == before
