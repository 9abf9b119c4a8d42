"""The one module that imports the SQLite driver: connections, their settings, and what its errors mean."""

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

Connection = Any  # sqlcipher3 ships no types
DatabaseError = driver.DatabaseError
OperationalError = driver.OperationalError
IntegrityError = driver.IntegrityError

_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
)


def connect(
    path: Path, *, read_only: bool = False, create: bool = False, key: str | None = None
) -> Connection:
    """Open a connection with every setting that the format asks for.

    key: 64 hexadecimal digits (a raw key), or None for a plain file. The file must exist unless create is set.
    """
    mode = "ro" if read_only else "rwc" if create else "rw"
    uri = path.resolve().as_uri() + f"?mode={mode}"
    connection = driver.connect(uri, uri=True, isolation_level=None, check_same_thread=True)
    if key is not None:
        if len(key) != 64 or not set(key) <= set("0123456789abcdef"):
            raise ValueError("a raw key has 64 hexadecimal digits")
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")
    for statement in _SETTINGS:
        connection.execute(statement)
    return connection
