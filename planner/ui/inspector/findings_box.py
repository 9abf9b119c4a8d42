"""What the rules say of one operation: a box for each finding, with links that settle it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame

from planner.document.acknowledged import checked
from planner.document.command import Command
from planner.document.commands.posts import unassign
from planner.document.commands.renumber import renumber
from planner.document.commands.tasks import set_task_status
from planner.document.document import Document
from planner.document.findings import findings_of_operation
from planner.domain.vocabulary import TaskStatus
from planner.rules.finding import Finding, Fix
from planner.ui.bridge import Bridge
from planner.ui.jobs import Jobs, Progress
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, column, label

if TYPE_CHECKING:
    from planner.storage.reader import Reader

MOST_SHOWN = 4

_ASK_AFTER_MS = 200
"""After the last change; by then every view has painted it."""

_Answer = tuple[Document, str, list[Finding]]


class FindingsAsked(QObject):
    """Knows what the rules say of one operation; answered() when it asked again and they say otherwise.

    An operation that is newly shown is asked about at once, so that nothing below moves afterwards; after a
    change the rules run on a worker thread, once the views have painted what changed.
    """

    answered = Signal()

    def __init__(self, bridge: Bridge, state: ViewState, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._state, self._jobs = bridge, state, jobs
        self._about: tuple[Document, str] | None = None
        self._is_asking = False
        self._timer = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        self.found: list[Finding] = []
        bridge.document_replaced.connect(self._forget)

    def about(self, operation_id: str) -> list[Finding]:
        """Return what is known of an operation that was just shown or may have changed."""
        about = self._bridge.document, operation_id
        if self._about != about:
            self._timer.stop()
            self._about, self.found = (
                about,
                _open_of(about[0].read, operation_id, self._now()),
            )
        else:
            self._timer.start()
        return self.found

    def _forget(self) -> None:
        self._timer.stop()
        self._about, self.found = None, []

    def is_about(self, operation_id: str) -> bool:
        """Whether what was found is of this operation of the plan that is open."""
        return self._about == (self._bridge.document, operation_id)

    def _now(self) -> datetime:
        return datetime.combine(self._state.today, datetime.now().time())

    def _ask(self) -> None:
        if self._is_asking:
            self._timer.start()
            return
        if self._about is None or self._about[0] is not self._bridge.document:
            return
        (document, operation_id), now = self._about, self._now()

        def work(_progress: Progress) -> _Answer:
            with document.reading_elsewhere() as read:
                return document, operation_id, _open_of(read, operation_id, now)

        self._is_asking = True
        self._jobs.start(work, done=self._take, failed=self._bridge.failed.emit, ended=self._end)

    def _take(self, answer: _Answer) -> None:
        if answer[:2] == self._about and answer[2] != self.found:
            self.found = answer[2]
            self.answered.emit()

    def _end(self) -> None:
        self._is_asking = False


def _open_of(read: "Reader", operation_id: str, now: datetime) -> list[Finding]:
    """Return what the rules say of an operation and nobody has acknowledged."""
    found = checked(read, findings_of_operation(read, operation_id, now=now))
    return [c.finding for c in found if c.is_open]


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
