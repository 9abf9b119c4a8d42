"""A purge that another computer made: what this computer keeps of it goes too, not only the rows.

The ids in the table purged arrive with a merge, a publishing or an opening. A list of those that all kept
copies of a file are known to be free of lies in the plan's folder; a purge is whole here once its ids are in
it.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import field
from pathlib import Path
from typing import Final

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.records.catalogue import ALL_RECORDS
from planner.storage import backups, seen
from planner.storage.backup_places import places, tag_of
from planner.storage.engine import Connection, DatabaseError, connect, is_passing, known_errors
from planner.storage.handed_on import share_of
from planner.storage.purged_rows import (
    Ids,
    Purge,
    delete_rows,
    names_of,
    operations_among,
    purged_ids,
    rows_of,
    tables_of,
)
from planner.storage.purging import clear_shares, key_to, purge_abandoned, purge_backups
from planner.storage.rewriting import Rewriting
from planner.storage.shared_file import SharedFile
from planner.storage.wiping import wipe
from planner.storage.working_copy import is_open_elsewhere

_NOTE: Final = "purged-{}"
_NOTES: Final = "purged*"
_PART: Final = "purged-{}.part"
_TAKEN_OUT: Final = "What was purged on another computer was taken out of the backups on this one."
_AGAIN: Final = "What was purged on another computer may be on this one until the plan is next opened."


def cleaning_due(shared: SharedFile) -> "Cleaning | None":
    """Return what is to be done about purged rows, None if nothing is; on the thread that owns the file.

    Another window of this computer has a copy of its own: whoever is left alone does it then. Nothing is due
    for a partner's copy: none is sent with purged rows, and what one says must not reach the plan's backups.
    """
    ids = purged_ids(shared.file.connection)
    noted = _noted(shared.copy.folder.parent, shared.target)
    if shared.is_read_only or not ids - noted or is_open_elsewhere(shared.copy):
        return None
    if share_of(shared.file.connection)[0]:
        return None
    return Cleaning(Rewriting(shared, shared.file.key), ids)


@dataclass(slots=True)
class Cleaning:
    """Purged rows leaving all that this computer keeps: run() anywhere, then finish() or discard().

    finish() belongs to the thread that owns the file. notes: sentences to tell.
    """

    rewriting: Rewriting
    ids: set[str]
    notes: list[str] = field(default_factory=list)
    is_whole: bool = False

    def run(self) -> None:
        """Rewrite the backups and what dead processes left, and stage the working copy; on any thread."""
        folder, key = self.rewriting.plan_folder, self.rewriting.key
        try:
            with known_errors("A backup on this computer"):
                self._run(folder, key)
                self.rewriting.stage()
        except FileProblem as problem:
            self.notes.append(f"{problem} {_AGAIN}")
        else:
            self.is_whole = True

    def _run(self, folder: Path, key: str | None) -> None:
        for path in backups.leftovers(folder):
            wipe(path)
        for path in seen.kept(folder):
            if not _lists(path, key, self.ids, immutable=True):
                wipe(path)
        older = [
            one for one in backups.stored(folder) if not _lists(one.path, key_to(one.path, key), self.ids)
        ]
        purge = Purge(
            "", tuple(dict.fromkeys(n for o in older for n in _names(o.path, key_to(o.path, key), self.ids)))
        )
        self.notes += purge_backups(
            self.rewriting, older, purge, lambda staged, its: drop_purged(staged, its, self.ids, purge)
        )
        self.notes += purge_abandoned(
            self.rewriting.shared, lambda database: drop_purged(database, key, self.ids, purge), key=key
        )
        self.notes += [_TAKEN_OUT] * bool(purge.names)

    def finish(self) -> None:
        """Go on with the rewritten working copy, and note that this computer is free of these rows."""
        if not self.is_whole:
            return
        folder, target = self.rewriting.plan_folder, self.rewriting.shared.target
        part = folder / _PART.format(tag_of(target))
        try:
            self.rewriting.switch()
            with known_errors("The working copy on this computer"):
                part.write_text("\n".join(sorted(self.ids | _noted(folder, target))), encoding="utf-8")
                os.replace(part, _note(folder, target))
        except FileProblem as problem:  # what was to be published is: only this is left to do
            self.discard()
            part.unlink(missing_ok=True)
            self.notes.append(f"{problem} {_AGAIN}")

    def discard(self) -> None:
        """Let go of what run() staged; it is done again another time."""
        self.rewriting.unstage()


def clean(shared: SharedFile) -> list[str]:
    """Do at once what is to be done about purged rows, at an opening; returns sentences to tell."""
    cleaning = cleaning_due(shared)
    if cleaning is None:
        return []
    cleaning.run()
    cleaning.finish()
    return cleaning.notes


def drop_purged(database: Path, key: str | None, ids: set[str], purge: Purge | None = None) -> None:
    """Take purged rows, and all that hung on them, out of an older copy that nobody has open."""
    with closing(connect(database, key=key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        operations = operations_among(connection, ids)
        names = tuple(name for one in operations for name in names_of(connection, one))
        found: Ids = defaultdict(set, {kind.TABLE: set(ids) for kind in ALL_RECORDS})
        for one in operations:
            for table, rows in rows_of(connection, one).items():
                found[table] |= rows
            clear_shares(connection, one)
        delete_rows(connection, found, Purge("", (*names, *(purge.names if purge else ()))), operations)
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def known_purged(plan_folder: Path, key: str | None) -> set[str]:
    """Return what this computer knows to be purged from a plan that need not be open, nor sound.

    From the plan where it was last, if it can be read, from its backups, and from the list kept here.
    """
    found = {row_id for note in plan_folder.glob(_NOTES) for row_id in _ids_in(note)}
    for path in [
        *filter(Path.is_file, places(plan_folder)),
        *(one.path for one in backups.stored(plan_folder)),
    ]:
        found |= _purged_in(path, key, immutable=True, of_the_plan=True) or set()
    return found


def _note(plan_folder: Path, target: Path) -> Path:
    return plan_folder / _NOTE.format(tag_of(target))


def _noted(plan_folder: Path, target: Path) -> set[str]:
    return _ids_in(_note(plan_folder, target))


def _ids_in(note: Path) -> set[str]:
    try:
        return set(note.read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return set()


def _lists(path: Path, key: str | None, ids: set[str], *, immutable: bool = False) -> bool:
    """Return whether a copy lists every id as purged: it was made, or rewritten, after all of them went."""
    there = _purged_in(path, key, immutable=immutable)
    return there is not None and ids <= there


def _purged_in(
    path: Path, key: str | None, *, immutable: bool = False, of_the_plan: bool = False
) -> set[str] | None:
    """Return what a copy lists as purged; None when it cannot be read, as a damaged plan or an old one.

    of_the_plan: None for a partner's copy too, whose list says nothing of the plan.
    """
    try:
        with closing(connect(path, key=key, read_only=True, immutable=immutable)) as connection:
            if of_the_plan and share_of(connection)[0]:
                return None
            return purged_ids(connection) if "purged" in tables_of(connection) else None
    except DatabaseError:
        return None


def _names(path: Path, key: str | None, ids: set[str]) -> Iterator[str]:
    try:
        with closing(connect(path, key=key, read_only=True)) as connection:
            yield from _names_in(connection, ids)
    except DatabaseError as error:
        if is_passing(error):
            raise
        return  # it cannot be read, so it is deleted


def _names_in(connection: Connection, ids: set[str]) -> list[str]:
    return [name for one in operations_among(connection, ids) for name in names_of(connection, one)]
