"""The parish report and the ward sheet as PDF: one page, plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planner.briefing.content import Para, Run
from planner.briefing.flowing import Flowing, Text
from planner.briefing.month_bars import MonthBars
from planner.briefing.paging import Pager
from planner.briefing.paper import Paper, marked, paper_pdf
from planner.briefing.paper_blocks import PaperHead, part, text_block
from planner.briefing.parish_content import (
    FROM_RETURNS,
    MonthCount,
    ParishFigures,
    WardFigures,
    concern_blocks,
    last_words,
    month_table,
    next_words,
    not_made_blocks,
    place_table,
    promise_blocks,
    result_blocks,
)
from planner.briefing.styles import BODY, SMALL, TextStyle
from planner.briefing.texts import plain
from planner.domain.phrases import date_text, month_name
from planner.domain.vocabulary import Marking

PLAIN: Final = TextStyle(9.6, 13.0)
"""Larger than the orders: it is read at a meeting, by people without their glasses."""
_LARGE: Final = TextStyle(12.0, 17.0)
_TRIES: Final = ((PLAIN, True), (BODY, True), (BODY, False))
"""Text and whether the table of months is there too: the chart has its figures; one page comes first."""
_SHARED: Final = (
    "Counted for the whole patrol, which may have stopped in other villages too. Arrests, charges and the "
    "like are not told here, so that nobody can be recognised."
)


@dataclass(frozen=True, slots=True)
class _Foot:
    text: str
    title: str


def parish_pdf(figures: ParishFigures) -> bytes:
    """Return the report for one village or parish."""
    name = figures.place
    foot = _Foot(f"{name}: report to the parish", f"Report to the parish: {name}")
    tries = [_parish_stream(figures, style, has_table=has_table) for style, has_table in _TRIES]
    return _pdf(tries, foot, figures.printed)


def _parish_stream(figures: ParishFigures, style: TextStyle, *, has_table: bool) -> list[Flowing]:
    today = figures.today
    return [
        PaperHead(
            " · ".join(p for p in ("Report to the parish", figures.district) if p),
            figures.place,
            f"Police visits, {_period(figures)}",
            (f"{figures.ward} ward" if figures.ward else "", f"Figures as on {date_text(today)}"),
        ),
        _large("Last visit:", f"{last_words(figures.last, today)}."),
        _large("Next visit:", f"{next_words(figures.next, today)}."),
        *part("What was promised", promise_blocks(figures.promise), style=style),
        *part("What was planned, and what was done", [plain(FROM_RETURNS)], style=style),
        *_chart(figures.months),
        *part("Month by month", [month_table(figures.months)] if has_table else []),
        *part("What was not done, and why", not_made_blocks(figures.not_made, one_place=True), style=style),
        *part("What came of it", _results(figures, "visits"), style=style),
        *part("What residents of the ward said matters", concern_blocks(figures.concerns), style=style),
        _small_print(),
    ]


def ward_pdf(figures: WardFigures) -> bytes:
    """Return the sheet of one ward, its villages each in a line."""
    foot = _Foot(f"{figures.ward}: ward sheet", f"Ward sheet: {figures.ward}")
    return _pdf([_ward_stream(figures, style) for style in (PLAIN, BODY)], foot, figures.printed)


def _ward_stream(figures: WardFigures, style: TextStyle) -> list[Flowing]:
    today = figures.today
    residents = (f"{figures.residents:,} residents" if figures.residents else "",)
    stream: list[Flowing] = [
        PaperHead(
            " · ".join(p for p in ("Ward sheet", figures.district) if p),
            figures.ward,
            f"Police visits, {_period(figures)}",
            (*residents, f"Figures as on {date_text(today)}"),
        ),
    ]
    if figures.places:
        stream += part("The villages, longest unvisited first", [place_table(figures.places, today)])
    else:
        stream += part("Villages", [plain("This ward has no village in the plan.")], style=style)
    stream += part("What was planned, and what was done", _shares(figures), style=style)
    stream += [
        *_chart(figures.months),
        *part("What was not done, and why", not_made_blocks(figures.not_made), style=style),
        *part("Work in this ward", [plain(text) for text in figures.operations], style=style),
        *part("What came of it", _results(figures, "work"), style=style),
        *part("Work that nobody sees", [plain(text) for text in figures.unseen], style=style),
        *part("What residents said matters", concern_blocks(figures.concerns), style=style),
        _small_print(),
    ]
    return stream


def _results(figures: ParishFigures | WardFigures, during: str) -> tuple[Para, ...]:
    return result_blocks(figures.results, figures.people, shared=_SHARED, during=during)


def _chart(months: Sequence[MonthCount]) -> list[Flowing]:
    """Return the chart of the months; nothing is drawn of nothing."""
    if any(month.planned or month.made for month in months):
        return [MonthBars(months)]
    return [text_block([Run("No visit was planned or made.")], PLAIN)]


def _shares(figures: WardFigures) -> list[Para]:
    blocks: list[Para] = [plain(FROM_RETURNS)]
    if figures.share_of_visits is not None and figures.share_of_residents is not None:
        visits, people = round(figures.share_of_visits * 100), round(figures.share_of_residents * 100)
        blocks.append(
            plain(
                f"The ward has {people} in every 100 residents of the district and had {visits} in every 100 "
                "of its visits in these twelve months."
            )
        )
    return blocks


def _period(figures: ParishFigures | WardFigures) -> str:
    if not figures.months:
        return date_text(figures.today)
    first = figures.months[0].month
    return f"{month_name(first)} {first.year} to {date_text(figures.today)}"


def _large(lead: str, words: str) -> Text:
    return text_block((Run(lead, bold=True), Run(words)), _LARGE, full_width=True, space_before=4.0)


def _small_print() -> Text:
    words = (
        "Routes and hours of visits to come are not told, so that they cannot be waited for. Questions: ask "
        "the neighbourhood policing team; the record stays with district command."
    )
    return text_block((Run(words),), SMALL, full_width=True, space_before=8.0)


def _pdf(tries: Sequence[list[Flowing]], foot: _Foot, printed: str) -> bytes:
    """Return the PDF of the first try that is one page, or of the last."""
    pager = Pager(draft=False)
    for stream in tries:
        pager = Pager(draft=False)
        pager.place_all(stream)
        if len(pager.pages) == 1:
            break
    pages = marked(pager.pages, Marking.OFFICIAL, foot.text, bookmark=foot.title)
    return paper_pdf(Paper(foot.title, printed, tuple(pages)))
