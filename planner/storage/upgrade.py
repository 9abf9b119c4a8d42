"""A plan of an older format: kept beside as it is, and its private copy brought to this format."""

import filecmp
import os
import shutil
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.storage.engine import connect
from planner.storage.migrations.scripts import FORMAT
from planner.storage.publish import being_written, flush

_WORDS = f"before format {FORMAT[0]}.{FORMAT[1]}"


def back_up(database: Path, target: Path) -> str:
    """Keep an older file beside its target as it is; returns a sentence for the user.

    database holds the bytes of the target. A backup that is there already is not made again.
    """
    first = target.with_name(f"{target.name.removesuffix('.wardplan')} ({_WORDS}).wardplan")
    if not (first.exists() and filecmp.cmp(first, database, shallow=False)):
        first = _sibling_of(target, _WORDS)
        temporary = being_written(target)  # swept by the next publisher, should this be killed
        try:
            shutil.copyfile(database, temporary)
            flush(temporary)
            os.replace(temporary, first)
        finally:
            temporary.unlink(missing_ok=True)
    return f"{target.name} was made with an older Wardplan. It is kept as it was in {first.name}."


def upgrade(database: Path, key: str | None) -> None:
    """Bring a private copy of an older file to this format."""
    from planner.storage.migrations.apply import migrate

    connection = connect(database, key=key)
    try:
        migrate(connection)
    finally:
        connection.close()


def _sibling_of(target: Path, what: str) -> Path:
    """Return a free name beside a file, such as "Plan (copy of 08.12).wardplan"."""
    stem = target.name.removesuffix(".wardplan")
    for number in range(1, 1000):
        extra = f" {number}" if number > 1 else ""
        path = target.with_name(f"{stem} ({what}{extra}).wardplan")
        if not path.exists():
            return path
    raise FileProblem(f"There are too many copies beside {target.name}. Move some of them away.")
