"""The counts of the attention bar, from what the rules find: worst first, none when all is well."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from planner.document.document import Document
from planner.domain.phrases import count_text
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.rules.finding import Finding, Severity
from planner.ui.bridge import Bridge
from planner.ui.jobs import Jobs, Progress
from planner.ui.state import ViewState
from planner.ui.status_bar import AttentionCount, AttentionLine

if TYPE_CHECKING:
    from planner.document.visibility import VillageRow

_RECOUNT_MS = 500
UNSEEN_DAYS = 28
"""A village not seen for longer, with nothing planned, is named in the bar."""


class Attention(QObject):
    """Asks the rules a moment after each change, off the UI thread; counted(list) goes to the status bar."""

    counted = Signal(object)

    def __init__(
        self, bridge: Bridge, state: ViewState, jobs: Jobs, parent: QObject, decisions: Callable[[], int]
    ) -> None:
        """decisions: how many wait since a merge."""
        super().__init__(parent)
        self._decisions = decisions
        self._bridge, self._state, self._jobs = bridge, state, jobs
        self._is_asking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_RECOUNT_MS)
        self._timer.timeout.connect(self.recount)

    def recount_soon(self) -> None:
        """Count again once the changes pause."""
        self._timer.start()

    def recount(self) -> None:
        """Count now, or after the count that is under way."""
        if self._is_asking:
            self._timer.start()
            return
        document = self._bridge.document
        if document.is_partner_copy:
            # It holds no returns, posts or visits, so what the rules would count is not so.
            self.counted.emit([])
            return
        now = datetime.combine(self._state.today, datetime.now().time())
        waiting = self._decisions()
        self._is_asking = True

        def work(_progress: Progress) -> tuple[Document, list[AttentionCount]]:
            return document, counts_of(document, now, waiting)

        self._jobs.start(work, done=self._show, failed=self._bridge.failed.emit, ended=self._end)

    def _show(self, found: tuple[Document, list[AttentionCount]]) -> None:
        if found[0] is self._bridge.document:
            self.counted.emit(found[1])

    def _end(self) -> None:
        self._is_asking = False


def counts_of(document: Document, now: datetime, decisions: int = 0) -> list[AttentionCount]:
    """Return what is owed, worst first: findings that stop, decisions, villages unseen, returns due, tasks
    overdue, reviews due.

    decisions: how many wait since a merge. May run on a worker thread.
    """
    from planner.document.acknowledged import checked
    from planner.document.findings import findings
    from planner.document.retention import reviews_due
    from planner.document.returns_due import returns_due
    from planner.document.visibility_feed import ledger

    with document.reading_elsewhere() as read:
        found = [c.finding for c in checked(read, findings(read, now=now)) if c.is_open]
        owner = {d.id: d.operation_id for d in read.among(Deployment, "id", _ids(found, Deployment))}
        due = len(returns_due(read, now))
        unplanned = ledger(read, now).unplanned()
        reviews = sum(not d.is_decided for d in reviews_due(read, now))
    stops = [f for f in found if f.severity is Severity.STOP]
    counts = []
    if stops:
        words = f"{count_text(len(stops), 'finding')} to look at"
        counts.append(AttentionCount(words, _lines(stops, owner), is_urgent=True, opens="findings"))
    if decisions:
        words = count_text(decisions, "decision waits", "decisions wait")
        counts.append(AttentionCount(words, is_urgent=True, opens="decisions"))
    if unplanned:
        counts.append(_villages(unplanned))
    if due:
        counts.append(AttentionCount(count_text(due, "return due", "returns due"), opens="returns"))
    tasks = [f for f in found if f.code == "task-overdue"]
    if tasks:
        words = count_text(len(tasks), "task overdue", "tasks overdue")
        counts.append(AttentionCount(words, opens="tasks_due"))
    if reviews:
        words = count_text(reviews, "review due", "reviews due")
        counts.append(AttentionCount(words, opens="keeping"))
    return counts


def _villages(unplanned: "Sequence[VillageRow]") -> AttentionCount:
    """Name the village that was longest not seen and has nothing planned; else say how many have nothing."""
    seen = next((r for r in unplanned if r.days_since_seen is not None), None)
    if seen is not None and (seen.days_since_seen or 0) > UNSEEN_DAYS:
        words = f"{seen.place} not seen for {seen.days_since_seen} days"
        return AttentionCount(words, is_urgent=True, opens="unplanned")
    words = f"{count_text(len(unplanned), 'village')} with nothing planned"
    return AttentionCount(words, opens="unplanned")


def _ids(found: Sequence[Finding], kind: type[Record]) -> list[str]:
    return [item.id for finding in found for item in finding.items if item.kind is kind]


def _lines(found: Sequence[Finding], owner: dict[str, str]) -> tuple[AttentionLine, ...]:
    lines = []
    for finding in found:
        operations = _ids([finding], Operation) or [owner.get(i, "") for i in _ids([finding], Deployment)]
        words = f"{finding.about}: {finding.message}" if finding.about else finding.message
        lines.append(AttentionLine(words, operations[0] if operations else ""))
    return tuple(lines)
