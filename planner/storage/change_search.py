"""Change sets found by what they are about: rows they touched, words they wrote, who recorded them."""

import json
from collections.abc import Collection

from planner.storage.change_sets import EVERY, ChangeSetLine, ChangeSetQuery, recent_change_sets
from planner.storage.engine import Connection


def sets_touching(connection: Connection, row_ids: Collection[str]) -> set[str]:
    """Return the change sets that made, changed or deleted one of some rows."""
    query = "SELECT DISTINCT change_set_id FROM change WHERE row_id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(query, (json.dumps(sorted(row_ids)),))}


def sets_linking(connection: Connection, row_id: str) -> set[str]:
    """Return the change sets that wrote a row's id into another row: what was put into a ward, say.

    A link in a row that was not changed since it was made stands in the row, not in the log.
    """
    query = (
        'SELECT DISTINCT change_set_id FROM change AS c WHERE c."after" LIKE ? AND EXISTS'
        ' (SELECT 1 FROM json_each(c."after") AS e WHERE e.value = ?)'
    )
    return {row[0] for row in connection.execute(query, (f"%{row_id}%", row_id))}


def deleted_operations(connection: Connection, reference: str) -> set[str]:
    """Return the ids of deleted operations that had a reference, or have this id; purged ones left none."""
    query = (
        "SELECT DISTINCT row_id FROM change AS c WHERE table_name = 'operation' AND \"after\" IS NOT NULL"
        " AND (row_id = ? OR upper(json_extract(\"after\", '$.reference')) = ?)"
        " AND NOT EXISTS (SELECT 1 FROM operation AS o WHERE o.id = c.row_id)"
    )
    return {row[0] for row in connection.execute(query, (reference, reference.upper()))}


def sets_matching(connection: Connection, query: ChangeSetQuery) -> set[str]:
    """Return the change sets that a query of the history finds in one file."""
    return {line.id for line in recent_change_sets([connection], EVERY, query)}


def lines_of(connection: Connection, set_ids: Collection[str], place: int) -> list[ChangeSetLine]:
    """Return the lines of some change sets of one file, oldest first; place: 0 plan, 1 command file."""
    rows = connection.execute(
        "SELECT id, at, author, label, copy_id FROM change_set"
        " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY at, rowid",
        (json.dumps(sorted(set_ids)),),
    )
    return [ChangeSetLine(i, at, by, label, copy, place > 0) for i, at, by, label, copy in rows]
