"""What stays on the screen after a change is what a painting from nothing shows, pixel by pixel."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QImage, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.document.agenda_bars import Bar, By, Mark
from planner.document.commands.operation import delete_operation, move_operation
from planner.document.commands.posts import assign_resource
from planner.document.document import Document
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.operation import Operation
from planner.domain.records.people import Resource
from planner.ui.bridge import Bridge
from planner.ui.calendar.surface import BarSurface
from planner.ui.calendar.view import CalendarView
from planner.ui.lanes.view import LanesView
from planner.ui.state import Period, Scale, Selection, ViewState
from planner.ui.theme import DARK
from tests.builders import find, make_document, make_operation

TODAY = date(2026, 9, 3)
KINDS, WARDS = ("SW", "OD", "RP"), ("Greenstead", "Castle", "Wivenhoe")


class Screens:
    """A busy month, its lanes by ward, and what each shows on the screen."""

    def __init__(self, document: Document, qtbot: QtBot) -> None:
        self.document, self.bridge = document, Bridge(document)
        self.state = ViewState(TODAY)
        self.calendar = CalendarView(self.bridge, self.state)
        self.lanes = LanesView(self.bridge, self.state)
        for view, size in ((self.calendar, (714, 420)), (self.lanes, (900, 170))):
            qtbot.addWidget(view)
            view.resize(*size)
            with qtbot.waitExposed(view):
                view.show()
        qtbot.waitUntil(lambda: bool(self.lanes.surface.lanes))
        self.lanes.show_by(By.WARD)
        self.settle()

    def settle(self) -> None:
        for _ in range(5):
            QApplication.processEvents()

    def check(self, what: str) -> None:
        """Hold the screen of each view against a painting from nothing."""
        self.settle()
        for view in (self.calendar, self.lanes):
            kept = _screen(view)
            surface: BarSurface = view.surface
            surface.lay_out()
            surface._laid = {}  # type: ignore[attr-defined]  # the month keeps its weeks here
            surface._rows = {}  # type: ignore[attr-defined]  # and the lanes their rows
            fresh = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
            assert kept == fresh, f"{type(surface).__name__} after {what}"
            self.settle()

    def dark(self) -> None:
        for view in (self.calendar, self.lanes):
            palette = QPalette(view.palette())
            palette.setColor(QPalette.ColorRole.Window, QColor(DARK.window))
            palette.setColor(QPalette.ColorRole.WindowText, QColor(DARK.text))
            palette.setColor(QPalette.ColorRole.Base, QColor(DARK.panel))
            view.setPalette(palette)


def _screen(view: CalendarView | LanesView) -> QImage:
    shown = view.screen().grabWindow(view.winId())
    return shown.toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.fixture
def screens(tmp_path: Path, qtbot: QtBot) -> Iterator[Screens]:
    """Twelve operations in four weeks, some with a team."""
    document = make_document(tmp_path)
    random = Random(5)
    for number in range(12):
        day = date(2026, 9, 1) + timedelta(days=random.randrange(24))
        make_operation(document, KINDS[number % 3], WARDS[number % 2], day)
    team = find(document, Resource, label="East CPT").id
    for post in document.read.all(Post)[:10]:
        document.run(assign_resource(post_id=post.id, resource_id=team))
    made = Screens(document, qtbot)
    yield made
    made.calendar.close()
    made.lanes.close()
    document.close()


def test_moves_undone_and_deleted(screens: Screens) -> None:
    random = Random(3)
    operations = screens.document.read.all(Operation)
    screens.check("the start")
    for _ in range(6):
        chosen = random.choice(operations)
        screens.bridge.run(move_operation(operation_id=chosen.id, days=random.choice((-6, -1, 1, 2, 7))))
        screens.check(f"a move of {chosen.reference}")
    screens.bridge.undo()
    screens.check("undo")
    screens.bridge.run(delete_operation(operation_id=operations[0].id))
    screens.check("deleting")
    screens.bridge.undo()
    screens.check("undoing that")


@pytest.mark.parametrize("is_dark", [False, True])
def test_selection_marks_theme_and_text_size(screens: Screens, is_dark: bool) -> None:
    first, second = screens.document.read.all(Operation)[:2]
    if is_dark:
        screens.dark()
    screens.state.select(Selection(operation_ids=(first.id,)))
    screens.check("a selection")
    screens.bridge.run(move_operation(operation_id=first.id, days=1))
    screens.check("a move of what is selected")
    screens.state.select(Selection(operation_ids=(second.id,)))
    screens.bridge.run(move_operation(operation_id=first.id, days=-1))
    screens.check("a move of what was selected")
    days = screens.document.read.all(Deployment, operation_id=first.id)
    for view in (screens.calendar, screens.lanes):
        view.source.agenda.marks = {d.id: Mark("X103 is also elsewhere.") for d in days[:2]}
        view.show_now()
    screens.check("marks")
    for view in (screens.calendar, screens.lanes):
        font = view.font()
        font.setPixelSize(17)
        view.setFont(font)
    screens.check("another text size")
    screens.bridge.run(move_operation(operation_id=second.id, days=1))
    screens.check("a move in another text size")


def test_scrolled_rows_and_another_month(screens: Screens) -> None:
    surface = screens.lanes.surface
    surface.scroll_to(60)
    screens.check("scrolling")
    for chosen in screens.document.read.all(Operation)[:5]:
        screens.bridge.run(move_operation(operation_id=chosen.id, days=1))
        screens.check("a move in scrolled rows")
    screens.state.show(Period(Scale.MONTH, date(2026, 10, 1)))
    screens.check("the next month")
    screens.state.show(Period(Scale.MONTH, TODAY))
    screens.check("back again")


class _Heights(QObject):
    """Notes how high the part is that a surface is asked to paint."""

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[int] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note a painting; keep nothing back."""
        if isinstance(event, QPaintEvent):
            self.painted.append(event.region().boundingRect().height())
        return False


def test_a_move_repaints_a_part_and_no_change_nothing(screens: Screens) -> None:
    month, heights = screens.calendar.surface, _Heights()
    month.installEventFilter(heights)
    screens.calendar.show_now()
    screens.settle()
    assert heights.painted == []
    last: Bar = max(month.bars, key=lambda b: b.start)
    screens.bridge.run(move_operation(operation_id=last.operation_id, days=-1))
    screens.settle()
    assert len(heights.painted) == 1
    assert heights.painted[0] < month.height() / 2
