"""Repeating events on days: the rules that calendars really use (RFC 5545, 3.3.10), with a bound on the work.

dateutil reads more rules, but looks for the next match without an end: "every day in February whose date is
30" takes it many seconds. Here every period between the first day and the last that is wanted is looked at
once, so the work is known beforehand; what is not read is refused by name.
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Final

from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass

MOST_DAYS: Final = 1_000
"""How many days one event may give."""
FIRST_YEAR: Final = 1970
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_READ: Final = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"}
)
_HARMLESS: Final = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
"""Times of day, of which the event's own start stands for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One repetition. by_day: (which one in its month or year, 0 for every, day of the week from 0)."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_position: tuple[int, ...] = field(default=())
    week_start: int = 0


def rule_of(parts: Mapping[str, Sequence[object]]) -> Rule:
    """Return a rule from its parts, values as text or numbers; InvalidInput for one that is not read here."""
    named = {name.upper(): [str(v).strip().upper() for v in values] for name, values in parts.items()}
    frequency = "".join(named.get("FREQ", []))
    if frequency not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        raise InvalidInput("It repeats more often than daily, or by no rule; only days are taken in.")
    if unread := sorted(named.keys() - _READ - _HARMLESS):
        raise InvalidInput(f"It repeats by a rule that is not read here ({unread[0][:20]}).")
    by_day = tuple(_day(text) for text in named.get("BYDAY", []))
    if any(place for place, _ in by_day) and frequency in {"DAILY", "WEEKLY"}:
        raise InvalidInput("It repeats by a rule that contradicts itself (BYDAY).")
    until = parts.get("UNTIL") or parts.get("until") or [None]
    return Rule(
        frequency=frequency,
        interval=_one(named, "INTERVAL", 1, 999) or 1,
        count=_one(named, "COUNT", 1, 999_999),
        until=until[0] if isinstance(until[0], date) else None,
        by_day=by_day,
        by_month=_numbers(named, "BYMONTH", 1, 12),
        by_month_day=_numbers(named, "BYMONTHDAY", -31, 31),
        by_position=_numbers(named, "BYSETPOS", -366, 366),
        week_start=_DAYS.index(named.get("WKST", ["MO"])[0]) if named.get("WKST", ["MO"])[0] in _DAYS else 0,
    )


def days_of(rule: Rule, start: date, last: date) -> Iterator[date]:
    """Yield the days of a rule from its start to a last day, in order; the start itself always comes first.

    until, a date, counts with its whole day. InvalidInput for a start before 1970.
    """
    if start.year < FIRST_YEAR:
        raise InvalidInput("It repeats since before 1970.")
    last = min(last, rule.until) if rule.until is not None else last
    given = 0
    for period in _periods(rule, start, last):
        found = _chosen(rule, sorted(set(period)))
        if given == 0 and start not in found:
            found = [start, *found]
        for day in found:
            if day < start:
                continue
            if day > last or given == rule.count:
                return
            given += 1
            yield day


def _periods(rule: Rule, start: date, last: date) -> Iterator[list[date]]:
    """Yield the days that fit the rule in each day, week, month or year that it looks at."""
    if rule.frequency in {"DAILY", "WEEKLY"}:
        step = rule.interval * (7 if rule.frequency == "WEEKLY" else 1)
        back = (start.weekday() - rule.week_start) % 7 if rule.frequency == "WEEKLY" else 0
        width = 7 if rule.frequency == "WEEKLY" else 1
        first = start.toordinal() - back
        for ordinal in range(first, min(last, date(9999, 12, 1)).toordinal() + 1, step):
            yield _fitting(rule, [date.fromordinal(ordinal + n) for n in range(width)], start)
    elif rule.frequency == "MONTHLY":
        months = range(start.year * 12 + start.month - 1, last.year * 12 + last.month, rule.interval)
        for month in months:
            yield _fitting_month(rule, month // 12, month % 12 + 1, start)
    else:
        for year in range(start.year, last.year + 1, rule.interval):
            yield _fitting_year(rule, year, start)


def _fitting(rule: Rule, days: Sequence[date], start: date) -> list[date]:
    weekdays = {day for _, day in rule.by_day}
    if rule.frequency == "WEEKLY" and not weekdays:
        weekdays = {start.weekday()}
    return [
        day
        for day in days
        if (not rule.by_month or day.month in rule.by_month)
        and (not rule.by_month_day or _has_number(rule, day))
        and (not weekdays or day.weekday() in weekdays)
    ]


def _fitting_month(rule: Rule, year: int, month: int, start: date) -> list[date]:
    if rule.by_month and month not in rule.by_month:
        return []
    days = _month(year, month)
    if not rule.by_day and not rule.by_month_day:
        return days[start.day - 1 : start.day]
    numbered = [d for d in days if not rule.by_month_day or _has_number(rule, d)]
    return _nth(rule, days, numbered)


def _fitting_year(rule: Rule, year: int, start: date) -> list[date]:
    if not rule.by_day and not rule.by_month_day:
        months = rule.by_month or (start.month,)
        return [d for month in months for d in _month(year, month)[start.day - 1 : start.day]]
    if not rule.by_month:
        days = [d for month in range(1, 13) for d in _month(year, month)]
        return _nth(rule, days, [d for d in days if not rule.by_month_day or _has_number(rule, d)])
    return [d for month in rule.by_month for d in _fitting_month(rule, year, month, start)]


def _nth(rule: Rule, days: Sequence[date], among: Sequence[date]) -> list[date]:
    """Return of `among` what BYDAY names; "2TU" is the second Tuesday of `days`."""
    if not rule.by_day:
        return list(among)
    wanted: set[date] = set()
    for place, weekday in rule.by_day:
        same = [d for d in days if d.weekday() == weekday]
        if place == 0:
            wanted.update(same)
        elif abs(place) <= len(same):
            wanted.add(same[place - 1 if place > 0 else place])
    return [d for d in among if d in wanted]


def _chosen(rule: Rule, found: list[date]) -> list[date]:
    if not rule.by_position:
        return found
    size = len(found)
    return sorted({found[p - 1 if p > 0 else p] for p in rule.by_position if 0 < abs(p) <= size})


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]


def _has_number(rule: Rule, day: date) -> bool:
    from_end = day.day - calendar.monthrange(day.year, day.month)[1] - 1
    return day.day in rule.by_month_day or from_end in rule.by_month_day


def _day(text: str) -> tuple[int, int]:
    place, name = text[:-2], text[-2:]
    if name not in _DAYS or not (place == "" or (place.lstrip("+-").isdecimal() and len(place) < 4)):
        raise InvalidInput("It repeats by a rule that is not read here (BYDAY).")
    return int(place or 0), _DAYS.index(name)


def _one(named: Mapping[str, Sequence[str]], name: str, low: int, high: int) -> int | None:
    numbers = _numbers({name: list(named.get(name, []))[:1]}, name, low, high)
    return numbers[0] if numbers else None


def _numbers(named: Mapping[str, Sequence[str]], name: str, low: int, high: int) -> tuple[int, ...]:
    texts = [text for text in named.get(name, []) if text]
    for text in texts:
        plain = text.lstrip("+-")
        if not (plain.isascii() and plain.isdecimal() and len(plain) < 8 and low <= int(text) <= high):
            raise InvalidInput(f"It repeats by a rule whose {name} is no number that can be.")
    return tuple(int(text) for text in texts)
