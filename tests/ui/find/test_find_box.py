"""Ctrl+K is as high as what it shows: no gap about its line, whole rows only."""

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from planner.ui.find.find_box import FindBox
from planner.ui.main_window import MainWindow
from planner.ui.workspace import Workspace
from tests.ui.turns import turn

_EDGES = 5  # pixels: frame and margin above and below, and the hairline under the line
TYPED = ("ded", "tm 0", "zz", "street week", "", "tm 0")
"""Many results, one, none, many, nothing typed, and one again after the longer lists."""


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("percent", [100, 200])
def test_the_line_stands_at_the_top_however_few_results_there_are(
    qtbot: QtBot, window: MainWindow, work: Workspace, percent: int
) -> None:
    window.set_text_percent(percent)
    box = FindBox(work, window)
    box.show_centred()
    for typed in TYPED:
        box.line.setText(typed)
        turn()
        top = box.line.mapTo(box, QPoint(0, 0)).y()
        assert top == 2, typed
        assert box.line.height() == box.line.sizeHint().height(), typed
        rows = box.list.sizeHintForRow(0) * min(9, len(box.results.found))
        below = box.list.height() if rows else 0
        assert below == rows, typed
        if rows:
            assert box.height() == box.line.height() + below + _EDGES, typed
    box.reject()
