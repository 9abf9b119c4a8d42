"""What the rules say of the open plan, kept for all views: asked once, then near each change only."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from planner.document.document import Document
from planner.domain.changes import ChangeSet
from planner.domain.timespan import now_on
from planner.ui.bridge import Bridge
from planner.ui.collector import look_through_all, spare_what_is_there
from planner.ui.jobs import GIVE_WAY_S, Job, Jobs, Progress
from planner.ui.state import ViewState

if TYPE_CHECKING:
    from planner.document.agenda_bars import Mark
    from planner.document.kept_findings import KeptFindings

_ASK_AFTER_MS = 400
"""After the last of several changes that need the whole plan."""
_LOOK_MS = 60_000
_KEEP_FOR_S = 3_600
"""After an hour the whole plan is asked again, since what is soon and what is late depends on the clock."""


class Checks(QObject):
    """Owns the kept findings; must hear of changes before the views that show them.

    The whole plan is asked on a worker thread, which stops at once when a change comes. answered(ids) names
    the records of which something else is said now, or None when anything may be.
    """

    answered = Signal(object)

    def __init__(
        self,
        bridge: Bridge,
        state: ViewState,
        jobs: Jobs,
        parent: QObject,
        is_shown: Callable[[], bool] = lambda: True,
    ) -> None:
        """is_shown: whether the plan is still open."""
        super().__init__(parent)
        self._is_shown = is_shown
        self._bridge, self._state, self._jobs = bridge, state, jobs
        self.kept: KeptFindings | None = None
        self.marks: Mapping[str, Mark] = {}
        self._former: KeptFindings | None = None
        self.is_hearing = False
        self._job: Job | None = None
        self._until: datetime | None = None
        self._asked_until: datetime | None = None
        self._timer = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._timer.timeout.connect(self.ask)
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self._on_minute)
        self._clock.start()
        bridge.changing.connect(self._stop)
        bridge.changed.connect(self._on_changed)
        bridge.document_replaced.connect(self._on_replaced)

    @property
    def now(self) -> datetime:
        """The local moment: the window's day, the clock's time."""
        return now_on(self._state.today)

    @property
    def is_asking(self) -> bool:
        """Whether the whole plan is being asked or is about to be."""
        return self._job is not None or self._timer.isActive()

    def reach(self, until: datetime) -> None:
        """See to it that the findings kept go up to a day that is shown."""
        if self._until is None or until > self._until:
            self._until = until
            if self.kept is not None and until > self.kept.last and until > (self._asked_until or until.min):
                self._timer.start()

    def ask(self) -> None:
        """Ask the rules about the whole plan, on a worker thread."""
        self._stop()
        self._timer.stop()
        if not self._is_shown():
            return  # the window closed its plan while the timer ran
        document = self._bridge.document
        if document.is_partner_copy:
            # It holds no returns, posts or visits, so what the rules would say is not so.
            self._take((document, None))
            return
        now, until = self.now, self._until
        self._asked_until = until

        def work(progress: Progress) -> "tuple[Document, KeptFindings]":
            from planner.document.kept_findings import KeptFindings

            with document.reading_elsewhere() as read:
                kept = KeptFindings(read, now, last=until, pause=progress.breathe)
            spare_what_is_there()  # hundreds of thousands of objects where much clashes
            return document, kept

        self._job = job = self._jobs.start(
            work,
            done=lambda found: self._take(found) if self._job is job else None,
            failed=self._bridge.failed.emit,
            ended=lambda: self._end(job),
        )

    def _take(self, found: "tuple[Document, KeptFindings | None]") -> None:
        if found[0] is self._bridge.document and not found[0].is_closed:
            self._put_aside()
            self.kept = found[1]
            self.marks = found[1].marks if found[1] is not None else {}
            self.answered.emit(None)
            self._let_go()

    def _put_aside(self) -> None:
        """Answer nothing for the time being; the marks of before stand until the next answer comes."""
        if self.kept is not None:
            self._let_go()
            self._former, self.kept = self.kept, None

    def _let_go(self) -> None:
        """Free what was kept before, off the UI thread, since that can take a while."""
        former, self._former = self._former, None
        if former is not None:
            self._jobs.start(
                lambda _progress: former.let_go(), done=lambda _: None, failed=self._bridge.failed.emit
            )

    def _end(self, job: Job) -> None:
        if self._job is job:
            self._job = None

    def _stop(self) -> None:
        """Stop asking: what is about to change would make the answer wrong, and wants the machine."""
        if self._job is not None:
            self._job.give_way(GIVE_WAY_S)
            self._job = None
            self._timer.start()

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if self.kept is None:
            if not self._bridge.document.is_partner_copy:
                self._timer.start()
            return
        touched = self.kept.refresh(self._bridge.document.read, changes)
        if touched is None:
            self._put_aside()
            self._timer.start()
            return
        if self._timer.isActive():
            self._timer.start()
        self.is_hearing = True
        try:
            self.answered.emit(touched)
        finally:
            self.is_hearing = False

    def _on_replaced(self) -> None:
        self._stop()
        self._put_aside()
        self.marks, self._until, self._asked_until = {}, None, None
        look_through_all()
        self._timer.start(0)

    def _on_minute(self) -> None:
        kept = self.kept
        if kept is not None and abs((self.now - kept.now).total_seconds()) > _KEEP_FOR_S:
            self._timer.start()
