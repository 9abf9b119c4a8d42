"""Drawing for the selected operation: points become places or its area, each one undo step."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import PlaceKind
from planner.geo.wkb import from_wkb
from planner.ui.map.menu import context_menu
from planner.ui.state import Selection
from tests.ui.map.conftest import Desk

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def street_week(desk: Desk) -> str:
    """The Street Week in Greenstead, selected and seen close."""
    operation_id = desk.document.read.all(Operation, type_id=desk.type_id("SW"))[0].id
    desk.state.select(Selection(operation_ids=(operation_id,)))
    desk.view.camera.fly_to(602_300, 225_300, 6_000, at_once=True)
    desk.view.redraw()
    return operation_id


def places(desk: Desk, operation_id: str, kind: PlaceKind) -> list[Place]:
    return desk.document.read.all(Place, operation_id=operation_id, kind=kind)


def press(desk: Desk, qtbot: QtBot, kind: PlaceKind) -> QToolButton:
    button = desk.view.tools.buttons[kind]
    qtbot.mouseClick(button, LEFT)
    return button


def click_all(desk: Desk, *spots: tuple[int, int]) -> None:
    for spot in spots:
        desk.view.clicked_at(QPointF(QPoint(*spot)), Qt.KeyboardModifier.NoModifier)


def test_the_tools_are_there_for_one_selected_operation_only(desk: Desk, street_week: str) -> None:
    assert desk.view.tools.isVisible()
    desk.state.select(Selection(ward_id=desk.ward_id("Castle")))
    assert not desk.view.tools.isVisible()
    deployment = desk.document.read.all(Deployment, operation_id=street_week)[0]
    desk.state.select(Selection(deployment_ids=(deployment.id,)))
    assert desk.view.tools.isVisible()
    assert desk.view.operation_in_hand == street_week
    assert desk.view.deployment_in_hand == deployment.id


def test_an_area_is_drawn_shown_and_undone_as_one_step(desk: Desk, qtbot: QtBot, street_week: str) -> None:
    button = press(desk, qtbot, PlaceKind.AREA)
    assert button.isChecked()
    for spot in ((300, 300), (560, 310), (540, 520), (310, 500)):
        qtbot.mouseClick(desk.view, LEFT, pos=QPoint(*spot))
    assert desk.document.read.require(Operation, street_week).area is None
    corner = desk.view.ground_at(QPointF(300, 300))
    qtbot.keyClick(desk.view, Qt.Key.Key_Return)
    assert not button.isChecked()
    assert desk.failures == []
    shape = desk.view.feed.area_of(street_week)
    assert shape is not None
    assert from_wkb(desk.document.read.require(Operation, street_week).area or b"").bounds[0] < 2, "degrees"
    assert tuple(shape.parts[0][0][:2]) == pytest.approx(corner, abs=0.01)
    assert [area.id for area in desk.view.map_content().areas] == [street_week]
    desk.bridge.undo()
    assert desk.document.read.require(Operation, street_week).area is None
    assert desk.view.map_content().areas == ()


def test_backspace_takes_back_and_escape_gives_up(desk: Desk, qtbot: QtBot, street_week: str) -> None:
    press(desk, qtbot, PlaceKind.ROUTE)
    click_all(desk, (300, 300), (400, 400), (500, 300))
    qtbot.keyClick(desk.view, Qt.Key.Key_Backspace)
    assert len(desk.view.drawing.points) == 2
    qtbot.keyClick(desk.view, Qt.Key.Key_Escape)
    assert not desk.view.drawing.is_active
    assert places(desk, street_week, PlaceKind.ROUTE) == []
    assert desk.state.selection.operation_id == street_week, "the first Esc only puts the tool away"


def test_a_double_click_ends_a_route(desk: Desk, qtbot: QtBot, street_week: str) -> None:
    press(desk, qtbot, PlaceKind.ROUTE)
    qtbot.mouseClick(desk.view, LEFT, pos=QPoint(300, 300))
    qtbot.mouseClick(desk.view, LEFT, pos=QPoint(450, 420))
    qtbot.mouseDClick(desk.view, LEFT, pos=QPoint(450, 420))
    (route,) = places(desk, street_week, PlaceKind.ROUTE)
    assert route.name == "Route"
    assert len(from_wkb(route.shape).parts[0][0]) == 4
    assert not desk.view.drawing.is_active


def test_a_shape_with_too_few_points_or_crossing_itself_is_refused_and_stays(
    desk: Desk, qtbot: QtBot, street_week: str
) -> None:
    press(desk, qtbot, PlaceKind.AREA)
    click_all(desk, (300, 300), (400, 400))
    qtbot.keyClick(desk.view, Qt.Key.Key_Return)
    assert desk.failures == ["Area: 2 of at least 3 points are set; click to add more."]
    assert len(desk.view.drawing.points) == 2
    click_all(desk, (400, 300), (300, 400))
    qtbot.keyClick(desk.view, Qt.Key.Key_Return)
    assert "crosses itself" in desk.failures[-1]
    assert len(desk.view.drawing.points) == 4
    assert desk.document.read.require(Operation, street_week).area is None


def test_visit_points_are_numbered_and_shown_at_once(desk: Desk, qtbot: QtBot, street_week: str) -> None:
    press(desk, qtbot, PlaceKind.VISIT_POINT)
    click_all(desk, (350, 350), (450, 400))
    assert desk.view.drawing.kind is PlaceKind.VISIT_POINT
    assert [mark.text for mark in desk.view.map_content().marks] == ["1", "2"]
    names = [place.name for place in places(desk, street_week, PlaceKind.VISIT_POINT)]
    assert names == ["Visit point 1", "Visit point 2"]
    assert all(p.ward_id for p in places(desk, street_week, PlaceKind.VISIT_POINT))
    desk.bridge.undo()
    assert [mark.text for mark in desk.view.map_content().marks] == ["1"]


def test_a_visit_point_of_the_deployment_in_hand_is_a_stop_of_it(
    desk: Desk, qtbot: QtBot, street_week: str
) -> None:
    deployment = desk.document.read.all(Deployment, operation_id=street_week)[1]
    desk.state.select(Selection(deployment_ids=(deployment.id,)))
    before = desk.document.read.count(Visit, deployment_id=deployment.id)
    press(desk, qtbot, PlaceKind.VISIT_POINT)
    click_all(desk, (350, 350))
    (place,) = places(desk, street_week, PlaceKind.VISIT_POINT)
    assert [v.place_id for v in desk.document.read.all(Visit, deployment_id=deployment.id)][before:] == [
        place.id
    ]
    desk.bridge.undo()
    assert places(desk, street_week, PlaceKind.VISIT_POINT) == []
    assert desk.document.read.count(Visit, deployment_id=deployment.id) == before


def test_a_second_rvp_moves_the_first_and_the_menu_removes_it(
    desk: Desk, qtbot: QtBot, street_week: str
) -> None:
    for spot in ((350, 350), (480, 420)):
        press(desk, qtbot, PlaceKind.RVP)
        click_all(desk, spot)
        assert not desk.view.drawing.is_active
    (rvp,) = places(desk, street_week, PlaceKind.RVP)
    assert desk.view.viewport.to_page(rvp.easting, rvp.northing) == pytest.approx((480, 420), abs=0.5)
    assert [mark.text for mark in desk.view.map_content().marks] == ["RVP"]
    desk.view.redraw()
    menu = context_menu(desk.view, QPointF(480, 420))
    remove = next(action for action in menu.actions() if action.text() == "Remove RVP")
    remove.trigger()
    assert places(desk, street_week, PlaceKind.RVP) == []


def test_a_drawn_area_is_removed_from_the_menu(desk: Desk, qtbot: QtBot, street_week: str) -> None:
    press(desk, qtbot, PlaceKind.AREA)
    click_all(desk, (300, 200), (700, 210), (690, 620), (310, 600))
    desk.view.drawing.finish()
    desk.view.redraw()
    point = next(QPointF(x, 560) for x in range(340, 680, 10) if desk.view.target_at(QPointF(x, 560)) is None)
    menu = context_menu(desk.view, point)
    next(action for action in menu.actions() if action.text() == "Remove the drawn area").trigger()
    assert desk.document.read.require(Operation, street_week).area is None


def test_choosing_something_else_forgets_what_was_being_drawn(
    desk: Desk, qtbot: QtBot, street_week: str
) -> None:
    press(desk, qtbot, PlaceKind.AREA)
    click_all(desk, (300, 300), (400, 400))
    desk.view.grab()
    desk.state.select(Selection(ward_id=desk.ward_id("Castle")))
    assert not desk.view.drawing.is_active
    assert desk.view.drawing.points == []
