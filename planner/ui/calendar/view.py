"""The calendar: one of month, week, day and agenda, for the period and selection that all views share."""

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from planner.document.agenda_bars import Bar
from planner.ui.bridge import Bridge
from planner.ui.calendar.month import MonthView
from planner.ui.calendar.source import Source
from planner.ui.calendar.surface import BarSurface
from planner.ui.checks import Checks
from planner.ui.state import Period, Scale, ViewState

if TYPE_CHECKING:
    from planner.ui.calendar.agenda_list import AgendaList
    from planner.ui.calendar.timegrid import TimeGrid

_ANSWERED = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.KeyPress,
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
    }
)


class CalendarView(QWidget):
    """Shows ViewState.period.

    activated(operation id): open it. new_operation(date or datetime): make one there.
    type_dropped(type id, date or datetime): make one of that type there.
    """

    activated = Signal(str)
    new_operation = Signal(object)
    route_wished = Signal(str)  # deployment id: plan its stops
    type_dropped = Signal(str, object)

    def __init__(
        self,
        bridge: Bridge,
        state: ViewState,
        checks: Checks | None = None,
        parent: QWidget | None = None,
        *,
        is_patient: bool = False,
    ) -> None:
        """is_patient: what answers keys and pointer waits until complete() is called."""
        super().__init__(parent)
        self._bridge, self._state = bridge, state
        self.month = MonthView(state)
        self._stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._add(self.month)
        self.month.more_asked.connect(self._show_day_list)
        self.setFocusProxy(self._stack)
        self.setAccessibleName("Calendar")
        self.source = Source(
            bridge,
            state,
            self,
            span=self._span,
            show=self.show_now,
            needs_people=lambda: state.period.scale is not Scale.MONTH,
            checks=checks,
        )
        state.period_changed.connect(self._on_period)
        self._choose_surface()
        self._is_complete = False
        if is_patient:
            self.month.installEventFilter(self)
        else:
            self.complete()

    @cached_property
    def grid(self) -> "TimeGrid":
        """Week and day."""
        from planner.ui.calendar.timegrid import TimeGrid

        made = TimeGrid(self._state)
        self._add(made)
        self._join(made)
        return made

    @cached_property
    def agenda_list(self) -> "AgendaList":
        """The list of what is planned."""
        from planner.ui.calendar.agenda_list import AgendaList

        made = AgendaList(self._state)
        self._add(made)
        self._join(made)
        return made

    def complete(self) -> None:
        """Make what the first painting did without: gestures of the month."""
        if not self._is_complete:
            self._is_complete = True
            self.month.removeEventFilter(self)
            self._join(self.month)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer a press or key that comes before complete() was called."""
        if event.type() in _ANSWERED:
            self.complete()
        return super().eventFilter(watched, event)

    def _add(self, surface: BarSurface) -> None:
        self._stack.addWidget(surface)
        surface.type_dropped.connect(self.type_dropped)
        surface.tooltip_of, surface.said_of = self._tooltip, self._said
        self._bridge.document_replaced.connect(surface.forget)

    def _join(self, surface: BarSurface) -> None:
        from planner.ui.calendar.gestures import Gestures

        gestures = Gestures(self._bridge, self._state, surface)
        gestures.activated.connect(self.activated)
        gestures.new_operation.connect(self.new_operation)
        gestures.route_wished.connect(self.route_wished)

    @property
    def surface(self) -> BarSurface:
        """The surface that is shown."""
        scale = self._state.period.scale
        if scale is Scale.MONTH:
            return self.month
        return self.agenda_list if scale is Scale.AGENDA else self.grid

    def _tooltip(self, bar: Bar) -> str:
        return self.source.agenda.tooltip(bar)

    def _said(self, bar: Bar) -> str:
        return self.source.agenda.said_of(bar)

    def _span(self) -> tuple[datetime, datetime]:
        return self._state.period.span

    def _on_period(self, _period: Period) -> None:
        self._choose_surface()
        self.source.reload_if_visible()

    def _choose_surface(self) -> None:
        now = self._stack.currentWidget()
        had_focus = now is not None and now.hasFocus()
        self._stack.setCurrentWidget(self.surface)
        self._stack.setFocusProxy(self.surface)
        if had_focus:
            self.surface.setFocus()

    def show_now(self) -> None:
        """Show what the agenda holds of the period."""
        agenda, period, hidden = self.source.agenda, self._state.period, self._state.hidden_statuses
        if self.surface is self.month:
            self.month.show_period(period, agenda.bars(hidden), agenda.notes())
        elif period.scale is Scale.AGENDA:
            self.agenda_list.show_period(period, agenda.blocks(hidden), agenda.notes())
        else:
            self.grid.zone = self._bridge.document.plan.zone
            self.grid.show_period(period, agenda.blocks(hidden), agenda.notes())

    def _show_day_list(self, day: date, at: QPoint) -> None:
        from planner.ui.calendar import menus

        bars = [b for b in self.month.bars if b.first <= day <= b.last]
        menus.day_list(self, day, bars, self._choose, at)

    def _choose(self, bar: Bar) -> None:
        self.month.cursor_key = bar.key
        self.month.select_bars([bar])
        self.month.setFocus()

    def go_to(self, day: date) -> None:
        """Show the period of a day and put the cursor there."""
        self.surface.cursor_day = day
        self._state.show(Period(self._state.period.scale, day))
