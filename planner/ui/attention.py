"""The counts of the attention bar, from what the rules find: worst first, none when all is well."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from planner.document.document import Document
from planner.domain.frozen import dataclass
from planner.domain.phrases import count_text
from planner.ui.bridge import Bridge
from planner.ui.checks import Checks
from planner.ui.jobs import GIVE_WAY_S, Job, Jobs, Progress
from planner.ui.status_bar import AttentionCount

if TYPE_CHECKING:
    from planner.document.visibility import VillageRow
    from planner.storage.reader import Reader

_RECOUNT_MS = 500
UNSEEN_DAYS = 28
"""A village not seen for longer, with nothing planned, is named in the bar."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed besides what the rules find: villages without a visit, returns due, reviews due."""

    unplanned: "Sequence[VillageRow]"
    returns: int
    reviews: int


class Attention(QObject):
    """Tells the status bar what is owed: counted(list). The rules' part stands with each change.

    The rest is counted off the UI thread once the changes pause; a change while it is counted stops that.
    """

    counted = Signal(object)

    def __init__(
        self,
        bridge: Bridge,
        checks: Checks,
        jobs: Jobs,
        parent: QObject,
        decisions: Callable[[], int],
        is_shown: Callable[[], bool],
    ) -> None:
        """decisions: how many wait since a merge. is_shown: whether the plan is still open."""
        super().__init__(parent)
        self._decisions, self._is_shown = decisions, is_shown
        self._bridge, self._checks, self._jobs = bridge, checks, jobs
        self._job: Job | None = None
        self._owed: Owed | None = None
        self._told: list[AttentionCount] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_RECOUNT_MS)
        self._timer.timeout.connect(self.recount)
        checks.answered.connect(lambda _ids: self._tell())
        bridge.changing.connect(self._stop)
        bridge.document_replaced.connect(self._forget)

    def recount_soon(self) -> None:
        """Count again once the changes pause."""
        self._timer.start()

    def recount(self) -> None:
        """Count now."""
        self._stop()
        self._timer.stop()
        if not self._is_shown():
            return  # the window closed its plan while the timer ran
        document = self._bridge.document
        if document.is_partner_copy:
            # It holds no returns, posts or visits, so what would be counted is not so.
            self.counted.emit([])
            return
        now = self._checks.now

        def work(progress: Progress) -> tuple[Document, Owed]:
            with document.reading_elsewhere() as read:
                return document, owed_of(read, now, progress.breathe)

        self._job = job = self._jobs.start(
            work,
            done=lambda found: self._show(found) if self._job is job else None,
            failed=self._bridge.failed.emit,
            ended=lambda: self._end(job),
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.give_way(GIVE_WAY_S)
            self._job = None
            self._timer.start()

    def _forget(self) -> None:
        self._stop()
        self._owed = self._told = None

    def _show(self, found: tuple[Document, Owed]) -> None:
        if found[0] is self._bridge.document:
            self._owed = found[1]
            self._told = None
            self._tell()

    def _tell(self) -> None:
        """Say what is owed, once both parts are known; nothing twice."""
        kept = self._checks.kept
        if not self._is_shown():
            return  # the window closed its plan meanwhile
        if self._owed is None or kept is None or self._bridge.document.is_partner_copy:
            return
        counts = _counts(kept.stops, kept.tasks_overdue, self._owed, self._decisions())
        if counts != self._told:
            self._told = counts
            self.counted.emit(counts)

    def _end(self, job: Job) -> None:
        if self._job is job:
            self._job = None


def counts_of(document: Document, now: datetime, decisions: int = 0) -> list[AttentionCount]:
    """Return what is owed, worst first: findings that stop, decisions, villages unseen, returns due, tasks
    overdue, reviews due.

    decisions: how many wait since a merge. Asks about the whole plan; may run on a worker thread.
    """
    from planner.document.kept_findings import KeptFindings

    with document.reading_elsewhere() as read:
        kept = KeptFindings(read, now)
        return _counts(kept.stops, kept.tasks_overdue, owed_of(read, now), decisions)


def owed_of(read: "Reader", now: datetime, pause: Callable[[], object] = lambda: None) -> Owed:
    """Count what is owed besides what the rules find; pause is called between the counts."""
    from planner.document.retention import reviews_due
    from planner.document.returns_due import returns_due
    from planner.document.visibility_feed import ledger

    pause()
    due = len(returns_due(read, now))
    pause()
    unplanned = ledger(read, now).unplanned()
    pause()
    return Owed(unplanned, due, sum(not d.is_decided for d in reviews_due(read, now)))


def _counts(stops: int, tasks: int, owed: Owed, decisions: int) -> list[AttentionCount]:
    counts = []
    if stops:
        words = f"{count_text(stops, 'finding')} to look at"
        counts.append(AttentionCount(words, is_urgent=True, opens="findings"))
    if decisions:
        words = count_text(decisions, "decision waits", "decisions wait")
        counts.append(AttentionCount(words, is_urgent=True, opens="decisions"))
    if owed.unplanned:
        counts.append(_villages(owed.unplanned))
    if owed.returns:
        counts.append(AttentionCount(count_text(owed.returns, "return due", "returns due"), opens="returns"))
    if tasks:
        words = count_text(tasks, "task overdue", "tasks overdue")
        counts.append(AttentionCount(words, opens="tasks_due"))
    if owed.reviews:
        words = count_text(owed.reviews, "review due", "reviews due")
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
