"""Dates, times and lists in words, as they stand on screen and paper: British, 24-hour, Monday first."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_name(day: date, *, short: bool = False) -> str:
    """Return "Friday", or "Fri"."""
    name = _DAYS[day.weekday()]
    return name[:3] if short else name


def month_name(day: date) -> str:
    """Return "September"."""
    return _MONTHS[day.month - 1]


def date_text(day: date) -> str:
    """Return "2 June 2026"."""
    return f"{day.day} {month_name(day)} {day.year}"


def day_text(day: date, *, short: bool = False) -> str:
    """Return "Friday 11 September 2026", or "Fri 11" when short."""
    return f"{day_name(day, short=True)} {day.day}" if short else f"{day_name(day)} {date_text(day)}"


def time_text(moment: datetime | time) -> str:
    """Return "14:00"."""
    return f"{moment:%H:%M}"


def hours_text(start: datetime, end: datetime) -> str:
    """Return the hours of a short block as a table has them: "10–18", or "18:30–02" with minutes."""
    return f"{_hour(start)}–{_hour(end)}"


def _hour(moment: datetime) -> str:
    return f"{moment:%H}" if moment.minute == 0 else f"{moment:%H:%M}"


def day_range(first: date, last: date, *, short: bool = False) -> str:
    """Return "Monday 7 to Sunday 13 September 2026", naming month and year once where they agree.

    short cuts day names to three letters: "Mon 7 to Sun 13 September 2026".
    """

    def full(day: date) -> str:
        return f"{day_name(day, short=short)} {date_text(day)}"

    if first == last:
        return full(first)
    start = f"{day_name(first, short=short)} {first.day}"
    if first.year != last.year:
        start += f" {month_name(first)} {first.year}"
    elif first.month != last.month:
        start += f" {month_name(first)}"
    return f"{start} to {full(last)}"


def last_day(start: datetime, end: datetime) -> date:
    """Return the last calendar day a local span touches; an end at midnight does not touch its day."""
    if end.time() == time(0) and end.date() > start.date():
        return end.date() - timedelta(days=1)
    return end.date()


def working_day(end: datetime, start: datetime, *, day_starts: time = time(7)) -> date:
    """Return the day that the end of a block belongs to: a night's small hours belong to the day before."""
    day = last_day(start, end)
    if day > start.date() and end.time() <= day_starts:
        return day - timedelta(days=1)
    return day


def span_text(start: datetime, end: datetime) -> str:
    """Return "Friday 11 September 2026, 14:00 to 22:00", with the end's day where that is another.

    Whole days, midnight to midnight, are a range of days without hours.
    """
    if start.time() == end.time() == time(0):
        return day_range(start.date(), last_day(start, end))
    if start.date() == last_day(start, end):
        return f"{day_text(start.date())}, {time_text(start)} to {_end_time(end)}"
    if end - start < timedelta(hours=24):
        return f"{day_text(start.date())}, {time_text(start)} to {time_text(end)} {day_name(end.date())}"
    return f"{day_text(start.date())}, {time_text(start)} to {day_text(end.date())}, {time_text(end)}"


def _end_time(end: datetime) -> str:
    return "24:00" if end.time() == time(0) else time_text(end)


def plain_name(name: str) -> str:
    """Return a name for comparison: folded, "&" as "and", straight apostrophes, single spaces."""
    return " ".join(name.casefold().replace("&", " and ").replace("’", "'").split())


def and_list(words: Sequence[str], most: int = 0) -> str:
    """Return "A", "A and B", "A, B and C"; with most, "A, B and 2 more" beyond that many.

    Where one of them has an "and" of its own, as wards have, semicolons part them: "A; B and C".
    """
    has_own = any(" and " in word for word in words)
    if most and len(words) > most:
        return f"{('; ' if has_own else ', ').join(words[:most])} and {len(words) - most} more"
    if len(words) < 2 or has_own:
        return "; ".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def count_text(number: int, one: str, many: str = "") -> str:
    """Return "1 day" or "3 days"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def titles_told(theirs: str, ours: str, what: str) -> str:
    """Return the titles of two plans for a refusal: they may be called the same. what: such as "copy"."""
    if theirs == ours:
        return f"also called {theirs}, not a {what} of this one"
    return f"{theirs}, not a {what} of {ours}"
