"""A plain working copy copied page by page, as it is at one moment, while commits go on.

Several times faster than writing every row anew, which is left for what this cannot copy: an encrypted
database, one with much free space, one that a check of its pages doubts.

Why the database stands still: once its whole log is in it and somebody reads it at that point, SQLite writes
to the log alone until the reading ends. Why nothing of deleted rows is copied: see free_space.
POSIX drops this process's locks on a file with any handle that is closed; here that takes away nothing, for
no other process opens a working copy, and within one SQLite keeps count itself.
"""

import mmap
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.storage.copying import copy_all
from planner.storage.engine import Connection, DatabaseError, connect
from planner.storage.free_space import Places, unused

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

_TRIES: Final = 3
_MOST_FREE: Final = 1 / 8
_MOST_UNUSED: Final = 1 / 3
_NEVER_MUCH: Final = 1 << 20
"""Shares of the file beyond a megabyte: with more free pages or unused bytes it is worth writing anew."""
_PAGES_IN_MEMORY: Final = 50
_STEP: Final = 1 << 20
_VERSIONS_AT: Final = 18
_NO_LOG: Final = b"\x01\x01"


def freeze(connection: Connection) -> bool:
    """Begin to read a working copy so that its file stands still until ROLLBACK; False when that cannot be.

    The connection flushes (synchronous is not OFF): it brings what is in the log into the database.
    """
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal" or _number(connection, "auto_vacuum"):
        return False
    for _ in range(_TRIES):
        before = _number(connection, "data_version")
        is_busy, in_log, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if is_busy or in_log != copied:
            return False  # somebody does the same, or is still reading how it was before
        connection.execute("BEGIN")
        size, free = (
            _number(connection, name) * _number(connection, "page_size")
            for name in ("page_count", "freelist_count")
        )
        if _number(connection, "data_version") == before:
            if free <= size * _MOST_FREE + _NEVER_MUCH:
                return True
            connection.execute("ROLLBACK")
            return False
        connection.execute("ROLLBACK")  # a commit came in between
    return False


def copy_frozen(database: Path, out: Path) -> None:
    """Copy a frozen database to a new file, as it is."""
    with database.open("rb") as file, out.open("xb") as written:
        copy_all(file, written, os.fstat(file.fileno()).st_size)


def left_over(database: Path) -> Places | None:
    """Return the places of what is left over in a frozen database; None when it should be written anew."""
    with database.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            found = unused(data)
        except ValueError:
            return None
        return found.left_over if found.size <= len(data) * _MOST_UNUSED + _NEVER_MUCH else None


def wipe(out: Path, places: Places) -> None:
    """Take out of a copy what is left over in it, and have it say that it has no log beside it."""
    with out.open("r+b") as written:
        for start, end in places:
            written.seek(start)
            written.write(bytes(end - start))
        written.seek(_VERSIONS_AT)
        written.write(_NO_LOG)


def is_same(one: Path, other: Path, others: "ThreadPoolExecutor") -> bool:
    """Return whether two files hold the same bytes, as the system reads them back; half on another thread."""
    size = one.stat().st_size
    if other.stat().st_size != size:
        return False
    second = others.submit(_is_same_part, one, other, size // 2, size)
    first = _is_same_part(one, other, 0, size // 2)
    return second.result() and first


def _is_same_part(one: Path, other: Path, start: int, end: int) -> bool:
    """Return whether two files hold the same bytes from one place to at least another."""
    ours, theirs = bytearray(_STEP), bytearray(_STEP)
    with one.open("rb", buffering=0) as file, other.open("rb", buffering=0) as written:
        file.seek(start)
        written.seek(start)
        while start < end:
            size = file.readinto(ours)
            # What stands behind the end of a short part was the same in the part before.
            if not size or written.readinto(theirs) != size or ours != theirs:
                return False
            start += size
    return True


def is_sound(database: Path, key: str | None) -> bool:
    """Return whether every page of a database is what SQLite would write, and no row against its rules.

    On any thread, over a connection of its own.
    """
    try:
        with closing(connect(database, key=key, read_only=True)) as connection:
            connection.execute(f"PRAGMA cache_size = {_PAGES_IN_MEMORY}")  # each page is looked at once
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except DatabaseError:
        return False


def _number(connection: Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
