"""The sums behind the visibility ledger: planned and delivered visits by place, last seen, next planned.

Delivered comes from submitted returns only, and a visit counts once for its place, deployment and start.
SQL adds up every row over indices that hold all it needs; the few rows that are odd (drafts, two rows at one
moment, a night on which the clocks change) are taken out of the sums again and counted one by one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from planner.domain.frozen import dataclass
from planner.domain.timespan import Timespan, month_after, to_utc
from planner.storage.engine import Connection
from planner.storage.reader import Reader
from planner.storage.sql import marks, parts_of

Month = str  # "2026-09"
Sums = dict[str, dict[Month, tuple[int, int]]]  # place id and month to visits and minutes
_PLANNED: Final = """
SELECT place_id, substr("start", 1, 7), count(*), sum(minutes) FROM visit
WHERE substr("start", 1, 7) >= ? AND substr("start", 1, 7) < ? {places}
GROUP BY place_id, substr("start", 1, 7)
"""
_OF_IDEAS: Final = """
SELECT v.place_id, substr(v."start", 1, 7), -count(*), -sum(v.minutes) FROM operation AS o
CROSS JOIN deployment AS d ON d.operation_id = o.id CROSS JOIN visit AS v ON v.deployment_id = d.id
WHERE o.status = 'idea' AND o.span_start < ? AND o.span_end >= ?
  AND substr(v."start", 1, 7) >= ? AND substr(v."start", 1, 7) < ?
GROUP BY v.place_id, substr(v."start", 1, 7)
"""
_DELIVERED: Final = """
SELECT place_id, substr("start", 1, 7), count(*),
       sum(((strftime('%s', "end") - strftime('%s', "start")) / 60))
FROM return_visit WHERE substr("start", 1, 7) >= ? AND substr("start", 1, 7) < ? {places}
GROUP BY place_id, substr("start", 1, 7)
"""
_TWINS: Final = """
SELECT place_id, "start" FROM return_visit
WHERE substr("start", 1, 7) >= ? AND substr("start", 1, 7) < ? {places}
GROUP BY place_id, substr("start", 1, 7), "start" HAVING count(*) > 1
"""
_ODD: Final = """
SELECT v.id, v.place_id, v."start", v."end",
       (strftime('%s', v."end") - strftime('%s', v."start")) / 60, r."state", r.deployment_id
FROM return_visit AS v JOIN return_ AS r ON r.id = v.return_id
"""
_LAST: Final = """
SELECT v."start", v."end", r.deployment_id
FROM return_visit AS v CROSS JOIN return_ AS r ON r.id = v.return_id
WHERE v.place_id = ? AND v."start" <= ? AND r."state" = 'submitted'
ORDER BY substr(v."start", 1, 7) DESC, v."start" DESC, v."end" DESC LIMIT 1
"""
_NEXT: Final = """
SELECT v."start", v.minutes, v.deployment_id FROM visit AS v
CROSS JOIN deployment AS d ON d.id = v.deployment_id CROSS JOIN operation AS o ON o.id = d.operation_id
WHERE v.place_id = ? AND substr(v."start", 1, 7) >= ? AND v."start" >= ?
  AND o.status NOT IN ('idea', 'stood down', 'debriefed')
ORDER BY substr(v."start", 1, 7), v."start" LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit that was made or is planned: local start, minutes, and its deployment."""

    start: datetime
    minutes: int
    deployment_id: str


def planned_sums(read: Reader, start: date, end: date, place_ids: Collection[str] | None = None) -> Sums:
    """Return planned visits and minutes by place and month; an idea plans nothing.

    start, end: the first days of the first month and of the month after the last.
    """
    sums: Sums = {}
    span = (_month(start), _month(end))
    for connection in read.connections:
        for places, values in _places(place_ids):
            _add(sums, connection.execute(_PLANNED.format(places=places), (*span, *values)))
        ideas = connection.execute(_OF_IDEAS, (end.isoformat(), start.isoformat(), *span))
        _add(sums, (row for row in ideas if place_ids is None or row[0] in place_ids))
    return sums


def delivered_sums(
    read: Reader, start: date, end: date, zone: str, place_ids: Collection[str] | None = None
) -> Sums:
    """Return visits of submitted returns by place and month, with their true minutes.

    start, end: the first days of the first month and of the month after the last.
    """
    sums: Sums = {}
    span = (_month(start), _month(end))
    for connection in read.connections:
        for places, values in _places(place_ids):
            _add(sums, connection.execute(_DELIVERED.format(places=places), (*span, *values)))
        odd = {row[0]: row for row in _odd_rows(connection, start, end, zone, place_ids)}
        rows = [row for row in odd.values() if span[0] <= row[2][:7] < span[1]]
        _add(sums, ((row[1], row[2][:7], -1, -row[4]) for row in rows))
        _add(sums, _counted_once(rows, zone))
    return sums


def last_seen(read: Reader, before: datetime, place_ids: Collection[str], zone: str) -> dict[str, Stop]:
    """Return the last visit to each place, by submitted returns, that began by a local moment."""
    found: dict[str, Stop] = {}
    for connection in read.connections:
        for place in place_ids:
            for begin, finish, deployment in connection.execute(_LAST, (place, _text(before))):
                when = datetime.fromisoformat(begin)
                minutes = Timespan(when, datetime.fromisoformat(finish)).minutes(zone)
                if place not in found or when > found[place].start:
                    found[place] = Stop(when, minutes, deployment)
    return found


def next_planned(read: Reader, after: datetime, place_ids: Collection[str]) -> dict[str, Stop]:
    """Return the first planned visit to each place from a local moment on, of work that is to come."""
    found: dict[str, Stop] = {}
    for connection in read.connections:
        for place in place_ids:
            for begin, minutes, deployment in connection.execute(_NEXT, (place, _month(after), _text(after))):
                when = datetime.fromisoformat(begin)
                if place not in found or when < found[place].start:
                    found[place] = Stop(when, minutes, deployment)
    return found


def last_in_wards(
    read: Reader, before: datetime, since: datetime, ward_ids: Collection[str]
) -> dict[str, datetime]:
    """Return when a deployment that was done, wholly or in part, last began in each ward.

    Walks back from the newest and stops when every ward is found. before, since: local.
    """
    found: dict[str, datetime] = {}
    wanted = set(ward_ids)
    for connection in read.connections if wanted else ():
        mine: dict[str, datetime] = {}
        for begin, ward in connection.execute(_IN_WARDS, (_text(before), _text(since))):
            if ward in wanted and ward not in mine:
                mine[ward] = datetime.fromisoformat(begin)
                if len(mine) == len(wanted):
                    break
        for ward, moment in mine.items():
            found[ward] = max(moment, found.get(ward, moment))
    return found


_IN_WARDS: Final = """
SELECT d."start", w.ward_id FROM deployment AS d CROSS JOIN return_ AS r ON r.deployment_id = d.id
CROSS JOIN operation_ward AS w ON w.operation_id = d.operation_id
WHERE d."start" <= ? AND d."start" > ? AND r."state" = 'submitted' AND r.outcome <> 'not done'
  AND (NOT EXISTS (SELECT 1 FROM deployment_ward AS x WHERE x.deployment_id = d.id)
       OR EXISTS (SELECT 1 FROM deployment_ward AS x WHERE x.deployment_id = d.id AND x.ward_id = w.ward_id))
ORDER BY d."start" DESC
"""


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _month(day: date) -> Month:
    return f"{day:%Y-%m}"


def _places(place_ids: Collection[str] | None) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the conditions that ask for some places, in parts that fit one statement, or for all."""
    if place_ids is None:
        yield "", ()
        return
    for part in parts_of(tuple(place_ids)):
        yield f"AND place_id IN ({marks(part)})", part


def _add(sums: Sums, rows: Iterable[tuple[Any, ...]]) -> None:
    for place, month, visits, minutes in rows:
        months = sums.setdefault(place, {})
        known = months.get(month, (0, 0))
        months[month] = (known[0] + visits, known[1] + minutes)


def _odd_rows(
    connection: Connection, start: date, end: date, zone: str, place_ids: Collection[str] | None
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that SQL cannot count as they are; one may come twice or lie outside the span."""
    nights = list(_changes(start, end, zone))
    for places, values in _places(place_ids):
        where = places.replace("place_id", "v.place_id")
        odd = _ODD if place_ids is None else _ODD.replace(" JOIN", " CROSS JOIN")
        yield from connection.execute(f"{odd} WHERE r.\"state\" = 'draft' {where}", values)
        for night in nights:
            around = (_text(night - timedelta(days=1)), _text(night + timedelta(days=1)))
            question = f'{odd} WHERE v."start" >= ? AND v."start" < ? {where}'
            yield from connection.execute(question, (*around, *values))
    span = (_month(start), _month(end))
    for places, values in _places(place_ids):
        for twin in connection.execute(_TWINS.format(places=places), (*span, *values)).fetchall():
            yield from connection.execute(f'{_ODD} WHERE v.place_id = ? AND v."start" = ?', twin)


def _changes(start: date, end: date, zone: str) -> Iterator[datetime]:
    """Yield the local midnights after which the clocks of a zone change, in and just before a span."""
    first, day = month_after(start, -1), timedelta(days=1)
    while first < end:
        after = month_after(first)
        night, last = datetime.combine(first, time(0)), datetime.combine(after, time(0))
        if to_utc(last, zone) - to_utc(night, zone) != last - night:
            while night < last:
                if to_utc(night + day, zone) - to_utc(night, zone) != day:
                    yield night
                night += day
        first = after


def _counted_once(rows: Iterable[tuple[Any, ...]], zone: str) -> Iterator[tuple[str, Month, int, int]]:
    """Yield one visit for each place, deployment and start of submitted returns, the longest of several."""
    longest: dict[tuple[str, str, str], int] = {}
    for _, place, begin, finish, _, state, deployment in rows:
        if state == "submitted":
            span = Timespan(datetime.fromisoformat(begin), datetime.fromisoformat(finish))
            key = (place, deployment, begin)
            longest[key] = max(span.minutes(zone), longest.get(key, 0))
    for (place, _, begin), minutes in longest.items():
        yield place, begin[:7], 1, minutes
