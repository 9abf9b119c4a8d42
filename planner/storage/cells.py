"""Everything that a database holds, as text: read back from a finished file, table by table."""

from collections.abc import Iterator
from pathlib import Path

from planner.domain.frozen import dataclass
from planner.storage.engine import connect
from planner.storage.sql import quoted


@dataclass(frozen=True, slots=True)
class TableText:
    """All texts of one table, a line each, and all its blobs one behind the other."""

    table: str
    text: str
    blobs: bytes


def tables_of(path: Path, key: str | None = None) -> Iterator[TableText]:
    """Yield what every table of a database holds, whatever its schema, the schema itself first."""
    connection = connect(path, key=key, read_only=True)
    try:
        schema = connection.execute("SELECT name, type, sql FROM sqlite_schema").fetchall()
        yield TableText("the list of tables", "\n".join(sql or "" for _, _, sql in schema), b"")
        for name, kind, sql in schema:
            if kind == "table" and not (sql or "").upper().startswith("CREATE VIRTUAL"):
                rows = connection.execute(f"SELECT * FROM {quoted(name)}").fetchall()
                values = [value for row in rows for value in row]
                texts = [v for v in values if isinstance(v, str)]
                blobs = [v for v in values if isinstance(v, bytes)]
                yield TableText(f"table {name}", "\n".join(texts), b"\0".join(blobs))
    finally:
        connection.close()
