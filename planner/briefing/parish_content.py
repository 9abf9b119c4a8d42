"""What a parish report and a ward sheet are told: figures counted by the caller, words made here.

Delivered figures come from returns only. Nothing here names a person, a call sign or an hour to come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from planner.briefing.content import Cell, Para, Row, Run, Table
from planner.briefing.order_tables import row
from planner.briefing.texts import lead_in, plain
from planner.domain.phrases import and_list, count_text, date_text, day_text, month_name


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Visits and visible minutes planned for and made in one calendar month; month is its first day."""

    month: date
    planned: int
    planned_minutes: int
    made: int
    made_minutes: int


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The newest visit that a return tells of: day, the role of who came ("a PCSO"), minutes."""

    day: date
    role: str
    minutes: int


@dataclass(frozen=True, slots=True)
class NextVisit:
    """The next planned visit; only one that is announced may be told by its day."""

    day: date
    announced: bool = False


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """A promise in words ("2 visits a month") and how its current and its last whole period stand."""

    words: str
    visits: int
    period: str
    made: int
    last_period: str = ""
    last_made: int | None = None


@dataclass(frozen=True, slots=True)
class NotMade:
    """Planned visits that were not made: how many patrols fell short, why, minutes pulled to other calls."""

    patrols: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    abstracted_minutes: int = 0
    not_reported: int = 0
    """Patrols that ended and whose return is not handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParishFigures:
    """All that a report for one village or parish is made from."""

    place: str
    ward: str
    district: str
    today: date
    months: tuple[MonthCount, ...]
    last: LastVisit | None
    next: NextVisit | None
    promise: PromiseKept | None
    not_made: NotMade
    results: tuple[tuple[str, int], ...]
    people: int
    concerns: tuple[str, ...]
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """One village of a ward sheet, with its twelve months."""

    place: str
    planned: int
    made: int
    made_minutes: int
    last: date | None
    next: NextVisit | None
    promise: PromiseKept | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WardFigures:
    """All that a ward sheet is made from; not_seen: unseen work as (kind, words) by quarter."""

    ward: str
    district: str
    today: date
    residents: int | None
    share_of_visits: float | None
    share_of_residents: float | None
    months: tuple[MonthCount, ...]
    places: tuple[PlaceLine, ...]
    not_made: NotMade
    results: tuple[tuple[str, int], ...]
    people: int
    concerns: tuple[str, ...]
    unseen: tuple[str, ...]
    operations: tuple[str, ...]
    printed: str


_MOST_LISTED = 6
FROM_RETURNS = "Visits made are counted from the returns that officers hand in, never from the plan."


def next_words(coming: NextVisit | None, today: date) -> str:
    """Return the next visit in public words: "this month" and the like, the day only when announced."""
    if coming is None:
        return "none is planned yet"
    if coming.announced:
        return f"on {day_text(coming.day)}"
    months = (coming.day.year - today.year) * 12 + coming.day.month - today.month
    if months <= 0:
        return "this month"
    return "next month" if months == 1 else f"in {month_name(coming.day)} {coming.day.year}"


def last_words(last: LastVisit | None, today: date) -> str:
    """Return the last visit with date, role and minutes."""
    if last is None:
        return "no visit is on record"
    days = (today - last.day).days
    ago = "today" if days == 0 else f"{count_text(days, 'day')} ago"
    return f"{day_text(last.day)}, by {last.role}, {count_text(last.minutes, 'minute')} ({ago})"


def promise_blocks(promise: PromiseKept | None) -> tuple[Para, ...]:
    """Return what was promised and whether it was kept."""
    if promise is None:
        return (plain("No number of visits has been promised to this parish."),)
    result = [lead_in("The promise:", f"{promise.words}.")]
    if promise.last_made is not None:
        kept = "kept" if promise.last_made >= promise.visits else "not kept"
        result.append(
            lead_in(f"{promise.last_period}:", f"{promise.last_made} of {promise.visits} made: {kept}.")
        )
    result.append(lead_in(f"{promise.period}, so far:", f"{promise.made} of {promise.visits} made."))
    return tuple(result)


def month_table(months: Sequence[MonthCount]) -> Table:
    """Return planned and made visits for each month and in all."""
    rows = [
        row(f"{month_name(m.month)} {m.month.year}", str(m.planned), str(m.made), _minutes(m.made_minutes))
        for m in months
    ]
    total = (
        "All twelve months" if len(months) == 12 else "In all",
        str(sum(m.planned for m in months)),
        str(sum(m.made for m in months)),
        _minutes(sum(m.made_minutes for m in months)),
    )
    rows.append(Row(tuple(Cell(words, bold=True) for words in total)))
    head = ("Month", "Visits planned", "Visits made", "Time seen")
    return Table("months", head, tuple(rows), stretch=0)


def _minutes(minutes: int) -> str:
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def not_made_blocks(found: NotMade, *, one_place: bool = False) -> tuple[Para, ...]:
    """Return what was planned and not done, why, and what is not yet known."""
    result = []
    if found.patrols:
        why = and_list([f"{reason} {n}" for reason, n in found.reasons])
        short = "did not come" if one_place else "did not make every visit"
        words = f"{count_text(found.patrols, 'patrol')} that should have come {short}"
        result.append(plain(f"{words}{' (' + why + ')' if why else ''}."))
    else:
        result.append(plain("Every patrol that handed in its return came as planned."))
    if found.abstracted_minutes:
        pulled = _minutes(found.abstracted_minutes)
        result.append(plain(f"Officers on these patrols were pulled to other calls for {pulled} in all."))
    if found.not_reported:
        late = count_text(found.not_reported, "patrol has", "patrols have")
        result.append(plain(f"{late} not handed in a return yet; nothing is counted for them."))
    return tuple(result)


def result_blocks(
    results: Sequence[tuple[str, int]], people: int, *, shared: str, during: str
) -> tuple[Para, ...]:
    """Return the results in plain words; shared: what they are counted over; during: visits or work here."""
    result = []
    if people:
        words = f"{count_text(people, 'person', 'people')} spoken to during {during} here"
        result.append(Para((Run(words),), bullet=True))
    if len(results) > _MOST_LISTED:
        result.append(
            Para((Run("; ".join(f"{measure}: {count}" for measure, count in results)),), bullet=True)
        )
    else:
        result += [Para((Run(f"{measure}: {count}"),), bullet=True) for measure, count in results]
    if not result:
        return (plain("No results are recorded yet."),)
    return (*result, plain(shared)) if results else tuple(result)


def concern_blocks(concerns: Sequence[str]) -> tuple[Para, ...]:
    """Return what residents said matters, in their order."""
    if not concerns:
        return (plain("Nothing is recorded yet. Tell the neighbourhood team what matters to you."),)
    return tuple(Para((Run(text),), bullet=True) for text in concerns)


def place_table(places: Sequence[PlaceLine], today: date) -> Table:
    """Return the villages of a ward, as the caller ordered them."""
    rows = [
        row(
            Cell(p.place, bold=True),
            str(p.planned),
            str(p.made),
            _minutes(p.made_minutes),
            f"{date_text(p.last)}, {count_text((today - p.last).days, 'day')} ago"
            if p.last
            else "not on record",
            next_words(p.next, today),
            _promise_cell(p.promise),
        )
        for p in places
    ]
    head = ("Village", "Planned", "Made", "Time seen", "Last visit", "Next visit", "Promise")
    return Table("places", head, tuple(rows), stretch=0)


def _promise_cell(promise: PromiseKept | None) -> str:
    if promise is None:
        return "none"
    made, when = (
        (promise.made, promise.period)
        if promise.last_made is None
        else (promise.last_made, promise.last_period)
    )
    return f"{promise.words}; {when}: {made} of {promise.visits}"
