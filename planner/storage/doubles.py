"""References that more than one operation has; only a merge can bring that about."""

from planner.storage.reader import Reader


def doubled_references(read: Reader) -> list[str]:
    """Return the references that several operations of one file share."""
    query = "SELECT reference FROM operation GROUP BY reference HAVING count(*) > 1 AND reference <> ''"
    return sorted({row[0] for connection in read.connections for row in connection.execute(query)})
