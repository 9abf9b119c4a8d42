"""What is done with a selection: one deployment, several operations, a grid reference that was found."""

import pytest
from PySide6.QtWidgets import QPushButton

from planner.document.find import FindIndex
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import Status
from planner.ui.find.going import go_to_found
from planner.ui.main_window import MainWindow
from planner.ui.state import Selection
from planner.ui.status_bar import AttentionCount
from planner.ui.workspace import Workspace


def _with_days(work: Workspace, at_least: int) -> tuple[Operation, list[Deployment]]:
    read = work.bridge.document.read
    for operation in read.all(Operation):
        days = read.all(Deployment, operation_id=operation.id)
        if operation.status is Status.AUTHORISED and len(days) >= at_least:
            return operation, list(days)
    raise AssertionError("the demo has such an operation")


def test_delete_takes_the_selected_deployment_only(window: MainWindow, work: Workspace) -> None:
    operation, days = _with_days(work, 3)
    work.state.select(Selection(operation_ids=(operation.id,), deployment_ids=(days[1].id,)))
    assert window.actions_by_name["delete"].text() == "&Delete this deployment"
    window.trigger("delete")
    read = work.bridge.document.read
    assert read.get(Operation, operation.id) is not None
    assert {d.id for d in read.all(Deployment, operation_id=operation.id)} == {
        d.id for d in days if d is not days[1]
    }
    window.trigger("undo")
    assert read.count(Deployment, operation_id=operation.id) == len(days)


def test_delete_takes_the_operation_when_all_of_it_is_selected(window: MainWindow, work: Workspace) -> None:
    operation, days = _with_days(work, 3)
    work.state.select(Selection(operation_ids=(operation.id,), deployment_ids=tuple(d.id for d in days)))
    assert window.actions_by_name["delete"].text() == "&Delete operation"
    window.trigger("delete")
    assert work.bridge.document.read.get(Operation, operation.id) is None


def _press(work: Workspace, words: str) -> None:
    found = [b for b in work.inspector.many.findChildren(QPushButton) if b.text() == words]
    assert len(found) == 1, words
    found[0].click()


def test_several_operations_are_listed_and_moved_as_one_step(window: MainWindow, work: Workspace) -> None:
    read = work.bridge.document.read
    chosen = [o for o in read.all(Operation) if o.status is Status.AUTHORISED][:3]
    before = {o.id: read.span_of(o.id)[0] for o in chosen}
    work.state.select(Selection(operation_ids=tuple(before)))
    titles = [b.toolTip() for b in work.inspector.many.findChildren(QPushButton)]
    assert all(f"{o.reference} {o.title}" in titles for o in chosen)
    _press(work, "A week later")
    assert all((read.span_of(i)[0] - start).days == 7 for i, start in before.items())
    window.trigger("undo")
    assert {i: read.span_of(i)[0] for i in before} == before


def test_several_operations_take_a_status_together_and_are_deleted(
    window: MainWindow, work: Workspace
) -> None:
    read = work.bridge.document.read
    ids = tuple(o.id for o in read.all(Operation) if o.status is Status.AUTHORISED)[:3]
    work.state.select(Selection(operation_ids=ids))
    _press(work, "Mark as briefed")
    assert {read.require(Operation, i).status for i in ids} == {Status.BRIEFED}
    _press(work, "Delete all")
    assert not read.among(Operation, "id", ids)
    assert work.state.selection == Selection()
    window.trigger("undo")
    assert len(read.among(Operation, "id", ids)) == 3


@pytest.mark.parametrize(("typed", "side"), [("TM 05 33", 1000.0), ("TM 057 331", 100.0), ("TL9", 0.0)])
def test_a_grid_reference_goes_to_its_square(work: Workspace, typed: str, side: float) -> None:
    index = FindIndex(work.bridge.document.read, today=work.state.today)
    found = [f for f in index.search(typed) if f.square]
    assert [f.square for f in found] == ([side] if side else [])
    for one in found:
        go_to_found(work, one)
        assert work.map.found._spot is not None
        assert work.map.found._spot.square == side


@pytest.mark.parametrize("width", [700, 1000, 1600])
def test_no_count_of_the_status_bar_is_cut(window: MainWindow, work: Workspace, width: int) -> None:
    status = window.status
    status.resize(width, status.height())
    status.show_counts(
        [
            AttentionCount("4 findings to look at", is_urgent=True),
            AttentionCount("Tye Green not seen for 102 days", is_urgent=True),
            AttentionCount("1 return due"),
        ]
    )
    items = [status._counts.itemAt(i) for i in range(status._counts.count())]
    buttons = [item.widget() for item in items if item is not None]
    shown = [b for b in buttons if b is not None and not b.isHidden()]
    needed = sum(b.sizeHint().width() + 16 for b in shown) + status._plan.sizeHint().width()
    assert shown
    assert len(shown) == 1 or needed <= width
    assert width < 1600 or len(shown) == 3


def test_the_results_tab_leads_to_the_return_that_is_due(window: MainWindow, work: Workspace) -> None:
    from planner.domain.records.returns import Return
    from planner.ui.returns.dialog import ReturnsDialog

    read = work.bridge.document.read
    done = {r.deployment_id for r in read.all(Return)}
    due = next(d for d in read.all(Deployment) if d.end.date() < work.state.today and d.id not in done)
    work.state.select(Selection(operation_ids=(due.operation_id,)))
    work.inspector.show_tab("Results")
    links = [b for b in work.inspector.tabs.findChildren(QPushButton) if b.text() == "Write the return"]
    assert links
    links[0].click()
    assert any(d.isVisible() for d in window.findChildren(ReturnsDialog))
