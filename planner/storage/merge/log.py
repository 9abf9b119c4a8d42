"""Reading the changes of rows from a log, together with changes that are not in it yet."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from planner.domain.changes import DELETE, INSERT
from planner.domain.errors import FileProblem
from planner.domain.records.base import Record
from planner.domain.records.catalogue import BY_TABLE, PLACE_OF
from planner.storage.codec import Value, codec, from_json
from planner.storage.engine import Connection
from planner.storage.row_graph import Node, Values
from planner.storage.sql import marks, parts_of, quoted

RowKey = tuple[type[Record], str]
_COLUMNS = (
    'c.table_name, c.row_id, c.id, c.change_set_id, s.at, s.author, c.field_group, c.parents, c."after"'
)


class Log:
    """The log of one file, and changes from elsewhere laid over it.

    extra: changes of rows that are not in the file. upto: only changes with numbers up to this one.
    """

    def __init__(
        self,
        connection: Connection,
        extra: Mapping[RowKey, Sequence[Node]] | None = None,
        *,
        upto: int | None = None,
    ) -> None:
        self._connection = connection
        self._extra = extra or {}
        self._upto = upto
        self._deleted: dict[str, list[RowKey]] = {}
        for key, nodes in self._extra.items():
            for node in nodes:
                if node.group == DELETE:
                    self._deleted.setdefault(node.set_id, []).append(key)

    def rows(self, keys: Iterable[RowKey]) -> dict[RowKey, Values]:
        """Return the rows that are there, as column values."""
        return rows_of(self._connection, keys)

    def nodes(self, keys: Collection[RowKey], rows: Mapping[RowKey, Values]) -> dict[RowKey, list[Node]]:
        """Return all changes of each row; rows holds what the inserts keep by reference."""
        found: dict[RowKey, list[Node]] = {key: list(self._extra.get(key, ())) for key in keys}
        until = "" if self._upto is None else f" AND c.seq <= {int(self._upto)}"
        for part in parts_of(sorted({row_id for _, row_id in keys})):
            query = (
                f"SELECT {_COLUMNS} FROM change c JOIN change_set s ON s.id = c.change_set_id"
                f" WHERE c.row_id IN ({marks(part)}){until}"
            )
            for entry in self._connection.execute(query, part):
                key = (BY_TABLE.get(entry[0], Record), entry[1])
                if key in found:
                    found[key].append(node_of(entry[2:], rows.get(key)))
        return found

    def deleted_in(self, set_ids: Iterable[str]) -> Iterator[RowKey]:
        """Yield the rows that some change sets deleted."""
        for set_id in set_ids:
            yield from self._deleted.get(set_id, ())
            query = "SELECT table_name, row_id FROM change WHERE change_set_id = ? AND field_group = ?"
            for table, row_id in self._connection.execute(query, (set_id, DELETE)).fetchall():
                if table in BY_TABLE:
                    yield BY_TABLE[table], row_id

    def ids_where(self, kind: type[Record], name: str, values: Sequence[str]) -> set[str]:
        """Return the ids of rows one of whose fields has one of the values."""
        found: set[str] = set()
        for part in parts_of(values):
            query = f"SELECT id FROM {quoted(kind.TABLE)} WHERE {quoted(name)} IN ({marks(part)})"
            found.update(row[0] for row in self._connection.execute(query, part))
        return found

    def open_rows(self) -> set[RowKey]:
        """Return the rows that the list of conflicts names."""
        rows = self._connection.execute("SELECT DISTINCT table_name, row_id FROM conflict").fetchall()
        return {(BY_TABLE[table], row_id) for table, row_id in rows if table in BY_TABLE}


def rows_of(
    connection: Connection, keys: Iterable[RowKey], schema: str = "main"
) -> dict[RowKey, dict[str, Value]]:
    """Return the rows of a database that are there, as column values."""
    by_kind: dict[type[Record], list[str]] = {}
    for kind, row_id in keys:
        by_kind.setdefault(kind, []).append(row_id)
    found: dict[RowKey, Values] = {}
    for kind, ids in by_kind.items():
        columns = codec(kind).columns
        names = ", ".join(quoted(c) for c in columns)
        for part in parts_of(sorted(set(ids))):
            query = f"SELECT {names} FROM {schema}.{quoted(kind.TABLE)} WHERE id IN ({marks(part)})"
            for row in connection.execute(query, part):
                values = dict(zip(columns, row, strict=True))
                found[kind, str(values["id"])] = values
    return found


def node_of(entry: Sequence[object], row: Values | None) -> Node:
    """Return the change of a line of the log (id, set, at, author, group, parents, after)."""
    change_id, set_id, at, author, group, parents, after = (None if v is None else str(v) for v in entry)
    try:
        known = json.loads(parents or "[]")
        values = None if after is None else from_json(after)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise FileProblem(
            "A line of the change log cannot be read. Open a backup, or ask whoever sent it for another copy."
        ) from None
    if not isinstance(known, list):
        known = []
    by_reference = group == INSERT and after is None
    return Node(
        str(change_id),
        str(set_id),
        str(at),
        str(author),
        str(group),
        tuple(p for p in known if isinstance(p, str)),
        row if by_reference else values,
        by_reference,
    )


def by_order(key: RowKey) -> tuple[int, str]:
    """Return what rows are sorted by so that owners come first, and in the same order on every copy."""
    return PLACE_OF[key[0]], key[1]


def name_of(key: RowKey, group: str) -> str:
    """Return what an item of a preview is known by."""
    return f"{key[0].TABLE}/{key[1]}/{group}"


def writers_of(connection: Connection, row_ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the id and the author of every change of some rows."""
    for part in parts_of(sorted(row_ids)):
        query = (
            "SELECT c.id, s.author FROM change c JOIN change_set s ON s.id = c.change_set_id"
            f" WHERE c.row_id IN ({marks(part)})"
        )
        yield from connection.execute(query, part)


def learned_in(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """Return when a file came to know each of some changes, as the number of a change.

    An undo that opens a question again says again, in their change sets, what its sides said: what counts is
    when they said it first.
    """
    numbers: dict[str, int] = {}
    for part in parts_of(sorted(set(ids))):
        query = (
            "SELECT c.id, min(o.seq) FROM main.change c CROSS JOIN main.change o ON o.row_id = c.row_id"
            " AND o.field_group = c.field_group AND +o.change_set_id = c.change_set_id"
            f" AND +o.table_name = c.table_name WHERE c.id IN ({marks(part)}) GROUP BY c.id"
        )
        numbers.update(connection.execute(query, part))
    return numbers
