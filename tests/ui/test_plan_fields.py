"""Two ticks of the Plan tab: what residents said that this answers, and days that may be announced."""

from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton

from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation, OperationConcern
from planner.ui.inspector.days import DayRow
from planner.ui.state import Selection
from planner.ui.workspace import Workspace


def _street_week(work: Workspace) -> Operation:
    read = work.bridge.document.read
    week = next(o for o in read.all(Operation) if o.title.startswith("Street Week — Greenstead"))
    work.state.select(Selection(operation_ids=(week.id,)))
    work.inspector.show_tab("Plan")
    QApplication.processEvents()
    return week


def test_concerns_are_chosen_from_those_of_the_wards(work: Workspace) -> None:
    week, read = _street_week(work), work.bridge.document.read
    before = {r.concern_id for r in read.all(OperationConcern, operation_id=week.id)}
    field = next(
        b for b in work.inspector.findChildren(QPushButton) if b.accessibleName().startswith("Concerns")
    )
    assert field.text() == "3 concerns"
    concerns = work.inspector.page.plan.concerns
    popover = concerns.ask(field)
    assert set(concerns.boxes) >= before
    kept = next(iter(before))
    for concern_id, box in concerns.boxes.items():
        box.setChecked(concern_id == kept)
    next(b for b in popover.findChildren(QPushButton) if b.text() == "Use these concerns").click()
    assert {r.concern_id for r in read.all(OperationConcern, operation_id=week.id)} == {kept}
    work.undo()
    assert {r.concern_id for r in read.all(OperationConcern, operation_id=week.id)} == before


def test_a_day_is_marked_as_one_that_may_be_announced(work: Workspace) -> None:
    week, read = _street_week(work), work.bridge.document.read
    row = next(r for r in work.inspector.findChildren(DayRow) if r.isVisible())
    row.findChildren(QPushButton)[0].click()
    QApplication.processEvents()
    tick = next(b for b in row.findChildren(QCheckBox) if b.text() == "May be announced")
    assert not tick.isChecked()
    tick.click()
    assert read.require(Deployment, row.deployment_id).announce
    assert read.require(Operation, week.id).status is week.status  # it is on no order
    work.undo()
    assert not read.require(Deployment, row.deployment_id).announce
    assert not tick.isChecked()
