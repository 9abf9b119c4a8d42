"""References that more than one operation has; only a merge can bring that about."""

from collections.abc import Collection

from planner.storage.reader import Reader

_DOUBLED = "SELECT reference FROM operation {where} GROUP BY reference HAVING count(*) > 1"
_FEW = 500


def doubled_references(read: Reader, among: Collection[str] | None = None) -> list[str]:
    """Return the references that several operations of one file share, of all or of some references."""
    where, values = "WHERE reference <> ''", tuple(among or ())
    if among is not None and len(values) <= _FEW:
        where += f" AND reference IN ({', '.join('?' * len(values))})"
    else:
        values = ()
    query = _DOUBLED.format(where=where)
    found = {row[0] for connection in read.connections for row in connection.execute(query, values)}
    return sorted(found if among is None else found.intersection(among))
