"""Who may write the open plan now: the thread that owns it, or one piece of work on a worker thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from planner.domain.errors import KnownError

BUSY = "Changes are being taken in. Wait until that is done, or cancel it, then try again."


class Writer:
    """Keeps commands and work on a worker apart. begin() and here() are called by the document's owner."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether somebody is writing."""
        return self._lock.locked()

    def begin(self) -> None:
        """Keep the plan for work that goes to a worker thread; KnownError if somebody is writing."""
        if not self._lock.acquire(blocking=False):
            raise KnownError(BUSY)

    def end(self) -> None:
        """Let others write again; any thread may."""
        self._lock.release()

    @contextmanager
    def here(self) -> Iterator[None]:
        """Write now; KnownError if a worker does."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def wait(self) -> None:
        """Wait until a worker has written, before publishing or closing."""
        with self._lock:
            return
