"""The ordered migrations; the ledger of those applied is in the file itself."""

from typing import Final

from sqlite_utils import Database, Migrations

from planner.storage.migrations import geopackage, m001_initial, m002_review, m003_sharing
from planner.storage.migrations.scripts import statements

migrations: Final = Migrations("wardplan")


@migrations()
def m001_initial_tables(db: Database) -> None:
    """Make every table of format 1.0."""
    for script in (geopackage.TABLES, m001_initial.TABLES):
        for statement in statements(script):
            db.execute(statement)


@migrations()
def m002_review_tables(db: Database) -> None:
    """Make the tables that format 1.1 adds, and say that the plan is of that format."""
    for statement in statements(m002_review.TABLES):
        db.execute(statement)
    db.execute("UPDATE plan SET format_version = ?", [m002_review.FORMAT])


@migrations()
def m003_sharing_tables(db: Database) -> None:
    """Make the tables and columns that format 1.2 adds, and say that the plan is of that format."""
    for statement in statements(m003_sharing.TABLES):
        db.execute(statement)
    db.execute("UPDATE plan SET format_version = ?", [m003_sharing.FORMAT])
