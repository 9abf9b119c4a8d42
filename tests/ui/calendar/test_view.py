"""The calendar as a whole: another plan, tooltips, menus."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from planner.domain.records.deployment import Deployment
from planner.ui.calendar import forms
from planner.ui.calendar.words import tooltip_html
from planner.ui.state import Scale, Selection
from tests.builders import make_document, make_operation
from tests.ui.calendar.conftest import Desk, bar_of


def test_another_plan_leaves_nothing_of_the_first(desk: Desk, tmp_path: Path) -> None:
    for scale in Scale:
        desk.show(scale)
    desk.state.select(Selection(operation_ids=(desk.week.id,)))
    (tmp_path / "other").mkdir()
    other = make_document(tmp_path / "other")
    diss = make_operation(other, "OD", "Castle", date(2026, 9, 8))
    desk.state.select(Selection())
    desk.bridge.replace_document(other)
    for surface in (desk.view.month, desk.view.grid, desk.view.agenda_list):
        assert {b.operation_id for b in surface.bars} <= {diss.id}
        assert "Street" not in surface.accessibleDescription()
    assert {b.operation_id for b in desk.show(Scale.MONTH).bars} == {diss.id}
    other.close()


def test_a_tooltip_escapes_what_users_type() -> None:
    assert tooltip_html("A <b>bold</b> title\nB & C") == (
        "<qt><b>A &lt;b&gt;bold&lt;/b&gt; title</b><br>B &amp; C</qt>"
    )


def test_a_tooltip_counts_posts(desk: Desk) -> None:
    month = desk.show(Scale.MONTH)
    assert "0 of 42 posts filled" in month.tooltip_of(bar_of(month, desk.week.id))


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_bar_copies_and_repeats(desk: Desk, qtbot: QtBot) -> None:
    month = desk.show(Scale.MONTH)
    bar = bar_of(month, desk.week.id)
    month.menu_asked.emit(bar, date(2026, 9, 8), QPoint(20, 20))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [a.text() for a in menu.actions() if a.isEnabled() and not a.isSeparator()]
    assert words == [
        "Open",
        "Move to…",
        "Copy to ward and date…",
        "Repeat…",
        "Delete",
        "New operation on Tue 8 September…",
    ]
    menu.close()
    moved: list[date] = []
    popover = forms.ask_day(month, QPoint(10, 10), bar, moved.append)
    assert popover.accessibleName() == "Move Street Week — Greenstead to"
    popover.close()


def test_a_repeat_adds_a_series(desk: Desk) -> None:
    from planner.ui.calendar import edits

    grid = desk.show(Scale.WEEK)
    bar = bar_of(grid, desk.week.id)
    desk.bridge.run(edits.repeat(desk.document.read, bar, [0], date(2026, 9, 28)))
    rows = [d for d in desk.document.read.all(Deployment, operation_id=desk.week.id) if d.series_id]
    assert [d.start.day for d in rows] == [14, 21, 28]
    assert {d.theme for d in rows} == {bar.theme}
    desk.bridge.undo()
    assert len(desk.document.read.all(Deployment, operation_id=desk.week.id)) == 7
