"""Backups of one plan: whole, sealed copies in its state folder, made before whatever cannot be taken back.

They lie beside the working copies, not beside the plan: a shared folder shows nobody what was there, and a
backup outlives a folder that goes away. A backup of an encrypted plan is encrypted with the same key. Why it
was made stands inside it, in the setting "backup"; one without was made when the plan was opened. Which copy
of the plan it is of stands in its name (see backup_places).
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from planner.domain.frozen import dataclass
from planner.storage.backup_places import (
    FOLDER,
    WHERE,
    Standing,
    names_in,
    note_place,
    places,
    standing_to,
    tag_of,
)
from planner.storage.engine import DatabaseError, connect, is_passing, known_errors
from planner.storage.first_look import is_plain
from planner.storage.handed_on import share_of
from planner.storage.locks import process_is_alive
from planner.storage.publish import write_copy
from planner.storage.rotation import Stored, to_keep
from planner.storage.wiping import replace_wiped, wipe

AT_OPENING: Final = "When it was opened"
_MAKING: Final = ".making"
_STAMP: Final = "%Y%m%dT%H%M%S"
_NAME: Final = re.compile(r"(\d{8}T\d{6})-(\d{6})-(?:([0-9a-f]{8})-)?[0-9a-f]{4}\.wardplan")


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as lists show it. at: UTC. size: bytes. operations: None if it cannot be read.

    share: of a copy that was handed on, the id of its register line, "" for the plan itself; recipient: whom
    it was for. All that was open here of one plan lies in one folder.
    """

    path: Path
    at: datetime
    size: int
    why: str
    operations: int | None
    share: str = ""
    recipient: str = ""

    @property
    def told(self) -> str:
        """Why it was made, and whose copy it is of: what lists show."""
        return f"{self.why} (copy for {self.recipient})" if self.share else self.why


def back_up(
    database: Path, plan_folder: Path, target: Path, *, key: str | None, why: str, at: datetime | None = None
) -> Path:
    """Write a backup of a database, drop those that rotation no longer keeps, and return its path.

    plan_folder: where the state keeps this plan. May be called on any thread; the database is only read.
    """
    at = at or datetime.now(UTC)
    with known_errors(f"The backup of {target.name}"):
        folder = _folder(plan_folder, target)
        path = _new_name(folder, target, at)
        making = being_made(path)
        try:
            write_copy(database, making, key=key, at=at, label=why)
            os.replace(making, path)
        finally:
            making.unlink(missing_ok=True)
        _rotate(plan_folder, target, at)
    return path


def back_up_opened(copy: Path, plan_folder: Path, target: Path, *, at: datetime | None = None) -> Path | None:
    """Keep the bytes of a plan as it was opened, once a day; None if there is one of today already.

    copy: a checked private copy of the published file that no connection has open.
    """
    at = at or datetime.now(UTC)
    with known_errors(f"The backup of {target.name}"):
        folder = _folder(plan_folder, target)
        if has_of_today(plan_folder, target, at):
            return None
        path = _new_name(folder, target, at)
        making = being_made(path)
        try:
            shutil.copyfile(copy, making)
            os.replace(making, path)
        finally:
            making.unlink(missing_ok=True)
        _rotate(plan_folder, target, at)
    return path


def has_of_today(plan_folder: Path, target: Path, at: datetime | None = None) -> bool:
    """Return whether a file has a backup of this day already."""
    today = (at or datetime.now(UTC)).date()
    return any(one.at.date() == today for one in of_file(plan_folder, target))


def of_file(plan_folder: Path, target: Path) -> list[Stored]:
    """Return the backups of one file, newest first; those of other copies of its plan are none of them."""
    standing = standing_to(target, plan_folder)
    return [one for one in stored(plan_folder) if standing(one.tag) is Standing.OWN]


def stored(plan_folder: Path) -> list[Stored]:
    """Return the backup files of all copies of a plan, newest first."""
    found = []
    for path in (plan_folder / FOLDER).glob("*.wardplan"):
        if named := _NAME.fullmatch(path.name):
            at = datetime.strptime(named[1], _STAMP).replace(microsecond=int(named[2]), tzinfo=UTC)
            found.append(Stored(path, at, path.stat().st_size, named[3] or ""))
    return sorted(found, key=lambda one: (one.at, one.path.name), reverse=True)


def list_backups(plan_folder: Path, target: Path, *, key: str | None) -> list[Backup]:
    """Return a file's backups, newest first, among those of other copies of its plan that the key opens."""
    standing = standing_to(target, plan_folder)
    found = [(one, _described(one, key)) for one in stored(plan_folder)]
    return [told for one, told in found if told.operations is not None or standing(one.tag) is Standing.OWN]


def _described(one: Stored, key: str | None) -> Backup:
    try:
        its_key = None if is_plain(one.path) else key
    except OSError:
        return _unreadable(one)
    return describe(one, its_key)


def _unreadable(one: Stored) -> Backup:
    return Backup(one.path, one.at, one.size, "Cannot be read", None)


def folder_for(state: Path, target: Path) -> Path | None:
    """Return the folder of the plan that this computer last had at a path; None if it never had."""
    target = target.resolve()
    found = [f for f in sorted(state.glob(f"copies/*/{FOLDER}")) if str(target) in names_in(f)]
    newest = max(found, key=lambda f: (f / WHERE).stat().st_mtime_ns, default=None)
    return None if newest is None else newest.parent


def leftovers(plan_folder: Path) -> Iterator[Path]:
    """Yield what a process that died was still writing, with its journals."""
    yield from (plan_folder / FOLDER).glob(f"*{_MAKING}*")


def describe(one: Stored, key: str | None) -> Backup:
    """Return what a backup file says of itself."""
    try:
        with closing(connect(one.path, key=key, read_only=True)) as connection:
            row = connection.execute("SELECT value FROM setting WHERE id = 'backup'").fetchone()
            operations = int(connection.execute("SELECT count(*) FROM operation").fetchone()[0])
            share, recipient = share_of(connection)
    except DatabaseError:
        return _unreadable(one)
    why = str(row[0]) if row else AT_OPENING
    return Backup(one.path, one.at, one.size, why, operations, share, recipient)


def is_lost(one: Stored, key: str | None) -> bool:
    """Return whether a backup cannot be read with a key, now or later; raises what only hinders now."""
    try:
        with closing(connect(one.path, key=key, read_only=True)) as connection:
            connection.execute("SELECT count(*) FROM operation").fetchone()
    except DatabaseError as error:
        if is_passing(error):
            raise
        return True
    return False


def _folder(plan_folder: Path, target: Path) -> Path:
    """Make the folder for backups and note in it which file they are of."""
    folder = plan_folder / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder)
    _tag_older(plan_folder, target)
    note_place(plan_folder, target, being_made(folder / WHERE))
    return folder


def _tag_older(plan_folder: Path, target: Path) -> None:
    """Name backups from before names had tags as those of the file that was last open here."""
    last = next(iter(places(plan_folder)), target)
    for one in stored(plan_folder):
        if not one.tag:
            os.replace(one.path, _new_name(one.path.parent, last, one.at))


def being_made(path: Path) -> Path:
    """Return a name to write under; it tells which process does, so that what it left is known for dead."""
    return path.with_name(f"{path.name}.{os.urandom(4).hex()}.{os.getpid()}{_MAKING}")


def _sweep(folder: Path) -> None:
    """Delete what processes were writing when they died, and their journals."""
    for left in folder.glob(f"*{_MAKING}*"):
        pid = left.name.partition(_MAKING)[0].rpartition(".")[2]
        if not (pid.isdigit() and process_is_alive(int(pid))):
            wipe(left)


def drop(path: Path) -> None:
    """Wipe a backup; killed in between, it is under a name that the next one to write here wipes."""
    aside = being_made(path)
    with suppress(FileNotFoundError):
        os.replace(path, aside)
    wipe(aside)


def replace(rewritten: Path, path: Path) -> None:
    """Put a rewritten backup in the place of a backup and wipe that; one of them is there at any time."""
    replace_wiped(rewritten, path, being_made(path))


def _new_name(folder: Path, target: Path, at: datetime) -> Path:
    stamp = f"{at.strftime(_STAMP)}-{at.microsecond:06d}"
    return folder / f"{stamp}-{tag_of(target)}-{os.urandom(2).hex()}.wardplan"


def _rotate(plan_folder: Path, target: Path, now: datetime) -> None:
    """Drop what is no longer kept of a file, and of files that are not there any more."""
    standing = standing_to(target, plan_folder)
    found = [one for one in stored(plan_folder) if standing(one.tag) is not Standing.ANOTHERS]
    kept = {one.path for one in to_keep(found, now)}
    for one in found:
        if one.path not in kept:
            with suppress(OSError):  # the backup is made: what cannot go now goes after the next one
                drop(one.path)
