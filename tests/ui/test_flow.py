"""A row that goes on in the next line: no button is cut, none lies on another."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from planner.domain.records.operation import Operation
from planner.ui.main_window import MainWindow
from planner.ui.state import Selection
from planner.ui.widgets.build import button, emptied
from planner.ui.widgets.flow import FlowLayout
from planner.ui.workspace import Workspace


def _row(qtbot: QtBot, width: int) -> tuple[QWidget, list[QPushButton]]:
    host = QWidget()
    qtbot.addWidget(host)
    layout = FlowLayout(8)
    made = [button(words) for words in ("Mark as briefed", "Go live", "Take back…")]
    for one in made:
        layout.addWidget(one)
    host.setLayout(layout)
    host.resize(width, layout.heightForWidth(width))
    host.show()
    return host, made


def test_wide_enough_is_one_line(qtbot: QtBot) -> None:
    _host, made = _row(qtbot, 900)
    assert len({one.geometry().center().y() for one in made}) == 1


def test_a_narrow_row_wraps_and_cuts_nothing(qtbot: QtBot) -> None:
    widest = button("Mark as briefed")
    qtbot.addWidget(widest)
    host, made = _row(qtbot, widest.sizeHint().width() + 4)
    assert len({one.y() for one in made}) >= 2
    for one in made:
        assert one.width() >= one.sizeHint().width()
        assert host.rect().contains(one.geometry())
    boxes = [QRect(one.geometry()) for one in made]
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))


def test_a_row_can_be_emptied(qtbot: QtBot) -> None:
    host, _made = _row(qtbot, 300)
    layout = host.layout()
    assert layout is not None
    emptied(layout)
    assert layout.count() == 0
    assert layout.heightForWidth(300) == 0


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_steps_of_an_operation_are_whole_in_large_text(
    qtbot: QtBot, window: MainWindow, work: Workspace
) -> None:
    window.resize(1366, 768)
    window.set_text_percent(200)
    weeks = work.bridge.document.read.all(Operation)
    week = next(o for o in weeks if o.title.startswith("Street Week — Greenstead"))
    work.state.select(Selection(operation_ids=(week.id,)))

    def are_whole() -> None:
        made = [b for b in window.findChildren(QPushButton) if b.text() in ("Mark as briefed", "Take back…")]
        assert len(made) == 2
        for one in made:
            assert one.width() >= one.sizeHint().width(), one.text()
            assert one.visibleRegion().boundingRect() == one.rect(), one.text()

    qtbot.waitUntil(are_whole)  # the inspector is made after the first painting
