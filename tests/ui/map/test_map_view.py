"""The map of a real plan: what clicks, keys and drops do, and what stands where."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.document.commands.operation import delete_operation
from planner.domain.records.operation import Operation
from planner.geo.gridref import to_gridref
from planner.geo.sheet import Layer, TextItem
from planner.geo.theme import LIGHT
from planner.ui.map.backing import MARGIN
from planner.ui.map.drop import TYPE_MIME, drop_sentence
from planner.ui.map.menu import context_menu
from planner.ui.map.view import MapView
from planner.ui.state import Period, Scale, Selection
from tests.ui.map.conftest import TODAY, Desk

LEFT = Qt.MouseButton.LeftButton


def click(qtbot: QtBot, desk: Desk, point: QPoint) -> None:
    qtbot.mouseClick(desk.view, LEFT, pos=point)


def wheel(view: MapView, point: QPointF, notches: float) -> None:
    event = QWheelEvent(
        point,
        view.mapToGlobal(point),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def drag_events(
    desk: Desk, point: QPoint, data: QMimeData
) -> tuple[QDragEnterEvent, QDragMoveEvent, QDropEvent]:
    rest = (Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    return QDragEnterEvent(point, *rest), QDragMoveEvent(point, *rest), QDropEvent(QPointF(point), *rest)


def type_data(desk: Desk, code: str) -> QMimeData:
    data = QMimeData()
    data.setData(TYPE_MIME, desk.type_id(code).encode())
    return data


def operation(desk: Desk, code: str) -> Operation:
    return desk.document.read.all(Operation, type_id=desk.type_id(code))[0]


# Selecting -------------------------------------------------------------------------------------------


def test_a_click_on_greenstead_selects_it(desk: Desk, qtbot: QtBot) -> None:
    click(qtbot, desk, desk.inside("Greenstead"))
    assert desk.state.selection == Selection(ward_id=desk.ward_id("Greenstead"))
    assert desk.view.map_content().highlighted == {desk.ward_id("Greenstead")}


def test_a_click_on_open_ground_selects_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.state.select(Selection(ward_id=desk.ward_id("Castle")))
    click(qtbot, desk, QPoint(5, 400))
    assert desk.state.selection == Selection()


def test_a_click_on_a_symbol_selects_its_operation_and_lights_its_ward(desk: Desk, qtbot: QtBot) -> None:
    street_week = operation(desk, "SW")
    assert desk.view.backing.sheet is not None
    target = next(t for t in desk.view.backing.sheet.targets if t.ref == street_week.id)
    box = target.box
    spot = QPoint(round(box.x + box.width / 2 - MARGIN), round(box.y + box.height / 2 - MARGIN))
    click(qtbot, desk, spot)
    assert desk.state.selection == Selection(operation_ids=(street_week.id,))
    assert desk.view.map_content().highlighted == {desk.ward_id("Greenstead")}


def test_clicks_walk_through_the_operations_that_share_a_symbol(desk: Desk) -> None:
    patrols = [o.id for o in desk.document.read.all(Operation, type_id=desk.type_id("RP"))]
    assert len(patrols) == 2
    for expected in (patrols[0], patrols[1], patrols[0]):
        shared = {t.ref for t in desk.view.backing.sheet.targets if t.kind == "operation"}  # type: ignore[union-attr]
        shown = next(i for i in patrols if i in shared)
        desk.view._select_operation(shown, add=False)
        desk.view.redraw()
        assert desk.state.selection.operation_ids == (expected,)


def test_a_click_on_a_village_selects_the_place(desk: Desk, qtbot: QtBot) -> None:
    dedham = desk.place("Dedham")
    click(qtbot, desk, desk.spot(dedham.easting, dedham.northing))
    assert desk.state.selection == Selection(place_id=dedham.id)


def test_keys_select_the_next_ward_and_the_one_in_the_middle(desk: Desk, qtbot: QtBot) -> None:
    names = [ward.name for ward in desk.view.feed.ground.wards.values()]
    assert names == sorted(names)
    qtbot.keyClick(desk.view, Qt.Key.Key_N)
    assert desk.state.selection.ward_id == desk.ward_id(names[0])
    qtbot.keyClick(desk.view, Qt.Key.Key_N)
    qtbot.keyClick(desk.view, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert desk.state.selection.ward_id == desk.ward_id(names[0])
    qtbot.keyClick(desk.view, Qt.Key.Key_Escape)
    assert desk.state.selection == Selection()
    middle = desk.view.ward_id_at(QPointF(450, 400))
    qtbot.keyClick(desk.view, Qt.Key.Key_Return)
    assert middle
    assert desk.state.selection.ward_id == middle


def test_tips_name_the_ward_with_its_figure(desk: Desk) -> None:
    words = desk.view.tip_at(QPointF(desk.inside("Greenstead")))
    assert words.startswith("Greenstead: ")
    assert words.endswith("planned hours in this period")
    assert "no planned" not in words
    assert desk.view.tip_at(QPointF(desk.inside("Tiptree"))) == "Tiptree: no planned hours in this period"
    assert desk.view.tip_at(QPointF(3, 400)) == ""


# Moving ----------------------------------------------------------------------------------------------


def test_dragging_moves_the_map_and_selects_nothing(desk: Desk, qtbot: QtBot) -> None:
    before = desk.view.viewport
    start = desk.inside("Tiptree")
    ground = desk.view.ground_at(QPointF(start))
    qtbot.mousePress(desk.view, LEFT, pos=start)
    qtbot.mouseMove(desk.view, start + QPoint(40, 10))
    qtbot.mouseMove(desk.view, start + QPoint(70, -25))
    qtbot.mouseRelease(desk.view, LEFT, pos=start + QPoint(70, -25))
    after = desk.view.viewport
    assert after.to_page(*ground) == pytest.approx((start.x() + 70, start.y() - 25), abs=0.01)
    assert after.metres_per_unit == before.metres_per_unit
    assert desk.state.selection == Selection()


@pytest.mark.parametrize("notches", [1.0, -1.0, 2.5])
def test_the_wheel_keeps_the_ground_under_the_pointer(desk: Desk, notches: float) -> None:
    point = QPointF(610, 240)
    before, scale = desk.view.ground_at(point), desk.view.viewport.metres_per_unit
    wheel(desk.view, point, notches)
    assert desk.view.ground_at(point) == pytest.approx(before, abs=0.01)
    assert (desk.view.viewport.metres_per_unit < scale) == (notches > 0)


def test_arrows_plus_minus_and_home(desk: Desk, qtbot: QtBot) -> None:
    whole = desk.view.viewport
    qtbot.keyClick(desk.view, Qt.Key.Key_Right)
    assert desk.view.viewport.easting > whole.easting
    qtbot.keyClick(desk.view, Qt.Key.Key_Down)
    assert desk.view.viewport.northing < whole.northing
    qtbot.keyClick(desk.view, Qt.Key.Key_Plus)
    assert desk.view.viewport.metres_per_unit < whole.metres_per_unit
    qtbot.keyClick(desk.view, Qt.Key.Key_Minus)
    assert desk.view.viewport.metres_per_unit == pytest.approx(whole.metres_per_unit)
    qtbot.keyClick(desk.view, Qt.Key.Key_Home)
    assert desk.view.viewport == whole


def test_a_long_drag_never_leaves_the_map_blank(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.view.backing.has_overview)
    desk.view.camera.zoom(3.0, 450, 400)
    qtbot.waitUntil(lambda: desk.view.is_sharp)
    desk.view.camera.pan(0, 500)
    picture = desk.view.grab().toImage()
    top_strip = {picture.pixelColor(x, 120).name() for x in range(200, 700, 10)}
    assert not desk.view.backing.covers(desk.view.viewport)
    assert top_strip == {LIGHT.ward}, "beyond the margin the overview shows Rural North, not an empty sea"


def test_a_fitted_map_stays_fitted_when_the_window_grows(desk: Desk) -> None:
    desk.view.resize(1300, 700)
    west, south, east, north = desk.view.camera.bounds
    left, bottom, right, top = desk.view.viewport.extent
    assert left < west
    assert bottom < south
    assert right > east
    assert top > north


def test_going_to_a_place_marks_it(desk: Desk, at_rest: Callable[[MapView], None]) -> None:
    dedham = desk.place("Dedham")
    desk.view.show_place(dedham.id)
    assert desk.view.found.is_shown
    at_rest(desk.view)
    assert desk.view.viewport.to_page(dedham.easting, dedham.northing) == pytest.approx((450, 400), abs=1)
    desk.view.go_to(599_500, 225_200, square=1000)
    at_rest(desk.view)
    assert 3000 < 800 * desk.view.viewport.metres_per_unit < 9000


def test_going_to_a_ward_shows_all_of_it(desk: Desk, at_rest: Callable[[MapView], None]) -> None:
    desk.view.show_ward(desk.ward_id("Greenstead"))
    at_rest(desk.view)
    west, south, east, north = desk.view.feed.ground.shapes[desk.ward_id("Greenstead")].bounds
    left, bottom, right, top = desk.view.viewport.extent
    assert left < west < east < right
    assert bottom < south < north < top
    assert (right - left) < 5 * (east - west)


# What is drawn ---------------------------------------------------------------------------------------


def test_labels_lie_inside_the_window_and_never_on_each_other(desk: Desk) -> None:
    backing = desk.view.backing
    assert backing.sheet is not None
    labels = [i.box for i in backing.sheet.items if isinstance(i, TextItem) and i.layer is Layer.LABEL]
    seen = [replace(box, x=box.x - MARGIN, y=box.y - MARGIN) for box in labels]
    frame = desk.view.viewport.frame
    shown = [box for box in seen if box.meets(frame)]
    assert len(shown) > 10
    assert all(box.inside(frame) for box in shown)
    assert not any(a.meets(b) for n, a in enumerate(shown) for b in shown[:n])
    covered = [*desk.view.covered_boxes(), *(i.box for i in backing.furniture if isinstance(i, TextItem))]
    assert not any(box.meets(other) for box in shown for other in covered)


def test_wards_are_plain_until_a_colouring_is_asked_for(desk: Desk) -> None:
    assert all(ward.fill_class is None for ward in desk.view.map_content().wards)
    assert desk.view.map_content().legend == ()
    desk.state.colour_wards_by("planned_hours")
    content = desk.view.map_content()
    busiest = next(ward for ward in content.wards if ward.name == "Greenstead")
    assert (busiest.fill_class, busiest.hatched) == (4, True)
    assert len(content.legend) == 5
    assert content.legend[4].hatched


def test_symbols_follow_period_statuses_and_changes(desk: Desk) -> None:
    def letters() -> list[str]:
        return sorted(symbol.letter for symbol in desk.view.map_content().symbols)

    assert letters() == ["D", "R", "S"]
    desk.state.hide_statuses(frozenset({"draft"}))
    assert letters() == []
    desk.state.hide_statuses(frozenset())
    desk.bridge.run(delete_operation(operation_id=operation(desk, "OD").id))
    assert letters() == ["R", "S"]
    desk.bridge.undo()
    assert letters() == ["D", "R", "S"]
    desk.state.show(Period(Scale.MONTH, TODAY.replace(month=12)))
    assert letters() == []


def test_a_selected_operation_is_shown_even_outside_the_period(desk: Desk) -> None:
    desk.state.show(Period(Scale.MONTH, TODAY.replace(month=12)))
    desk.state.select(Selection(operation_ids=(operation(desk, "SW").id,)))
    assert [symbol.letter for symbol in desk.view.map_content().symbols] == ["S"]


def _lightness(desk: Desk) -> int:
    """Return the mean lightness of the painted map."""
    smooth = Qt.TransformationMode.SmoothTransformation
    image = desk.view.grab().toImage().scaled(1, 1, mode=smooth)
    return image.pixelColor(0, 0).lightness()


def test_the_map_follows_light_dark_and_text_size(desk: Desk) -> None:
    light = _lightness(desk)
    palette = desk.view.palette()
    palette.setColor(palette.ColorRole.Window, Qt.GlobalColor.black)
    palette.setColor(palette.ColorRole.WindowText, Qt.GlobalColor.white)
    desk.view.setPalette(palette)
    assert _lightness(desk) < light - 50
    before = desk.view.text_size
    font = desk.view.font()
    font.setPixelSize(26)
    desk.view.setFont(font)
    desk.view.redraw()
    assert desk.view.text_size == pytest.approx(22)
    assert desk.view.text_size > before
    test_labels_lie_inside_the_window_and_never_on_each_other(desk)


def test_in_large_text_the_map_stays_clear_of_its_own_controls(desk: Desk) -> None:
    """The title gives way to the north arrow, and symbols do not grow until they fill a small map."""
    assert desk.view.chip_title == "Colchester · 17 wards"
    font = desk.view.font()
    font.setPixelSize(26)
    desk.view.setFont(font)
    desk.view.resize(320, 420)
    desk.view.redraw()
    assert desk.view.chip_title == "Colchester"
    arrow = [i.box for i in desk.view.backing.furniture if isinstance(i, TextItem) and i.text == "N"]
    assert len(arrow) == 1
    assert not any(arrow[0].meets(box) for box in desk.view.covered_boxes())
    sheet = desk.view.backing.sheet
    assert sheet is not None
    boxes = [target.box for target in sheet.targets if target.kind == "operation"]
    assert boxes
    assert max(box.width for box in boxes) < 320 / 7
    desk.view.resize(120, 300)
    assert desk.view.chip_title.endswith("…")


# Drops and menu --------------------------------------------------------------------------------------


def test_a_type_dropped_on_a_ward_is_told_with_ward_and_spot(desk: Desk, qtbot: QtBot) -> None:
    point = desk.inside("Greenstead")
    data = type_data(desk, "SW")
    enter, move, drop = drag_events(desk, point, data)
    desk.view.start_for = lambda _type_id: TODAY.replace(day=7)
    for event in (enter, move):
        QApplication.sendEvent(desk.view, event)
        assert event.isAccepted()
    assert desk.view.drop.ward_id == desk.ward_id("Greenstead")
    assert desk.view.drop.sentence == "Street Week in Greenstead, starts Monday 7 September"
    desk.view.grab()
    with qtbot.waitSignal(desk.view.type_dropped) as told:
        QApplication.sendEvent(desk.view, drop)
    assert told.args is not None
    assert told.args[:2] == [desk.type_id("SW"), desk.ward_id("Greenstead")]
    assert desk.view.viewport.to_page(*told.args[2:]) == pytest.approx((point.x(), point.y()), abs=1)
    assert desk.view.drop.sentence == ""


def test_other_drags_and_the_sea_take_no_drop(desk: Desk) -> None:
    text = QMimeData()
    text.setText("Greenstead")
    enter, _, _ = drag_events(desk, desk.inside("Greenstead"), text)
    QApplication.sendEvent(desk.view, enter)
    assert not enter.isAccepted()
    data = type_data(desk, "SW")
    enter, move, _ = drag_events(desk, QPoint(5, 400), data)
    QApplication.sendEvent(desk.view, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(desk.view, move)
    assert not move.isAccepted()
    assert desk.view.drop.sentence == "Drop Street Week onto a ward"


def test_the_sentence_of_a_drop_without_a_day() -> None:
    assert drop_sentence("Rural patrol", "Dedham & Boxted", None) == "Rural patrol in Dedham & Boxted"


def test_the_menu_copies_a_grid_reference_and_asks_for_an_operation(desk: Desk, qtbot: QtBot) -> None:
    point = QPointF(desk.inside("Castle"))
    menu = context_menu(desk.view, point)
    actions = {action.text(): action for action in menu.actions() if action.text()}
    reference = to_gridref(*desk.view.ground_at(point))
    assert list(actions) == [
        "New operation here…",
        f"Copy grid reference {reference}",
        "Zoom to Castle",
        "Show the whole district",
    ]
    actions[f"Copy grid reference {reference}"].trigger()
    assert QGuiApplication.clipboard().text() == reference
    with qtbot.waitSignal(desk.view.new_operation_asked) as told:
        actions["New operation here…"].trigger()
    assert told.args is not None
    assert told.args[0] == desk.ward_id("Castle")


# Start -----------------------------------------------------------------------------------------------


def test_the_first_paint_loads_no_heavy_library(colchester: Path) -> None:
    script = f"""
import sys
from datetime import date
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from planner.document.document import Document
from planner.storage.planning_file import PlanningFile
from planner.ui.bridge import Bridge
from planner.ui.map.view import MapView
from planner.ui.state import ViewState
document = Document(PlanningFile.open(Path({str(colchester)!r}), read_only=True), author="tests")
view = MapView(Bridge(document), ViewState(date(2026, 9, 3)))
view.resize(600, 600)
view.grab()
heavy = {{"shapely", "numpy", "pyproj", "reportlab", "holidays", "pandas"}} & set(sys.modules)
print(sorted(heavy))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
