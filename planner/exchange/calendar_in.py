"""Calendar files in (iCalendar, RFC 5545): each event as days that matter, or the line and why it is not.

Titles, places and times are taken; descriptions, organisers, guests, alarms and attachments are not. How one
event is read stands in calendar_events, repeating ones in recurrence.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.vocabulary import SpecialDayKind
from planner.exchange.calendar_events import (
    after,
    categories_of,
    checked_run,
    events_in,
    in_zone,
    moment_of,
    parsed,
)
from planner.exchange.imported_text import read_text, tidy
from planner.exchange.recurrence import MOST_DAYS, days_of, rule_of
from planner.exchange.returns_csv import Rejected

if TYPE_CHECKING:
    from icalendar import Event

MAX_BYTES: Final = 16 * 1024 * 1024
MAX_EVENTS: Final = 10_000
MAX_DAYS: Final = 20_000
_TITLE, _NOTE, _UID = 120, 300, 500
_MOST_EXCEPTIONS: Final = 2_000
_BEGIN: Final = re.compile(r"^BEGIN:VEVENT", re.IGNORECASE | re.MULTILINE)
_KINDS: Final = (
    (SpecialDayKind.BANK_HOLIDAY, r"bank holiday"),
    (SpecialDayKind.SCHOOL, r"half.?term|inset|school|training day"),
    (SpecialDayKind.TERM, r"\bterm\b|semester|freshers|welcome week|graduation"),
    (SpecialDayKind.MATCH, r"\bv\.?s?\b|\bmatch\b|fixture|football|rugby|kick.?off|\bf\.?c\.?\b"),
    (SpecialDayKind.MARKET, r"\bmarket\b|\bfair\b"),
    (SpecialDayKind.PANEL, r"\bpanel\b|committee|scrutiny"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One occurrence: its event's uid, which occurrence ("" for an event that does not repeat), its days.

    is_cancelled: the calendar says that it does not take place.
    """

    uid: str
    occurrence: str
    title: str
    kind: SpecialDayKind
    first: date
    last: date
    note: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a calendar holds of the days from start to end, and what could not be read of it.

    seen: the uids of the events that could be read whole.
    """

    name: str
    start: date
    end: date
    days: tuple[CalendarDay, ...]
    rejected: tuple[Rejected, ...]
    seen: frozenset[str]


def looks_like_calendar(path: Path) -> bool:
    """Return whether a file begins as a calendar does."""
    with path.open("rb") as file:
        return file.read(256).removeprefix(b"\xef\xbb\xbf").lstrip().upper().startswith(b"BEGIN:VCALENDAR")


def read_calendar(path: Path, *, start: date, end: date, zone: str) -> CalendarFile:
    """Return the days of a calendar between two days, both counted; times are told in a zone.

    InvalidInput for what is no calendar at all.
    """
    text = read_text(path, most=MAX_BYTES, what="a calendar")
    if not text.lstrip()[:64].upper().startswith("BEGIN:VCALENDAR"):
        raise InvalidInput(f"{path.name} is not a calendar (.ics). Export it again as iCalendar.")
    if len(_BEGIN.findall(text)) > MAX_EVENTS:
        raise InvalidInput(f"{path.name} holds more than 10,000 events. Export a shorter time.")
    reading = _Reading(path.name, start, end, ZoneInfo(zone))
    reading.read(text)
    if not reading.events:
        raise InvalidInput(f"{path.name} holds no events. Export the calendar again, with its events.")
    return CalendarFile(
        path.name, start, end, tuple(reading.days), tuple(reading.rejected), frozenset(reading.seen)
    )


class _Reading:
    """One file being read, event by event."""

    def __init__(self, name: str, start: date, end: date, zone: ZoneInfo) -> None:
        self._name, self._start, self._end, self._zone = name, start, end, zone
        self.days: list[CalendarDay] = []
        self.rejected: list[Rejected] = []
        self.seen: set[str] = set()
        self._broken: set[str] = set()
        self._uid = ""
        self.events = 0
        self._series: dict[str, list[CalendarDay]] = {}

    def read(self, text: str) -> None:
        moved: list[tuple[str, CalendarDay]] = []
        for line, block in events_in(text):
            self.events += 1
            self._uid = ""
            try:
                if block is None:
                    raise InvalidInput("The event has no end, or is far too long.")
                found, of = self._event(block)
            except InvalidInput as problem:
                self.rejected.append(Rejected(line, str(problem), file=self._name))
                self._broken.add(self._uid)
                continue
            self.seen.update(day.uid for day in found)
            if of:
                moved += [(of, day) for day in found]
            else:
                self._series.setdefault(found[0].uid if found else "", []).extend(found)
            if sum(map(len, self._series.values())) + len(moved) > MAX_DAYS:
                raise InvalidInput(f"{self._name} has more than 20,000 days. Export a shorter time.")
        self.seen -= self._broken
        self._join(moved)

    def _join(self, moved: Iterable[tuple[str, CalendarDay]]) -> None:
        """Put single occurrences that were moved, renamed or cancelled in the place of those they replace."""
        instead = {(day.uid, of): day for of, day in moved}
        kept = [d for days in self._series.values() for d in days if (d.uid, d.occurrence) not in instead]
        by_id = {(d.uid, d.occurrence): d for d in [*kept, *instead.values()]}
        self.days = [d for d in by_id.values() if d.first <= self._end and d.last >= self._start]

    def _event(self, block: str) -> tuple[list[CalendarDay], str]:
        """Return the days of one event, and of which occurrence it is the new version, if of one."""
        event = parsed(block)
        self._uid = uid = tidy(str(event.get("UID", "")), _UID)
        title = tidy(str(event.get("SUMMARY", "")), _TITLE)
        if not title:
            raise InvalidInput("The event has no title.")
        first, last, times = self._span(event)
        uid = uid or f"{title}/{first.isoformat()}"
        place = tidy(str(event.get("LOCATION", "")), _NOTE - 20)
        made = CalendarDay(
            uid=uid,
            occurrence="",
            title=title,
            kind=_kind(f"{title} {categories_of(event)}"),
            first=first,
            last=last,
            note=", ".join(words for words in (times, place) if words),
            is_cancelled=str(event.get("STATUS", "")).strip().upper() == "CANCELLED",
        )
        if (of := event.get("RECURRENCE-ID")) is not None:
            which = self._day(moment_of(of)).isoformat()
            return [_on(made, which, made.first)], which
        return self._repeated(event, made), ""

    def _repeated(self, event: "Event", made: CalendarDay) -> list[CalendarDay]:
        rule, more = event.get("RRULE"), self._listed(event, "RDATE")
        if rule is None and not more:
            return [made]
        if isinstance(rule, list):
            raise InvalidInput("It repeats by two rules at once, which is not read here.")
        days = set(more) | {made.first}
        if rule is not None:
            until = [self._day(u) for u in rule.get("UNTIL", []) if isinstance(u, date)]
            plain = {k: v for k, v in rule.items() if k.upper() != "UNTIL"}
            wanted = days_of(rule_of({**plain, "UNTIL": until} if until else plain), made.first, self._end)
            length = made.last - made.first
            near = (day for day in wanted if day + length >= self._start)
            days = set(islice(near, MOST_DAYS + 1)) | set(more)
        if len(days) > MOST_DAYS:
            raise InvalidInput("It repeats more than a thousand times in these years.")
        days -= set(self._listed(event, "EXDATE"))
        return [_on(made, day.isoformat(), day) for day in sorted(days)]

    def _listed(self, event: "Event", name: str) -> list[date]:
        """Return the days that an event names one by one."""
        lists = event.get(name, [])
        found = []
        for entry in lists if isinstance(lists, list) else [lists]:
            for moment in getattr(entry, "dts", []):
                value = moment.dt[0] if isinstance(moment.dt, tuple) else moment.dt
                found.append(self._day(in_zone(value, entry)))
                if len(found) > _MOST_EXCEPTIONS:
                    raise InvalidInput("It lists more than 2,000 days.")
        return found

    def _span(self, event: "Event") -> tuple[date, date, str]:
        """Return the first and last day of an event, and its times in words."""
        if (start := event.get("DTSTART")) is None:
            raise InvalidInput("The event has no start.")
        begins = moment_of(start)
        ends = moment_of(event["DTEND"]) if event.get("DTEND") is not None else None
        if ends is None and (length := event.get("DURATION")) is not None:
            ends = after(begins, length.dt)
        if isinstance(begins, datetime):
            return self._timed(begins, ends)
        if ends is None or self._day(ends) == begins:
            return begins, begins, ""
        return begins, checked_run(begins, self._day(ends) - timedelta(days=1)), ""

    def _timed(self, begins: datetime, ends: date | None) -> tuple[date, date, str]:
        local = self._local(begins)
        if not isinstance(ends, datetime):
            return local.date(), local.date(), f"{local:%H:%M}"
        until = self._local(ends)
        if until < local:
            raise InvalidInput("It ends before it starts.")
        last = until.date()
        if until.time() == time(0) and until > local:
            last -= timedelta(days=1)
        words = f"{local:%H:%M}" if until == local else f"{local:%H:%M} to {until:%H:%M}"
        return local.date(), checked_run(local.date(), last), words

    def _day(self, moment: date) -> date:
        return self._local(moment).date() if isinstance(moment, datetime) else moment

    def _local(self, moment: datetime) -> datetime:
        """Return a time as the plan's own clock shows it; a time without a zone is local everywhere."""
        if moment.tzinfo is None:
            return moment
        try:
            return moment.astimezone(self._zone).replace(tzinfo=None)
        except (OverflowError, ValueError):
            raise InvalidInput("Its time is none that can be.") from None


def _on(day: CalendarDay, occurrence: str, first: date) -> CalendarDay:
    """Return one occurrence of an event, as long as the event is."""
    return replace(day, occurrence=occurrence, first=first, last=first + (day.last - day.first))


def _kind(words: str) -> SpecialDayKind:
    for kind, pattern in _KINDS:
        if re.search(pattern, words, re.IGNORECASE):
            return kind
    return SpecialDayKind.EVENT
