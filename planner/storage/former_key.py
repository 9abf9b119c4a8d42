"""The key that a plan had before a change of passphrase, kept under the new one until the change is complete.

A process killed in the middle leaves backups, and perhaps a working copy, under the former key; whoever
opens the plan with the new passphrase can read it here and finish. It is never kept in plain, nor is a
passphrase.
"""

from contextlib import closing
from pathlib import Path
from typing import Final

from planner.storage.engine import DatabaseError, connect
from planner.storage.wiping import wipe

_NAME: Final = "former.key"


def note(plan_folder: Path, former: str, key: str) -> None:
    """Keep the former key of a plan under its new one."""
    forget(plan_folder)
    with closing(connect(plan_folder / _NAME, key=key, create=True)) as connection:
        connection.execute("CREATE TABLE former (key TEXT NOT NULL) STRICT")
        connection.execute("INSERT INTO former VALUES (?)", (former,))


def read(plan_folder: Path, key: str) -> str | None:
    """Return the former key; None if no change was under way, or none that came to this key."""
    path = plan_folder / _NAME
    if not path.exists():
        return None
    try:
        with closing(connect(path, key=key, read_only=True)) as connection:
            row = connection.execute("SELECT key FROM former").fetchone()
    except DatabaseError:
        return None  # killed before the plan was published under the new key, or while writing this
    return None if row is None else str(row[0])


def forget(plan_folder: Path) -> None:
    """Wipe the former key: everything is under the new one, or nothing is."""
    for ending in ("", "-journal"):
        wipe(plan_folder / (_NAME + ending))
