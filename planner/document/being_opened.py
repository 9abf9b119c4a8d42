"""A plan between the wish to open it and its checked working copy: the long part runs on any thread, once."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.storage.known_version import KnownVersion
    from planner.storage.opener import Opened


class BeingOpened:
    """One opening: run() checks, copies, backs up and recovers; result() waits for it, or does it.

    known: what is shown meanwhile, if this computer knows the plan.
    """

    def __init__(self, target: Path, work: "Callable[[], Opened]") -> None:
        self.target = target
        self.known: KnownVersion | None = None
        self.ran_elsewhere = False
        self._work = work
        self._running = threading.Lock()
        self._opened: Opened | None = None
        self._error: BaseException | None = None

    @property
    def published_at(self) -> datetime | None:
        """When the version that is shown meanwhile was published (UTC)."""
        return self.known.published_at if self.known is not None else None

    @property
    def is_read_only(self) -> bool:
        """Whether the plan will be open for reading only, as far as the first look tells."""
        return self.known is not None and self.known.is_write_protected

    def run(self) -> None:
        """Do the long part on a worker thread; what it meets is raised by result()."""
        with self._running:
            if self._opened is not None or self._error is not None:
                return
            try:
                opened = self._work()
                # A connection belongs to the thread that made it: whoever takes the result connects anew.
                opened.shared.file.close()
            except BaseException as error:
                self._error = error
            else:
                self._opened, self.ran_elsewhere = opened, True

    def result(self) -> "Opened":
        """Return what was opened, waiting for it if need be; raises what the opening met, each time."""
        with self._running:
            if self._error is not None:
                raise self._error
            if self._opened is None:
                try:
                    self._opened = self._work()
                except BaseException as error:
                    self._error = error
                    raise
            return self._opened

    def brought_news(self, last_shown: int) -> bool:
        """Return whether the plan is another than the one that was shown, whose last change is given."""
        published = self.result().shared.published
        same_file = self.known is not None and published.seen == self.known.looked
        return not same_file or published.last_change != last_shown
