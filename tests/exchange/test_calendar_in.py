"""Calendars as other programs write them: whole days, times, zones, repetition, exceptions, cancellations."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.vocabulary import SpecialDayKind
from planner.exchange.calendar_in import CalendarDay, CalendarFile, read_calendar
from planner.exchange.recurrence import days_of, rule_of
from tests.exchange.calendars import calendar, event


def read(folder: Path, *events: str) -> CalendarFile:
    path = folder / "c.ics"
    path.write_bytes(calendar(*events))
    return read_calendar(path, start=date(2025, 1, 1), end=date(2028, 12, 31), zone="Europe/London")


def only(folder: Path, *events: str) -> CalendarDay:
    file = read(folder, *events)
    assert not file.rejected
    (day,) = file.days
    return day


def test_whole_days_end_on_the_day_before_dtend(tmp_path: Path) -> None:
    day = only(tmp_path, event("1", "Half term", "20261026", "20261031"))
    assert (day.first, day.last, day.note) == (date(2026, 10, 26), date(2026, 10, 30), "")
    assert only(tmp_path, event("1", "A", "20261026")).last == date(2026, 10, 26)
    assert only(tmp_path, event("1", "A", "20261026", "20261026")).last == date(2026, 10, 26)


@pytest.mark.parametrize(
    ("lines", "first", "note"),
    [
        (("DTSTART:20260905T150000", "DTEND:20260905T164500"), date(2026, 9, 5), "15:00 to 16:45"),
        (("DTSTART:20260905T233000Z", "DTEND:20260905T235900Z"), date(2026, 9, 6), "00:30 to 00:59"),
        (("DTSTART:20261205T233000Z", "DTEND:20261205T235900Z"), date(2026, 12, 5), "23:30 to 23:59"),
        (
            ("DTSTART;TZID=America/New_York:20260905T200000", "DURATION:PT2H"),
            date(2026, 9, 6),
            "01:00 to 03:00",
        ),
        (("DTSTART;TZID=GMT Standard Time:20260905T090000",), date(2026, 9, 5), "09:00"),
        (("DTSTART:20260905T180000", "DTEND:20260906T000000"), date(2026, 9, 5), "18:00 to 00:00"),
    ],
)
def test_times_are_told_on_the_clock_of_the_plan(
    tmp_path: Path, lines: tuple[str, ...], first: date, note: str
) -> None:
    text = "\r\n".join(["BEGIN:VEVENT", "UID:1", "SUMMARY:A", *lines, "END:VEVENT"])
    day = only(tmp_path, text)
    assert (day.first, day.last, day.note) == (first, first, note)


def test_a_length_counts_over_the_change_of_the_clock(tmp_path: Path) -> None:
    text = event("1", "Night", "X").replace("DTSTART:X", "DTSTART;TZID=Europe/London:20261024T220000")
    day = only(tmp_path, text.replace("SUMMARY", "DURATION:PT9H\r\nSUMMARY"))
    assert (day.first, day.last, day.note) == (date(2026, 10, 24), date(2026, 10, 25), "22:00 to 06:00")


def test_a_rule_of_the_files_own_for_a_zone_is_not_worked_through(tmp_path: Path) -> None:
    head = ("BEGIN:VTIMEZONE", "TZID:Europe/London", "BEGIN:STANDARD", "DTSTART:19700101T000000")
    rule = ("RRULE:FREQ=SECONDLY", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0900", "END:STANDARD", "END:VTIMEZONE")
    zone = "\r\n".join((*head, *rule))
    text = event("1", "A", "X").replace("DTSTART:X", "DTSTART;TZID=Europe/London:20260905T090000")
    assert only(tmp_path, zone, text).note == "09:00"


def test_exceptions_moves_and_cancellations(tmp_path: Path) -> None:
    file = read(
        tmp_path,
        event("m", "Market", "20260904", "", "FREQ=WEEKLY;COUNT=5", "EXDATE;VALUE=DATE:20260911"),
        event("m", "Market, moved", "20260919", "", "", "RECURRENCE-ID;VALUE=DATE:20260918"),
        event("m", "Market", "20260925", "", "", "RECURRENCE-ID;VALUE=DATE:20260925", "STATUS:CANCELLED"),
        event("r", "Fair", "20260901", "", "", "RDATE;VALUE=DATE:20260908,20260915"),
    )
    held = sorted((d.first, d.title) for d in file.days if not d.is_cancelled)
    assert held == [
        (date(2026, 9, 1), "Fair"),
        (date(2026, 9, 4), "Market"),
        (date(2026, 9, 8), "Fair"),
        (date(2026, 9, 15), "Fair"),
        (date(2026, 9, 19), "Market, moved"),
        (date(2026, 10, 2), "Market"),
    ]
    assert [d.first for d in file.days if d.is_cancelled] == [date(2026, 9, 25)]


def test_only_the_years_that_are_asked_for(tmp_path: Path) -> None:
    file = read(tmp_path, event("1", "Yearly", "20100501", "", "FREQ=YEARLY"), event("2", "Past", "20200101"))
    assert [d.first.year for d in file.days] == [2025, 2026, 2027, 2028]
    assert len(file.seen) == 2


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Spring bank holiday", SpecialDayKind.BANK_HOLIDAY),
        ("October half-term", SpecialDayKind.SCHOOL),
        ("Autumn term starts", SpecialDayKind.TERM),
        ("United v City", SpecialDayKind.MATCH),
        ("Christmas market", SpecialDayKind.MARKET),
        ("Scrutiny committee", SpecialDayKind.PANEL),
        ("Carnival", SpecialDayKind.EVENT),
    ],
)
def test_kinds_are_told_from_the_words(tmp_path: Path, title: str, kind: SpecialDayKind) -> None:
    assert only(tmp_path, event("1", title, "20260905")).kind is kind


def test_what_describes_people_is_not_taken(tmp_path: Path) -> None:
    more = ("DESCRIPTION:ring Jo", "ORGANIZER;CN=Jo:mailto:jo@example.org", "ATTENDEE:mailto:jo@example.org")
    day = only(tmp_path, event("1", "A", "20260905", "", "", "LOCATION:Hall\\, High Street", *more))
    assert "Jo" not in repr(day)
    assert day.note == "Hall, High Street"


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def rules(draw: st.DrawFn) -> dict[str, list[str]]:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": [frequency], "INTERVAL": [str(draw(st.integers(1, 3)))]}
    is_long = frequency in {"MONTHLY", "YEARLY"}
    if draw(st.booleans()):
        # Never both in one rule: either fits in RFC 5545, dateutil asks for both at once.
        places = draw(st.sampled_from([[""], ["1", "2", "-1"]])) if is_long else [""]
        days = st.tuples(st.sampled_from(places), st.sampled_from(_DAYS)).map("".join)
        parts["BYDAY"] = draw(st.lists(days, min_size=1, max_size=3, unique=True))
    if draw(st.booleans()):
        months = st.lists(st.integers(1, 12).map(str), min_size=1, max_size=4, unique=True)
        parts["BYMONTH"] = draw(months)
    if frequency != "WEEKLY" and draw(st.booleans()):
        numbers = st.sampled_from(["1", "13", "28", "29", "31", "-1"])
        parts["BYMONTHDAY"] = draw(st.lists(numbers, min_size=1, max_size=3, unique=True))
    if is_long and parts.keys() & {"BYDAY", "BYMONTHDAY"} and draw(st.booleans()):
        parts["BYSETPOS"] = [draw(st.sampled_from(["1", "2", "-1"]))]
    return parts


@given(rules(), st.dates(date(2024, 1, 1), date(2025, 12, 31)), st.none() | st.integers(1, 40))
@settings(max_examples=80, deadline=None)
def test_days_are_those_that_dateutil_finds(
    parts: dict[str, list[str]], start: date, count: int | None
) -> None:
    """The start counts as the first day, as RFC 5545 has it; dateutil leaves it out if it fits no rule."""
    last = start + timedelta(days=1200)
    text = ";".join(f"{name}={','.join(values)}" for name, values in parts.items())
    moment = datetime(start.year, start.month, start.day)
    expected = [d.date() for d in rrulestr(f"{text};UNTIL={last:%Y%m%d}T000000", dtstart=moment)]
    expected = ([] if start in expected else [start]) + expected
    counted = {**parts, "COUNT": [str(count)]} if count else parts
    assert list(days_of(rule_of(counted), start, last)) == expected[:count]
