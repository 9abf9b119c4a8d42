"""How far long work is, told to whoever waits for it."""

from collections.abc import Callable

Report = Callable[[int, str], None]
"""Called with percent and words; what it raises ends the work, and nothing is left of it."""


def no_report(_percent: int, _words: str) -> None:
    """Report to nobody."""
