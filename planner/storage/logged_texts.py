"""What the change log says in words: what rows were called once, and everything that they ever said."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.storage.engine import Connection
from planner.storage.sql import marks

_NAMES: Final = {
    Operation.TABLE: ("title", "reference"),
    OperationType.TABLE: ("name", "short_label"),
    Place.TABLE: ("name",),
    Deployment.TABLE: ("theme",),
}


def logged_names(connection: Connection, fields: Mapping[str, tuple[str, ...]] = _NAMES) -> set[str]:
    """Return what work, types and places of a file are or were called, deleted ones too.

    fields: the table of each kind that is meant, to its fields that hold names.
    """
    tables = tuple(fields)
    query = f'SELECT table_name, "after" FROM change WHERE table_name IN ({marks(tables)})'
    rows = connection.execute(f'{query} AND "after" IS NOT NULL', tables)
    found: set[str] = set()
    for table, after in rows:
        values = json.loads(after)
        found |= {str(values[name]) for name in fields[table] if values.get(name)}
    return found


def logged_texts(connection: Connection) -> Iterator[str]:
    """Yield every text that a change of a file wrote, and every label."""
    for (label,) in connection.execute("SELECT label FROM change_set"):
        yield str(label)
    for (after,) in connection.execute('SELECT "after" FROM change WHERE "after" IS NOT NULL'):
        yield from (value for value in json.loads(after).values() if isinstance(value, str))
