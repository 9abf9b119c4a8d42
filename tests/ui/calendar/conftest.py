"""A real plan with a calendar and lanes on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.document.agenda_bars import Bar
from planner.document.document import Document
from planner.domain.records.operation import Operation
from planner.ui.bridge import Bridge
from planner.ui.calendar.surface import BarSurface
from planner.ui.calendar.view import CalendarView
from planner.ui.state import Period, Scale, ViewState
from tests.builders import make_document, make_operation

TODAY = date(2026, 9, 3)


@dataclass
class Desk:
    """A document with a Street Week on 7 September 2026 and its calendar, shown."""

    document: Document
    bridge: Bridge
    state: ViewState
    view: CalendarView
    week: Operation
    refused: list[str] = field(default_factory=list)

    def show(self, scale: Scale, day: date = date(2026, 9, 7)) -> BarSurface:
        """Show a scale and return its surface."""
        self.state.show(Period(scale, day))
        return self.view.surface

    def days(self) -> tuple[date, date]:
        """First and last day of the Street Week in the plan."""
        start, end = self.document.read.span_of(self.week.id)
        return start.date(), end.date()


def bar_of(surface: BarSurface, operation_id: str) -> Bar:
    """The first bar of an operation."""
    return next(b for b in surface.bars if b.operation_id == operation_id)


def spot_of(surface: BarSurface, operation_id: str, *, dx: float = 0.5) -> QPoint:
    """A point on the first piece of an operation; dx is the share of its width."""
    piece = next(p for p in surface.pieces if p.bar.operation_id == operation_id)
    scrolled = surface.scrolled if piece.rect.top() >= surface.head else 0
    x = piece.rect.left() + piece.rect.width() * dx
    return QPointF(
        min(max(x, piece.rect.left() + 1), piece.rect.right() - 2), piece.rect.center().y() - scrolled
    ).toPoint()


def drag(surface: BarSurface, start: QPoint, by: QPoint, *, let_go: bool = True) -> None:
    """Drag with the left button in a few steps."""
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in (1, 2, 3):
        QTest.mouseMove(surface, start + QPoint(by.x() * step // 3, by.y() * step // 3))
    if let_go:
        QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + by)


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """The calendar of a small real plan."""
    document = make_document(tmp_path)
    week = make_operation(document)
    bridge, state = Bridge(document), ViewState(TODAY)
    view = CalendarView(bridge, state)
    qtbot.addWidget(view)
    view.resize(714, 600)
    made = Desk(document, bridge, state, view, week)
    bridge.failed.connect(made.refused.append)
    with qtbot.waitExposed(view):
        view.show()
    yield made
    view.close()
    document.close()
