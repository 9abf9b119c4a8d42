"""The plan's lists in large text: the column that names a line stays readable."""

from pytestqt.qtbot import QtBot

from planner.ui.dialogs.lists import list_dialog
from planner.ui.main_window import MainWindow
from planner.ui.workspace import Workspace


def test_the_name_of_a_partner_is_readable_however_narrow_the_list(
    qtbot: QtBot, window: MainWindow, work: Workspace
) -> None:
    dialog = list_dialog(window, work.bridge, work.state, "partners")
    dialog.show()
    for width in (1300, 640):
        dialog.resize(width, 500)
        qtbot.wait(20)
        table = dialog.editor.view
        assert table.columnWidth(0) >= 20 * table.fontMetrics().averageCharWidth(), width
    dialog.close()
