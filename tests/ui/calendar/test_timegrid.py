"""Week and day by the hour: quarters, nights, the night the clocks change."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest

from planner.document.commands.deployment import resize_deployment
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.ui.calendar.hours import HourAxis
from planner.ui.calendar.timegrid import TimeGrid
from planner.ui.state import Scale
from tests.builders import find, make_operation
from tests.ui.calendar.conftest import Desk, bar_of, drag, spot_of


def grid_of(desk: Desk, scale: Scale, day: date) -> TimeGrid:
    surface = desk.show(scale, day)
    assert isinstance(surface, TimeGrid)
    return surface


def night(desk: Desk, day: date) -> Operation:
    made = make_operation(desk.document, "OD", "Castle", day)
    block = find(desk.document, Deployment, operation_id=made.id)
    start = datetime(day.year, day.month, day.day, 22)
    desk.document.run(resize_deployment(deployment_id=block.id, start=start, end=start + timedelta(hours=8)))
    return made


def test_a_drag_moves_by_quarters_and_days(desk: Desk) -> None:
    grid = grid_of(desk, Scale.WEEK, date(2026, 9, 7))
    column = round(grid.column(date(2026, 9, 7)).width())
    steps = desk.document.history.steps
    drag(grid, spot_of(grid, desk.week.id), QPoint(0, round(grid.hour_height * 0.75)))
    first = desk.document.read.all(Deployment, operation_id=desk.week.id)[0]
    assert (first.start, first.end) == (datetime(2026, 9, 7, 10, 45), datetime(2026, 9, 7, 18, 45))
    assert desk.document.history.steps == steps + 1
    desk.bridge.undo()
    drag(grid, spot_of(grid, desk.week.id), QPoint(column, 0))
    first = desk.document.read.all(Deployment, operation_id=desk.week.id)[0]
    assert first.start == datetime(2026, 9, 8, 10)


@pytest.mark.parametrize(
    ("at_top", "expected"),
    [
        (True, (datetime(2026, 9, 7, 9), datetime(2026, 9, 7, 18))),
        (False, (datetime(2026, 9, 7, 10), datetime(2026, 9, 7, 17))),
    ],
)
def test_an_edge_changes_the_hours(desk: Desk, at_top: bool, expected: tuple[datetime, datetime]) -> None:
    desk.view.resize(900, 1000)
    grid = grid_of(desk, Scale.WEEK, date(2026, 9, 7))
    piece = next(p for p in grid.pieces if p.bar.first == date(2026, 9, 7))
    y = piece.rect.top() + 2 if at_top else piece.rect.bottom() - 2
    spot = QPoint(round(piece.rect.center().x()), round(y - grid.scrolled))
    drag(grid, spot, QPoint(0, -round(grid.hour_height)))
    first = desk.document.read.all(Deployment, operation_id=desk.week.id)[0]
    assert (first.start, first.end) == expected


def test_the_keyboard_moves_by_quarters(desk: Desk) -> None:
    grid = grid_of(desk, Scale.DAY, date(2026, 9, 8))
    grid.select_bars([bar_of(grid, desk.week.id)])
    for _ in range(2):
        QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert bar_of(grid, desk.week.id).start == datetime(2026, 9, 8, 10, 30)
    QTest.keyClick(grid, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert bar_of(grid, desk.week.id).end == datetime(2026, 9, 8, 18, 15)


def test_a_night_goes_on_in_the_next_day(desk: Desk) -> None:
    made = night(desk, date(2026, 9, 9))
    grid = grid_of(desk, Scale.WEEK, date(2026, 9, 7))
    pieces = [p for p in grid.pieces if p.bar.operation_id == made.id]
    first, second = (grid.column(date(2026, 9, d)) for d in (9, 10))
    assert [(p.is_start, p.is_end) for p in pieces] == [(True, False), (False, True)]
    assert first.left() < pieces[0].rect.center().x() < first.right()
    assert second.left() < pieces[1].rect.center().x() < second.right()
    assert pieces[0].rect.height() == pytest.approx(2 * grid.hour_height, abs=3)
    assert pieces[1].rect.height() == pytest.approx(6 * grid.hour_height, abs=3)


def test_the_night_the_clocks_go_back_is_drawn_with_its_true_hours(desk: Desk) -> None:
    made = night(desk, date(2026, 10, 24))
    grid = grid_of(desk, Scale.DAY, date(2026, 10, 25))
    piece = next(p for p in grid.pieces if p.bar.operation_id == made.id)
    assert piece.rect.height() == pytest.approx(7 * grid.hour_height, abs=3), "midnight to six is seven hours"
    assert grid.column(date(2026, 10, 25)).height() == 25 * grid.hour_height
    assert [words for _, words in grid.axis(date(2026, 10, 25)).labels()][:4] == [
        "00:00",
        "01:00",
        "01:00",
        "02:00",
    ]
    assert not grid.grab().isNull()
    week = grid_of(desk, Scale.WEEK, date(2026, 10, 25))
    assert "Clocks go back: 25 h" in week.axis(date(2026, 10, 25)).clock_words()
    assert not week.grab().isNull()


def test_the_day_the_clocks_go_forward_has_23_hours() -> None:
    axis = HourAxis(date(2027, 3, 28), is_true=True)
    assert axis.minutes == 23 * 60
    assert [words for _, words in axis.labels()][:3] == ["00:00", "02:00", "03:00"]
    assert axis.minute_of(datetime(2027, 3, 28, 6)) == 5 * 60
    assert axis.moment_of(61) == datetime(2027, 3, 28, 2)


def test_a_point_is_a_quarter_of_an_hour(desk: Desk) -> None:
    grid = grid_of(desk, Scale.WEEK, date(2026, 9, 7))
    column = grid.column(date(2026, 9, 10))
    spot = column.topLeft()
    spot.setX(column.center().x())
    spot.setY(grid.y_of(date(2026, 9, 10), datetime(2026, 9, 10, 14, 30)) + 2)
    assert grid.moment_at(spot) == datetime(2026, 9, 10, 14, 30)
    spot.setY(4)
    assert grid.moment_at(spot) == date(2026, 9, 10)


def test_overlapping_blocks_lie_side_by_side(desk: Desk) -> None:
    for _ in range(3):
        make_operation(desk.document, "RP", "Wivenhoe", date(2026, 9, 8))
    grid = grid_of(desk, Scale.WEEK, date(2026, 9, 7))
    rects = [p.rect for p in grid.pieces]
    for i, rect in enumerate(rects):
        assert not any(rect.intersects(other) for other in rects[:i])
    assert len([p for p in grid.pieces if p.bar.first == date(2026, 9, 8)]) == 4


def test_agenda_lists_days_with_posts(desk: Desk) -> None:
    surface = desk.show(Scale.AGENDA, date(2026, 9, 1))
    assert [(b.first.day, b.needed, b.filled) for b in surface.bars] == [(7 + i, 6, 0) for i in range(7)]
    tops = [p.rect.top() for p in surface.pieces]
    assert tops == sorted(tops)
    assert not surface.grab().isNull()


@pytest.mark.parametrize(("width", "pixels"), [(900, 13), (420, 13), (420, 26), (300, 26)])
def test_the_days_over_a_week_never_run_into_one_another(desk: Desk, width: int, pixels: int) -> None:
    font = desk.view.font()
    font.setPixelSize(pixels)
    desk.view.setFont(font)
    desk.view.resize(width, 500)
    grid = grid_of(desk, Scale.WEEK, date(2026, 9, 7))
    titles = [grid.title_of(day) for day in grid.days]
    for day, (words, shown) in zip(grid.days, titles, strict=True):
        assert str(day.day) in words
        assert QFontMetricsF(shown).horizontalAdvance(words) <= grid.column(day).width(), words
    assert len({" " in words for words, _ in titles}) == 1, "all days are written alike"
