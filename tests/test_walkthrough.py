"""One story through the real window: from a drag onto Greenstead to a printed order, and found again."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from planner.app import build_window
from planner.document.new_plan import starting_records
from planner.document.opening import create_plan
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import Status
from planner.ui.main_window import MainWindow
from planner.ui.preview.preview import PreviewDialog
from planner.ui.workspace import Workspace
from tests.ui.turns import turn

TODAY = date(2026, 9, 1)
TYPE_MIME = "application/x-wardplan-type"
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "Colchester 2026.wardplan"
    row, records = starting_records(title="Colchester 2026", wards_file=None, today=TODAY)
    create_plan(path, plan=row, records=records, author="Insp X101").close()
    return path


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    made = build_window(application)
    made.today = lambda: TODAY
    qtbot.addWidget(made)
    made.resize(1440, 900)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def opened(window: MainWindow, plan: Path, qtbot: QtBot) -> Workspace:
    assert window.files.open(plan)
    assert window.workspace is not None
    turn()
    return window.workspace


def drop(target: QWidget, spot: QPointF, type_id: str) -> None:
    """Drag an operation type over a widget and drop it, as the window system would say it."""
    data = QMimeData()
    data.setData(TYPE_MIME, type_id.encode())
    point, copy = spot.toPoint(), Qt.DropAction.CopyAction
    for event in (
        QDragEnterEvent(point, copy, data, LEFT, NO_KEY),
        QDragMoveEvent(point, copy, data, LEFT, NO_KEY),
        QDropEvent(spot, copy, data, LEFT, NO_KEY),
    ):
        QApplication.sendEvent(target, event)
        assert event.isAccepted()


def ward_spot(work: Workspace, name: str) -> QPointF:
    """Return a point of the map widget that lies inside a ward."""
    ward = next(w for w in work.bridge.document.read.all(Ward) if w.name == name)
    step = 6
    found = [
        QPointF(x, y)
        for x in range(0, work.map.width(), step)
        for y in range(0, work.map.height(), step)
        if work.map.ward_id_at(QPointF(x, y)) == ward.id
    ]
    return found[len(found) // 2]


def the_operation(work: Workspace) -> Operation:
    return work.bridge.document.read.all(Operation)[0]


def first_days(work: Workspace) -> list[date]:
    return [d.start.date() for d in work.bridge.document.read.all(Deployment)]


def drag_bar_by_a_day(work: Workspace) -> None:
    month = work.calendar.surface
    piece = month.pieces[0]
    day_width = month.width_inside / 7
    start = QPointF(piece.rect.left() + day_width * 0.5, piece.rect.center().y()).toPoint()
    end = start + QPointF(day_width, 0).toPoint()
    QTest.mousePress(month, LEFT, NO_KEY, start)
    for part in range(1, 6):
        QTest.mouseMove(month, start + (end - start) * (part / 5))
    QTest.mouseRelease(month, LEFT, NO_KEY, end)


def authorise(work: Workspace, who: str) -> None:
    work.inspector.ask_authorise()
    popover = work.inspector.findChild(QWidget, "authorise")
    assert popover is not None
    field = next(f for f in popover.findChildren(QLineEdit) if f.accessibleName() == "Authorised by")
    QTest.keyClicks(field, who)
    button = next(b for b in popover.findChildren(QPushButton) if b.text() == "Authorise")
    QTest.mouseClick(button, LEFT)


@pytest.mark.timeout(120)
def test_from_a_drag_onto_greenstead_to_a_printed_order(
    window: MainWindow, plan: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    work = opened(window, plan, qtbot)
    read = work.bridge.document.read
    street_week = next(t for t in read.all(OperationType) if t.name == "Street Week")

    drop(work.map, ward_spot(work, "Greenstead"), street_week.id)
    qtbot.waitUntil(lambda: len(work.bridge.document.read.all(Operation)) == 1)
    made = the_operation(work)
    assert made.title == "Street Week — Greenstead"
    assert work.state.selection.operation_ids == (made.id,)
    monday = date(2026, 9, 7)
    week = [monday + timedelta(days=n) for n in range(7)]
    assert first_days(work) == week

    qtbot.waitUntil(lambda: len(work.calendar.surface.pieces) > 0)
    drag_bar_by_a_day(work)
    moved = [day + timedelta(days=1) for day in week]
    assert first_days(work) == moved
    assert work.bridge.document.history.undo_label.startswith("Move")
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert first_days(work) == week
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert first_days(work) == moved

    authorise(work, "Ch Insp X100")
    assert the_operation(work).status is Status.AUTHORISED
    assert the_operation(work).authorised_by == "Ch Insp X100"

    window.trigger("brief")
    preview = window.findChild(PreviewDialog)
    assert preview is not None
    qtbot.waitUntil(lambda: bool(preview.pdf))
    order = tmp_path / preview.file_name()
    assert preview.save(order)
    preview.close()
    assert order.read_bytes().startswith(b"%PDF-")
    assert "NOT AUTHORISED" not in text_of(order)
    assert "Street Week — Greenstead" in text_of(order)

    assert window.close()
    assert not any(name.startswith(plan.name + "-") for name in os.listdir(tmp_path))
    found_again(plan, moved, qtbot)


def found_again(plan: Path, days: list[date], qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    window = build_window(application)
    window.today = lambda: TODAY
    qtbot.addWidget(window)
    window.show()
    work = opened(window, plan, qtbot)
    operation = the_operation(work)
    assert first_days(work) == days
    assert operation.status is Status.AUTHORISED
    assert operation.reference == "SW-2026-01"
    pieces = work.calendar.surface.pieces
    assert {p.bar.operation_id for p in pieces} == {operation.id}
    window.close()


def text_of(pdf: Path) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
