"""What the first painted window does without: done once it stands, a step at a time between inputs."""

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_AT_THE_LATEST_MS = 500
"""A view that is never painted, in a window that is hidden or behind others, must not hold up the rest."""


class AfterPaint(QObject):
    """Waits until the views given were painted, then runs the steps in the order in which they were added.

    Whatever needs the result of a step before its turn makes it itself, so a step must bear to find it made.
    """

    def __init__(self, views: Iterable[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._steps: deque[Callable[[], object]] = deque()
        self._waiting = set(views)
        self._has_begun = False
        for view in self._waiting:
            view.installEventFilter(self)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._step)
        QTimer.singleShot(_AT_THE_LATEST_MS, self, self._begin)

    def add(self, *steps: Callable[[], object]) -> None:
        """Run steps after those that wait already."""
        self._steps.extend(steps)
        if self._has_begun:
            self._turn.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the first painting of each view."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            self._waiting.discard(watched)
            if not self._waiting:
                QTimer.singleShot(0, self, self._begin)
        return False

    def _begin(self) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._turn.start()

    def _step(self) -> None:
        if self._steps:
            self._steps.popleft()()
            self._turn.start()
