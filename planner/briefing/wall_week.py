"""One week on a wall: the bars above, and under each day its deployments with hours, theme and lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.briefing.content import Run
from planner.briefing.pen import Pen
from planner.briefing.styles import HAIRLINE
from planner.briefing.typeset import Line, break_lines, tokens
from planner.briefing.wall_content import WallBar, WallBlock
from planner.briefing.wall_drawing import HEAD_HEIGHT, WallStyle, WeekRow, draw_head, draw_row

Column = tuple[tuple[Line, ...], ...]


def column_pages(
    bars: Sequence[WallBar], monday: date, style: WallStyle, used: float, room: tuple[float, float]
) -> list[tuple[Column, ...]]:
    """Return the entries of the seven days by page; a day too full for a page goes on on the next."""
    inner = room[0] / 7 - 4 * style.gap
    available = room[1] - HEAD_HEIGHT * style.factor - used - 3 * style.gap
    days = [
        _paged(_entries(bars, monday + timedelta(days=n), style, inner), style, available) for n in range(7)
    ]
    count = max(1, *(len(pages) for pages in days))
    return [tuple(pages[n] if n < len(pages) else () for pages in days) for n in range(count)]


def _entries(bars: Sequence[WallBar], day: date, style: WallStyle, width: float) -> list[tuple[Line, ...]]:
    blocks = [(block, bar) for bar in bars for block in bar.blocks if block.first <= day <= block.last]
    blocks.sort(key=lambda pair: (pair[0].hours, pair[1].reference))
    return [tuple(break_lines(tokens(_words(block, bar)), style.entry.size, width)) for block, bar in blocks]


def _words(block: WallBlock, bar: WallBar) -> list[Run]:
    runs = [Run(f"{block.hours} {bar.label}", bold=True)]
    rest = ". ".join(part for part in (block.theme, f"Lead: {block.lead}" if block.lead else "") if part)
    return [*runs, Run(rest)] if rest else runs


def _paged(entries: Sequence[tuple[Line, ...]], style: WallStyle, available: float) -> list[Column]:
    pages: list[list[tuple[Line, ...]]] = [[]]
    used = 0.0
    for entry in entries:
        high = len(entry) * style.entry.leading + 2 * style.gap
        if pages[-1] and used + high > available:
            pages.append([])
            used = 0.0
        pages[-1].append(entry)
        used += high
    return [tuple(page) for page in pages]


@dataclass(frozen=True, slots=True)
class LaidWeek:
    """A page of one week."""

    title: str
    district: str
    row: WeekRow
    columns: tuple[Column, ...]
    style: WallStyle
    width: float
    height: float

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw head, grid with bars, and the entries under each day."""
        y = draw_head(pen, x, top, self.width, self.title, self.district, self.style)
        draw_row(pen, x, y, self.width, self.row, self.height - (y - top), self.style)
        column, gap = self.width / 7, self.style.gap
        start = y + self.row.needed
        pen.rule(x, start, x + self.width, start, 0.5, HAIRLINE)
        for number, entries in enumerate(self.columns):
            at = start + 2 * gap
            for lines in entries:
                pen.lines(x + number * column + 2 * gap, at, lines, self.style.entry)
                at += len(lines) * self.style.entry.leading + 2 * gap
