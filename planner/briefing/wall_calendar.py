"""Wall calendars across A4 or A3: a month of weeks, or one week with its deployments, readable in grey."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from planner.briefing.paging import Page, Placed
from planner.briefing.paper import Paper, PaperPage, marked, paper_pdf
from planner.briefing.styles import FOOTER_RULE, MARGIN, PAGE_HEIGHT, PAGE_WIDTH
from planner.briefing.wall_content import WallBar, WallDay, stretches, weeks
from planner.briefing.wall_drawing import HEAD_HEIGHT, LaidMonth, WallStyle, WeekRow, week_row
from planner.briefing.wall_week import LaidWeek, column_pages
from planner.domain.phrases import date_text, month_name
from planner.domain.timespan import month_after
from planner.domain.vocabulary import Marking

_TOP: Final = 38.0
SIZES: Final = {"A4": (PAGE_HEIGHT, PAGE_WIDTH, 1.0), "A3": (1190.55, 841.89, 1.38)}
"""Width, height and the scale of the text, by paper."""
_MONTH_WORDS: Final = (1.3, 1.15, 1.0)
_WEEK_WORDS: Final = (1.5, 1.35, 1.2, 1.1, 1.0)
"""How much larger the words may be, the most first: one page comes first, then a wall seen from afar."""


def wall_pdf(
    bars: Sequence[WallBar],
    days: Sequence[WallDay],
    *,
    first: date,
    last: date,
    scale: str,
    paper: str,
    district: str,
    printed: str,
) -> bytes:
    """Return the calendar from one day to another; scale "month" or "week", paper "A4" or "A3"."""
    width, height, factor = SIZES[paper]
    style = WallStyle(factor)
    room = (width - 2 * MARGIN, height - _TOP - FOOTER_RULE - 8)
    pages: list[PaperPage] = []
    if scale == "week":
        for monday in weeks(first, last):
            pages += _week_pages(bars, days, monday, style, room, district)
    else:
        month = first.replace(day=1)
        while month <= last:
            pages += _month_pages(bars, days, month, style, room, district)
            month = month_after(month)
    name = f"Wall calendar, {scale} of {date_text(first)}"
    return paper_pdf(Paper(name, printed, tuple(pages), (width, height)))


def _month_pages(
    bars: Sequence[WallBar],
    days: Sequence[WallDay],
    month: date,
    style: WallStyle,
    room: tuple[float, float],
    district: str,
) -> list[PaperPage]:
    """Return the pages of a month: one, or more where its weeks are too full for one."""
    mondays = list(weeks(month, month_after(month) - timedelta(days=1)))
    available = room[1] - HEAD_HEIGHT * style.factor
    for words in _MONTH_WORDS:
        style = replace(style, words=words)
        rows = [week_row(bars, days, monday, month, style, room[0]) for monday in mondays]
        groups = _grouped(rows, available)
        if len(groups) == 1:
            break
    title = f"{month_name(month)} {month.year}"
    made = []
    for number, group in enumerate(groups):
        name = title if number == 0 else f"{title}, continued"
        laid = LaidMonth(name, district, tuple(group), style, room[0], room[1])
        made += _page(laid, _marking_of(bars, group[0].monday, group[-1].monday), title, name)
    return made


def _grouped(rows: Sequence[WeekRow], available: float) -> list[list[WeekRow]]:
    """Return the weeks by page."""
    groups: list[list[WeekRow]] = [[]]
    for row in rows:
        if groups[-1] and sum(r.needed for r in groups[-1]) + row.needed > available:
            groups.append([])
        groups[-1].append(row)
    return groups


def _week_pages(
    bars: Sequence[WallBar],
    days: Sequence[WallDay],
    monday: date,
    style: WallStyle,
    room: tuple[float, float],
    district: str,
) -> list[PaperPage]:
    title = f"Week of {date_text(monday)}"
    shown = [s.bar for s in stretches(bars, monday)]
    for words in _WEEK_WORDS:
        style = replace(style, words=words)
        row = week_row(bars, days, monday, None, style, room[0])
        columns = column_pages(shown, monday, style, row.needed, room)
        if len(columns) == 1:
            break
    made = []
    for number, entries in enumerate(columns):
        name = title if number == 0 else f"{title}, continued"
        laid = LaidWeek(name, district, row, entries, style, room[0], room[1])
        made += _page(laid, _marking_of(bars, monday, monday), title, name)
    return made


def _page(laid: LaidMonth | LaidWeek, marks: Iterable[WallBar], title: str, name: str) -> list[PaperPage]:
    page = Page([Placed(laid, MARGIN, _TOP)])
    marking = Marking.highest(b.marking for b in marks)
    return marked([page], marking, f"Wall calendar · {title}", bookmark=name)


def _marking_of(bars: Sequence[WallBar], first_monday: date, last_monday: date) -> list[WallBar]:
    """Return the bars that a page shows, for its marking."""
    last = last_monday + timedelta(days=6)
    return [b for b in bars if b.first <= last and b.last >= first_monday]
