"""Long work off the UI thread: a function without Qt, its progress, a cancel flag, its result back here."""

import sys
import threading
from collections.abc import Callable
from time import sleep
from typing import Any, Final

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from planner.domain.errors import KnownError
from planner.ui.collector import collector_resting

_SWITCH_S = 0.0005
"""How long a thread may keep the interpreter while another waits. Every paint and query gives it away and
wants it back, so that with Python's 5 ms one drop could wait for a second."""
GIVE_WAY_S = 0.016
"""How long a drop waits for a worker to come to its next pause: a frame at most."""
_BREATH_S: Final = 0.0005
_LEAVE_AFTER_S: Final = 0.25
"""How long cancelled background work stands still: by then the drop that it gave way to is painted."""


class Cancelled(Exception):
    """Raised inside a job by Progress when the user cancelled it."""


class Progress:
    """What a job's function is given: it reports how far it is and learns that it was cancelled."""

    def __init__(
        self, report: Callable[[int, str], None], cancelled: threading.Event, at_rest: threading.Event
    ) -> None:
        self._report, self._cancelled, self._at_rest = report, cancelled, at_rest

    def breathe(self) -> None:
        """Let others work; what runs in the background calls it every few milliseconds.

        Raises Cancelled as a report does, but some time later: leaving frees all that was made, and the
        change that calls for it should not have to wait for that.
        """
        if self._cancelled.is_set():
            self._at_rest.set()
            sleep(_LEAVE_AFTER_S)
            raise Cancelled
        sleep(_BREATH_S)  # whoever paints meanwhile need not wait for this thread

    def __call__(self, percent: int, words: str = "") -> None:
        """Report progress, 0 to 100; raises Cancelled when the user no longer wants the result."""
        if self._cancelled.is_set():
            raise Cancelled
        self._report(percent, words)


class Job(QObject):
    """One piece of work under way; all signals arrive on the thread that started it."""

    done = Signal(object)  # what the function returned
    failed = Signal(str)  # the sentence of a KnownError
    crashed = Signal(object)  # any other exception: a bug, for the exception hook
    progressed = Signal(int, str)
    ended = Signal()  # after any of the others, and after a cancel

    def __init__(self, work: Callable[[Progress], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._cancelled = threading.Event()
        self._at_rest = threading.Event()
        self._is_begun = False

    def give_way(self, seconds: float) -> None:
        """Cancel, and wait so long at most until the function stands still or has ended, if it has begun.

        Two threads that both want the interpreter take turns of it; one short wait is cheaper than many.
        """
        self.cancel()
        if self._is_begun:
            self._at_rest.wait(seconds)

    def cancel(self) -> None:
        """Ask the function to stop at its next report; its result is thrown away."""
        self._cancelled.set()

    def work(self) -> None:
        """Run the function; called on a pool thread."""
        self._is_begun = True
        with collector_resting:
            self._run(Progress(self.progressed.emit, self._cancelled, self._at_rest))
        self._at_rest.set()
        self.ended.emit()

    def _run(self, progress: Progress) -> None:
        try:
            result = self._work(progress)
        except Cancelled:
            pass
        except KnownError as error:
            self.failed.emit(str(error))
        except Exception as error:  # a bug: handed to the main thread's hook, never swallowed
            self.crashed.emit(error)
        else:
            if not self._cancelled.is_set():
                self.done.emit(result)


class _Runnable(QRunnable):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.work()


class Jobs(QObject):
    """Starts jobs on a small pool and keeps them alive until they end."""

    def __init__(self, on_crash: Callable[[BaseException], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_SWITCH_S)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._running: set[Job] = set()
        self._on_crash = on_crash

    def start(
        self,
        work: Callable[[Progress], Any],
        *,
        done: Callable[[Any], None],
        failed: Callable[[str], None],
        ended: Callable[[], None] | None = None,
    ) -> Job:
        """Run a function off the UI thread; done, failed and ended are called on this one."""
        job = Job(work)
        job.done.connect(done)
        job.failed.connect(failed)
        job.crashed.connect(self._on_crash)
        if ended is not None:
            job.ended.connect(ended)
        job.ended.connect(self._on_job_ended)
        self._running.add(job)
        self._pool.start(_Runnable(job))
        return job

    @property
    def is_busy(self) -> bool:
        """Whether any job is under way."""
        return bool(self._running)

    def wait(self, milliseconds: int = 10_000) -> bool:
        """Wait for every job to end (closing the window); False when one did not."""
        return self._pool.waitForDone(milliseconds)

    @Slot()
    def _on_job_ended(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._running.discard(job)
            job.deleteLater()
