"""The real Colchester with a few operations in September 2026, and its map in a window."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF
from pytestqt.qtbot import QtBot

from planner.document.command import Command
from planner.document.commands.create import create_operation
from planner.document.document import Document
from planner.document.new_plan import starting_records
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation_type import OperationType
from planner.storage.planning_file import PlanningFile
from planner.ui.bridge import Bridge
from planner.ui.map.view import MapView
from planner.ui.state import ViewState

TODAY = date(2026, 9, 3)
OPERATIONS = (
    ("SW", "Greenstead", date(2026, 9, 7)),
    ("OD", "Castle", date(2026, 9, 8)),
    ("RP", "Rural North", date(2026, 9, 2)),
    ("RP", "Rural North", date(2026, 9, 16)),
)


@pytest.fixture(scope="session")
def colchester(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planning file of the shipped district."""
    path = tmp_path_factory.mktemp("colchester") / "plan.wardplan"
    plan, records = starting_records(title="", wards_file=None, today=TODAY)
    document = Document(PlanningFile.create(path, plan, author="tests"), author="tests")
    document.run(Command("Fill", lambda pair: pair.add_all(records)))
    wards = {ward.name: ward.id for ward in document.read.all(Ward)}
    kinds = {kind.code: kind.id for kind in document.read.all(OperationType)}
    for code, ward, start in OPERATIONS:
        command, _ = create_operation(type_id=kinds[code], ward_ids=[wards[ward]], start=start)
        document.run(command)
    document.close()
    return path


@dataclass
class Desk:
    """An open plan and its map, with what tests ask of them."""

    document: Document
    bridge: Bridge
    state: ViewState
    view: MapView
    failures: list[str]

    def ward_id(self, name: str) -> str:
        return next(ward.id for ward in self.document.read.all(Ward) if ward.name == name)

    def place(self, name: str) -> Place:
        return self.document.read.all(Place, name=name)[0]

    def type_id(self, code: str) -> str:
        return self.document.read.all(OperationType, code=code)[0].id

    def spot(self, easting: float, northing: float) -> QPoint:
        return QPointF(*self.view.viewport.to_page(easting, northing)).toPoint()

    def inside(self, ward: str) -> QPoint:
        """A point of the window inside a ward, clear of symbols and names."""
        west, south, east, north = self.view.feed.ground.shapes[self.ward_id(ward)].bounds
        for step_e in range(1, 12):
            for step_n in range(1, 12):
                point = self.spot(west + (east - west) * step_e / 12, south + (north - south) * step_n / 12)
                where = QPointF(point)
                if self.view.ward_id_at(where) == self.ward_id(ward) and self.view.target_at(where) is None:
                    return point
        raise AssertionError(f"no free point in {ward}")


@pytest.fixture
def document(colchester: Path, tmp_path: Path) -> Iterator[Document]:
    """A copy of the plan, open."""
    copy = tmp_path / "plan.wardplan"
    shutil.copy(colchester, copy)
    opened = Document(PlanningFile.open(copy), author="tests")
    yield opened
    opened.close()


@pytest.fixture
def desk(document: Document, qtbot: QtBot) -> Desk:
    """The map on screen, painted and at rest."""
    bridge, state = Bridge(document), ViewState(TODAY)
    view = MapView(bridge, state)
    failures: list[str] = []
    bridge.failed.connect(failures.append)
    qtbot.addWidget(view)
    view.resize(900, 800)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.is_ready)
    return Desk(document, bridge, state, view, failures)


@pytest.fixture
def at_rest(qtbot: QtBot) -> Callable[[MapView], None]:
    """Wait until a map has stopped and is painted sharp."""

    def wait(view: MapView) -> None:
        qtbot.waitUntil(lambda: not view.camera.is_flying and view.is_sharp)

    return wait
