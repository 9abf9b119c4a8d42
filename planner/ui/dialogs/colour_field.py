"""Choosing the colour of an operation type, with what is painted of it where words stand on it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QWidget

from planner.ui.calendar.colours import contrast
from planner.ui.icons import colour_square
from planner.ui.widgets.build import button, label, row

_READABLE = 4.5
_TOO_PALE = "Pale: it is darkened wherever white words stand on it."


class ColourField(QWidget):
    """A button with the colour on it that opens a palette; chosen("#rrggbb") when another one was taken."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._colour = ""
        self.pick = button("", self.open_palette, tip="Choose another colour")
        self.note = label("", "small", wrap=True)
        layout = row(self.pick, self.note)
        layout.setStretchFactor(self.note, 1)
        self.setLayout(layout)

    def show_value(self, colour: str) -> None:
        """Show a colour as #rrggbb."""
        self._colour = colour
        self.pick.setText(colour)
        self.pick.setIcon(colour_square(colour))
        self.pick.setAccessibleName(f"Colour {colour}")
        pale = contrast(QColor(colour), QColor("white")) < _READABLE
        self.note.setText(_TOO_PALE if pale else "")

    def open_palette(self) -> QColorDialog:
        """Show the palette, beginning with the colour there is."""
        palette = QColorDialog(QColor(self._colour), self)
        palette.setWindowTitle("Colour of the type")
        palette.colorSelected.connect(lambda colour: self._take(colour.name()))
        palette.finished.connect(palette.deleteLater)
        palette.open()
        return palette

    def _take(self, colour: str) -> None:
        if colour != self._colour:
            self.show_value(colour)
            self.chosen.emit(colour)
