"""Publishes the open plan off the UI thread: asked for, on leaving the window, and after a quiet minute."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from planner.domain.errors import FileProblem, KnownError
from planner.ui.jobs import Job, Jobs

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.document.publishing import Publishing
    from planner.ui.publishing_dialog import PublishingDialog

IDLE_MS = 60_000
AT_MOST_EVERY_S = 60.0
_SHOWN_AFTER_MS = 300
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
        self._goes_on = False
        self._publishing: Publishing | None = None
        self._left: Publishing | None = None
        self._job: Job | None = None
        self._dialog: PublishingDialog | None = None
        self._waiting: QEventLoop | None = None
        self._said = ""
        self._failed: Document | None = None
        self._rests = False
        self.came_back = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.publish_soon)

    @property
    def is_running(self) -> bool:
        """Whether a publishing is under way."""
        return self._running is not None

    def is_kept_back(self, document: "Document") -> bool:
        """Return whether the last publishing of a plan failed, so that its work is on this computer only."""
        return self._failed is document

    def note_change(self) -> None:
        """Count a quiet minute from now."""
        self._idle.start()

    def rest(self) -> None:
        """Start nothing until go_on(): the files of the plan are being written anew on a worker."""
        self._rests = True

    def go_on(self) -> None:
        """Publish again when it is time."""
        self._rests = False

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
        if self._rests or document.writer.is_busy:
            self._idle.start(_AFTER_OTHERS_MS)  # a worker takes changes in, or writes the files anew
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
        self._publishing = publishing
        self._job = self._jobs.start(publishing.run, done=self._finish, failed=self._fail, ended=self._end)
        if self._dialog is not None:
            self._job.progressed.connect(self._dialog.show_progress)

    def publish_here(self) -> bool:
        """Publish before the plan is left, on a worker while the window paints; False when that was not done.

        One that takes a while is shown and need not be waited for; another computer's is waited for a few
        seconds. Whatever is not published is kept in the working copy. FileProblem when asked meanwhile.
        """
        document = self._document()
        self._idle.stop()
        if document is None or document.is_opening:
            return True  # nothing was changed yet
        if self._waiting is not None:
            raise FileProblem(f"{document.target.name} is being published. Wait a moment and try again.")
        self._again = False
        with document.in_a_hurry():
            if not self._wait(document):
                return False
            if document.is_read_only or not document.has_unpublished_changes:
                return True
            self._said = ""
            self._publish()
            return self._wait(document) and not document.has_unpublished_changes

    def _wait(self, document: "Document") -> bool:
        """Let the window live until no publishing is under way; False if the user would not wait for it."""
        if self._running is None:
            return True
        self._waiting = waiting = QEventLoop()
        try:
            QTimer.singleShot(_SHOWN_AFTER_MS, waiting, waiting.quit)
            # Nothing is clicked or typed in a window that is about to close.
            waiting.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            if self._running is not None:
                self._show(document)
            while self._running is not None and self._left is None:
                waiting.exec()
        finally:
            self._waiting = None
        return self._running is None

    def _show(self, document: "Document") -> None:
        from planner.ui.publishing_dialog import PublishingDialog

        over = self.parent()
        while over is not None and not isinstance(over, QWidget):
            over = over.parent()
        if over is None or self._job is None:
            return
        target = document.target
        self._dialog = PublishingDialog(over, target.name, target.parent.name, self._leave)
        self._job.progressed.connect(self._dialog.show_progress)
        self._dialog.open()

    def _leave(self) -> None:
        """Wait no longer: what is not published stays in the working copy."""
        self._dialog, self._left = None, self._publishing
        if self._job is not None:
            self._job.cancel()
        if self._waiting is not None:
            self._waiting.quit()

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
            self._goes_on = True
            return
        document.notes += result.notes
        self._succeed()

    def _succeed(self) -> None:
        self.came_back, self._said = bool(self._said), ""
        self._failed = None
        self.published.emit()

    def _fail(self, sentence: str) -> None:
        """Say why, once, and try again in a minute: a folder comes back, another program closes the file."""
        self._idle.start()
        self._failed = self._document()
        if sentence != self._said:
            self._said = sentence
            self.failed.emit(sentence)

    def _end(self) -> None:
        publishing, goes_on, self._goes_on = self._publishing, self._goes_on, False
        if publishing is not None and self._left is publishing:
            publishing.discard()
        elif publishing is not None and goes_on:
            self._start(publishing)
            return
        self._running = self._publishing = self._job = self._left = None
        if self._dialog is not None:
            dialog, self._dialog = self._dialog, None
            dialog.accept()
        if self._waiting is not None:
            self._waiting.quit()
        elif self._again:
            self._again = False
            self.publish_now()
