"""Whether the values in a sound file are ones that the app can work with, whoever wrote them.

A seal proves that a file arrived as it was written, not that Wardplan wrote it: anybody can compute one. What
this computer has published or checked before is known by its seal and not looked at again.
"""

import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import UnionType
from typing import Final, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from planner.domain.errors import DamagedFile
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS, BY_TABLE
from planner.domain.records.ground import Place, Ward
from planner.domain.records.plan import Plan
from planner.storage.codec import codec, gpb_to_wkb
from planner.storage.engine import Connection, connect, known_errors, time_limit
from planner.storage.sql import quoted

_SECONDS: Final = 1.5
_BYTES_PER_SECOND: Final = 5_000_000
_LONGEST_TEXT: Final = 2_000_000
_LARGEST_NUMBER: Final = 1_000_000_000
_MOST_POSTS: Final = 1_000
_SHAPES: Final[dict[type[Record], tuple[str, ...]]] = {Ward: ("geom", "shape"), Place: ("geom", "shape")}
_AT_ONCE: Final = 2_000
_FORMS: Final[dict[object, tuple[str, int]]] = {
    datetime: ("%Y-%m-%dT%H:%M", 12),
    date: ("%Y-%m-%d", 0),
    time: ("%H:%M", 1),
}
"""How SQLite writes a value as Wardplan does, and where its hour stands."""
_NO_CLOCK: Final = "at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', at)"
_MOST_OF_ONE_ROW: Final = 5_000
"""How often one row was changed at most; what its changes come to costs the square of their number."""
_OUT_OF_ORDER: Final = """
    SELECT 1 FROM change c, json_each(c.parents) p LEFT JOIN change o ON o.id = p.value
    WHERE c.parents <> '[]' AND (p.type <> 'text' OR o.seq >= c.seq) LIMIT 1
"""


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
            for table in ("change_set", "conflict", "copy"):
                _refuse_any(connection, table, _too_long(_columns(connection, table)))
            _refuse_any(connection, "change_set", [_NO_CLOCK])
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


def _too_long(columns: Iterable[str]) -> list[str]:
    """Return SQL that finds huge values by their length alone; it goes before whatever reads them."""
    return [f"octet_length({quoted(column)}) > {_LONGEST_TEXT}" for column in columns]


def _columns(connection: Connection, table: str) -> list[str]:
    """Return the columns of a table; none if an older format has no such table."""
    return [str(row[1]) for row in connection.execute(f"PRAGMA table_info({quoted(table)})")]


def _refuse_rows(connection: Connection, kind: type[Record]) -> None:
    """Refuse rows whose values do not fit their fields; SQLite itself looks, in one pass over the table."""
    there = _columns(connection, kind.TABLE)
    hints = get_type_hints(kind)
    tests, texts = _too_long(there), []
    for column in (c for c in codec(kind).columns if c in there and c not in _SHAPES.get(kind, ())):
        plain = _without_none(hints[column])
        tests += _wrong(quoted(column), plain)
        if plain is str:
            texts.append(column)
    if "count" in there:
        tests.append(f'"count" NOT BETWEEN 0 AND {_MOST_POSTS}')
    _refuse_any(connection, kind.TABLE, tests)
    _refuse_no_text(connection, kind.TABLE, texts)
    if kind in _SHAPES:
        _refuse_shapes(connection, kind)
    if kind is Plan:
        (zone,) = connection.execute("SELECT zone FROM plan").fetchone()
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, KeyError):
            raise _Unusable("time zone") from None


def _without_none(hint: object) -> object:
    inner = [one for one in get_args(hint) if one is not type(None)]
    return inner[0] if get_origin(hint) in {Union, UnionType} else hint


def _wrong(column: str, kind: object) -> list[str]:
    """Return SQL that holds for a value which cannot be of a kind; NULL is nowhere wrong."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        known = ", ".join("'" + str(member.value).replace("'", "''") + "'" for member in kind)
        return [f"{column} NOT IN ({known})"]
    if kind in _FORMS:
        # Dates that are none (30 February) come back from strftime as others; zones and seconds do not fit.
        form, hour = _FORMS[kind]
        late = [f"substr({column}, {hour}, 2) > '23'"] if hour else []
        early = [] if kind is time else [f"{column} < '0001'"]
        return [f"coalesce(strftime('{form}', {column}), '') <> {column}", *early, *late]
    if kind in {int, float, bool}:
        return [f"{column} NOT BETWEEN -{_LARGEST_NUMBER} AND {_LARGEST_NUMBER}"]
    return []


def _refuse_any(connection: Connection, table: str, tests: Sequence[str]) -> None:
    """Refuse a table that has a row for which one of some tests holds."""
    query = f"SELECT 1 FROM {quoted(table)} WHERE {' OR '.join(tests)} LIMIT 1"
    if tests and connection.execute(query).fetchone():
        raise _Unusable(_words(table))


def _refuse_no_text(connection: Connection, table: str, columns: Sequence[str]) -> None:
    """Read texts, a row in one piece, which fails for what is not UTF-8."""
    joined = " || char(10) || ".join(f"coalesce({quoted(column)}, '')" for column in columns)
    for _ in connection.execute(f"SELECT {joined} FROM {quoted(table)}") if columns else ():
        pass


def _is_usable(value: float) -> bool:
    return math.isfinite(value) and abs(value) <= _LARGEST_NUMBER


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
    known = ", ".join(f"'{table}'" for table in BY_TABLE)
    _refuse_any(
        connection,
        "change",
        [
            *_too_long(_columns(connection, "change")),
            f"table_name NOT IN ({known})",
            "id GLOB '*[^-0-9A-Za-z_]*' OR length(id) NOT BETWEEN 1 AND 100",
            "length(row_id) > 1000",
            "NOT json_valid(parents) OR json_type(parents) <> 'array'",
            '"after" IS NOT NULL AND (NOT json_valid("after") OR json_type("after") <> \'object\')',
        ],
    )
    _refuse_no_text(connection, "change", ("row_id", "parents"))
    rows = connection.execute('SELECT "after" FROM change WHERE "after" IS NOT NULL')
    while part := rows.fetchmany(_AT_ONCE):
        _json(f"[{','.join(row[0] for row in part)}]")  # each is whole JSON by itself, as was seen above
    often = f"SELECT 1 FROM change GROUP BY row_id HAVING count(*) > {_MOST_OF_ONE_ROW} LIMIT 1"
    if connection.execute(often).fetchone():
        raise _Unusable("change log")
    if connection.execute(_OUT_OF_ORDER).fetchone():
        _refuse_wrong_parents(connection)


def _refuse_wrong_parents(connection: Connection) -> None:
    parents: dict[str, Sequence[str]] = {}
    for change_id, text in connection.execute("SELECT id, parents FROM change"):
        known = _json(text)
        if not isinstance(known, list) or not all(isinstance(parent, str) for parent in known):
            raise _Unusable("change log")
        parents[change_id] = known
    _refuse_circles(parents)


def _refuse_circles(parents: dict[str, Sequence[str]]) -> None:
    """Refuse ancestors in a circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter(
        {change_id: [p for p in known if p in parents] for change_id, known in parents.items()}
    )
    try:
        sorter.prepare()
    except CycleError:
        raise _Unusable("change log") from None


def _json(text: str) -> object:
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
    if table == "change":
        return "change log"
    return table.strip("_").replace("_", " ")
