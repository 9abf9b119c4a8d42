"""What gestures on a surface do: each becomes one command, menus and small questions included."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QCursor

from planner.document.agenda_bars import Bar, By
from planner.document.command import Command
from planner.document.commands.copy import copy_operation
from planner.document.commands.repeat import Scope
from planner.document.wards_offered import offered_wards
from planner.domain.errors import KnownError
from planner.domain.records.deployment import Deployment
from planner.ui.bridge import Bridge
from planner.ui.calendar import edits, forms, menus
from planner.ui.calendar.drag import Grip
from planner.ui.calendar.surface import BarSurface
from planner.ui.calendar.timegrid import TimeGrid, is_long
from planner.ui.calendar.words import menu_text
from planner.ui.state import Period, Selection, ViewState

if TYPE_CHECKING:
    from planner.storage.reader import Reader

_DAY = timedelta(days=1)


class Gestures(QObject):
    """Listens to one surface. rows: what its rows stand for, set by the lanes."""

    activated = Signal(str)
    new_operation = Signal(object)
    route_wished = Signal(str)  # deployment id

    def __init__(self, bridge: Bridge, state: ViewState, surface: BarSurface) -> None:
        super().__init__(surface)
        self._bridge, self._state, self._surface = bridge, state, surface
        self.rows = By.TEAM
        surface.moved.connect(self.move)
        surface.resized.connect(self.resize)
        surface.deleted.connect(self.delete)
        surface.menu_asked.connect(self.show_menu)
        surface.activated.connect(self.activated)
        surface.new_operation.connect(self.new_operation)
        surface.scale_asked.connect(lambda scale: state.show(Period(scale, self._anchor())))
        surface.step_asked.connect(lambda step: state.show(state.period.moved(step)))
        surface.today_asked.connect(self.go_to_today)

    @property
    def _read(self) -> "Reader":
        return self._bridge.document.read

    def _anchor(self) -> date:
        day = self._surface.cursor_day
        return (
            day if self._state.period.first <= day <= self._state.period.last else self._state.period.anchor
        )

    def go_to_today(self) -> None:
        """Show today and put the cursor there."""
        self._surface.cursor_day = self._state.today
        self._state.show(Period(self._state.period.scale, self._state.today))
        self._surface.update()

    def run(self, make: "Command") -> bool:
        """Run a command; whether it was done."""
        return self._bridge.run(make, self._surface) is not None

    # Moving -------------------------------------------------------------------------------------------

    def move(self, bars: Sequence[Bar], by: timedelta, rows: tuple[str, str] | None, by_key: bool) -> None:
        """Move bars in time, to another row, or both, as one step; a series asks what is meant."""
        if not bars:
            return
        if rows is not None:
            self._try_rows(bars, by, rows)
        elif not by_key and self._has_more(bars):
            menus.ask_scope(
                self._surface, "Move", QCursor.pos(), lambda scope: self._move_series(bars[0], by, scope)
            )
        else:
            self.run(edits.move(self._read, bars, by, by_key=by_key))

    def _try_rows(self, bars: Sequence[Bar], by: timedelta, rows: tuple[str, str]) -> None:
        try:
            command = edits.to_row(self._read, bars, self.rows, *rows)
        except KnownError as error:
            self._bridge.failed.emit(str(error))
            return
        steps = [edits.move(self._read, bars, by)] if by else []
        self.run(edits.joined([command, *steps], f"Move {bars[0].title}"))

    def _move_series(self, bar: Bar, by: timedelta, scope: Scope) -> None:
        if scope is Scope.THIS:
            self.run(edits.move(self._read, [bar], by))
        else:
            self.run(edits.move_in_series(self._read, bar, by, scope))

    def _has_more(self, bars: Sequence[Bar]) -> bool:
        """Return whether one bar is held whose series has other deployments."""
        if len(bars) != 1 or not bars[0].series_id:
            return False
        return self._read.count(Deployment, series_id=bars[0].series_id) > len(bars[0].deployment_ids)

    def resize(self, bars: Sequence[Bar], grip: Grip, by: timedelta, by_key: bool) -> None:
        """Lengthen or shorten by days, or by quarters of an hour where hours are shown."""
        try:
            if isinstance(self._surface, TimeGrid) and not is_long(bars[0]):
                command = edits.resize_hours(bars[0], grip, by, by_key=by_key)
            else:
                command = edits.resize_days(self._read, bars, grip, by, by_key=by_key)
        except KnownError as error:
            self._bridge.failed.emit(str(error))
            return
        self.run(command)

    def delete(self) -> None:
        """Delete what is selected, at once: undo brings it back."""
        bars = self._surface.selected_bars()
        if bars and self.run(edits.delete(self._read, bars)):
            self._state.select(Selection())

    # Menus --------------------------------------------------------------------------------------------

    def show_menu(self, bar: Bar | None, when: date | datetime | None, at: QPoint) -> None:
        """Show the menu of a bar or of an empty day."""
        entries: list[tuple[str, menus.Act] | None] = []
        if bar is not None:
            entries += self._bar_entries(bar, at)
        if when is not None:
            words = f"New operation on {menu_text(menus.moment_words(when))}…"
            entries.append((words, lambda: self.new_operation.emit(when)))
        if entries:
            menus.make_menu(self._surface, bar.title if bar else "", entries).popup(at)

    def _bar_entries(self, bar: Bar, at: QPoint) -> list[tuple[str, menus.Act] | None]:
        surface, wards = self._surface, offered_wards(self._read)
        entries: list[tuple[str, menus.Act] | None] = [
            ("Open", lambda: self.activated.emit(bar.operation_id)),
            None,
            ("Move to…", lambda: forms.ask_day(surface, at, bar, lambda day: self._move_to(bar, day, at))),
            (
                "Copy to ward and date…",
                lambda: forms.ask_ward_and_day(surface, at, bar, wards, self._copier(bar)),
            ),
        ]
        if bar.deployment_ids:
            entries.append(("Repeat…", lambda: forms.ask_repeat(surface, at, bar, self._repeater(bar))))
        if route_id := self._route_id(bar):
            entries.append(("Plan its route…", lambda: self.route_wished.emit(route_id)))
        return [*entries, ("Delete", lambda: self._delete_asking(bar, at)), None]

    def _route_id(self, bar: Bar) -> str:
        """Return the one deployment of a bar when it is a patrol from stop to stop, else an empty text."""
        from planner.document.rural_choice import is_route

        one = self._read.get(Deployment, bar.deployment_ids[0]) if len(bar.deployment_ids) == 1 else None
        return one.id if one is not None and is_route(self._read, one) else ""

    def _move_to(self, bar: Bar, day: date, at: QPoint) -> None:
        by = day - bar.first
        if not by:
            return
        if self._has_more([bar]):
            menus.ask_scope(self._surface, "Move", at, lambda scope: self._move_series(bar, by, scope))
        else:
            self.run(edits.move(self._read, [bar], by))

    def _copier(self, bar: Bar) -> Callable[[str, date], object]:
        def copy(ward_id: str, day: date) -> None:
            command, copy_id = copy_operation(operation_id=bar.operation_id, start=day, ward_ids=[ward_id])
            if self.run(command):
                self._state.select(Selection(operation_ids=(copy_id,)))

        return copy

    def _repeater(self, bar: Bar) -> Callable[[list[int], date], object]:
        def repeat(weekdays: list[int], until: date) -> None:
            try:
                command = edits.repeat(self._read, bar, weekdays, until)
            except KnownError as error:
                self._bridge.failed.emit(str(error))
                return
            self.run(command)

        return repeat

    def _delete_asking(self, bar: Bar, at: QPoint) -> None:
        def done(scope: Scope) -> None:
            if self.run(edits.delete(self._read, [bar], scope)):
                self._state.select(Selection())

        if self._has_more([bar]):
            menus.ask_scope(self._surface, "Delete", at, done)
        else:
            done(Scope.THIS)
