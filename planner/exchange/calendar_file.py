"""Calendar events out as iCalendar (RFC 5545): local times with a VTIMEZONE, all-day ends exclusive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event: naive local times, or dates for an all-day event whose end is its last day."""

    uid: str
    start: datetime | date
    end: datetime | date
    summary: str
    location: str = ""
    description: str = ""
    category: str = ""


def calendar_bytes(events: Iterable[CalendarEvent], *, name: str, zone: str, now: datetime) -> bytes:
    """Return an .ics file; now is an aware time for DTSTAMP. icalendar escapes every text."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Wardplan//Wardplan//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_component(event, ZoneInfo(zone), now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _component(event: CalendarEvent, zone: ZoneInfo, now: datetime) -> "Event":
    from icalendar import Event

    made = Event()
    made.add("uid", f"{event.uid}@wardplan")
    made.add("dtstamp", now)
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        made.add("dtstart", event.start.replace(tzinfo=zone, fold=0))
        made.add("dtend", event.end.replace(tzinfo=zone, fold=0))
    else:
        made.add("dtstart", event.start)
        made.add("dtend", event.end + timedelta(days=1))
    made.add("summary", event.summary)
    for field in ("location", "description"):
        if text := getattr(event, field):
            made.add(field, text)
    if event.category:
        made.add("categories", [event.category])
    return made
