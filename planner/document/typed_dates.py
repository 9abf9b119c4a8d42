"""Dates, times and repeats out of typed words, the British way: day before month, Monday first."""

import re
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

from planner.domain.errors import InvalidInput
from planner.domain.phrases import date_text, day_name

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:(?:{_DAY}\s+)?(?:the\s+)?(?:{_NUMBER}\s+(?:of\s+)?{_MONTH}(?:\s+\d{{4}})?"
    rf"|{_MONTH}\s+{_NUMBER}(?:\s+\d{{4}})?|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|today|tomorrow|(?:next\s+)?{_DAY})"
)
_DATE_RE: Final = re.compile(rf"\b(?:(?:on|from|starting)\s+)?({_DATE})\b(?!s)")
_RANGE_RE: Final = re.compile(
    rf"(?<![\d/:.-])\b(?:(?:on|from|starting)\s+)?({_DATE}|(?:{_DAY}\s+)?{_NUMBER})\s*(?:-|–|to)\s*({_DATE})\b(?!s)"
)
_UNTIL_RE: Final = re.compile(rf"\b(?:until|till|til)\s+({_DATE})\b")
_EVERY_RE: Final = re.compile(
    rf"\b(every\s+)?((?:{_DAY}s?)(?:(?:\s*(?:,|and|&|\+)\s*|\s+)(?:every\s+)?{_DAY}s?)*)(?=\s|$)"
)
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
_HOURS_RE: Final = re.compile(
    rf"(?<![\d/-])\b(?:from\s+|at\s+)?{_CLOCK}\s*(-|–|to)\s*{_CLOCK}(?![\d/-]|\s*{_MONTH})"
)
_AT_RE: Final = re.compile(
    r"\b(?:at\s+|from\s+)?(?:(\d{1,2})[:.](\d{2})\s*(am|pm)?|(\d{1,2})\s*(am|pm))(?!\d)"
)


@dataclass
class When:
    """What the words say about time. days, until: a weekly repeat; end: None for the type's own length.

    last: the last day of a range such as "5 to 7 oct".
    """

    first: date | None = None
    last: date | None = None
    start: time | None = None
    end: time | None = None
    days: tuple[int, ...] = ()
    until: date | None = None
    rest: str = field(default="")


def read_when(text: str, today: date) -> When:
    """Return the dates and times in a text, and the words that are left.

    A date without a year is the next such date from today on. InvalidInput for a date that does not exist.
    """
    when = When(rest=" ".join(text.casefold().split()))
    _take_until(when, today)
    _take_range(when, today)
    _take_repeat(when)
    _take_hours(when)
    if when.first is None:
        _take_date(when, today)
    if when.days and when.until is None:
        when.until, when.last = when.last, None
    if when.days and when.until is None:
        raise InvalidInput("Say until when it repeats: for example “fridays and saturdays until 31 oct”.")
    if when.until is not None and not when.days:
        raise InvalidInput("Say on which days it repeats: for example “fridays and saturdays until 31 oct”.")
    return when


def _take(when: When, found: re.Match[str]) -> None:
    when.rest = f"{when.rest[: found.start()]} {when.rest[found.end() :]}"


def _take_until(when: When, today: date) -> None:
    if found := _UNTIL_RE.search(when.rest):
        when.until = read_date(found[1], today)
        _take(when, found)


def _take_range(when: When, today: date) -> None:
    if (found := _RANGE_RE.search(when.rest)) is None:
        return
    begins, ends = found[1], found[2]
    if re.fullmatch(rf"(?:{_DAY}\s+)?{_NUMBER}", begins):  # "5 to 7 oct": the month stands once
        last = read_date(ends, today)
        first = read_date(f"{begins} {_MONTHS[last.month - 1]} {last.year}", today)
    else:
        first = read_date(begins, today)
        last = read_date(ends, first)
    if last < first:
        raise InvalidInput(
            f"The last day, {date_text(last)}, is before the first, {date_text(first)}; correct one of them."
        )
    when.first, when.last = first, last
    _take(when, found)


def _take_repeat(when: When) -> None:
    for found in _EVERY_RE.finditer(when.rest):
        names = re.findall(_DAY + r"s?", found[2])
        plural = all(re.fullmatch(_DAY + "s", n) and n not in {"tues", "thurs"} for n in names)
        if found[1] or plural or (when.until is not None and (len(names) > 1 or when.first is None)):
            when.days = tuple(sorted({_DAYS.index(n[:3]) for n in names}))
            _take(when, found)
            return


def _take_hours(when: When) -> None:
    for span in _HOURS_RE.finditer(when.rest):
        hour, minute, half, dash, hour2, minute2, half2 = span.groups()
        tight = dash != "to" and " " not in span[0].strip()
        if minute or minute2 or half or half2 or (tight and len(hour) == len(hour2) == 2):
            if half2 and not half:
                half = half2 if int(hour) < 12 and int(hour) <= int(hour2) % 12 else None
            when.start, when.end = _clock(hour, minute, half), _clock(hour2, minute2, half2)
            _take(when, span)
            return
    if (found := _AT_RE.search(when.rest)) is not None:
        when.start = _clock(found[1] or found[4], found[2], found[3] or found[5])
        _take(when, found)


def _clock(hour: str, minute: str | None, half: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            raise InvalidInput(f"“{hour}{half}” is no time; write it as 18:00 or 6pm.")
        hours = hours % 12 + (12 if half == "pm" else 0)
    if hours == 24 and minutes == 0:
        hours = 0
    if hours > 23 or minutes > 59:
        raise InvalidInput(f"“{hour}:{minute or '00'}” is no time; write it as 18:00.")
    return time(hours, minutes)


def _take_date(when: When, today: date) -> None:
    if found := _DATE_RE.search(when.rest):
        when.first = read_date(found[1], today)
        _take(when, found)


def read_date(words: str, today: date) -> date:
    """Return the date that words such as "fri 30 oct", "7/9", "tomorrow" or "next friday" mean."""
    text = words.strip()
    if text in {"today", "tomorrow"}:
        return today + timedelta(days=text == "tomorrow")
    weekday = re.match(rf"(next\s+)?({_DAY})(?:\s+|$)", text)
    rest = text[weekday.end() :].strip() if weekday else text
    if weekday and not rest:
        ahead = (_DAYS.index(weekday[2][:3]) - today.weekday()) % 7
        return today + timedelta(days=ahead + (7 if weekday[1] and ahead == 0 else 0))
    found = _numbers(rest.removeprefix("the ").strip())
    if found is None:
        raise InvalidInput(f"“{words}” is no date; write it as 7 sep or 7/9/2026.")
    day = _from_parts(found, today, words)
    if weekday and _DAYS.index(weekday[2][:3]) != day.weekday():
        raise InvalidInput(f"{date_text(day)} is a {day_name(day)}; check the day and the date.")
    return day


def _numbers(text: str) -> tuple[int, int, int | None] | None:
    """Return day, month and year or None."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/(\d{2}|\d{4}))?", text):
        year = int(found[3]) if found[3] else None
        return int(found[1]), int(found[2]), year + 2000 if year is not None and year < 100 else year
    if found := re.fullmatch(rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})(?:\s+(\d{{4}}))?", text):
        return int(found[1]), _MONTHS.index(found[2][:3]) + 1, int(found[3]) if found[3] else None
    if found := re.fullmatch(rf"({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(\d{{4}}))?", text):
        return int(found[2]), _MONTHS.index(found[1][:3]) + 1, int(found[3]) if found[3] else None
    return None


def _from_parts(parts: tuple[int, int, int | None], today: date, words: str) -> date:
    day, month, year = parts
    years = [year] if year is not None else range(today.year, today.year + 9)
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year is not None or found >= today:
            return found
    raise InvalidInput(f"There is no {words}; the day comes first, then the month.")
