"""What the rules say of one operation: a box for each finding, with links that settle it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame

from planner.document.acknowledged import checked
from planner.document.command import Command
from planner.document.commands.posts import unassign
from planner.document.commands.renumber import renumber
from planner.document.commands.tasks import set_task_status
from planner.document.document import Document
from planner.document.findings import findings_of_operation
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import TaskStatus
from planner.rules.finding import Finding, Fix
from planner.ui.bridge import Bridge
from planner.ui.checks import Checks
from planner.ui.widgets.build import button, column, label

MOST_SHOWN = 4


class FindingsAsked(QObject):
    """Knows what the rules say of one operation; answered() when they say something new."""

    answered = Signal()

    def __init__(self, bridge: Bridge, checks: Checks, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._checks = bridge, checks
        self._about: tuple[Document, str] | None = None
        self.found: list[Finding] = []
        checks.answered.connect(self._on_answered)
        bridge.document_replaced.connect(self._forget)

    def about(self, operation_id: str) -> list[Finding]:
        """Return what is said of an operation that was just shown or may have changed, nobody let it stand.

        It is kept where its days are; else asked now, from its neighbourhood.
        """
        self._about = self._bridge.document, operation_id
        self.found = self._now_said(operation_id)
        return self.found

    def _now_said(self, operation_id: str) -> list[Finding]:
        read, kept = self._bridge.document.read, self._checks.kept
        if read.get(Operation, operation_id) is None:
            return []
        if kept is not None and kept.holds(*read.span_of(operation_id)):
            return kept.of_operation(operation_id)
        found = checked(read, findings_of_operation(read, operation_id, now=self._checks.now))
        return [c.finding for c in found if c.is_open]

    def is_about(self, operation_id: str) -> bool:
        """Whether what was found is of this operation of the plan that is open."""
        return self._about == (self._bridge.document, operation_id)

    def _forget(self) -> None:
        self._about, self.found = None, []

    def _on_answered(self, ids: frozenset[str] | None) -> None:
        if self._about is None or self._about[0] is not self._bridge.document or self._checks.is_hearing:
            return  # what shows the operation hears of the change itself, and asks then
        if ids is None or self._about[1] in ids:
            before, now = self.found, self.about(self._about[1])
            if now != before:
                self.answered.emit()


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
    if fix.action == "renumber":
        return lambda: run(renumber(row_id=first))
    tabs = {"fill_post": "People", "edit_powers": "Brief", "edit_operation": "Plan"}
    return (lambda: go(tabs[fix.action])) if fix.action in tabs else None
