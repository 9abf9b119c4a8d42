"""Whether the values in a sound file are ones that the app can work with, whoever wrote them.

A seal proves that a file arrived as it was written, not that Wardplan wrote it: anybody can compute one. What
this computer has published or checked before is known by its seal and not looked at again.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from planner.domain.errors import DamagedFile
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS, BY_TABLE
from planner.domain.records.ground import Place, Ward
from planner.domain.records.plan import Plan
from planner.storage.codec import codec, gpb_to_wkb
from planner.storage.engine import Connection, connect, known_errors, time_limit
from planner.storage.reader import quoted

_SECONDS: Final = 1.5
_BYTES_PER_SECOND: Final = 5_000_000
_LONGEST_TEXT: Final = 2_000_000
_LARGEST_NUMBER: Final = 1_000_000_000
_MOST_POSTS: Final = 1_000
_SHAPES: Final[dict[type[Record], tuple[str, ...]]] = {Ward: ("geom", "shape"), Place: ("geom", "shape")}
_ID = re.compile(r"[\w-]{1,100}", re.ASCII)


class _Unusable(Exception):
    """A value that cannot be worked with; the text names where it stands."""


def refuse_unusable(database: Path, name: str, *, key: str | None) -> None:
    """Raise DamagedFile if any row of a private copy holds what no Wardplan writes.

    The schema is known to be ours or an older one of ours, so STRICT sees to the types.
    """
    connection = connect(database, key=key, read_only=True)
    seconds = _SECONDS + database.stat().st_size / _BYTES_PER_SECOND
    try:
        with known_errors(name), time_limit(connection, seconds):
            _refuse_long(connection)
            if connection.execute("SELECT count(*) FROM plan").fetchone()[0] != 1:
                raise _Unusable("plan")
            for kind in ALL_RECORDS:
                _refuse_rows(connection, kind)
            _refuse_log(connection)
    except (_Unusable, UnicodeDecodeError) as error:
        where = error if isinstance(error, _Unusable) else "text"
        raise DamagedFile(
            f"{name} holds values that Wardplan never writes ({where}), so it is not opened. "
            "Open a backup, or ask whoever sent it for another copy."
        ) from None
    finally:
        connection.close()


def _refuse_long(connection: Connection) -> None:
    """Look for huge values by their length alone, before any of them is read."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for table in (t for t in tables if t in BY_TABLE or t in {"change", "change_set", "conflict"}):
        columns = _columns(connection, table)
        longer = " OR ".join(f"length({quoted(column)}) > {_LONGEST_TEXT}" for column in columns)
        if connection.execute(f"SELECT 1 FROM {quoted(table)} WHERE {longer} LIMIT 1").fetchone():
            raise _Unusable(_words(table))


def _columns(connection: Connection, table: str) -> list[str]:
    """Return the columns of a table; none if an older format has no such table."""
    return [str(row[1]) for row in connection.execute(f"PRAGMA table_info({quoted(table)})")]


def _refuse_rows(connection: Connection, kind: type[Record]) -> None:
    code = codec(kind)
    converted = dict(code.converted)
    there = _columns(connection, kind.TABLE)
    for at, column in enumerate(code.columns):
        if column not in there or column in _SHAPES.get(kind, ()):
            continue
        reads = converted.get(at)
        test = _same_form(reads, code.out[at]) if reads is not None else _is_usable
        for value in _distinct(connection, kind, column):
            if value is not None and not test(value):
                raise _Unusable(_words(kind.TABLE))
    if kind in _SHAPES:
        _refuse_shapes(connection, kind)
    if "count" in there:
        _refuse_any(connection, kind, f'"count" NOT BETWEEN 0 AND {_MOST_POSTS}')
    if kind is Plan:
        (zone,) = connection.execute("SELECT zone FROM plan").fetchone()
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, KeyError):
            raise _Unusable("time zone") from None


def _distinct(connection: Connection, kind: type[Record], column: str) -> Iterator[Any]:
    query = f"SELECT DISTINCT {quoted(column)} FROM {quoted(kind.TABLE)}"
    yield from (row[0] for row in connection.execute(query))


def _refuse_any(connection: Connection, kind: type[Record], test: str) -> None:
    if connection.execute(f"SELECT 1 FROM {quoted(kind.TABLE)} WHERE {test} LIMIT 1").fetchone():
        raise _Unusable(_words(kind.TABLE))


def _is_usable(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value) and abs(value) <= _LARGEST_NUMBER
    if isinstance(value, int):
        return abs(value) <= _LARGEST_NUMBER
    return True


def _same_form(reads: Callable[[Any], Any], writes: Callable[[Any], Any] | None) -> Callable[[Any], bool]:
    """Return a test that a value is read without an error and written as it was (no zones, no seconds)."""

    def test(value: object) -> bool:
        try:
            read = reads(value)
            back = read if writes is None else writes(read)
        except (ValueError, TypeError, OverflowError):
            return False
        if getattr(read, "tzinfo", None) is not None:
            return False  # every clock of a plan is without a zone
        return not isinstance(read, date | time) or bool(back == value)

    return test


def _refuse_shapes(connection: Connection, kind: type[Record]) -> None:
    from planner.geo.wkb import from_wkb

    for geom, shape in connection.execute(f"SELECT geom, shape FROM {quoted(kind.TABLE)}"):
        try:
            for wkb in (gpb_to_wkb(geom), shape):
                _ = from_wkb(wkb).bounds
        except (ValueError, TypeError):
            raise _Unusable(_words(kind.TABLE)) from None


def _refuse_log(connection: Connection) -> None:
    """Refuse a change log with lines of another form, or with changes that are their own ancestors."""
    parents: dict[str, Sequence[str]] = {}
    for change_id, table, row_id, text, after in connection.execute(
        'SELECT id, table_name, row_id, parents, "after" FROM change'
    ):
        if table not in BY_TABLE or not _ID.fullmatch(change_id) or len(row_id) > 1_000:
            raise _Unusable("change log")
        known, values = _json(text), {} if after is None else _json(after)
        if not isinstance(known, list) or not isinstance(values, dict):
            raise _Unusable("change log")
        if not all(isinstance(parent, str) for parent in known):
            raise _Unusable("change log")
        parents[change_id] = known
    _refuse_circles(parents)


def _refuse_circles(parents: dict[str, Sequence[str]]) -> None:
    """Refuse ancestors in a circle; most logs are in order, which one pass shows."""
    seen: set[str] = set()
    for change_id, known in parents.items():
        if any(parent in parents and parent not in seen for parent in known):
            break
        seen.add(change_id)
    else:
        return
    sorter: TopologicalSorter[str] = TopologicalSorter(
        {change_id: [p for p in known if p in parents] for change_id, known in parents.items()}
    )
    try:
        sorter.prepare()
    except CycleError:
        raise _Unusable("change log") from None


def _json(text: str) -> object:
    if text == "[]":
        return []
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        raise _Unusable("change log") from None


def _finite(text: str) -> float:
    number = float(text)
    if not _is_usable(number):
        raise ValueError(text)
    return number


def _refuse_constant(text: str) -> Iterable[str]:
    raise ValueError(text)


def _words(table: str) -> str:
    return table.strip("_").replace("_", " ")
