"""The date dialog of briefing packs: tonight unless another period is named."""

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from planner.ui.main_window import MainWindow
from planner.ui.packs.period_dialog import PeriodDialog
from planner.ui.preview.paper import Paper
from planner.ui.preview.preview import PreviewDialog
from planner.ui.workspace import Workspace

TODAY = date(2026, 9, 3)


@pytest.mark.parametrize(
    ("kind", "day", "title"),
    [
        ("night", "", "Tonight, Thursday 3 September 2026"),
        ("night", "fri", "Night, Friday 4 September 2026"),
        ("day", "12 sep", "Briefing, Saturday 12 September 2026"),
        ("week", "12 sep", "Briefing, Mon 7 to Sun 13 September 2026"),
        ("shift", "12 sep", "Briefing, Saturday 12 September 2026, 20:00 to 04:00 Sunday"),
    ],
)
def test_a_period_is_named_by_kind_and_day(window: MainWindow, kind: str, day: str, title: str) -> None:
    shown: list[Paper] = []
    dialog = PeriodDialog(window, TODAY, shown.append)
    dialog.choose(kind)
    if day:
        dialog.day.setText(day)
    dialog.start.setText("20:00")
    dialog.end.setText("04:00")
    dialog.go()
    assert [p.title for p in shown] == [title]


@pytest.mark.parametrize(("day", "start"), [("someday", "14:00"), ("31 february", "14:00"), ("fri", "25:00")])
def test_what_cannot_be_read_is_said_and_nothing_is_shown(window: MainWindow, day: str, start: str) -> None:
    shown: list[Paper] = []
    dialog = PeriodDialog(window, TODAY, shown.append)
    dialog.show()
    dialog.choose("shift")
    dialog.day.setText(day)
    dialog.start.setText(start)
    dialog.go()
    assert not shown
    assert dialog.isVisible()
    assert any(w.text() and w.property("look") == "alert" for w in dialog.findChildren(QLabel))
    dialog.close()


@pytest.mark.timeout(120)
def test_the_pack_of_another_night_is_made(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:

    window.trigger("brief_period")
    dialog = next(d for d in window.findChildren(PeriodDialog) if d.isVisible())
    dialog.day.setText("18 sep")
    dialog.go()
    preview = next(p for p in window.findChildren(PreviewDialog) if p.isVisible())
    qtbot.waitUntil(lambda: bool(preview.pdf))
    preview.close()
