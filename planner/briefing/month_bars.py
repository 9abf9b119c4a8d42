"""Planned and made visits of each month as pairs of bars: outlined and solid, to be told apart in grey."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planner.briefing.paper_blocks import Whole
from planner.briefing.parish_content import MonthCount
from planner.briefing.pen import Pen
from planner.briefing.styles import HAIRLINE, INK, SMALL
from planner.domain.phrases import month_name

_HIGH: Final = 62.0
_LABELS: Final = 26.0
_KEY: Final = 14.0
_MOST_WIDE: Final = 13.0


@dataclass(frozen=True, slots=True)
class LaidMonthBars:
    """The chart measured for a width."""

    months: tuple[MonthCount, ...]
    width: float

    @property
    def height(self) -> float:
        """Key, bars and month names."""
        return _KEY + _HIGH + _LABELS

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw key, bars with their figures, base line and names."""
        self._key(pen, x, top)
        base = top + _KEY + _HIGH + 8
        most = max([1, *(m.planned for m in self.months), *(m.made for m in self.months)])
        step = self.width / max(1, len(self.months))
        wide = min(_MOST_WIDE, step * 0.3)
        for number, month in enumerate(self.months):
            middle = x + (number + 0.5) * step
            for left, count, solid in (
                (middle - wide - 1, month.planned, False),
                (middle + 1, month.made, True),
            ):
                tall = (_HIGH - 8) * count / most
                if count:
                    fill = "#333333" if solid else "#ffffff"
                    pen.box(left, base - tall, wide, tall, fill=fill, stroke=INK, line=0.7)
                pen.centred(left + wide / 2, base - tall - 2.5, str(count), SMALL.size)
            pen.centred(middle, base + 9, month_name(month.month)[:3], SMALL.size)
            if number == 0 or month.month.month == 1:
                pen.centred(middle, base + 17, str(month.month.year), SMALL.size)
        pen.rule(x, base, x + self.width, base, 0.6, HAIRLINE)

    def _key(self, pen: Pen, x: float, top: float) -> None:
        pen.box(x, top + 2, 8, 8, fill="#ffffff", stroke=INK, line=0.7)
        pen.text(x + 12, top + 9, "visits planned", SMALL.size + 0.6)
        pen.box(x + 78, top + 2, 8, 8, fill="#333333", stroke=INK, line=0.7)
        pen.text(x + 90, top + 9, "visits made, from returns only", SMALL.size + 0.6)


@dataclass(frozen=True)
class MonthBars(Whole):
    """The chart in the stream; the table with the same figures stands beside or below it."""

    months: Sequence[MonthCount]
    space_before = 6.0

    def laid(self, width: float) -> LaidMonthBars:
        """Return it measured."""
        return LaidMonthBars(tuple(self.months), width)
