"""When Python looks for garbage: not while work runs beside the screen, and never again in what stays."""

import gc
import threading
from typing import Final


class _Resting:
    """A block of work without a look for garbage meanwhile; several threads may be in one at a time.

    Looking through all that is alive keeps the interpreter for a tenth of a second and more, and what a
    worker makes calls for it again and again: the screen would stand still each time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks = 0
        self._was_on = False

    def __enter__(self) -> None:
        with self._lock:
            if not self._blocks:
                self._was_on = gc.isenabled()
                gc.disable()
            self._blocks += 1

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._blocks -= 1
            if not self._blocks and self._was_on:
                gc.enable()


collector_resting: Final = _Resting()
"""Used with "with"; there is one collector for all threads."""


def spare_what_is_there() -> None:
    """Look for garbage only in what is made from now on: what is there now stays for long. Takes no time."""
    gc.freeze()


def look_through_all() -> None:
    """Look for garbage in everything once, as when another plan takes the place of one."""
    gc.unfreeze()
    gc.collect()
