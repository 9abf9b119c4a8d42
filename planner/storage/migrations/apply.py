"""Bringing a database to this format, with the ledger of steps that sqlite-utils keeps."""

import sys

import sqlcipher3
import sqlcipher3.dbapi2

from planner.domain.errors import FileProblem
from planner.storage.engine import Connection

# sqlite-utils catches the driver's exceptions by class; as pysqlite3 it finds the right ones.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)


def make_schema(connection: Connection) -> None:
    """Make every table of the current format in an empty database."""
    from sqlite_utils import Database

    from planner.storage.migrations.geopackage import APPLICATION_ID, USER_VERSION
    from planner.storage.migrations.steps import migrations

    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {USER_VERSION}")
    connection.execute("PRAGMA foreign_keys = OFF")
    migrations.apply(Database(connection))
    connection.execute("PRAGMA foreign_keys = ON")


def migrate(connection: Connection) -> None:
    """Bring a sound database of an older format to this one; KnownError when its rows do not fit together."""
    from sqlite_utils import Database

    from planner.storage.migrations.steps import migrations

    connection.execute("PRAGMA foreign_keys = OFF")
    migrations.apply(Database(connection))
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise FileProblem(
            "This plan is damaged: some of its rows point to rows that are gone. Open a backup."
        )
    connection.execute("PRAGMA foreign_keys = ON")
