"""The last change in a database: two copies with the same one hold the same work."""

from planner.storage.engine import Connection


def last_change(connection: Connection) -> int:
    """Return the number of the last change in a database, 0 for none."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])
