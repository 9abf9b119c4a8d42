"""The ordered migrations; the ledger of those applied is in the file itself."""

from sqlite_utils import Database, Migrations

from planner.storage.migrations import geopackage, m001_initial
from planner.storage.schema import statements

migrations = Migrations("wardplan")


@migrations()
def m001_initial_tables(db: Database) -> None:
    """Make every table of format 1.0."""
    for script in (geopackage.TABLES, m001_initial.TABLES):
        for statement in statements(script):
            db.execute(statement)
