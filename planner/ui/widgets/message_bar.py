"""One quiet line under the toolbar that says what could not be done and what to do next."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from planner.ui.icons import icon
from planner.ui.theme import tokens_for
from planner.ui.widgets.build import button, label, row

_STAYS_MS = 15_000


class MessageBar(QFrame):
    """Shows one message at a time, never modal; it goes away by itself or when closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._words = label("", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action: QPushButton = button("", self._on_action, "link")
        self._do: Callable[[], object] | None = None
        close = button("", self.hide, "quiet", icon=icon("x", tokens_for(self.palette()).muted), tip="Close")
        line = row(self._words, self._action, close, margins=(12, 4, 8, 4))
        line.setStretch(0, 1)
        self.setLayout(line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """The message shown, or empty."""
        return self._words.text() if not self.isHidden() else ""

    def say(
        self, sentence: str, action: str = "", do: Callable[[], object] | None = None, *, stays: bool = False
    ) -> None:
        """Show a sentence, with a link that does something if one is given."""
        self._words.setText(sentence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._do = do
        self.show()
        if stays:
            self._timer.stop()
        else:
            self._timer.start(_STAYS_MS)

    def clear(self) -> None:
        """Show nothing, and keep no words."""
        self._words.clear()
        self._do = None
        self._timer.stop()
        self.hide()

    def _on_action(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()
