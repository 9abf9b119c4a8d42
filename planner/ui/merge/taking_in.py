"""From Apply to the end of it: the work on a worker thread, its progress, its cancel, one step at the end."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QTimer
from shiboken6 import isValid

from planner.domain.changes import ChangeSet
from planner.domain.errors import KnownError
from planner.ui.jobs import Progress

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.ui.main_window import MainWindow
    from planner.ui.merge.preview import MergePreviewDialog

_ASK_AGAIN_MS = 50
_CANCELLED = "Cancelled: nothing was taken in."


class Work(Protocol):
    """What run() does on a worker thread and finish() notes on this one."""

    def run(self, report: Callable[[int, str], None]) -> None:
        """Do it; what report raises ends it, and nothing was written."""

    def finish(self, initiator: object = None) -> ChangeSet | None:
        """Note the step and tell everybody; None when nothing was written."""


W = TypeVar("W", bound=Work)


def take_in(
    window: "MainWindow",
    document: "Document",
    shown: "MergePreviewDialog",
    begin: Callable[[], W],
    taken: Callable[[W], object],
) -> None:
    """Carry out what a preview asks for; taken(work) once it is in the plan.

    begin makes the work, which keeps the plan for itself from then on; so it waits for a publishing under
    way. Closing the preview cancels; what was written before that reached the worker stays, and is said.
    """
    if not isValid(shown) or not shown.isVisible():
        return  # closed while it waited
    if window.files.publisher.is_running:
        QTimer.singleShot(_ASK_AGAIN_MS, shown, lambda: take_in(window, document, shown, begin, taken))
        return
    try:
        work = begin()
    except KnownError as error:
        window.say(str(error))
        shown.end(applied=False)
        return
    failures: list[str] = []

    def run(progress: Progress) -> None:
        work.run(progress)

    def ended() -> None:
        changes = work.finish()
        if isValid(shown):
            shown.end(applied=changes is not None)
        if changes is not None:
            taken(work)
        elif not document.is_closed:
            window.say(failures[0] if failures else _CANCELLED)

    job = window.jobs.start(run, done=lambda _nothing: None, failed=failures.append, ended=ended)
    job.progressed.connect(shown.show_progress)
    shown.rejected.connect(job.cancel)
