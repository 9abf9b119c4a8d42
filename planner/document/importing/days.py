"""Calendars into the calendar of days: events known by their uid, so that a newer file updates them.

The table has no field for a uid. The id of a day is made of it instead: eight figures of the event, eight of
the occurrence. So the days of one event are known among all others, in every copy that takes the file in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from planner.document.importing.intake import Compare, Intake
from planner.domain.phrases import count_text, date_text
from planner.domain.records.plan import SpecialDay
from planner.exchange.calendar_in import CalendarDay, CalendarFile
from planner.exchange.returns_csv import Rejected
from planner.exchange.stable_ids import stable_id
from planner.storage.reader import Reader

_HALF: Final = 8


def compare_days(files: Sequence[CalendarFile]) -> Compare:
    """Return what works out what calendars would do to the plan."""
    return lambda read: _compared(read, files)


def day_id(uid: str, occurrence: str) -> str:
    """Return the id of one occurrence of an event."""
    return event_prefix(uid) + stable_id("day of", uid, occurrence)[:_HALF]


def event_prefix(uid: str) -> str:
    """Return what the ids of all days of an event begin with."""
    return stable_id("event", uid)[:_HALF]


def _compared(read: Reader, files: Sequence[CalendarFile]) -> Intake:
    known = {d.id: d for d in read.all(SpecialDay)}
    alike = {_words(d.title, d.first, d.last): d for d in known.values()}
    added, updated, put, gone = [], [], [], []
    unchanged = 0
    wanted: set[str] = set()
    for day in _latest(files):
        row_id = day_id(day.uid, day.occurrence)
        before = known.get(row_id)
        if day.is_cancelled:
            continue
        wanted.add(row_id)
        if before is None:
            if _words(day.title, day.first, day.last) in alike:
                unchanged += 1  # typed in by hand, or in another calendar too: once is enough
                continue
            put.append(_made(day, row_id))
            alike[_words(day.title, day.first, day.last)] = put[-1]
            added.append(_line(put[-1]))
            continue
        after = replace(before, title=day.title, first=day.first, last=day.last, note=day.note)
        if after == before:
            unchanged += 1
        else:
            put.append(after)
            updated.append(f"{_line(after)}{_moved(before, after)}")
    for row in _vanished(known.values(), files, wanted):
        gone.append(row)
        updated.append(f"{_line(row)}: taken out, the calendar no longer has it")
    rejected: list[Rejected] = [row for file in files for row in file.rejected]
    return Intake(
        added=tuple(added), updated=tuple(updated), unchanged=unchanged, rejected=tuple(rejected),
        notes=_notes(files, gone), put=tuple(put), drop=tuple(gone),
    )  # fmt: skip


def _latest(files: Sequence[CalendarFile]) -> Iterable[CalendarDay]:
    """Yield each occurrence once, as the last file that has it says, by date."""
    found = {(d.uid, d.occurrence): d for file in files for d in file.days}
    return sorted(found.values(), key=lambda d: (d.first, d.title, d.uid))


def _vanished(
    known: Iterable[SpecialDay], files: Sequence[CalendarFile], wanted: set[str]
) -> list[SpecialDay]:
    """Return days of these events that the files no longer have, of the time that was read."""
    events = {event_prefix(uid) for file in files for uid in file.seen}
    start, end = min(f.start for f in files), max(f.end for f in files)
    return [
        row
        for row in known
        if row.id[:_HALF] in events and row.id not in wanted and row.first <= end and row.last >= start
    ]


def _made(day: CalendarDay, row_id: str) -> SpecialDay:
    return SpecialDay(
        id=row_id, title=day.title, kind=day.kind, first=day.first, last=day.last, note=day.note
    )


def _words(title: str, first: date, last: date) -> tuple[str, date, date]:
    return " ".join(title.casefold().split()), first, last


def _line(day: SpecialDay) -> str:
    run = "" if day.last == day.first else f" to {date_text(day.last)}"
    note = f", {day.note}" if day.note else ""
    return f"{date_text(day.first)}{run}: {day.title}{note}"


def _moved(before: SpecialDay, after: SpecialDay) -> str:
    if (before.first, before.last) != (after.first, after.last):
        return f", was {date_text(before.first)}"
    return f", was “{before.title}”" if before.title != after.title else ""


def _notes(files: Sequence[CalendarFile], gone: Sequence[SpecialDay]) -> tuple[str, ...]:
    start, end = min(f.start for f in files), max(f.end for f in files)
    notes = [f"Taken in are the days from {date_text(start)} to {date_text(end)}."]
    if gone:
        notes.append(f"{count_text(len(gone), 'day')} taken out, since the calendar no longer has them.")
    return tuple(notes)
