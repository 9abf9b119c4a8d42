"""What the rules say of one operation: a box for each finding, with links that settle it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QPushButton

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
_TABS = {"fill_post": "People", "edit_powers": "Brief", "edit_operation": "Plan"}
_COMMANDS: dict[str, Callable[[str], Command]] = {
    "unassign": lambda row_id: unassign(assignment_id=row_id),
    "task_done": lambda row_id: set_task_status(task_id=row_id, status=TaskStatus.DONE),
    "renumber": lambda row_id: renumber(row_id=row_id),
}


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
        self._go, self._run = go, run
        self._words = label(finding.message, wrap=True)
        self._fixes = _offered(finding)
        self._links = [self._link(number) for number in range(len(self._fixes))]
        self.setLayout(column(self._words, *self._links, spacing=2, margins=(10, 8, 10, 8)))

    def takes(self, finding: Finding) -> bool:
        """Say another finding, if it has as many links; returns whether it has."""
        fixes = _offered(finding)
        if len(fixes) != len(self._links):
            return False
        self._fixes = fixes
        self._words.setText(finding.message)
        for link, fix in zip(self._links, fixes, strict=True):
            link.setText(fix.words.replace("&", "&&"))
        return True

    def _link(self, number: int) -> QPushButton:
        """Return the link of one place, which does what the finding said now offers there."""
        return button(
            self._fixes[number].words, lambda: _act(self._fixes[number], self._go, self._run), "link"
        )


def _offered(finding: Finding) -> list[Fix]:
    """Return what of a finding can be settled from here."""
    return [fix for fix in finding.fixes if fix.action in _TABS or fix.action in _COMMANDS]


def _act(fix: Fix, go: Callable[[str], object], run: Callable[[Command], object]) -> None:
    """Do what a link says: show a tab or change the plan."""
    if fix.action in _TABS:
        go(_TABS[fix.action])
    else:
        run(_COMMANDS[fix.action](fix.ids[0] if fix.ids else ""))
