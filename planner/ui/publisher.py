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


class Publisher(QObject):
    """Knows when to publish; published() after each success, failed(sentence) after each failure."""

    published = Signal()
    failed = Signal(str)

    def __init__(self, jobs: Jobs, document: "Callable[[], Document | None]", parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._document = jobs, document
        self._running: Document | None = None
        self._last = -AT_MOST_EVERY_S
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.publish_soon)

    def note_change(self) -> None:
        """Count a quiet minute from now."""
        self._idle.start()

    def publish_soon(self) -> None:
        """Publish what is new, unless that was done within the last minute; then when the minute is over."""
        wait = AT_MOST_EVERY_S - (monotonic() - self._last)
        if wait > 0:
            self._idle.start(int(wait * 1000) + 100)
            return
        self.publish_now()

    def publish_now(self) -> None:
        """Publish what is new on a worker thread."""
        document = self._document()
        if document is None or document.is_read_only or self._running is not None:
            return
        if not document.has_unpublished_changes:
            self.published.emit()
            return
        try:
            publishing = document.begin_publish()
        except KnownError as error:
            self.failed.emit(str(error))
            return
        self._last = monotonic()
        self._running = document
        self._jobs.start(
            lambda _progress: publishing.run(), done=self._finish, failed=self.failed.emit, ended=self._end
        )

    def publish_here(self) -> bool:
        """Publish on this thread, before the plan is closed; False when it failed."""
        document = self._document()
        self._idle.stop()
        if self._running is not None:
            self._jobs.wait()
        if document is None or document.is_read_only or not document.has_unpublished_changes:
            return True
        try:
            document.publish()
        except KnownError as error:
            self.failed.emit(str(error))
            return False
        return True

    def _finish(self, publishing: "Publishing") -> None:
        document = self._running
        if document is None or document is not self._document():
            return
        try:
            result = document.finish_publish(publishing)
        except KnownError as error:
            self.failed.emit(str(error))
            return
        document.notes += result.notes
        self.published.emit()

    def _end(self) -> None:
        self._running = None
