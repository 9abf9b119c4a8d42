"""What lies in a span or beyond it, read sparely: a month of a large plan is thousands of rows.

Calendar, lanes and map need few columns of an operation or a deployment; they come as named tuples, which
cost a fraction of records.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from planner.domain.vocabulary import Status
from planner.storage.engine import Connection
from planner.storage.reader import Reader

_BETWEEN = "SELECT span_start, rowid, id FROM operation WHERE span_start < ? AND span_end > ?"
_WORK_COLUMNS = 'id, type_id, reference, title, status, "start", "end", lead, area'
_BLOCK = 'SELECT id, operation_id, number, "start", "end", theme, lead, series_id FROM deployment WHERE '
_MOST_VARIABLES = 900
_STATUS = {status.value: status for status in Status}
Placed = tuple[int, str, int, str]
"""Where an operation stands among others: its file, start and row number there, then its id."""


class Work(NamedTuple):
    """What views need of an operation; the fields mean what they mean in its record."""

    id: str
    type_id: str
    reference: str
    title: str
    status: Status
    start: datetime
    end: datetime
    lead: str
    area: bytes | None


class Block(NamedTuple):
    """What views need of a deployment; the fields mean what they mean in its record."""

    id: str
    operation_id: str
    number: int
    start: datetime
    end: datetime
    theme: str
    lead: str
    series_id: str


def operations_placed(read: Reader, start: datetime, end: datetime, ids: Collection[str]) -> list[Placed]:
    """Return those of some operations any part of which lies in a local span, in no order."""
    return [
        (number, *row)
        for number, connection in enumerate(read.connections)
        for sql, values in _parts(f"{_BETWEEN} AND id", ids, (_text(end), _text(start)))
        for row in connection.execute(sql, values)
    ]


def work_between(read: Reader, start: datetime, end: datetime) -> list[tuple[Placed, Work]]:
    """Return the operations any part of which lies in a local span, with where they stand, in that order.

    Calendar and map ask the same, one after the other: the second has the answer of the first as long as
    nothing was written.
    """
    asked = (start, end, read.connections, tuple(_version(c) for c in read.connections))
    if (kept := _KEPT.get(read)) is None or kept[0] != asked:
        kept = _KEPT[read] = asked, _work_read(read, start, end)
    return kept[1]


_KEPT: WeakKeyDictionary[Reader, tuple[object, list[tuple[Placed, Work]]]] = WeakKeyDictionary()


def _version(connection: Connection) -> tuple[int, int]:
    """Return what differs once anything was written, over this connection or another one."""
    return connection.total_changes, connection.execute("PRAGMA data_version").fetchone()[0]


def _work_read(read: Reader, start: datetime, end: datetime) -> list[tuple[Placed, Work]]:
    sql = (
        f"SELECT span_start, rowid, {_WORK_COLUMNS} FROM operation"
        " WHERE span_start < ? AND span_end > ? ORDER BY span_start, rowid"
    )
    found: list[tuple[Placed, Work]] = []
    for number, connection in enumerate(read.connections):
        rows = connection.execute(sql, (_text(end), _text(start))).fetchall()
        works = _works([row[2:] for row in rows])
        found += [((number, *row[:3]), work) for row, work in zip(rows, works, strict=True)]
    return found


def work_of(read: Reader, operation_ids: Collection[str]) -> list[Work]:
    """Return some operations, in no order."""
    return _works(_rows(read, f"SELECT {_WORK_COLUMNS} FROM operation WHERE id", operation_ids))


def blocks_between(read: Reader, start: datetime, end: datetime, placed: Iterable[Placed]) -> list[Block]:
    """Return the deployments that overlap a local span, in no order; placed: the operations of that span.

    Those that began before it are looked for only in operations that did, whatever else lies before it.
    """
    first, last = _text(start), _text(end)
    begun = [where[-1] for where in placed if where[1] < first]
    inside = [
        r
        for c in read.connections
        for r in c.execute(f'{_BLOCK} "start" >= ? AND "start" < ?', (first, last))
    ]
    return _blocks(
        inside + _rows(read, f'{_BLOCK} "start" < ? AND "end" > ? AND operation_id', begun, (first, first))
    )


def blocks_of(read: Reader, operation_ids: Collection[str]) -> list[Block]:
    """Return all deployments of some operations, in no order."""
    return _blocks(_rows(read, f"{_BLOCK} operation_id", operation_ids))


def blocks_beyond(
    read: Reader, operation_ids: Collection[str], start: datetime, end: datetime
) -> list[Block]:
    """Return the deployments of some operations that lie wholly outside a local span, in no order."""
    outside = f'{_BLOCK} NOT ("start" < ? AND "end" > ?) AND operation_id'
    return _blocks(_rows(read, outside, operation_ids, (_text(end), _text(start))))


def with_deployments(read: Reader, operation_ids: Collection[str]) -> set[str]:
    """Return those of some operations that have any deployment."""
    return {
        row[0] for row in _rows(read, "SELECT operation_id FROM deployment WHERE operation_id", operation_ids)
    }


def wards_of_operations(read: Reader, operation_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return operation id -> the ids of its wards, in order, of those that have any."""
    sql = "SELECT operation_id, ward_id, sort, rowid FROM operation_ward WHERE operation_id"
    return _grouped(sorted(_rows(read, sql, operation_ids), key=lambda row: row[2:]))


def wards_of_deployments(read: Reader, deployment_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return deployment id -> the ids of its own wards, in order, of those that have any; most have none."""
    sql = "SELECT deployment_id, ward_id, rowid FROM deployment_ward"
    count = sum(c.execute("SELECT count(*) FROM deployment_ward").fetchone()[0] for c in read.connections)
    if not count:
        return {}
    if count < len(deployment_ids):
        wanted = frozenset(deployment_ids)
        rows = [row for c in read.connections for row in c.execute(sql) if row[0] in wanted]
    else:
        rows = _rows(read, f"{sql} WHERE deployment_id", deployment_ids)
    return _grouped(sorted(rows, key=lambda row: row[2]))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _parts(
    sql: str, ids: Collection[str], before: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return a query that ends with a column, and its values, for some ids at a time."""
    wanted = tuple(ids)
    for at in range(0, len(wanted), _MOST_VARIABLES):
        part = wanted[at : at + _MOST_VARIABLES]
        yield f"{sql} IN ({', '.join('?' * len(part))})", (*before, *part)


def _rows(
    read: Reader, sql: str, ids: Collection[str], before: tuple[str, ...] = ()
) -> list[tuple[Any, ...]]:
    parts = list(_parts(sql, ids, before))
    return [row for c in read.connections for part in parts for row in c.execute(*part).fetchall()]


def _works(rows: Iterable[tuple[Any, ...]]) -> list[Work]:
    read, known, make = datetime.fromisoformat, _STATUS, tuple.__new__
    return [
        make(Work, (i, kind, ref, title, known.get(word) or Status(word), read(start), read(end), lead, area))
        for i, kind, ref, title, word, start, end, lead, area in rows
    ]


def _blocks(rows: Iterable[tuple[Any, ...]]) -> list[Block]:
    read, make = datetime.fromisoformat, tuple.__new__  # a month may have ten thousand
    return [
        make(Block, (i, operation_id, number, read(start), read(end), theme, lead, series))
        for i, operation_id, number, start, end, theme, lead, series in rows
    ]


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for row in rows:
        groups[row[0]] = (*groups.get(row[0], ()), row[1])
    return groups
