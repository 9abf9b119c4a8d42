"""A link that ends in dots where its words are longer than the room there is."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy


class ShortenedLink(QPushButton):
    """Shows as much of its words as fits; the tool tip and readers of the screen have all of them."""

    def __init__(self, words: str, on_click: Callable[[], object], tip: str = "") -> None:
        super().__init__(words.replace("&", "&&"))
        self._words = words
        self.setProperty("look", "link")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)
        self.setToolTip(tip or words)
        self.clicked.connect(lambda _checked=False: on_click())

    def minimumSizeHint(self) -> QSize:
        """Ask for no width."""
        return QSize(40, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words to the new width."""
        super().resizeEvent(event)
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width() - 4)
        self.setText(shown.replace("&", "&&"))
