"""A small window for work that takes a while: what is being done, how far it is, and Cancel."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from planner.ui.dialogs.base import PlainDialog
from planner.ui.jobs import Job

SHOW_MS = 300
"""Work that is done sooner needs no window of its own."""


class WaitingDialog(PlainDialog):
    """Follows one piece of work; Cancel, Esc and closing call cancel."""

    def __init__(self, parent: QWidget, title: str, hint: str, cancel: Callable[[], object]) -> None:
        super().__init__(parent, title, hint)
        self.setObjectName("waiting")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(title)
        self.page.addWidget(self.bar)
        self.page.addStretch(1)
        self.add_close("Cancel")
        self.rejected.connect(cancel)
        self.fit(460, 160)

    def show_progress(self, percent: int, _words: str) -> None:
        """Show how far it is, once that is known."""
        if percent:
            self.bar.setRange(0, 100)
            self.bar.setValue(percent)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close is Cancel."""
        self.reject()


def wait_for(window: QWidget, job: Job, title: str, hint: str) -> None:
    """Show a window with Cancel for a job that is not done at once; it goes when the job ends."""
    timer = QTimer(job)
    timer.setSingleShot(True)

    def show() -> None:
        shown = WaitingDialog(window, title, hint, job.cancel)
        job.progressed.connect(shown.show_progress)
        job.ended.connect(shown.accept)
        shown.open()

    timer.timeout.connect(show)
    job.ended.connect(timer.stop)
    timer.start(SHOW_MS)
