"""Which changes of theirs are about rows that hang on a purged one: they would bring it back."""

from collections.abc import Collection, Iterable

from planner.domain.changes import INSERT
from planner.domain.records.catalogue import BY_TABLE
from planner.storage.engine import Connection
from planner.storage.merge.links import holders_of
from planner.storage.merge.log import RowKey, node_of, rows_of
from planner.storage.sql import marks, parts_of


def purged_in_either(connection: Connection) -> set[str]:
    """Return the ids of the rows that ours or the attached theirs has purged."""
    return {
        row[0]
        for schema in ("main", "theirs")
        for row in connection.execute(f"SELECT row_id FROM {schema}.purged")
    }


def hanging_on_purged(
    connection: Connection, keys: Collection[RowKey], purged: Collection[str]
) -> set[RowKey]:
    """Return the rows that are purged, or were made for one that is, through any number of owners.

    All of their log is asked, not only what is being looked at: of a merge in parts, the part that says with
    what a row was made may be over when its deletion comes.
    """
    if not purged:
        return set()
    holders: dict[RowKey, set[RowKey]] = {}
    level = set(keys)
    while level:
        found = _holders(connection, [key for key in level if key[1] not in purged])
        holders.update({key: found.get(key, set()) for key in level})
        level = {holder for held in found.values() for holder in held} - holders.keys()
    gone = {key for key in holders if key[1] in purged}
    while more := {key for key, held in holders.items() if key not in gone and held & gone}:
        gone |= more
    return gone & set(keys)


def _holders(connection: Connection, keys: Iterable[RowKey]) -> dict[RowKey, set[RowKey]]:
    """Return, of each row, those for which their log says that it was made."""
    wanted = set(keys)
    entries = []
    for part in parts_of(sorted({row_id for _, row_id in wanted})):
        entries += connection.execute(
            'SELECT table_name, row_id, id, change_set_id, NULL, NULL, field_group, parents, "after"'
            f" FROM theirs.change WHERE row_id IN ({marks(part)}) AND field_group = ?",
            (*part, INSERT),
        ).fetchall()
    by_reference = {(BY_TABLE[e[0]], e[1]) for e in entries if e[0] in BY_TABLE and e[8] is None}
    rows = rows_of(connection, by_reference & wanted, "theirs")
    found: dict[RowKey, set[RowKey]] = {}
    for entry in entries:
        key = (BY_TABLE[entry[0]], entry[1]) if entry[0] in BY_TABLE else None
        if key in wanted and key is not None:
            values = node_of(entry[2:9], rows.get(key)).values or {}
            found.setdefault(key, set()).update(holders_of(key[0], values))
    return found
