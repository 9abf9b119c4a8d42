"""One selection and one period, shared by map, calendar, lanes and inspector."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from planner.domain.frozen import dataclass


class Scale(StrEnum):
    """What the calendar shows at once."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    AGENDA = "agenda"


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected: operations, deployments of them, one ward, or one place; ids of records."""

    operation_ids: tuple[str, ...] = ()
    deployment_ids: tuple[str, ...] = ()
    ward_id: str = ""
    place_id: str = ""

    @property
    def operation_id(self) -> str:
        """The one selected operation, or empty when none or several are."""
        return self.operation_ids[0] if len(self.operation_ids) == 1 else ""


@dataclass(frozen=True, slots=True)
class Period:
    """What the calendar shows: a scale and the day it is anchored on."""

    scale: Scale
    anchor: date

    @property
    def first(self) -> date:
        """First day shown; a month starts on the Monday of its first week."""
        if self.scale is Scale.DAY:
            return self.anchor
        if self.scale is Scale.WEEK:
            return self.anchor - timedelta(days=self.anchor.weekday())
        first = self.anchor.replace(day=1)
        return first - timedelta(days=first.weekday()) if self.scale is Scale.MONTH else first

    @property
    def last(self) -> date:
        """Last day shown."""
        if self.scale is Scale.DAY:
            return self.anchor
        if self.scale is Scale.WEEK:
            return self.first + timedelta(days=6)
        next_month = (self.anchor.replace(day=28) + timedelta(days=4)).replace(day=1)
        last = next_month - timedelta(days=1)
        return last + timedelta(days=6 - last.weekday()) if self.scale is Scale.MONTH else last

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Local start of the first day and local end of the last."""
        return datetime.combine(self.first, time(0)), datetime.combine(self.last + timedelta(days=1), time(0))

    def moved(self, steps: int) -> "Period":
        """Return the next (1) or the one before (-1): month, week or day."""
        if self.scale is Scale.DAY:
            return replace(self, anchor=self.anchor + timedelta(days=steps))
        if self.scale is Scale.WEEK:
            return replace(self, anchor=self.anchor + timedelta(days=7 * steps))
        month = self.anchor.year * 12 + self.anchor.month - 1 + steps
        return replace(self, anchor=date(month // 12, month % 12 + 1, 1))


class ViewState(QObject):
    """The selection and the period, with a signal for each; views set them and listen."""

    selection_changed = Signal(object)  # Selection
    period_changed = Signal(object)  # Period
    statuses_changed = Signal(object)  # frozenset[Status] that are hidden
    colouring_changed = Signal(str)  # what the wards are coloured by: "" or "planned_hours"

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.selection = Selection()
        self.period = Period(Scale.MONTH, today)
        self.hidden_statuses: frozenset[str] = frozenset()
        self.colouring = ""

    def select(self, selection: Selection) -> None:
        """Select; views hear of it once, and not at all when nothing changed."""
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)

    def show(self, period: Period) -> None:
        """Show another period."""
        if period != self.period:
            self.period = period
            self.period_changed.emit(period)

    def hide_statuses(self, statuses: frozenset[str]) -> None:
        """Leave operations in these lifecycle states out of map, calendar and lanes."""
        if statuses != self.hidden_statuses:
            self.hidden_statuses = statuses
            self.statuses_changed.emit(statuses)

    def colour_wards_by(self, colouring: str) -> None:
        """Colour the wards by "planned_hours", or by nothing ("")."""
        if colouring != self.colouring:
            self.colouring = colouring
            self.colouring_changed.emit(colouring)
