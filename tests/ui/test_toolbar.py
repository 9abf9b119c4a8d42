"""The row under the menus gives up words, never cuts them."""

from datetime import date

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from planner.ui.state import Period, Scale
from planner.ui.toolbar import Toolbar


@pytest.fixture
def shown(qtbot: QtBot) -> tuple[QWidget, Toolbar]:
    """The toolbar of an open plan inside a window of any width."""
    window = QWidget()
    qtbot.addWidget(window)
    bar = Toolbar()
    bar.setParent(window)
    bar.set_plan_open(is_open=True)
    bar.show_period(Period(Scale.MONTH, date(2026, 11, 22)))
    bar.show_history("Delete Rural patrol — Tiptree, Messing", "")
    window.show()
    return window, bar


@pytest.mark.parametrize("width", [1600, 1366, 1100, 960, 800])
def test_what_is_shown_fits(shown: tuple[QWidget, Toolbar], width: int) -> None:
    window, bar = shown
    window.resize(width, 80)
    bar.resize(width, 48)
    layout = bar.layout()
    assert layout is not None
    assert layout.sizeHint().width() <= width
    for kept in (bar.new, bar.undo, bar.finder, bar.share, bar.brief, bar.scales, bar.back, bar.forward):
        assert kept.isVisible()


def test_it_says_undo_before_it_says_nothing(shown: tuple[QWidget, Toolbar]) -> None:
    window, bar = shown
    said = []
    for width in range(1600, 900, -10):
        window.resize(width, 80)
        bar.resize(width, 48)
        if bar.undo.text() not in said:
            said.append(bar.undo.text())
    assert [words.partition(" ")[0] for words in said] == ["Undo", "Undo", ""]
    bar.resize(1600, 48)
    assert bar.today.isVisible()
    assert bar.scales.isVisible()
