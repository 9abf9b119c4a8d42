"""A plan of an older format: kept beside as it is, and its private copy brought to this format."""

import filecmp
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from planner.domain.errors import FileProblem
from planner.storage.copying import flush
from planner.storage.engine import DatabaseError, connect, known_errors, time_limit
from planner.storage.first_look import is_plain
from planner.storage.migrations.scripts import FORMAT
from planner.storage.publish import being_written
from planner.storage.wiping import wipe
from planner.storage.working_copy import plan_folder

_WORDS = f"before format {FORMAT[0]}.{FORMAT[1]}"
BEFORE_THIS_FORMAT: Final = f"Before format {FORMAT[0]}.{FORMAT[1]}"
_KEPT: Final = re.compile(r" \(before format \d+\.\d+( \d+)?\)")
_SECONDS: Final = 2.0


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


def kept_before(target: Path, folder: Path, keys: Iterable[str | None]) -> list[Path]:
    """Return what was kept beside a plan when it was brought to a newer format, as far as a key opens it.

    folder: where the state keeps that plan; a file of another plan is none of it.
    """
    stem = target.name.removesuffix(".wardplan")
    tried = set(keys)
    return [
        path
        for path in sorted(target.parent.glob("*.wardplan"))
        if path.name.startswith(stem)
        and _KEPT.fullmatch(path.name.removeprefix(stem).removesuffix(".wardplan"))
        and path.is_file()
        and any(_is_of(path, key, folder) for key in tried)
    ]


def wipe_kept(target: Path, folder: Path, keys: Iterable[str | None]) -> list[str]:
    """Wipe what was kept beside a plan from before this format; returns a sentence for the user, if any.

    The plan's own history has all that it held, so nothing but what is to go is lost with it.
    """
    try:
        with known_errors("What was kept beside the plan from an older format"):
            found = kept_before(target, folder, keys)
            for path in found:
                wipe(path)
    except FileProblem as problem:
        return [str(problem)]
    names = ", ".join(path.name for path in found)
    return [f"What was kept beside it from an older format is deleted too: {names}."] if found else []


def _is_of(path: Path, key: str | None, folder: Path) -> bool:
    if is_plain(path) is not (key is None):
        return False
    try:
        with closing(connect(path, key=key, read_only=True)) as connection, time_limit(connection, _SECONDS):
            row = connection.execute("SELECT id FROM plan").fetchone()
    except DatabaseError:
        return False
    return row is not None and plan_folder(folder.parents[1], str(row[0])) == folder


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
