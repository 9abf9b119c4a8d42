"""One drag of bars: what is held, how far it has gone, and the new dates in words."""

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import timedelta
from enum import StrEnum

from PySide6.QtCore import QPointF

from planner.document.agenda_bars import Bar
from planner.document.agenda_words import day_words, days_words, times_words
from planner.domain.frozen import dataclass

_DAY = timedelta(days=1)


class Grip(StrEnum):
    """What of a bar the mouse holds."""

    MOVE = "move"
    START = "start"
    END = "end"


@dataclass(slots=True)
class Drag:
    """Bars held by the mouse; bar is the one under it. by: how far in time; row: the row it is over."""

    bars: Sequence[Bar]
    bar: Bar
    grip: Grip
    press: QPointF
    was_adding: bool = False
    is_on: bool = False
    by: timedelta = timedelta()
    at: QPointF = field(default_factory=QPointF)
    row: str | None = None

    def shown(self) -> list[Bar]:
        """Return the bars as they would be if the mouse were let go now."""
        return [shifted(bar, self.grip, self.by) for bar in self.bars]

    def words(self) -> str:
        """Return the new dates of the bar under the mouse; hours too when hours are what moves."""
        bar = shifted(self.bar, self.grip, self.by)
        more = f" and {len(self.bars) - 1} more" if len(self.bars) > 1 else ""
        if self.by % _DAY:
            return f"{day_words(bar.start.date())}, {times_words(bar.start, bar.end)}{more}"
        return days_words(bar.first, bar.last) + more


def shifted(bar: Bar, grip: Grip, by: timedelta) -> Bar:
    """Return a bar moved or with one edge moved; a day or a quarter of an hour is the least that stays."""
    days = timedelta(days=by // _DAY) if by % _DAY == timedelta() else timedelta()
    quarter = timedelta(minutes=15)
    if grip is Grip.MOVE:
        start = bar.start + by
        moved = (start.date() - bar.start.date()) if days != by else days
        return replace(bar, start=start, end=bar.end + by, first=bar.first + moved, last=bar.last + moved)
    if grip is Grip.START:
        first = min(bar.first + days, bar.last)
        return replace(bar, start=min(bar.start + by, bar.end - quarter), first=first)
    last = max(bar.last + days, bar.first)
    return replace(bar, end=max(bar.end + by, bar.start + quarter), last=last)
