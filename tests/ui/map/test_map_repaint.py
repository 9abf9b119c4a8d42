"""A map painted again only where it changed has the pixels of one painted from nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage

from planner.document.command import Command
from planner.document.commands.create import create_operation
from planner.document.commands.operation import delete_operation, move_operation
from planner.document.map_view import PLANNED_HOURS
from planner.domain.records.operation import Operation
from planner.geo.content import OperationSymbol
from planner.geo.sheet import Layer
from planner.ui.map.backing import MARGIN, Backing
from planner.ui.state import Period, Scale, Selection
from tests.ui.map.conftest import TODAY, Desk

WARDS = ("Greenstead", "Castle", "Rural North", "Wivenhoe", "Stanway")


def _image(backing: Backing, which: str) -> QImage:
    plate = getattr(backing, which)
    return QImage(plate.pixmap.toImage())


def _check(desk: Desk, what: str) -> None:
    """Hold ground and what lies on it against a painting from nothing of the same scene."""
    desk.view.grab()
    scene = desk.view._scene()
    fresh = Backing()
    fresh.render(scene)
    for which in ("_ground", "_above"):
        assert _image(desk.view.backing, which) == _image(fresh, which), f"{which} after {what}"
    assert desk.view.backing.sheet is not None
    assert fresh.sheet is not None
    assert desk.view.backing.sheet.targets == fresh.sheet.targets
    assert desk.view.backing.furniture == fresh.furniture


def _dark(desk: Desk) -> None:
    palette = desk.view.palette()
    palette.setColor(palette.ColorRole.Window, Qt.GlobalColor.black)
    palette.setColor(palette.ColorRole.WindowText, Qt.GlobalColor.white)
    desk.view.setPalette(palette)


def _add(desk: Desk, ward: str, number: int) -> None:
    kind = ("SW", "OD", "RP")[number % 3]
    start = date(2026, 9, 2) + timedelta(days=3 * number)
    command, _ = create_operation(
        type_id=desk.type_id(kind), ward_ids=[desk.ward_id(ward)], start=start
    )  # fmt: skip
    desk.bridge.run(command)


@pytest.mark.parametrize("colouring", ["", PLANNED_HOURS])
@pytest.mark.parametrize("is_dark", [False, True])
def test_every_change_leaves_the_right_pixels(desk: Desk, colouring: str, is_dark: bool) -> None:
    if is_dark:
        _dark(desk)
    desk.state.colour_wards_by(colouring)
    _check(desk, "the start")
    for number, ward in enumerate(WARDS):
        _add(desk, ward, number)
        _check(desk, f"an operation in {ward}")
    for operation in desk.document.read.all(Operation)[:3]:
        desk.state.select(Selection(operation_ids=(operation.id,)))
        _check(desk, "a selection")
        desk.bridge.run(move_operation(operation_id=operation.id, days=40))
        _check(desk, "a move out of the period")
        desk.bridge.undo()
        _check(desk, "undo")
    desk.state.select(Selection())
    desk.bridge.run(delete_operation(operation_id=desk.document.read.all(Operation)[0].id))
    _check(desk, "deleting")
    desk.state.show(Period(Scale.MONTH, TODAY.replace(month=10)))
    _check(desk, "another month")


def test_a_move_within_the_month_paints_nothing_and_one_out_of_it_a_little(desk: Desk) -> None:
    desk.view.grab()
    above, ground = desk.view.backing._above, desk.view.backing._ground
    assert above is not None
    moved = desk.document.read.all(Operation)[0]
    keys = above.pixmap.cacheKey()
    desk.bridge.run(move_operation(operation_id=moved.id, days=1))
    desk.view.grab()
    assert desk.view.backing._above is above
    assert above.pixmap.cacheKey() == keys
    desk.bridge.run(move_operation(operation_id=moved.id, days=60))
    desk.view.grab()
    assert desk.view.backing._above is above, "painted anew instead of where it changed"
    assert above.pixmap.cacheKey() != keys
    assert desk.view.backing._ground is ground


def test_a_painting_given_up_half_way_is_put_right(desk: Desk) -> None:
    """Whatever a painting under way had reached when another began, the last one shows its scene whole."""
    desk.view.grab()
    backing = desk.view.backing
    before = desk.view._scene()
    desk.bridge.run(Command("Delete all", lambda pair: _delete_all(desk, pair)))
    after = desk.view._scene()
    for steps in (1, 2, 3, 10, 40):
        backing.begin(after)
        job = backing._job
        assert job is not None
        for _ in range(steps):
            next(job, None)
        backing.render(before)
        fresh = Backing()
        fresh.render(before)
        for which in ("_ground", "_above"):
            assert _image(backing, which) == _image(fresh, which), f"{which} after {steps} steps"
    assert any(item.layer == Layer.SYMBOL for item in backing.sheet.items if backing.sheet)  # type: ignore[union-attr]


def _delete_all(desk: Desk, pair: object) -> None:
    for operation in desk.document.read.all(Operation):
        delete_operation(operation_id=operation.id).apply(pair)  # type: ignore[arg-type]


def test_the_margin_added_after_the_first_painting_moves_nothing(desk: Desk) -> None:
    """A crammed map: 14 symbols in each ward, more than find room near it."""
    scene = desk.view._scene()
    crammed = tuple(
        OperationSymbol(id=f"{ward_id}{n}", easting=point[0], northing=point[1], letter="S", colour="#0d6e4f")
        for ward_id, point in desk.view.feed.ground.ward_points.items()
        for n in range(14)
    )
    looks = []
    for margin in (0, MARGIN):
        backing = Backing()
        backing.render(replace(scene, content=replace(scene.content, symbols=crammed), margin=margin))
        above = _image(backing, "_above")  # the ground's edges come out a shade otherwise where it is cut
        looks.append(above.copy(QRect(QPoint(margin, margin), desk.view.size())))
    assert looks[0] == looks[1]
