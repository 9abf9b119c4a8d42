"""What is typed into a return: "10:20–10:35" as times, "spoken to 11, surveys 3" as counts."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from planner.domain.errors import InvalidInput
from planner.domain.phrases import time_text

SPOKEN = "spoken to"
_CLOCK = re.compile(r"(\d{1,2})[:.h]?(\d{2})?")
_DASH = re.compile(r"\s*(?:–|—|-|\bto\b)\s*")


def span_words(start: datetime, end: datetime) -> str:
    """Return "10:20–10:35"."""
    return f"{time_text(start)}–{time_text(end)}"


def parse_span(text: str, planned: datetime, minutes: int) -> tuple[datetime, datetime]:
    """Return the local times of a visit near its planned start; without an end it lasts as planned.

    A clock time is taken on the day that brings it nearest to the plan, so that a night's small hours
    belong to its next day. InvalidInput when the text is no time.
    """
    parts = _DASH.split(text.strip())
    clocks = [_clock(part) for part in parts]
    if not 1 <= len(clocks) <= 2 or None in clocks:
        raise InvalidInput(f"“{text.strip()[:30]}” is no time; type it as 10:20–10:35.")
    first, last = clocks[0], clocks[-1]
    assert first is not None
    assert last is not None
    days = [planned.date() + timedelta(days=n) for n in (-1, 0, 1)]
    start = min((datetime.combine(d, first) for d in days), key=lambda m: abs(m - planned))
    if len(clocks) == 1:
        return start, start + timedelta(minutes=minutes)
    end = datetime.combine(start.date(), last)
    return start, end if end > start else end + timedelta(days=1)


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def results_words(people: int, results: Mapping[str, int]) -> str:
    """Return "spoken to 11, surveys 3"."""
    counts = [(SPOKEN, people)] if people else []
    return ", ".join(f"{name} {count}" for name, count in (*counts, *results.items()) if count)


def parse_results(text: str, offered: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Return people spoken to and the other counts; a beginning stands for the one measure it fits.

    InvalidInput for a piece without a number or without a name.
    """
    people = 0
    results: dict[str, int] = {}
    for piece in re.split(r"[,;·\n]", text):
        words = piece.split()
        if not words:
            continue
        numbers = [w for w in words if w.isdecimal()]
        name = " ".join(w for w in words if not w.isdecimal())
        if len(numbers) != 1 or not name:
            raise InvalidInput(
                f"“{piece.strip()[:40]}” needs one number and a name; type it as “spoken to 11, surveys 3”."
            )
        measure = _measure(name, offered)
        if measure == SPOKEN:
            people += int(numbers[0])
        else:
            results[measure] = results.get(measure, 0) + int(numbers[0])
    return people, results


def _measure(name: str, offered: Sequence[str]) -> str:
    """Return the measure that a name or its beginning means, else the name as it was typed."""
    folded = name.casefold()
    known = [SPOKEN, *offered]
    exact = [m for m in known if m.casefold() == folded]
    begins = [m for m in known if m.casefold().startswith(folded)]
    if exact or len(begins) == 1:
        return (exact or begins)[0]
    return name
