"""Publishes the open plan off the UI thread: asked for, on leaving the window, and after a quiet minute."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from planner.domain.errors import KnownError
from planner.ui.jobs import Jobs

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.document.publishing import Publishing

IDLE_MS = 60_000
AT_MOST_EVERY_S = 60.0
_AFTER_OTHERS_MS = 1_000


class Publisher(QObject):
    """Knows when to publish; published() after each success, failed(sentence) after each failure.

    After a failure it tries again by itself, a minute later and on leaving the window; the same sentence is
    not said twice unless the user asked to publish. came_back: whether this success ended a failure.
    """

    published = Signal()
    failed = Signal(str)

    def __init__(self, jobs: Jobs, document: "Callable[[], Document | None]", parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._document = jobs, document
        self._running: Document | None = None
        self._last = -AT_MOST_EVERY_S
        self._again = False
        self._goes_on: Publishing | None = None
        self._said = ""
        self.came_back = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.publish_soon)

    @property
    def is_running(self) -> bool:
        """Whether a publishing is under way."""
        return self._running is not None

    def note_change(self) -> None:
        """Count a quiet minute from now."""
        self._idle.start()

    def publish_soon(self) -> None:
        """Publish what is new, unless that was done within the last minute; then when the minute is over."""
        wait = AT_MOST_EVERY_S - (monotonic() - self._last)
        if wait > 0:
            self._idle.start(int(wait * 1000) + 100)
            return
        self._publish()

    def publish_now(self) -> None:
        """Publish what is new on a worker thread, because the user asked: whatever comes of it is said."""
        if self._running is not None:
            self._again = True
            return
        self._said = ""
        self._publish()

    def _publish(self) -> None:
        document = self._document()
        if document is None or document.is_read_only or self._running is not None:
            return
        if document.writer.is_busy:
            self._idle.start(_AFTER_OTHERS_MS)  # changes are being taken in on a worker
            return
        if not document.has_unpublished_changes:
            self._succeed()
            return
        self._last = monotonic()
        try:
            publishing = document.begin_publish()
        except KnownError as error:
            self._fail(str(error))
            return
        self._running = document
        self._start(publishing)

    def _start(self, publishing: "Publishing") -> None:
        self._jobs.start(
            lambda _progress: publishing.run(), done=self._finish, failed=self._fail, ended=self._end
        )

    def publish_here(self) -> bool:
        """Publish on this thread, before the plan is closed; False when it failed.

        Another computer's publishing is waited for a few seconds: the work is kept here and published later.
        """
        document = self._document()
        self._idle.stop()
        if document is None or document.is_opening:
            return True  # nothing was changed yet
        try:
            with document.in_a_hurry():
                if self._running is not None:
                    self._jobs.wait()
                if document.is_read_only or not document.has_unpublished_changes:
                    return True
                document.publish()
        except KnownError as error:
            self._said = ""
            self._fail(str(error))
            return False
        self._said = ""
        return True

    def _finish(self, publishing: "Publishing") -> None:
        document = self._running
        if document is None or document is not self._document():
            publishing.discard()
            return
        try:
            result = document.finish_publish(publishing)
        except KnownError as error:
            self._fail(str(error))
            return
        if result is None:  # a part of what others published came in; the worker looks for the next
            self._goes_on = publishing
            return
        document.notes += result.notes
        self._succeed()

    def _succeed(self) -> None:
        self.came_back, self._said = bool(self._said), ""
        self.published.emit()

    def _fail(self, sentence: str) -> None:
        """Say why, once, and try again in a minute: a folder comes back, another program closes the file."""
        self._idle.start()
        if sentence != self._said:
            self._said = sentence
            self.failed.emit(sentence)

    def _end(self) -> None:
        if self._goes_on is not None:
            publishing, self._goes_on = self._goes_on, None
            self._start(publishing)
            return
        self._running = None
        if self._again:
            self._again = False
            self.publish_now()
