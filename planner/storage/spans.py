"""Which operations lie in a span, by id alone: far less to read than their records."""

from datetime import datetime

from planner.storage.reader import Reader

_BETWEEN = "SELECT id FROM operation WHERE span_start < ? AND span_end > ? ORDER BY span_start, rowid"


def operation_ids_between(read: Reader, start: datetime, end: datetime) -> list[str]:
    """Return the ids of operations any part of which lies in a local span, by start."""
    span = (end.isoformat(timespec="minutes"), start.isoformat(timespec="minutes"))
    return [row[0] for connection in read.connections for row in connection.execute(_BETWEEN, span)]
