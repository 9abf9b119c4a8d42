"""The window after a newer ward set: what it offers for new work, and what it says of work that is left."""

from dataclasses import replace
from datetime import datetime, time

from planner.document.findings import findings
from planner.document.wards_offered import offered_wards
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.ward_sets import former
from planner.rules.finding import Fix
from planner.ui.dialogs.copy_operation import CopyDialog
from planner.ui.findings_list import settle
from planner.ui.state import Selection
from planner.ui.widgets.fields import Choice
from planner.ui.workspace import Workspace
from tests.storage.plans import put
from tests.ui.conftest import TODAY


def replaced(work: Workspace) -> tuple[Ward, Operation]:
    """Mark the ward of an operation to come as former; return both."""
    read = work.bridge.document.read
    operation = next(o for o in read.all(Operation) if read.span_of(o.id)[0].date() > TODAY)
    (row, *_) = read.all(OperationWard, operation_id=operation.id)
    ward = read.require(Ward, row.ward_id)
    assert work.bridge.run(put(replace(ward, ward_set=former(ward.ward_set)))) is not None
    return read.require(Ward, ward.id), operation


def words_of(choice: Choice) -> list[str]:
    return [choice.itemText(n) for n in range(choice.count())]


def test_a_former_ward_is_no_place_for_new_work_and_is_said_to_be_former(work: Workspace) -> None:
    before = len(work.map.feed.ground.wards)
    ward, operation = replaced(work)
    assert len(work.map.feed.ground.wards) == before - 1
    work.state.select(Selection(ward_id=ward.id))
    assert work.operations.ward_in_hand() == ""
    work.operations.show_operation(operation.id)
    assert work.operations.ward_in_hand() == ""
    dialog = CopyDialog(work, work.bridge, work.operations, operation.id)
    assert len(words_of(dialog.ward)) == before
    assert ward.name not in " ".join(words_of(dialog.ward))
    dialog.close()


def test_the_link_of_the_rule_moves_the_work_and_one_undo_takes_it_back(work: Workspace) -> None:
    old, operation = replaced(work)
    read = work.bridge.document.read
    end = read.span_of(operation.id)[1]
    found = findings(read, now=datetime.combine(TODAY, time(12)), end=end)
    finding = next(f for f in found if f.code == "ward-former" and f.about == operation.reference)

    def wards() -> set[str]:
        return {r.ward_id for r in read.all(OperationWard, operation_id=operation.id)}

    neighbour = next(w for w in offered_wards(read) if w.id not in wards())
    settle(work, Fix("Move", "leave_ward", (operation.id, old.id, neighbour.id)), finding)
    assert neighbour.id in wards()
    assert old.id not in wards()
    work.bridge.document.undo()
    assert old.id in wards()
