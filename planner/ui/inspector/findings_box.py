"""What the rules say of one operation: a box for each finding, with links that settle it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QFrame

from planner.document.command import Command
from planner.document.commands.posts import unassign
from planner.document.commands.tasks import set_task_status
from planner.document.document import Document
from planner.document.findings import findings
from planner.domain.records.deployment import Deployment
from planner.domain.vocabulary import TaskStatus
from planner.rules.finding import Finding, Fix
from planner.ui.widgets.build import button, column, label

MOST_SHOWN = 4


def findings_of(document: Document, operation_id: str, now: datetime) -> list[Finding]:
    """Return what the rules say of one operation, worst first."""
    start, end = document.read.span_of(operation_id)
    ids = {d.id for d in document.read.all(Deployment, operation_id=operation_id)} | {operation_id}
    found = findings(document.read, now=now, start=start, end=end)
    return [f for f in found if f.ids & ids]


class FindingBox(QFrame):
    """One finding; go(tab name) shows a tab, run(command) changes the plan."""

    def __init__(
        self, finding: Finding, go: Callable[[str], object], run: Callable[[Command], object]
    ) -> None:
        super().__init__()
        self.setProperty("look", "warning")
        layout = column(label(finding.message, wrap=True), spacing=2, margins=(10, 8, 10, 8))
        for fix in finding.fixes:
            act = _act(fix, go, run)
            if act is not None:
                layout.addWidget(button(fix.words, act, "link"))
        self.setLayout(layout)


def _act(
    fix: Fix, go: Callable[[str], object], run: Callable[[Command], object]
) -> Callable[[], object] | None:
    first = fix.ids[0] if fix.ids else ""
    if fix.action == "unassign":
        return lambda: run(unassign(assignment_id=first))
    if fix.action == "task_done":
        return lambda: run(set_task_status(task_id=first, status=TaskStatus.DONE))
    tabs = {"fill_post": "People", "edit_powers": "Brief", "edit_operation": "Plan"}
    return (lambda: go(tabs[fix.action])) if fix.action in tabs else None
