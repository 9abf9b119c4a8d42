"""Wall calendars: lanes, whole words, more pages where a month is too full."""

from datetime import date, timedelta

import pytest

from planner.briefing.wall_calendar import wall_pdf
from planner.briefing.wall_content import WallBar, WallBlock, WallDay, stretches, weeks
from planner.domain.vocabulary import Marking
from tests.briefing.orders import page_texts


def _bar(first: date, days: int = 1, label: str = "Diss", marking: Marking = Marking.OFFICIAL) -> WallBar:
    last = first + timedelta(days=days - 1)
    return WallBar(
        label=label,
        reference="OD-2026-01",
        symbol="D",
        first=first,
        last=last,
        draft=False,
        blocks=(WallBlock(first, last, "14–22", "Patrol", "Town-centre team"),),
        marking=marking,
    )


def _texts(bars: list[WallBar], scale: str = "month", paper: str = "A4") -> list[str]:
    days = [WallDay(date(2026, 9, 16), date(2026, 9, 16), "Panel")]
    pdf = wall_pdf(
        bars, days, first=date(2026, 9, 1), last=date(2026, 9, 30 if scale == "month" else 1), scale=scale,
        paper=paper, district="Colchester", printed="Printed 3 September 2026 08:12",
    )  # fmt: skip
    return page_texts(pdf)


def test_bars_of_one_day_never_share_a_lane() -> None:
    bars = [
        _bar(date(2026, 9, 7), 7),
        _bar(date(2026, 9, 8), 2),
        _bar(date(2026, 9, 10)),
        _bar(date(2026, 9, 9)),
    ]
    shown = stretches(bars, date(2026, 9, 7))
    cells = [(s.lane, day) for s in shown for day in range(s.left, s.right + 1)]
    assert len(cells) == len(set(cells)) == 11
    assert max(s.lane for s in shown) == 2


def test_a_bar_over_two_weeks_goes_on_without_an_end_in_between() -> None:
    bar = _bar(date(2026, 9, 11), 5)
    first, second = (stretches([bar], m)[0] for m in weeks(bar.first, bar.last))
    assert (first.left, first.right, first.begins, first.ends) == (4, 6, True, False)
    assert (second.left, second.right, second.begins, second.ends) == (0, 1, False, True)


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_a_month_is_one_page_marked_twice(paper: str) -> None:
    (text,) = _texts([_bar(date(2026, 9, 11)), _bar(date(2026, 9, 7), 7, "SW Greenstead")], paper=paper)
    for words in ("September 2026", "Diss 14–22", "SW Greenstead", "Panel", "Monday", "page 1 of 1"):
        assert words in text
    assert text.count("OFFICIAL") == 2


def test_a_month_too_full_for_one_page_loses_nothing() -> None:
    bars = [_bar(date(2026, 9, 1 + n % 28), 1, f"Patrol number{n}x") for n in range(28 * 9)]
    pages = _texts(bars)
    assert len(pages) > 1
    together = "".join(pages)
    assert all(f"number{n}x" in together for n in range(28 * 9))
    assert all(p.count("OFFICIAL") == 2 for p in pages)


def test_a_week_tells_hours_theme_and_lead_and_goes_on_where_a_day_is_full() -> None:
    bars = [_bar(date(2026, 9, 1), 1, f"Patrol number{n}x") for n in range(40)]
    pages = _texts(bars, "week")
    together = "".join(pages)
    assert "Week of 31 August 2026" in pages[0]
    assert "Lead: Town-centre team" in " ".join(together.split())
    assert all(together.count(f"number{n}x") >= 2 for n in range(40)), "as a bar and under its day"


def test_the_page_carries_the_highest_marking_of_what_it_shows() -> None:
    (text,) = _texts([_bar(date(2026, 9, 11), marking=Marking.OFFICIAL_SENSITIVE), _bar(date(2026, 9, 12))])
    assert text.count("OFFICIAL-SENSITIVE") == 2
