"""Single events of a calendar file (RFC 5545, 3.6.1): their text found, parsed, and their times told.

Every event is parsed by itself, so that a broken one spoils no other. Time zones go by their names alone:
what a file says of a zone's own rules is never worked through. InvalidInput says why an event is not taken.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from planner.domain.errors import InvalidInput
from planner.exchange.imported_text import tidy

if TYPE_CHECKING:
    from icalendar import Event

_LONGEST_EVENT: Final = 64 * 1024
_LONGEST_RUN: Final = timedelta(days=400)
_NO_TEXT: Final = "It cannot be read as an event."


def events_in(text: str) -> Iterator[tuple[int, str | None]]:
    """Yield the line of every event and its text; None for one that never ends or is far too long."""
    block: list[str] = []
    began, size = 0, 0
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip().upper() if len(line) < 40 else ""
        if plain == "BEGIN:VEVENT":
            if began:
                yield began, None
            block, began, size = [], number, 0
        if not began:
            continue
        size += len(line)
        if size <= _LONGEST_EVENT:
            block.append(line.rstrip("\r"))
        if plain == "END:VEVENT":
            yield began, "\r\n".join(block) if size <= _LONGEST_EVENT else None
            began = 0
    if began:
        yield began, None


def parsed(block: str) -> "Event":
    """Return an event from its text; InvalidInput for what is none or has a field that cannot be read."""
    from icalendar import Event

    try:
        event = Event.from_ical(block)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError):
        raise InvalidInput(_NO_TEXT) from None
    if not isinstance(event, Event):
        raise InvalidInput(_NO_TEXT)
    for name, _why in event.errors:
        if str(name or "").upper() in {"", "DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID"}:
            raise InvalidInput(f"Its {str(name or 'text')[:20]} cannot be read.")
    return event


def moment_of(prop: object) -> date:
    """Return a property's day or time, with its zone where it names one; InvalidInput for what is neither."""
    value = getattr(prop, "dt", None)
    if not isinstance(value, date):
        raise InvalidInput("Its start or end is given in more than one way.")
    return in_zone(value, prop)


def in_zone(value: date, prop: object) -> date:
    """Return a time in the zone that its property names; a day, and a time without one, as they are."""
    name = str(getattr(prop, "params", {}).get("TZID", "")).strip().strip('"')
    if not isinstance(value, datetime) or not name:
        return value
    return value.replace(tzinfo=_zone(name))


def _zone(name: str) -> ZoneInfo:
    """Return a time zone by its name, Microsoft's names too; InvalidInput for one that nobody knows."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    known = WINDOWS_TO_OLSON.get(name, name)
    if known.upper() in {"UTC", "GMT", "Z"}:
        return ZoneInfo("UTC")
    for candidate in (known, "/".join(known.split("/")[-2:])):
        try:
            return ZoneInfo(candidate)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    raise InvalidInput(f"Its time zone “{tidy(name, 40)}” is not known.")


def after(begins: date, length: timedelta) -> date:
    """Return the end of an event of some length."""
    try:
        if not isinstance(begins, datetime) or begins.tzinfo is None:
            return begins + length
        # A length is time that passes, over a change of the clock too.
        return (begins.astimezone(UTC) + length).astimezone(begins.tzinfo)
    except OverflowError:
        raise InvalidInput("It ends after the year 9999.") from None


def checked_run(first: date, last: date) -> date:
    """Return the last day of an event; InvalidInput before its first, or for more than 400 days."""
    if last < first:
        raise InvalidInput("It ends before it starts.")
    if last - first > _LONGEST_RUN:
        raise InvalidInput("It runs for more than a year.")
    return last


def categories_of(event: "Event") -> str:
    """Return the words that an event is filed under."""
    found = event.get("CATEGORIES", [])
    lists: Sequence[Any] = found if isinstance(found, list) else [found]
    return " ".join(str(c) for entry in lists for c in getattr(entry, "cats", []))[:200]
