"""Waiting for layouts and for what is put off to the next turn of the event loop."""

from PySide6.QtTest import QTest

_TURNS = 10  # what is put off puts off again: text grows, a row wraps, its window fits itself


def turn() -> None:
    """Let the event loop turn some times: a fixed time is one turn only where the machine is busy."""
    for _ in range(_TURNS):
        QTest.qWait(2)
