"""The words of a bar: labels from long to short, and its tooltip."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from planner.domain.phrases import day_text, month_name
from planner.domain.records.operation_type import OperationType
from planner.domain.timespan import Timespan

if TYPE_CHECKING:
    from planner.document.agenda_bars import Bar


def labels_of(
    title: str, kind: OperationType, wards: tuple[str, ...], places: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what a calendar bar may say of a title, from long to short: SW Greenstead, SW, S."""
    where = places or wards
    joiner = ": " if places else " "
    long = [_own_title(title, kind)]
    if where and kind.unit != "shift":  # a shift is known by its name alone
        long += [f"{kind.short_label}{joiner}{', '.join(where[:2])}", f"{kind.short_label}{joiner}{where[0]}"]
    if places:
        long.append(places[0])  # the village says more than the type, whose colour and edge are there anyway
    return _unique([*long, kind.short_label, kind.symbol])


def long_labels_of(
    title: str, kind: OperationType, wards: tuple[str, ...], places: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what a lane's bar may say, from long to short: Street Week · Greenstead, SW, S."""
    where = places or wards
    long = [_own_title(title, kind)]
    for name in (kind.name, kind.short_label):
        long += [f"{name} · {', '.join(where[:2])}", f"{name} · {where[0]}"] if where else []
        long.append(name)
    long += places[:1]
    return _unique([*sorted(long, key=len, reverse=True), kind.symbol])


def _own_title(given: str, kind: OperationType) -> str:
    """Return the title when it says more than the type and ward do, else nothing."""
    title = " ".join(given.split())
    plain = title.casefold().startswith((kind.name.casefold(), kind.short_label.casefold()))
    return "" if plain or len(title) > 40 else title


def _unique(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for w in words if w))


def day_words(day: date, *, year: bool = False) -> str:
    """Return a day in words: Tue 8 September, with the year if asked."""
    return f"{day_text(day, short=True)} {month_name(day)}" + (f" {day.year}" if year else "")


def days_words(first: date, last: date) -> str:
    """Return a run of days in words: Tue 8 – Mon 14 September."""
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{day_text(first, short=True)} – {day_words(last)}"
    return f"{day_words(first)} – {day_words(last)}"


def times_words(start: datetime, end: datetime) -> str:
    """Return the times of a block: 21:00–03:00."""
    return f"{start:%H:%M}–{end:%H:%M}"


def length_words(start: datetime, end: datetime) -> str:
    """Return the true length of a block, clock changes included: 9 h, 7 h 30 min."""
    hours, minutes = divmod(Timespan(start, end).minutes(), 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
    )


def when_words(bar: "Bar") -> str:
    """Return when a bar is, in words, with times for a single block."""
    words = days_words(bar.first, bar.last)
    if bar.end - bar.start <= timedelta(days=1):
        words += f", {times_words(bar.start, bar.end)} ({length_words(bar.start, bar.end)})"
    return words


def posts_words(needed: int, filled: int) -> str:
    """Return how many posts are filled: 4 of 6 posts; nothing when there are none."""
    if not needed:
        return ""
    return f"{filled} of {needed} post{'' if needed == 1 else 's'} filled"


def tooltip_of(bar: "Bar", needed: int = 0, filled: int = 0, said: str = "") -> str:
    """Return the facts of a bar, one a line, as plain text; the first line is its title.

    said: what the rules say of it.
    """
    lines = [
        bar.title,
        f"{bar.reference} · {bar.status.value.capitalize()}",
        when_words(bar),
        bar.theme,
        ", ".join(bar.wards),
        posts_words(needed, filled),
        said,
    ]
    return "\n".join(line for line in lines if line)


def spoken(bar: "Bar", said: str = "") -> str:
    """Return a bar as one sentence for a screen reader; said: what the rules say of it."""
    parts = [bar.title, bar.reference, bar.status.value, when_words(bar), ", ".join(bar.wards)]
    if bar.is_clash or bar.has_finding:
        parts.append(said or "needs a look")
    return ", ".join(p for p in parts if p)
