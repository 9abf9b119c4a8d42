"""The month: drag, edges, keyboard, labels, crowded days."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from planner.document.command import Command
from planner.document.commands.repeat import add_series, weekly_rule
from planner.document.commands.template import NewDeployment
from planner.domain.ids import new_id
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.records.plan import SpecialDay
from planner.domain.vocabulary import SpecialDayKind, Status
from planner.ui.calendar.colours import contrast, edge_colour, solid, tint
from planner.ui.calendar.drops import TYPE_MIME
from planner.ui.calendar.month import MonthView, note_lines
from planner.ui.calendar.paint import label_font, text_width
from planner.ui.state import Scale, Selection
from planner.ui.theme import DARK, LIGHT
from tests.builders import make_operation
from tests.ui.calendar.conftest import Desk, bar_of, drag, spot_of

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def month_of(desk: Desk) -> MonthView:
    assert desk.show(Scale.MONTH) is desk.view.month
    return desk.view.month


def day_width(month: MonthView) -> int:
    return round(month.cell(date(2026, 9, 7)).width())


def test_a_drag_moves_by_a_day_and_undo_takes_it_back(desk: Desk) -> None:
    month = month_of(desk)
    steps = desk.document.history.steps
    drag(month, spot_of(month, desk.week.id, dx=0.2), QPoint(day_width(month), 0))
    assert desk.days() == (date(2026, 9, 8), date(2026, 9, 14))
    assert desk.document.history.steps == steps + 1
    assert desk.state.selection.operation_ids == (desk.week.id,)
    assert [p.is_start for p in month.pieces] == [True, False], "it now reaches into the next week"
    desk.bridge.undo()
    assert desk.days() == (date(2026, 9, 7), date(2026, 9, 13))
    assert bar_of(month, desk.week.id).first == date(2026, 9, 7)


def test_a_drag_down_a_week_is_seven_days(desk: Desk) -> None:
    month = month_of(desk)
    height = round(month.cell(date(2026, 9, 7)).height())
    drag(month, spot_of(month, desk.week.id), QPoint(0, height))
    assert desk.days()[0] == date(2026, 9, 14)


@pytest.mark.parametrize(
    ("dx", "days", "expected"),
    [
        (1.0, -2, (date(2026, 9, 7), date(2026, 9, 11))),
        (0.0, 1, (date(2026, 9, 8), date(2026, 9, 13))),
        (0.0, 2, (date(2026, 9, 9), date(2026, 9, 13))),
    ],
)
def test_dragging_an_edge_changes_the_days(
    desk: Desk, dx: float, days: int, expected: tuple[date, date]
) -> None:
    month = month_of(desk)
    drag(month, spot_of(month, desk.week.id, dx=dx), QPoint(days * day_width(month), 0))
    assert desk.days() == expected
    desk.bridge.undo()
    assert desk.days() == (date(2026, 9, 7), date(2026, 9, 13))


def test_an_edge_dragged_out_adds_days_like_the_last(desk: Desk) -> None:
    month = month_of(desk)
    down = round(month.cell(date(2026, 9, 7)).height())
    drag(month, spot_of(month, desk.week.id, dx=1.0), QPoint(-6 * day_width(month) + 4, down))
    assert desk.days() == (date(2026, 9, 7), date(2026, 9, 14))
    themes = [d.theme for d in desk.document.read.all(Deployment, operation_id=desk.week.id)]
    assert themes[-1] == "Hand-over"


def test_the_ghost_says_the_new_dates_and_esc_gives_up(desk: Desk) -> None:
    month = month_of(desk)
    start = spot_of(month, desk.week.id, dx=0.2)
    drag(month, start, QPoint(day_width(month), 0), let_go=False)
    assert month.drag is not None
    assert month.drag.words() == "Tue 8 – Mon 14 September"
    assert [g.bar.first for g in month.ghosts(month.drag)] == [date(2026, 9, 8)] * 2
    month.grab()
    QTest.keyClick(month, Qt.Key.Key_Escape)
    QTest.mouseRelease(month, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    assert desk.days() == (date(2026, 9, 7), date(2026, 9, 13))


def test_several_bars_move_as_one_step(desk: Desk) -> None:
    diss = make_operation(desk.document, "OD", "Castle", date(2026, 9, 8))
    month = month_of(desk)
    steps = desk.document.history.steps
    QTest.mouseClick(
        month, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot_of(month, desk.week.id)
    )
    QTest.mouseClick(month, Qt.MouseButton.LeftButton, CTRL, spot_of(month, diss.id))
    assert set(desk.state.selection.operation_ids) == {desk.week.id, diss.id}
    drag(month, spot_of(month, diss.id), QPoint(day_width(month), 0))
    assert desk.days()[0] == date(2026, 9, 8)
    assert desk.document.read.span_of(diss.id)[0] == datetime(2026, 9, 9, 18)
    assert desk.document.history.steps == steps + 1
    desk.bridge.undo()
    assert desk.document.read.span_of(diss.id)[0] == datetime(2026, 9, 8, 18)
    assert desk.days()[0] == date(2026, 9, 7)


def test_the_keyboard_selects_moves_and_lengthens(desk: Desk) -> None:
    month = month_of(desk)
    month.setFocus()
    steps = desk.document.history.steps
    QTest.keyClick(month, Qt.Key.Key_N)
    assert desk.state.selection.operation_ids == (desk.week.id,)
    assert "Street Week — Greenstead" in month.accessibleDescription()
    for _ in range(3):
        QTest.keyClick(month, Qt.Key.Key_Right, ALT)
    assert desk.days()[0] == date(2026, 9, 10)
    assert desk.document.history.steps == steps + 1, "nudges are one step"
    QTest.keyClick(month, Qt.Key.Key_Down, ALT)
    assert desk.days()[0] == date(2026, 9, 17)
    QTest.keyClick(month, Qt.Key.Key_Right, ALT | SHIFT)
    assert desk.days()[1] == date(2026, 9, 24)
    desk.bridge.undo()
    desk.bridge.undo()
    assert desk.days() == (date(2026, 9, 7), date(2026, 9, 13))


def test_delete_needs_no_question_and_undo_brings_it_back(desk: Desk) -> None:
    month = month_of(desk)
    month.select_bars([bar_of(month, desk.week.id)])
    QTest.keyClick(month, Qt.Key.Key_Delete)
    assert desk.document.read.get(Operation, desk.week.id) is None
    assert not month.bars
    desk.bridge.undo()
    assert bar_of(month, desk.week.id).last == date(2026, 9, 13)


def test_arrows_scales_pages_and_today(desk: Desk) -> None:
    month = month_of(desk)
    month.setFocus()
    month.cursor_day = date(2026, 9, 29)
    QTest.keyClick(month, Qt.Key.Key_Down)
    assert desk.state.period.anchor == date(2026, 10, 6), "the page turns with the cursor"
    QTest.keyClick(month, Qt.Key.Key_PageUp)
    assert desk.state.period.anchor == date(2026, 9, 1)
    QTest.keyClick(month, Qt.Key.Key_PageDown)
    QTest.keyClick(month, Qt.Key.Key_T)
    assert desk.state.period.anchor == desk.state.today
    for key, scale in (
        (Qt.Key.Key_W, Scale.WEEK),
        (Qt.Key.Key_D, Scale.DAY),
        (Qt.Key.Key_A, Scale.AGENDA),
        (Qt.Key.Key_M, Scale.MONTH),
    ):
        QTest.keyClick(desk.view.surface, key)
        assert desk.state.period.scale is scale


def test_tab_goes_through_the_bars_and_on(desk: Desk) -> None:
    diss = make_operation(desk.document, "OD", "Castle", date(2026, 9, 15))
    month = month_of(desk)
    assert month.next_bar(1)
    assert month.next_bar(1)
    assert desk.state.selection.operation_ids == (diss.id,)
    assert not month.next_bar(1), "after the last bar the next widget gets the focus"


def test_select_all(desk: Desk) -> None:
    diss = make_operation(desk.document, "OD", "Castle", date(2026, 9, 15))
    month = month_of(desk)
    QTest.keyClick(month, Qt.Key.Key_A, CTRL)
    assert set(desk.state.selection.operation_ids) == {desk.week.id, diss.id}


def test_a_double_click_opens_a_bar_or_begins_one(desk: Desk, qtbot: QtBot) -> None:
    month = month_of(desk)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(desk.view.activated) as opened:
        QTest.mouseDClick(month, left, none, spot_of(month, desk.week.id))
    assert opened.args == [desk.week.id]
    with qtbot.waitSignal(desk.view.new_operation) as begun:
        QTest.mouseDClick(month, left, none, month.cell(date(2026, 9, 23)).center().toPoint())
    assert begun.args == [date(2026, 9, 23)]


def test_a_dropped_type_says_which_day(desk: Desk, qtbot: QtBot) -> None:
    month = month_of(desk)
    data = QMimeData()
    data.setData(TYPE_MIME, QByteArray(b"type-1"))
    event = QDropEvent(
        QPointF(month.cell(date(2026, 9, 24)).center()),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(desk.view.type_dropped) as dropped:
        month.dropEvent(event)
    assert dropped.args == ["type-1", date(2026, 9, 24)]


@pytest.mark.parametrize("width", [260, 380, 714, 1300])
@pytest.mark.parametrize("pixels", [11, 13, 26])
def test_labels_are_never_cut(desk: Desk, width: int, pixels: int) -> None:
    for i in range(6):
        make_operation(desk.document, "OD", "Castle", date(2026, 9, 8 + i))
    make_operation(desk.document, "RP", "Dedham & Boxted", date(2026, 9, 16))
    month = month_of(desk)
    font = month.font()
    font.setPixelSize(pixels)
    month.setFont(font)
    desk.view.resize(width, 600)
    month.grab()
    assert month.pieces
    for piece in month.pieces:
        label = month.label_of(piece)
        metrics = QFontMetricsF(label_font(month.bar_font(), piece.bar))
        assert label in ("", *piece.bar.labels)
        assert metrics.horizontalAdvance(label) <= max(0.0, text_width(piece, metrics))


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_what_is_selected_never_hides_behind_how_many_more(desk: Desk) -> None:
    made = [make_operation(desk.document, "OD", "Castle", date(2026, 9, 9)) for _ in range(9)]
    month = month_of(desk)
    shown = {p.bar.operation_id for p in month.pieces}
    hidden = next(o for o in made if o.id not in shown)
    desk.state.select(Selection(operation_ids=(hidden.id,)))
    assert hidden.id in {p.bar.operation_id for p in month.pieces}
    rects = [p.rect for p in month.pieces]
    for i, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[:i])
    desk.state.select(Selection())
    assert {p.bar.operation_id for p in month.pieces} == shown


def test_more_selected_than_a_day_can_show_marks_how_many_more(desk: Desk) -> None:
    made = [make_operation(desk.document, "OD", "Castle", date(2026, 9, 9)) for _ in range(9)]
    month = month_of(desk)
    day = date(2026, 9, 9)
    assert month.hidden_chosen == {}
    plain = month.grab().toImage()
    desk.state.select(Selection(operation_ids=tuple(o.id for o in made)))
    shown = sum(p.bar.first <= day <= p.bar.last and month.is_selected(p.bar) for p in month.pieces)
    assert month.hidden_chosen == {day: len(made) - shown}
    spot = month.cell(day).center().toPoint()
    spot.setY(next(y for y in range(month.height()) if month.more_at(QPointF(spot.x(), y)) == day) + 4)
    assert month.grab().toImage().pixelColor(spot) != plain.pixelColor(spot), (
        "it has the ground of a selection"
    )
    desk.state.select(Selection())
    assert month.hidden_chosen == {}


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_smallest_month_still_shows_what_is_selected(desk: Desk) -> None:
    """In large text a week has two lines, one of them for how many more there are."""
    made = [make_operation(desk.document, "OD", "Castle", date(2026, 9, 9)) for _ in range(4)]
    font = desk.view.font()
    font.setPixelSize(26)
    desk.view.setFont(font)
    desk.view.resize(320, 240)
    month = month_of(desk)
    for operation in (desk.week, *made):
        desk.state.select(Selection(operation_ids=(operation.id,)))
        assert operation.id in {p.bar.operation_id for p in month.pieces}
        assert month.hidden_counts[date(2026, 9, 9)] == 4


def test_pieces_never_overlap_and_a_crowded_day_says_how_many_more(desk: Desk, qtbot: QtBot) -> None:
    for _ in range(9):
        make_operation(desk.document, "OD", "Castle", date(2026, 9, 9))
    month = month_of(desk)
    rects = [p.rect for p in month.pieces]
    for i, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[:i])
    hidden = month.hidden_counts[date(2026, 9, 9)]
    shown = sum(1 for p in month.pieces if p.bar.first <= date(2026, 9, 9) <= p.bar.last)
    assert shown + hidden == 10
    spot = next(
        QPoint(x, y)
        for y in range(0, 600, 3)
        for x in (round(month.cell(date(2026, 9, 9)).left()) + 10,)
        if month.more_at(QPointF(x, y)) == date(2026, 9, 9)
    )
    QTest.mouseClick(month, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = [a for a in menu.actions() if a.isEnabled() and not a.isSeparator()]
    assert len(entries) == 10
    entries[3].trigger()
    menu.close()
    assert len(desk.state.selection.operation_ids) == 1


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_series_asks_what_is_meant(desk: Desk) -> None:
    diss = make_operation(desk.document, "OD", "Castle", date(2026, 9, 14))
    model = NewDeployment(start=datetime(2026, 9, 18, 10), end=datetime(2026, 9, 18, 12))
    rule = weekly_rule([4], date(2026, 10, 2))
    desk.document.run(add_series(operation_id=diss.id, model=model, rule=rule))
    month = month_of(desk)
    piece = next(p for p in month.pieces if p.bar.series_id and p.bar.first == date(2026, 9, 18))
    drag(month, piece.rect.center().toPoint(), QPoint(-day_width(month), 0))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [a.text() for a in menu.actions() if a.isEnabled() and not a.isSeparator()]
    assert words == ["Move this one", "Move this and following", "Move all"]
    next(a for a in menu.actions() if a.text() == "Move all").trigger()
    menu.close()
    rows = [d for d in desk.document.read.all(Deployment, operation_id=diss.id) if d.series_id]
    assert [d.start.day for d in rows] == [17, 24, 1]


def test_a_part_of_an_operation_moves_alone(desk: Desk) -> None:
    days = desk.document.read.all(Deployment, operation_id=desk.week.id)
    month = month_of(desk)
    desk.document.run(Command("Part", lambda pair: [pair.drop(Deployment, d.id) for d in days[2:5]] and None))
    late = next(p for p in month.pieces if p.bar.first == date(2026, 9, 12))
    drag(month, late.rect.center().toPoint(), QPoint(-day_width(month), 0))
    starts = [d.start.day for d in desk.document.read.all(Deployment, operation_id=desk.week.id)]
    assert starts == [7, 8, 11, 12]


def test_a_hidden_calendar_reads_when_it_is_shown(desk: Desk) -> None:
    month = month_of(desk)
    desk.view.hide()
    make_operation(desk.document, "OD", "Castle", date(2026, 9, 15))
    assert len(month.bars) == 1
    desk.view.show()
    assert len(month.bars) == 2


def test_hidden_statuses_leave_the_calendar(desk: Desk) -> None:
    month = month_of(desk)
    desk.state.hide_statuses(frozenset({Status.DRAFT}))
    assert not month.bars


def test_every_state_paints_without_a_warning(desk: Desk) -> None:
    start = datetime(2026, 9, 15, 10)
    for i, status in enumerate(Status):
        made = make_operation(desk.document, "OD", "Castle", start + timedelta(days=i))
        row = replace(made, status=status)
        desk.document.run(Command("Set status", lambda pair, row=row: pair.put(row) and None))
    day = SpecialDay(
        id=new_id(), title="Crime and disorder panel", kind=SpecialDayKind.PANEL,
        first=date(2026, 9, 2), last=date(2026, 9, 2),
    )  # fmt: skip
    desk.document.run(Command("Add day", lambda pair: pair.add(day)))
    month = month_of(desk)
    assert len({p.bar.status for p in month.pieces}) == len(Status)
    for scale in Scale:
        assert not desk.show(scale, date(2026, 9, 16)).grab().isNull()


def test_clashes_are_hatched_on_their_day(desk: Desk) -> None:
    from planner.document.agenda_bars import Mark

    month = month_of(desk)
    fifth = desk.document.read.all(Deployment, operation_id=desk.week.id)[4]
    desk.view.source.agenda.marks = {fifth.id: Mark("X103 is also on Rural.")}
    desk.view.show_now()
    piece = month.pieces[0]
    left, right = piece.hatched[0]
    cell = month.cell(date(2026, 9, 11))
    assert (left, right) == pytest.approx((cell.left(), cell.right()))
    image = month.grab().toImage()
    y = round(piece.rect.top()) + 2

    def colours(day: date) -> set[str]:
        box = month.cell(day)
        return {image.pixelColor(x, y).name() for x in range(round(box.left()) + 4, round(box.right()) - 4)}

    assert len(colours(date(2026, 9, 11))) > 1
    assert len(colours(date(2026, 9, 10))) == 1


@pytest.mark.parametrize(
    "colour", ["#0f6b4f", "#b5521b", "#2e7d32", "#5e4a9c", "#5d4037", "#ffee00", "#000000"]
)
def test_every_colour_pair_is_readable(colour: str) -> None:
    from PySide6.QtGui import QColor

    for tokens in (LIGHT, DARK):
        assert contrast(tint(colour, tokens), QColor(tokens.text)) >= 4.5
        assert contrast(solid(colour, tokens), QColor("#ffffff")) >= 4.5
        assert contrast(edge_colour(colour, tokens), QColor(tokens.panel)) >= 3


def test_special_days_are_whole_names_or_counted_or_a_dot(desk: Desk) -> None:
    metrics = QFontMetricsF(desk.view.font())
    names = ["Crime and disorder panel", "Home match"]
    allowed = {", ".join(names), f"{names[0]} +1", "•", ""}
    seen = set()
    for width in range(2, 300, 7):
        for more in (0, 1, 3):
            lines = note_lines(names, width, width + 20, more, metrics)
            seen.add(" ".join(lines))
            assert all(metrics.horizontalAdvance(line) <= width + 20 for line in lines)
    assert seen == allowed
