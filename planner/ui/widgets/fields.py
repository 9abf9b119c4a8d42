"""Fields that commit what was typed by themselves: on leaving, on Enter, and two seconds after the last key.

Esc leaves the field with what was typed; the way back is undo. A refresh from the plan never overwrites a
field that is being typed in.
"""

from collections.abc import Iterable

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

TYPING_PAUSE_MS = 2_000


def text_line(placeholder: str, name: str = "") -> QLineEdit:
    """Return a line that commits nothing by itself; name: for screen readers, if not the placeholder."""
    made = QLineEdit()
    made.setPlaceholderText(placeholder)
    made.setAccessibleName(name or placeholder)
    return made


class CommitLine(QLineEdit):
    """One line of text; committed(text) when it differs from what the plan holds."""

    committed = Signal(str)

    def __init__(self, text: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.setPlaceholderText(placeholder)
        self._timer = _pause(self)
        self._timer.timeout.connect(self.commit)
        self.textEdited.connect(lambda _text: self._timer.start())
        self.editingFinished.connect(self.commit)
        self.show_value(text)

    def show_value(self, text: str) -> None:
        """Show what the plan holds, unless something else is being typed."""
        if self.hasFocus() and self.text() != self._kept:
            return
        self._kept = text
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def commit(self) -> None:
        """Hand over what was typed, if it changed."""
        self._timer.stop()
        if self.text() != self._kept:
            self._kept = self.text()
            self.committed.emit(self._kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commit and leave on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._kept:
            self.commit()
            return
        super().keyPressEvent(event)


class CommitText(QPlainTextEdit):
    """Several lines of plain text that grow with what is in them; committed(text) like CommitLine."""

    committed = Signal(str)

    def __init__(
        self, text: str = "", placeholder: str = "", *, lines: int = 2, one_paragraph: bool = False
    ) -> None:
        """Set one_paragraph for a text that wraps but has no line breaks, such as a title."""
        super().__init__()
        self._one_paragraph = one_paragraph
        self._kept = ""
        self._lines = lines
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = _pause(self)
        self._timer.timeout.connect(self.commit)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self.show_value(text)
        self._fit()

    def show_value(self, text: str) -> None:
        """Show what the plan holds, unless something else is being typed."""
        if self.hasFocus() and self.toPlainText() != self._kept:
            return
        self._kept = text
        if self.toPlainText() != text:
            self.setPlainText(text)
        self._timer.stop()

    def commit(self) -> None:
        """Hand over what was typed, if it changed."""
        self._timer.stop()
        if self.toPlainText() != self._kept:
            self._kept = self.toPlainText()
            self.committed.emit(self._kept)

    def _on_text_changed(self) -> None:
        if self.toPlainText() != self._kept:
            self._timer.start()

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        layout, block, rows = self.document().documentLayout(), self.document().begin(), 0
        while block.isValid():
            layout.blockBoundingRect(block)  # lays the block out at the width there is now
            rows += max(1, block.layout().lineCount())
            block = block.next()
        rows = max(self._lines, rows)
        frame = 4 if self.property("look") in ("flat", "title") else 12
        self.setFixedHeight(rows * line + 2 * int(self.document().documentMargin()) + frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as tall as the text needs at the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit on leaving."""
        super().focusOutEvent(event)
        self.commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commit on Esc and keep the text."""
        if event.key() == Qt.Key.Key_Escape and self.toPlainText() != self._kept:
            self.commit()
            return
        if self._one_paragraph and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
            self.clearFocus()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text, in one paragraph where the field has only one."""
        text = source.text()
        self.insertPlainText(" ".join(text.split()) if self._one_paragraph else text)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll: the field shows all of its text anyway."""
        event.ignore()


class Choice(QComboBox):
    """A list to choose one value from; chosen(value) only when the user chooses."""

    chosen = Signal(object)

    def __init__(self, items: Iterable[tuple[object, str]] = (), value: object = None) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.offer(items, value)
        self.activated.connect(lambda _index: self.chosen.emit(self.value))

    def offer(self, items: Iterable[tuple[object, str]], value: object = None) -> None:
        """Set what can be chosen, as (value, words), and what is chosen."""
        self.clear()
        for item, words in items:
            self.addItem(words, item)
        self.show_value(value)

    @property
    def value(self) -> object:
        """The value chosen."""
        return self.currentData()

    def show_value(self, value: object) -> None:
        """Show what the plan holds."""
        for index in range(self.count()):
            if self.itemData(index) == value:
                self.setCurrentIndex(index)
                return
        self.setCurrentIndex(0 if self.count() and value is None else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, not the choice, unless the list has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def inset(box: QAbstractSpinBox) -> None:
    """Begin the words of a number or date where other fields begin theirs: style sheets do not reach them."""
    box.lineEdit().setTextMargins(6, 0, 0, 0)


def _pause(parent: QWidget) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(TYPING_PAUSE_MS)
    return timer
