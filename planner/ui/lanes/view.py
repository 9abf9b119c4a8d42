"""The lanes by team or ward: two or three weeks of the period that all views share."""

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from planner.document.agenda_bars import Bar, By
from planner.domain.errors import NotFound
from planner.ui.bridge import Bridge
from planner.ui.calendar.gestures import Gestures
from planner.ui.calendar.source import Source
from planner.ui.checks import Checks
from planner.ui.lanes.surface import LaneSurface
from planner.ui.state import Period, Scale, Selection, ViewState

_WORDS = {By.TEAM: "Teams", By.WARD: "Wards"}
_EMPTY = {
    By.TEAM: "There are no teams yet; add them under Plan, Teams and people.",
    By.WARD: "Nothing is planned in these weeks.",
}
_WIDE = 1250


class _Corner(QToolButton):
    """The word over the rows; as wide as it needs at every text size."""

    def changeEvent(self, event: QEvent) -> None:
        """Take the room that the word needs in another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.adjustSize()


class LanesView(QWidget):
    """Shows who or where is busy when; activated, new_operation, type_dropped as in the calendar."""

    activated = Signal(str)
    route_wished = Signal(str)  # deployment id: plan its stops
    new_operation = Signal(object)
    type_dropped = Signal(str, object)

    def __init__(
        self,
        bridge: Bridge,
        state: ViewState,
        checks: Checks | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._state = bridge, state
        self.by = By.TEAM
        self._first = state.today
        self.surface = LaneSurface(state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.surface)
        bridge.document_replaced.connect(self._forget)
        self._gestures = Gestures(bridge, state, self.surface)
        self._gestures.activated.connect(self.activated)
        self._gestures.new_operation.connect(self.new_operation)
        self._gestures.route_wished.connect(self.route_wished)
        self.surface.type_dropped.connect(self.type_dropped)
        self.surface.tooltip_of, self.surface.said_of = self._tooltip, self._said
        self.surface.setAccessibleName("Lanes by team")
        self.setAccessibleName("Lanes")
        self.setFocusProxy(self.surface)
        self._rows_button = self._make_rows_button()
        self.source = Source(
            bridge,
            state,
            self,
            span=self._span,
            show=self.show_now,
            needs_people=lambda: True,
            checks=checks,
            is_patient=True,
        )
        self._choose_weeks(state.period)
        state.period_changed.connect(self._on_period)
        state.selection_changed.connect(self._on_selection)

    def _forget(self) -> None:
        self.surface.lanes = []
        self.surface.forget()

    def _tooltip(self, bar: Bar) -> str:
        return self.source.agenda.tooltip(bar)

    def _said(self, bar: Bar) -> str:
        return self.source.agenda.said_of(bar)

    def _make_rows_button(self) -> QToolButton:
        made = _Corner(self.surface)
        made.setText(_WORDS[self.by])
        made.setAutoRaise(True)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        made.setToolTip("What the rows stand for")
        made.setAccessibleName("What the rows stand for")
        menu = QMenu(made)
        for by, words in _WORDS.items():
            menu.addAction(words).triggered.connect(lambda _checked=False, chosen=by: self.show_by(chosen))
        made.setMenu(menu)
        made.move(4, 2)
        return made

    def show_by(self, by: By) -> None:
        """Show rows by team or by ward."""
        self.by = by
        self._gestures.rows = by
        self._rows_button.setText(_WORDS[by])
        self._rows_button.adjustSize()
        self.surface.setAccessibleName(f"Lanes by {by.value}")
        self.show_now()

    # Weeks --------------------------------------------------------------------------------------------

    @property
    def first(self) -> date:
        """The first day shown, a Monday."""
        return self._first

    @property
    def count(self) -> int:
        """How many days are shown: two weeks, three where there is room."""
        return 21 if self.width() >= _WIDE else 14

    def _span(self) -> tuple[datetime, datetime]:
        start = datetime.combine(self._first, time(0))
        return start, start + timedelta(days=self.count)

    def _choose_weeks(self, period: Period) -> None:
        """Begin with the week of today where the period has it, else with the period's first week."""
        day = period.first
        if period.scale in {Scale.MONTH, Scale.AGENDA} and period.first <= self._state.today <= period.last:
            day = self._state.today
        self._first = day - timedelta(days=day.weekday())

    def _on_period(self, period: Period) -> None:
        self._choose_weeks(period)
        self.source.reload_if_visible()

    def _on_selection(self, selection: Selection) -> None:
        """Bring the weeks of the one operation selected into view, unless part of it is there."""
        if not selection.operation_id:
            return
        try:
            start, end = self._bridge.document.read.span_of(selection.operation_id)
        except NotFound:
            return  # it was deleted while selected; the inspector says so
        shown_first, shown_end = self._span()
        if start >= shown_end or end <= shown_first:
            self._first = start.date() - timedelta(days=start.weekday())
            self.source.reload_if_visible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show a third week when the view gets wide, drop it when it gets narrow."""
        super().resizeEvent(event)
        if self.count != self.surface.count:
            self.source.reload_if_visible()

    def show_now(self) -> None:
        """Show what the agenda holds of these weeks."""
        lanes = self.source.agenda.lanes(self.by, self._state.hidden_statuses)
        self.surface.empty_words = _EMPTY[self.by]
        self.surface.show_lanes(lanes, self._first, self.count)
        self._rows_button.adjustSize()

    def row_spot(self, row_id: str, day: date) -> QPointF:
        """Return the middle of a day in a row, in content coordinates."""
        top, bottom = self.surface.row_span(row_id)
        return QPointF(
            (self.surface.x_of(day) + self.surface.x_of(day + timedelta(days=1))) / 2, (top + bottom) / 2
        )
