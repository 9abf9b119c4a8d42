"""A type's colour is chosen from a palette, and a pale one says what becomes of it."""

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from planner.ui.dialogs.colour_field import ColourField


def test_a_colour_is_chosen_and_told(qtbot: QtBot) -> None:
    field = ColourField()
    qtbot.addWidget(field)
    field.show()
    field.show_value("#0b6e4f")
    assert (field.pick.text(), field.note.text()) == ("#0b6e4f", "")
    chosen: list[str] = []
    field.chosen.connect(chosen.append)
    palette = field.open_palette()
    assert palette.currentColor().name() == "#0b6e4f"
    palette.setCurrentColor(QColor("#ffe680"))
    palette.accept()
    assert chosen == ["#ffe680"]
    assert "darkened" in field.note.text()
    again = field.open_palette()
    again.accept()
    assert chosen == ["#ffe680"], "the same colour is no change"
