"""What lies in a span or beyond it, read sparely: a month of a large plan is thousands of rows."""

from collections.abc import Collection
from datetime import datetime

from planner.domain.records.deployment import Deployment
from planner.storage.codec import codec
from planner.storage.reader import Reader, select

_BETWEEN = "SELECT span_start, rowid, id FROM operation WHERE span_start < ? AND span_end > ?"
_OF_THESE = " AND id IN (SELECT value FROM json_each(?))"
_BEYOND = (
    "WHERE operation_id IN (SELECT value FROM json_each(?))"
    ' AND NOT ("start" < ? AND "end" > ?) ORDER BY "start", rowid'
)
Placed = tuple[int, str, int, str]
"""Where an operation stands among others: its file, start and row number there, then its id."""


def operations_placed(
    read: Reader, start: datetime, end: datetime, ids: Collection[str] | None = None
) -> list[Placed]:
    """Return the operations any part of which lies in a local span, in no order; ids: of these only.

    Sorted they are in the order of Reader.operations_between().
    """
    import json

    span = (end.isoformat(timespec="minutes"), start.isoformat(timespec="minutes"))
    sql, values = _BETWEEN, span if ids is None else (*span, json.dumps(sorted(ids)))
    return [
        (number, *row)
        for number, connection in enumerate(read.connections)
        for row in connection.execute(sql if ids is None else sql + _OF_THESE, values)
    ]


def deployments_beyond(
    read: Reader, operation_ids: Collection[str], start: datetime, end: datetime
) -> list[Deployment]:
    """Return the deployments of some operations that lie wholly outside a local span, by start."""
    import json

    values = (
        json.dumps(sorted(operation_ids)),
        end.isoformat(timespec="minutes"),
        start.isoformat(timespec="minutes"),
    )
    rows = [row for c in read.connections for row in c.execute(select(Deployment, _BEYOND), values)]
    return codec(Deployment).records(rows)  # type: ignore[return-value]  # this codec makes deployments
