"""Whose copy a database is: the plan itself, or what was cut from it for a partner.

Both have the plan's id, so this computer keeps what it has of them in one folder. Nothing may pass from one
to the other there: a partner's copy would come to hold the whole plan.
"""

from contextlib import closing
from pathlib import Path

from planner.domain.records.plan import PARTNER_KIND
from planner.storage.engine import Connection, DatabaseError, connect, is_passing


def share_of(connection: Connection) -> tuple[str, str]:
    """Return the id of the share that a copy was cut for, and for whom; both empty for the plan itself."""
    kind, share = connection.execute("SELECT kind, beside_id FROM plan").fetchone()
    if kind != PARTNER_KIND:
        return "", ""
    row = connection.execute("SELECT recipient FROM share WHERE id = ?", (share,)).fetchone()
    return str(share), str(row[0]) if row else ""


def share_in(database: Path, key: str | None) -> str | None:
    """Return the id of the share that a database is a copy of, "" for the plan itself; None: not to be read.

    Raises what only hinders now, such as a lock.
    """
    try:
        # Not read-only: a working copy's last commits may still be in its log.
        with closing(connect(database, key=key)) as connection:
            return share_of(connection)[0]
    except DatabaseError as error:
        if is_passing(error):
            raise
        return None
