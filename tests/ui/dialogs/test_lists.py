"""The plan's lists in large text: the column that names a line stays readable."""

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from planner.ui.dialogs.lists import list_dialog
from planner.ui.main_window import MainWindow
from planner.ui.status_bar import AttentionCount
from planner.ui.workspace import Workspace
from tests.ui.turns import turn


def test_the_name_of_a_partner_is_readable_however_narrow_the_list(
    qtbot: QtBot, window: MainWindow, work: Workspace
) -> None:
    dialog = list_dialog(window, work.bridge, work.state, "partners")
    dialog.show()
    for width in (1300, 640):
        dialog.resize(width, 500)
        turn()
        table = dialog.editor.view
        assert table.columnWidth(0) >= 20 * table.fontMetrics().averageCharWidth(), width
    dialog.close()


def test_no_count_of_the_bottom_line_is_cut_when_the_text_grows(
    qtbot: QtBot, window: MainWindow, work: Workspace
) -> None:
    bar = window.status
    window.resize(1366, 700)
    counts = [AttentionCount(f"{n} findings of one kind or another to look at") for n in range(3)]
    for percent in (100, 200):
        window.set_text_percent(percent)
        bar.show_counts(counts)
        turn()
        shown = [b for b in bar.findChildren(QPushButton) if b.isVisible() and b.text()]
        assert all(b.width() >= b.sizeHint().width() for b in shown), percent
        assert max(b.mapTo(window, b.rect().topRight()).x() for b in shown) <= window.width(), percent
    window.set_text_percent(100)
