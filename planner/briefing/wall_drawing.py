"""Measures and draws the grid, bars and special days of a wall calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from planner.briefing.content import Run
from planner.briefing.pen import Pen
from planner.briefing.styles import HAIRLINE, HEADER_FILL, INK, SOFT, TextStyle
from planner.briefing.typeset import Line, break_lines, tokens
from planner.briefing.wall_content import Stretch, WallBar, WallDay, stretches
from planner.domain.phrases import day_name

HEAD_HEIGHT: Final = 44.0
"""Title and names of the days, at A4."""
_OUTSIDE: Final = "#6a6a6a"
_BAR_FILL: Final = "#e2e2e2"


@dataclass(frozen=True, slots=True)
class WallStyle:
    """Text and gaps by the size of the paper."""

    factor: float
    words: float = 1.0
    """How much larger the words are than they must be, where the page has room."""

    @property
    def text(self) -> TextStyle:
        """Of bars and special days."""
        return TextStyle(7.0 * self.factor * self.words, 8.6 * self.factor * self.words)

    @property
    def entry(self) -> TextStyle:
        """Of the deployments of a week."""
        return TextStyle(8.6 * self.factor * self.words, 11.0 * self.factor * self.words)

    @property
    def day(self) -> TextStyle:
        """Of the number of a day."""
        scale = self.factor * (1 + self.words) / 2
        return TextStyle(9.0 * scale, 11.0 * scale)

    @property
    def gap(self) -> float:
        """Between bars, and around their words."""
        return 2.2 * self.factor


@dataclass(frozen=True, slots=True)
class LaidBar:
    """A bar in its week with its words broken into lines."""

    stretch: Stretch
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week measured: bars, heights of the lanes, the special days' lines by column."""

    monday: date
    month: date | None
    bars: tuple[LaidBar, ...]
    lanes: tuple[float, ...]
    special: tuple[tuple[Line, ...], ...]
    head: float
    needed: float


def week_row(
    bars: Sequence[WallBar],
    days: Sequence[WallDay],
    monday: date,
    month: date | None,
    style: WallStyle,
    width: float,
) -> WeekRow:
    """Return a week measured for a width; words that need two lines make their lane taller."""
    column = width / 7
    laid = []
    for stretch in stretches(bars, monday):
        inner = column * (stretch.right - stretch.left + 1) - 6 * style.gap
        words = tokens([Run(stretch.bar.symbol, bold=True), Run(bar_words(stretch.bar))])
        laid.append(LaidBar(stretch, tuple(break_lines(words, style.text.size, inner))))
    count = max((b.stretch.lane + 1 for b in laid), default=0)
    lanes = tuple(
        max(len(b.lines) for b in laid if b.stretch.lane == n) * style.text.leading + 2 * style.gap
        for n in range(count)
    )
    special = tuple(
        _special(days, monday + timedelta(days=n), monday, style, column - 3 * style.gap) for n in range(7)
    )
    head = style.day.leading + max(len(lines) for lines in special) * style.text.leading + style.gap
    return WeekRow(monday, month, tuple(laid), lanes, special, head, head + sum(lanes) + 3 * style.gap)


def bar_words(bar: WallBar) -> str:
    """Return what a bar says: label, hours of a single block, DRAFT."""
    hours = f" {bar.blocks[0].hours}" if len(bar.blocks) == 1 else ""
    return f"{bar.label}{hours}" + (" (draft)" if bar.draft else "")


def _special(
    days: Sequence[WallDay], day: date, monday: date, style: WallStyle, width: float
) -> tuple[Line, ...]:
    """Return the special days of a day: a run of days is named on its first day of each week."""
    lines: list[Line] = []
    for special in days:
        if special.first <= day <= special.last and day == max(special.first, monday):
            until = f" to {special.last.day} {special.last:%b}" if special.last > day else ""
            lines += break_lines(tokens([Run(special.title + until)]), style.text.size, width)
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class LaidMonth:
    """A page of weeks."""

    title: str
    district: str
    rows: tuple[WeekRow, ...]
    style: WallStyle
    width: float
    height: float

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw title, names of the days, and week under week, the room to spare shared out."""
        y = draw_head(pen, x, top, self.width, self.title, self.district, self.style)
        left = self.height - (y - top)
        spare = max(0.0, left - sum(row.needed for row in self.rows)) / max(1, len(self.rows))
        for row in self.rows:
            draw_row(pen, x, y, self.width, row, row.needed + spare, self.style)
            y += row.needed + spare


def draw_head(
    pen: Pen, x: float, top: float, width: float, title: str, district: str, style: WallStyle
) -> float:
    """Draw title, district, legend and the names of the days; return where the grid begins."""
    size = 17 * style.factor
    pen.text(x, top + size, title, size, bold=True)
    legend = (
        f"{district} · grey: authorised · dashed: draft" if district else "grey: authorised · dashed: draft"
    )
    pen.right(x + width, top + size, legend, TextStyle(7.6 * style.factor, 10 * style.factor, SOFT))
    y = top + HEAD_HEIGHT * style.factor
    high = 15 * style.factor
    pen.box(x, y - high, width, high, fill=HEADER_FILL, stroke=HAIRLINE)
    for number in range(7):
        name = day_name(date(2026, 6, 1) + timedelta(days=number))
        pen.centred(
            x + (number + 0.5) * width / 7, y - 4.2 * style.factor, name, style.day.size - 1, bold=True
        )
    return y


def draw_row(
    pen: Pen, x: float, top: float, width: float, row: WeekRow, height: float, style: WallStyle
) -> None:
    """Draw one week: the days with their numbers and special days, then the bars."""
    column = width / 7
    for number in range(7):
        day = row.monday + timedelta(days=number)
        left = x + number * column
        outside = row.month is not None and day.month != row.month.month
        fill = "#f6f6f6" if number > 4 else ""
        pen.box(left, top, column, height, fill=fill, stroke=HAIRLINE, line=0.5)
        words = f"{day.day}" if day.day > 1 or row.month is None else f"{day.day} {day:%b}"
        colour = _OUTSIDE if outside else INK
        pen.text(
            left + 1.4 * style.gap, top + style.day.size + 1, words, style.day.size, bold=True, colour=colour
        )
        pen.lines(left + 1.4 * style.gap, top + style.day.leading, row.special[number], style.text)
    for bar in row.bars:
        _draw_bar(pen, x, top + row.head, column, bar, row.lanes, style)


def _draw_bar(
    pen: Pen, x: float, top: float, column: float, laid: LaidBar, lanes: Sequence[float], style: WallStyle
) -> None:
    stretch, gap = laid.stretch, style.gap
    left = x + stretch.left * column + (gap if stretch.begins else 0)
    right = x + (stretch.right + 1) * column - (gap if stretch.ends else 0)
    y = top + sum(lanes[: stretch.lane])
    high = len(laid.lines) * style.text.leading + gap
    canvas = pen.canvas
    canvas.saveState()
    if stretch.bar.draft:
        canvas.setDash([2.5, 1.8])
    pen.box(left, y, right - left, high, fill="#ffffff" if stretch.bar.draft else _BAR_FILL, stroke=INK)
    canvas.restoreState()
    if stretch.begins:
        pen.box(left, y, 1.3 * gap, high, fill=INK)
    pen.lines(left + 2.3 * gap, y + gap * 0.4, laid.lines, style.text)
