"""Which rows belong, or belonged, to an operation: those that are there and those that were deleted."""

import json
from collections import defaultdict
from typing import Final

from planner.domain.records.base import Record, field_names
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation
from planner.storage.engine import Connection
from planner.storage.ownership import owned_kinds
from planner.storage.sql import quoted

# Places, acknowledgements and shares name an operation without being owned by it.
_NAMING: Final = tuple(
    kind for kind in ALL_RECORDS if "operation_id" in field_names(kind) and kind.OWNER != "operation_id"
)
_LINK: Final = {kind.TABLE: kind.OWNER for kind in ALL_RECORDS if kind.OWNER} | {
    kind.TABLE: "operation_id" for kind in _NAMING
}
_OWNER: Final = " ".join(
    f"WHEN '{table}' THEN json_extract(c.\"after\", '$.{link}')" for table, link in _LINK.items()
)
# One walk over the deletions of the log; what a deleted row held stands in its insert.
_DELETED: Final = (
    f"SELECT c.row_id, CASE c.table_name {_OWNER} END FROM change AS d"
    " JOIN change AS c ON c.row_id = d.row_id AND c.field_group = '+'"
    " WHERE d.field_group = '-' AND c.\"after\" IS NOT NULL"
)


def rows_of_operation(connection: Connection, operation_id: str) -> set[str]:
    """Return the ids of an operation and of everything that is or was part of it, in one file."""
    found = {operation_id}
    _add_live(connection, Operation, [operation_id], found)
    for kind in _NAMING:
        found.update(_having(connection, kind, "operation_id", [operation_id]))
    parts = _deleted_parts(connection)
    waiting = list(found)
    while waiting:
        for row_id in parts.get(waiting.pop(), ()):
            if row_id not in found:
                found.add(row_id)
                waiting.append(row_id)
    return found


def _add_live(connection: Connection, kind: type[Record], ids: list[str], found: set[str]) -> None:
    for owned in owned_kinds(kind):
        if rows := _having(connection, owned, owned.OWNER, ids):
            found.update(rows)
            _add_live(connection, owned, rows, found)


def _having(connection: Connection, kind: type[Record], field: str, ids: list[str]) -> list[str]:
    query = f"SELECT id FROM {quoted(kind.TABLE)} WHERE {quoted(field)} IN (SELECT value FROM json_each(?))"
    return [row[0] for row in connection.execute(query, (json.dumps(ids),))]


def _deleted_parts(connection: Connection) -> dict[str, list[str]]:
    """Return, for every row that was deleted once, under the id of the row that it was part of."""
    parts: dict[str, list[str]] = defaultdict(list)
    for row_id, owner in connection.execute(_DELETED):
        if owner:
            parts[owner].append(row_id)
    return parts
