"""What follows the first painting: in its order, once, never held up, and at once for whoever asks sooner."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from planner.document.opening import open_plan
from planner.ui.after_paint import AfterPaint
from planner.ui.main_window import MainWindow


@pytest.fixture
def known_file(plan_file: Path) -> Path:
    """The demo plan, opened on this computer before."""
    open_plan(plan_file, author="Tests").close()
    return plan_file


def test_steps_follow_the_painting_of_every_view_in_order(qtbot: QtBot) -> None:
    first, second = QWidget(), QWidget()
    done: list[str] = []
    for view in (first, second):
        qtbot.addWidget(view)
    after = AfterPaint((first, second), first)
    after.add(lambda: done.append("one"), lambda: done.append("two"))
    first.grab()
    assert done == []
    second.grab()
    assert done == []
    qtbot.waitUntil(lambda: done == ["one", "two"])
    after.add(lambda: done.append("three"))
    qtbot.waitUntil(lambda: done == ["one", "two", "three"])


def test_a_view_that_is_never_painted_holds_nothing_up(qtbot: QtBot) -> None:
    hidden, done = QWidget(), list[str]()
    qtbot.addWidget(hidden)
    AfterPaint((hidden,), hidden).add(lambda: done.append("made"))
    qtbot.waitUntil(lambda: done == ["made"])


def test_a_known_plan_stands_in_the_first_window(window: MainWindow, known_file: Path, qtbot: QtBot) -> None:
    window.hide()
    window.begin(known_file, demo=False)
    work = window.workspace
    assert work is not None
    assert work.isVisible()
    assert work.calendar.surface.bars
    assert work.bridge.document.is_opening
    made = {"palette_panel", "inspector", "lanes", "attention"}
    assert not made & work.__dict__.keys()
    window.trigger("find")  # what is asked for sooner is made at once
    assert window.has_actions
    window.close_dialogs()
    qtbot.waitUntil(lambda: made <= work.__dict__.keys())
    qtbot.waitUntil(lambda: not work.bridge.document.is_opening)


def test_a_plan_that_is_unknown_here_is_checked_before_it_is_shown(
    window: MainWindow, plan_file: Path, qtbot: QtBot
) -> None:
    window.begin(plan_file, demo=False)
    assert window.workspace is None
    qtbot.waitUntil(lambda: window.document is not None)
    assert not window.document.is_opening  # type: ignore[union-attr]  # it is there now
