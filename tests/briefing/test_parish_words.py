"""The words of parish papers: what the public may learn of a visit to come, and what was promised."""

from datetime import date

import pytest

from planner.briefing.parish_content import (
    LastVisit,
    MonthCount,
    NextVisit,
    NotMade,
    ParishFigures,
    PromiseKept,
    last_words,
    next_words,
    not_made_blocks,
    promise_blocks,
)
from planner.briefing.parish_layout import parish_pdf
from tests.briefing.orders import page_texts

TODAY = date(2026, 9, 3)


@pytest.mark.parametrize(
    ("coming", "words"),
    [
        (None, "none is planned yet"),
        (NextVisit(date(2026, 9, 24)), "this month"),
        (NextVisit(date(2026, 9, 24), announced=True), "on Thursday 24 September 2026"),
        (NextVisit(date(2026, 10, 1)), "next month"),
        (NextVisit(date(2027, 1, 5)), "in January 2027"),
    ],
)
def test_only_an_announced_visit_is_told_by_its_day(coming: NextVisit | None, words: str) -> None:
    assert next_words(coming, TODAY) == words


def test_the_last_visit_has_date_role_minutes_and_days() -> None:
    last = LastVisit(date(2026, 7, 24), "a PCSO", 15)
    assert last_words(last, TODAY) == "Friday 24 July 2026, by a PCSO, 15 minutes (41 days ago)"
    assert last_words(None, TODAY) == "no visit is on record"


def test_a_promise_says_whether_it_was_kept() -> None:
    promise = PromiseKept("2 visits a month", 2, "September 2026", 1, "August 2026", 0)
    words = " ".join(p.text for p in promise_blocks(promise))
    assert "August 2026:" in words
    assert "0 of 2 made: not kept." in words
    assert "1 of 2 made." in words


def test_planned_not_made_and_pulled_away_stand_together() -> None:
    words = " ".join(p.text for p in not_made_blocks(NotMade(2, (("weather", 1), ("called away", 1)), 95, 1)))
    assert "2 patrols" in words
    assert "weather 1 and called away 1" in words
    assert "1 h 35 min" in words
    assert "1 patrol has not handed in a return yet" in words


def test_the_busiest_report_is_one_page_and_escapes_what_people_typed() -> None:
    figures = ParishFigures(
        place="Dedham <b>&",
        ward="Rural North",
        district="Colchester District",
        today=TODAY,
        months=tuple(MonthCount(date(2026, n, 1), 20 + n, 300, 10 + n, 170) for n in range(1, 13)),
        last=LastVisit(TODAY, "a constable, a PCSO and a Special", 15),
        next=NextVisit(date(2026, 9, 24)),
        promise=PromiseKept("2 visits a month", 2, "September 2026", 1, "August 2026", 0),
        not_made=NotMade(9, tuple((r, 3) for r in ("weather", "called away", "staffing")), 950, 4),
        results=tuple((f"measure {n}", n) for n in range(1, 9)),
        people=120,
        concerns=tuple(f"Concern number {n} of the parish (survey, 1 May 2026)" for n in range(5)),
        printed="Printed 3 September 2026 08:12",
    )
    (text,) = page_texts(parish_pdf(figures))
    assert "Dedham <b>&" in text
    assert "never from the plan" in text
    assert "measure 8: 8" in text
    assert text.count("OFFICIAL") == 2
