"""The sums behind the visibility ledger: planned and delivered visits by place, last seen, next planned.

Delivered comes from submitted returns only, and a visit counts once for its place, deployment and start.
SQL adds up every row over indices that hold all it needs; the few rows that are odd (drafts, two rows at one
moment, a night on which the clocks change) are taken out of the sums again and counted one by one.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from planner.domain.timespan import Timespan, to_utc
from planner.storage.engine import Connection
from planner.storage.reader import Reader

Sums = dict[str, tuple[int, int]]  # place id to visits and minutes
_MOST_VARIABLES: Final = 900
_PLANNED: Final = """
SELECT place_id, count(*), sum(minutes) FROM visit WHERE "start" >= ? AND "start" < ?
"""
_OF_IDEAS: Final = """
SELECT v.place_id, -count(*), -sum(v.minutes) FROM operation AS o
CROSS JOIN deployment AS d ON d.operation_id = o.id CROSS JOIN visit AS v ON v.deployment_id = d.id
WHERE o.status = 'idea' AND o.span_start < ? AND o.span_end >= ? AND v."start" < ? AND v."start" >= ?
GROUP BY v.place_id
"""
_DELIVERED: Final = """
SELECT place_id, count(*), sum(((strftime('%s', "end") - strftime('%s', "start")) / 60))
FROM return_visit WHERE "start" >= ? AND "start" < ?
"""
_TWINS: Final = 'SELECT place_id, "start" FROM return_visit WHERE "start" >= ? AND "start" < ?'
_ODD: Final = """
SELECT v.id, v.place_id, v."start", v."end",
       (strftime('%s', v."end") - strftime('%s', v."start")) / 60, r."state", r.deployment_id
FROM return_visit AS v JOIN return_ AS r ON r.id = v.return_id
"""
_VISITED: Final = (
    'SELECT DISTINCT place_id FROM visit WHERE "start" >= ? AND "start" < ?',
    'SELECT DISTINCT place_id FROM return_visit WHERE "start" >= ? AND "start" < ?',
)
_NOT_COMING: Final = "('idea', 'stood down', 'debriefed')"


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit that was made or is planned: local start, minutes, and its deployment."""

    start: datetime
    minutes: int
    deployment_id: str


def planned_sums(
    read: Reader, start: datetime, end: datetime, place_ids: Collection[str] | None = None
) -> Sums:
    """Return planned visits and minutes that begin in a local span; an idea plans nothing."""
    sums: Sums = {}
    first, last = _text(start), _text(end)
    for connection in read.connections:
        for tail, values in _places(place_ids):
            question = f"{_PLANNED} {tail} GROUP BY place_id"
            _add(sums, connection.execute(question, (first, last, *values)))
        ideas = connection.execute(_OF_IDEAS, (last, first, last, first))
        _add(sums, (row for row in ideas if place_ids is None or row[0] in place_ids))
    return {place: found for place, found in sums.items() if found[0]}


def delivered_sums(
    read: Reader, start: datetime, end: datetime, zone: str, place_ids: Collection[str] | None = None
) -> Sums:
    """Return visits of submitted returns that began in a local span, with their true minutes."""
    sums: Sums = {}
    first, last = _text(start), _text(end)
    for connection in read.connections:
        for tail, values in _places(place_ids):
            question = f"{_DELIVERED} {tail} GROUP BY place_id"
            _add(sums, connection.execute(question, (first, last, *values)))
        odd = {row[0]: row for row in _odd_rows(connection, start, end, zone, place_ids)}
        odd = {i: row for i, row in odd.items() if first <= row[2] < last}
        _add(sums, ((row[1], -1, -row[4]) for row in odd.values()))
        _add(sums, _counted_once(odd.values(), zone))
    return {place: found for place, found in sums.items() if found[0]}


def last_seen(read: Reader, before: datetime, place_ids: Collection[str], zone: str) -> dict[str, Stop]:
    """Return the last visit to each place, by submitted returns, that began by a local moment."""
    found: dict[str, Stop] = {}
    question = (
        'SELECT v."start", v."end", r.deployment_id FROM return_visit AS v JOIN return_ AS r'
        ' ON r.id = v.return_id WHERE v.place_id = ? AND v."start" <= ? AND r."state" = \'submitted\''
        ' ORDER BY v."start" DESC, v."end" DESC LIMIT 1'
    )
    for connection in read.connections:
        for place in place_ids:
            for begin, finish, deployment in connection.execute(question, (place, _text(before))):
                when = datetime.fromisoformat(begin)
                minutes = Timespan(when, datetime.fromisoformat(finish)).minutes(zone)
                if place not in found or when > found[place].start:
                    found[place] = Stop(when, minutes, deployment)
    return found


def next_planned(read: Reader, after: datetime, place_ids: Collection[str]) -> dict[str, Stop]:
    """Return the first planned visit to each place from a local moment on, of work that is to come."""
    found: dict[str, Stop] = {}
    question = (
        'SELECT v."start", v.minutes, v.deployment_id FROM visit AS v'
        " JOIN deployment AS d ON d.id = v.deployment_id JOIN operation AS o ON o.id = d.operation_id"
        f' WHERE v.place_id = ? AND v."start" >= ? AND o.status NOT IN {_NOT_COMING}'
        ' ORDER BY v."start" LIMIT 1'
    )
    for connection in read.connections:
        for place in place_ids:
            for begin, minutes, deployment in connection.execute(question, (place, _text(after))):
                when = datetime.fromisoformat(begin)
                if place not in found or when < found[place].start:
                    found[place] = Stop(when, minutes, deployment)
    return found


def visited_places(read: Reader, start: datetime, end: datetime) -> set[str]:
    """Return the ids of places with a planned or reported visit in a local span."""
    span, found = (_text(start), _text(end)), set()
    for connection in read.connections:
        for question in _VISITED:
            found |= {row[0] for row in connection.execute(question, span)}
    return found


def last_in_wards(
    read: Reader, before: datetime, since: datetime, ward_ids: Collection[str]
) -> dict[str, datetime]:
    """Return when a deployment that was done, wholly or in part, last began in each ward.

    Walks back from the newest and stops when every ward is found. before, since: local.
    """
    found: dict[str, datetime] = {}
    wanted = set(ward_ids)
    for connection in read.connections:
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


def _places(place_ids: Collection[str] | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the conditions that ask for some places, in parts that fit one statement, or for all."""
    if place_ids is None:
        yield "", ()
        return
    wanted = tuple(place_ids)
    for at in range(0, len(wanted), _MOST_VARIABLES):
        part = wanted[at : at + _MOST_VARIABLES]
        yield f"AND place_id IN ({', '.join('?' * len(part))})", part


def _add(sums: Sums, rows: Iterable[tuple[Any, ...]]) -> None:
    for place, visits, minutes in rows:
        known = sums.get(place, (0, 0))
        sums[place] = (known[0] + visits, known[1] + minutes)


def _odd_rows(
    connection: Connection, start: datetime, end: datetime, zone: str, place_ids: Collection[str] | None
) -> Iterator[tuple[Any, ...]]:
    drafts = connection.execute(f"{_ODD} WHERE r.\"state\" <> 'submitted'")
    yield from (row for row in drafts if place_ids is None or row[1] in place_ids)
    span = (_text(start), _text(end))
    for tail, values in _places(place_ids):
        question = f'{_TWINS} {tail} GROUP BY place_id, "start" HAVING count(*) > 1'
        twins = connection.execute(question, (*span, *values)).fetchall()
        for place, begin in twins:
            yield from connection.execute(f'{_ODD} WHERE v.place_id = ? AND v."start" = ?', (place, begin))
        for night in _changes(start, end, zone):
            around = (_text(night - timedelta(days=1)), _text(night + timedelta(days=1)))
            tail_v = tail.replace("place_id", "v.place_id")
            yield from connection.execute(
                f'{_ODD} WHERE v."start" >= ? AND v."start" < ? {tail_v}', (*around, *values)
            )


def _changes(start: datetime, end: datetime, zone: str) -> Iterator[datetime]:
    """Yield the local midnights after which the clocks of a zone change, in and just before a span."""
    day = datetime(start.year, start.month, start.day) - timedelta(days=2)
    while day < end:
        after = day + timedelta(days=1)
        if to_utc(after, zone) - to_utc(day, zone) != timedelta(days=1):
            yield day
        day = after


def _counted_once(rows: Iterable[tuple[Any, ...]], zone: str) -> Iterator[tuple[str, int, int]]:
    """Yield one visit for each place, deployment and start of submitted returns, the longest of several."""
    longest: dict[tuple[str, str, str], int] = {}
    for _, place, begin, finish, _, state, deployment in rows:
        if state == "submitted":
            span = Timespan(datetime.fromisoformat(begin), datetime.fromisoformat(finish))
            key = (place, deployment, begin)
            longest[key] = max(span.minutes(zone), longest.get(key, 0))
    for (place, _, _), minutes in longest.items():
        yield place, 1, minutes
