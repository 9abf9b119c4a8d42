"""Lanes: the same work as the calendar, dragged in time and from team to team."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.document.agenda_bars import By
from planner.document.command import Command
from planner.document.commands.posts import assign_resource
from planner.document.document import Document
from planner.domain.ids import new_id
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.people import Resource
from planner.domain.vocabulary import ResourceKind
from planner.ui.bridge import Bridge
from planner.ui.calendar.paint import label_font, text_width
from planner.ui.calendar.view import CalendarView
from planner.ui.lanes.view import LanesView
from planner.ui.state import Period, Scale, ViewState
from tests.builders import find, make_document, make_operation


@dataclass
class Bench:
    """A plan with two teams, a shift of the first on 8 September, and lanes that show it."""

    document: Document
    bridge: Bridge
    state: ViewState
    lanes: LanesView
    east: str
    north: str
    shift: Operation
    refused: list[str] = field(default_factory=list)

    def spot(self, row_id: str, day: date) -> QPoint:
        """The middle of a day in a row, in the surface."""
        at = self.lanes.row_spot(row_id, day) - QPointF(0, self.lanes.surface.scrolled)
        return at.toPoint()

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Drag with the left button."""
        surface = self.lanes.surface
        QTest.mousePress(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        QTest.mouseMove(surface, (start + end) / 2)
        QTest.mouseMove(surface, end)
        surface.grab()
        QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)

    def rows(self) -> dict[str, list[str]]:
        """Row ids and the operations in each."""
        return {lane.id: [b.operation_id for b in lane.bars] for lane in self.lanes.surface.lanes}


@pytest.fixture
def bench(tmp_path: Path, qtbot: QtBot) -> Iterator[Bench]:
    """Two teams and a shift."""
    document = make_document(tmp_path)
    east = find(document, Resource, label="East CPT").id
    north = new_id()
    team = Resource(id=north, label="North CPT", kind=ResourceKind.TEAM)
    document.run(Command("Add team", lambda pair: pair.add(team)))
    shift = make_operation(document, "OD", "Castle", date(2026, 9, 8))
    document.run(assign_resource(post_id=find(document, Post).id, resource_id=east))
    bridge, state = Bridge(document), ViewState(date(2026, 9, 3))
    view = LanesView(bridge, state)
    qtbot.addWidget(view)
    view.resize(900, 300)
    made = Bench(document, bridge, state, view, east, north, shift)
    bridge.failed.connect(made.refused.append)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: bool(view.surface.lanes))
    yield made
    view.close()
    document.close()


def test_two_weeks_from_the_week_of_today(bench: Bench) -> None:
    assert (bench.lanes.first, bench.lanes.count) == (date(2026, 8, 31), 14)
    assert bench.rows() == {bench.east: [bench.shift.id], bench.north: []}
    bench.lanes.resize(1500, 300)
    assert bench.lanes.surface.count == 21


def test_a_drag_along_the_row_moves_in_time(bench: Bench) -> None:
    day = date(2026, 9, 8)
    bench.drag(bench.spot(bench.east, day), bench.spot(bench.east, date(2026, 9, 10)))
    assert bench.document.read.span_of(bench.shift.id)[0].date() == date(2026, 9, 10)
    bench.bridge.undo()
    assert bench.document.read.span_of(bench.shift.id)[0].date() == day


def test_a_drag_to_another_row_gives_it_to_that_team(bench: Bench) -> None:
    day, steps = date(2026, 9, 8), bench.document.history.steps
    bench.drag(bench.spot(bench.east, day), bench.spot(bench.north, date(2026, 9, 9)))
    assert bench.rows() == {bench.east: [], bench.north: [bench.shift.id]}
    assert [a.resource_id for a in bench.document.read.all(Assignment)] == [bench.north]
    assert bench.document.read.span_of(bench.shift.id)[0].date() == date(2026, 9, 9)
    assert bench.document.history.steps == steps + 1
    bench.bridge.undo()
    assert bench.rows() == {bench.east: [bench.shift.id], bench.north: []}


def test_work_without_a_team_can_be_given_to_one(bench: Bench) -> None:
    late = make_operation(bench.document, "OD", "Castle", date(2026, 9, 10))
    assert bench.rows()[""] == [late.id]
    bench.drag(bench.spot("", date(2026, 9, 10)), bench.spot(bench.north, date(2026, 9, 10)))
    assert bench.rows() == {bench.east: [bench.shift.id], bench.north: [late.id]}


def test_people_of_a_team_are_not_moved_by_a_drag(bench: Bench) -> None:
    team_post = find(bench.document, Assignment)
    person = find(bench.document, Resource, label="X103")

    def swap(pair: object) -> None:
        pair.drop(Assignment, team_post.id)  # type: ignore[attr-defined]

    bench.document.run(Command("Swap", swap))
    bench.document.run(assign_resource(post_id=team_post.post_id, resource_id=person.id))
    assert bench.rows()[bench.east] == [bench.shift.id]
    bench.drag(bench.spot(bench.east, date(2026, 9, 8)), bench.spot(bench.north, date(2026, 9, 8)))
    assert bench.rows()[bench.east] == [bench.shift.id]
    assert len(bench.refused) == 1
    assert "People" in bench.refused[0]


def test_a_drag_to_another_ward_changes_the_ward(bench: Bench) -> None:
    make_operation(bench.document, "SW", "Greenstead", date(2026, 9, 7))
    bench.lanes.show_by(By.WARD)
    castle, greenstead = (find(bench.document, Ward, name=n).id for n in ("Castle", "Greenstead"))
    assert set(bench.rows()) == {castle, greenstead}
    bench.drag(bench.spot(castle, date(2026, 9, 8)), bench.spot(greenstead, date(2026, 9, 8)))
    wards = bench.document.read.all(OperationWard, operation_id=bench.shift.id)
    assert [w.ward_id for w in wards] == [greenstead]


def test_an_edge_lengthens(bench: Bench) -> None:
    surface = bench.lanes.surface
    _ = surface.pieces
    rect = surface.pieces[0].rect
    start = QPointF(rect.right() - 2, rect.center().y()).toPoint()
    bench.drag(start, start + QPoint(round(rect.width()) * 2, 0))
    days = bench.document.read.all(Deployment, operation_id=bench.shift.id)
    assert [d.start.day for d in days] == [8, 9, 10]


def test_calendar_and_lanes_show_and_select_the_same(bench: Bench, qtbot: QtBot) -> None:
    make_operation(bench.document, "RP", "Wivenhoe", date(2026, 9, 9))
    calendar = CalendarView(bench.bridge, bench.state)
    qtbot.addWidget(calendar)
    calendar.resize(700, 600)
    with qtbot.waitExposed(calendar):
        calendar.show()
    first, last = bench.lanes.surface.first, bench.lanes.surface.last
    month = [b for b in calendar.month.bars if b.first <= last and b.last >= first]
    assert {b.operation_id for b in month} == {b.operation_id for b in bench.lanes.surface.bars}
    surface = bench.lanes.surface
    QTest.mouseClick(
        surface,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        bench.spot(bench.east, date(2026, 9, 8)),
    )
    assert [b.operation_id for b in calendar.month.selected_bars()] == [bench.shift.id]
    calendar.close()


def test_selecting_work_of_later_weeks_brings_it_into_view(bench: Bench) -> None:
    from planner.ui.state import Selection

    later = make_operation(bench.document, "SW", "Greenstead", date(2026, 9, 24))
    bench.state.select(Selection(operation_ids=(later.id,)))
    assert bench.lanes.first == date(2026, 9, 21)
    bench.state.show(Period(Scale.WEEK, date(2026, 9, 9)))
    assert bench.lanes.first == date(2026, 9, 7)


@pytest.mark.parametrize("width", [300, 520, 900, 1400])
def test_labels_are_never_cut(bench: Bench, width: int) -> None:
    make_operation(bench.document, "SW", "Greenstead", date(2026, 9, 7))
    bench.lanes.resize(width, 240)
    surface = bench.lanes.surface
    surface.grab()
    assert surface.pieces
    for piece in surface.pieces:
        label = surface.label_of(piece)
        metrics = QFontMetricsF(label_font(surface.bar_font(), piece.bar))
        assert label in ("", *piece.bar.long_labels)
        assert metrics.horizontalAdvance(label) <= max(0.0, text_width(piece, metrics))


def test_without_teams_one_sentence_says_what_to_do(bench: Bench) -> None:
    for operation in bench.document.read.all(Operation):
        bench.document.run(Command("Clear", lambda pair, row=operation: pair.drop(Operation, row.id)))
    for team in bench.document.read.all(Resource, kind=ResourceKind.TEAM):
        bench.document.run(Command("Clear", lambda pair, row=team: pair.drop(Resource, row.id)))
    assert not bench.lanes.surface.lanes
    assert bench.lanes.surface.empty_words.endswith("Teams and people.")
    assert not bench.lanes.grab().isNull()
