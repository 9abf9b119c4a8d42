"""A row of joined buttons of which one is down."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

_AROUND = 20  # pixels beside the words: padding, border and a little air


class _Segment(QPushButton):
    """One of the buttons; as wide as its words are when it is down, and so in bold."""

    def sizeHint(self) -> QSize:
        """Ask for the width of the bold words."""
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        wide = QFontMetrics(bold).horizontalAdvance(self.text()) + _AROUND
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Be no narrower than the words."""
        return self.sizeHint()


class Segmented(QWidget):
    """Month, Week, Day, Agenda; chosen(value) when the user presses one."""

    chosen = Signal(object)

    def __init__(self, items: Sequence[tuple[object, str, str]], value: object) -> None:
        """Items are (value, words, tool tip)."""
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._buttons: dict[object, QPushButton] = {}
        self._words: dict[object, str] = {}
        group = QButtonGroup(self)
        for index, (item, words, tip) in enumerate(items):
            made = _Segment(words)
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setToolTip(tip)
            made.setProperty("look", "segment")
            made.setProperty("first", index == 0)
            made.setProperty("last", index == len(items) - 1)
            made.clicked.connect(lambda _checked=False, item=item: self.chosen.emit(item))
            group.addButton(made)
            layout.addWidget(made)
            self._buttons[item] = made
            self._words[item] = words
        self.show_value(value)

    def show_value(self, value: object) -> None:
        """Press one of the buttons without telling anybody."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def show_initials(self, short: bool) -> None:
        """Show the first letters only, where there is no room; the words are said in tips and aloud."""
        for item, made in self._buttons.items():
            words = self._words[item]
            shown = words[:1] if short else words
            if made.text() != shown:
                made.setText(shown)
                made.setAccessibleName(words)
                made.setToolTip(words if short else "")
