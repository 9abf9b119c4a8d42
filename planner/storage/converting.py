"""Writing a database anew under another key, or without one."""

import errno
import os
from contextlib import closing
from pathlib import Path

from planner.storage.engine import DatabaseError, connect
from planner.storage.publish import SIDECARS
from planner.storage.wiping import wipe, wiping_what_goes


def convert(source: Path, old_key: str | None, out: Path, new_key: str | None) -> None:
    """Write the rows of a database to a new file under another key; the source is only read."""
    with closing(connect(source, key=old_key)) as connection:
        text = "" if new_key is None else f"x'{new_key}'"
        connection.execute("ATTACH DATABASE ? AS converted KEY ?", (str(out), text))
        for name in ("application_id", "user_version"):
            number = int(connection.execute(f"PRAGMA main.{name}").fetchone()[0])
            connection.execute(f"PRAGMA converted.{name} = {number}")
        try:
            connection.execute("SELECT sqlcipher_export('converted')").fetchone()
        except DatabaseError as error:
            if "disk is full" not in str(error):
                raise
            # This function of the driver reports every failure under one code.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), out.name) from error
        connection.execute("DETACH DATABASE converted")


def convert_in_place(database: Path, old_key: str | None, new_key: str | None) -> None:
    """Rewrite a database that nobody has open under another key, with what is still in its log."""
    converted = database.with_name(f"{database.name}.{os.urandom(4).hex()}")
    names = [database.with_name(database.name + ending) for ending in ("", *SIDECARS)]
    try:
        convert(database, old_key, converted, new_key)
        with wiping_what_goes(names):
            for path in names[1:]:
                path.unlink(missing_ok=True)
            os.replace(converted, database)
    finally:
        wipe(converted)
