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
        self.show_value(value)

    def show_value(self, value: object) -> None:
        """Press one of the buttons without telling anybody."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)
