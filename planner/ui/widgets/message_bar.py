"""One quiet line under the toolbar that says what could not be done and what to do next."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from planner.ui.icons import icon
from planner.ui.theme import tokens_for
from planner.ui.widgets.build import button, label, row

_STAYS_MS = 15_000


class MessageBar(QFrame):
    """Shows one message at a time, never modal; it goes away by itself or when closed: closed() then."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._words = label("", wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action: QPushButton = button("", self._on_action, "link")
        self._do: Callable[[], object] | None = None
        self._also: QPushButton = button("", self._on_also, "link")
        self._do_also: Callable[[], object] | None = None
        close = button("", self.hide, "quiet", icon=icon("x", tokens_for(self.palette()).muted), tip="Close")
        line = row(self._words, self._action, self._also, close, margins=(12, 4, 8, 4))
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
        self,
        sentence: str,
        action: str = "",
        do: Callable[[], object] | None = None,
        *,
        also: tuple[str, Callable[[], object]] | None = None,
        stays: bool = False,
    ) -> None:
        """Show a sentence, with one link or two that do something if they are given."""
        self._words.setText(sentence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._do = do
        also_words, self._do_also = also or ("", None)
        self._also.setText(also_words)
        self._also.setVisible(bool(also_words))
        self.show()
        if stays:
            self._timer.stop()
        else:
            self._timer.start(_STAYS_MS)

    def clear(self) -> None:
        """Show nothing, and keep no words."""
        self._words.clear()
        self._do = self._do_also = None
        self._timer.stop()
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that the bar is free, unless the window itself is hidden."""
        super().hideEvent(event)
        if self.isHidden():
            self.closed.emit()

    def _on_action(self) -> None:
        self._act(self._do)

    def _on_also(self) -> None:
        self._act(self._do_also)

    def _act(self, do: Callable[[], object] | None) -> None:
        self.hide()
        if do is not None:
            do()
