"""Which operations lie in a span, by id alone: far less to read than their records."""

import json
from collections.abc import Collection
from datetime import datetime

from planner.storage.reader import Reader

_BETWEEN = "SELECT span_start, rowid, id FROM operation WHERE span_start < ? AND span_end > ?"
_OF_THESE = " AND id IN (SELECT value FROM json_each(?))"
Placed = tuple[int, str, int, str]
"""Where an operation stands among others: its file, start and row number there, then its id."""


def operations_placed(
    read: Reader, start: datetime, end: datetime, ids: Collection[str] | None = None
) -> list[Placed]:
    """Return the operations any part of which lies in a local span, in no order; ids: of these only.

    Sorted they are in the order of Reader.operations_between().
    """
    span = (end.isoformat(timespec="minutes"), start.isoformat(timespec="minutes"))
    sql, values = _BETWEEN, span if ids is None else (*span, json.dumps(sorted(ids)))
    return [
        (number, *row)
        for number, connection in enumerate(read.connections)
        for row in connection.execute(sql if ids is None else sql + _OF_THESE, values)
    ]
