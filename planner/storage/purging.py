"""Purging an operation from one file: its rows, their changes, and every copy that this computer keeps.

What stays is one note, and the bare ids in the table purged, so that no old copy brings the rows back.
"""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from planner.domain.changes import ChangeSet, RowChange
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.sharing import PurgeNote, Share
from planner.storage import backups, purge_note
from planner.storage.backup_places import Standing, standing_to
from planner.storage.engine import Connection, DatabaseError, connect, is_passing, known_errors
from planner.storage.first_look import is_plain
from planner.storage.planning_file import PlanningFile
from planner.storage.publish import write_copy
from planner.storage.purged_rows import (
    A_PURGED,
    SHARE_TEXTS,
    Purge,
    delete_rows,
    names_of,
    purged_ids,
    rows_of,
    tables_of,
)
from planner.storage.rewriting import Rewriting
from planner.storage.rotation import Stored
from planner.storage.shared_file import SharedFile
from planner.storage.sql import quoted
from planner.storage.wiping import wipe
from planner.storage.working_copy import STAGED, abandoned, beside_database

LOST: Final = "Backups that could not be rewritten were deleted."
LEFT: Final = (
    "Backups of another copy of this plan, under a passphrase of its own, were left as they are. Merge this "
    "plan into that copy: what was purged then goes from it and from its backups."
)


Drop = Callable[[Path, str | None], None]
"""Takes what is purged out of a database that nobody has open, under the key given."""


def key_to(backup: Path, key: str | None) -> str | None:
    """Return what opens a backup: the key of the plan, but for a plain one of another copy."""
    return None if is_plain(backup) else key


def purge_rows(file: PlanningFile, purge: Purge, note: PurgeNote, *, author: str) -> ChangeSet:
    """Take an operation and all it owned out of the working copy, rows and log, in one transaction.

    Returns what went, for the views; it is no step that can be undone.
    """
    connection = file.connection
    with file.transaction("Purge an operation", author=author, at=purge.at) as running:
        unit = running.unit
        found = rows_of(connection, purge.operation_id)
        gone = [
            RowChange(kind, record.id, record, None, {}, file.is_command)
            for kind in ALL_RECORDS
            for record in unit.among(kind, "id", found.get(kind.TABLE, ()))
        ]
        unit.add(note)
        for share in unit.all(Share, operation_id=purge.operation_id):
            unit.put(replace(share, operation_id="", what=A_PURGED, file_name="", purpose="", given=""))
        delete_rows(connection, found, purge)
    done = running.changes
    if done is None:
        raise RuntimeError("a transaction that ended has its changes")
    return replace(done, rows=(*done.rows, *gone))


def purge_kept(rewriting: Rewriting, purge: Purge) -> list[str]:
    """Purge every backup and every working copy left by a dead process; returns sentences to tell.

    On any thread. A backup that cannot be read any more is deleted; what only hinders now is raised.
    """
    folder, key = rewriting.plan_folder, rewriting.key

    def drop(database: Path, its_key: str | None) -> None:
        _purge_database(database, its_key, purge)

    for path in backups.leftovers(folder):
        wipe(path)
    notes = purge_backups(rewriting, backups.stored(folder), purge, drop)
    return purge_abandoned(rewriting.shared, lambda database: drop(database, key), key=key) + notes


def purge_backups(rewriting: Rewriting, found: Iterable[Stored], purge: Purge, drop: Drop) -> list[str]:
    """Put what drop leaves of each backup in its place; returns sentences to tell.

    One that cannot be read is deleted, unless it is of another copy that is there, under a passphrase of its
    own: that copy still holds what is purged, and takes it out of its backups once the purge reaches it.
    """
    standing = standing_to(rewriting.shared.target, rewriting.plan_folder)
    lost = left = 0
    for one in found:
        key = key_to(one.path, rewriting.key)
        if not backups.is_lost(one, key) and rewrite_backup(backups.describe(one, key), key, purge, drop):
            continue
        if standing(one.tag) is Standing.ANOTHERS and not is_plain(one.path):
            left += 1
        else:
            backups.drop(one.path)
            lost += 1
    return [LOST] * bool(lost) + [LEFT] * bool(left)


def purge_abandoned(shared: SharedFile, drop: Callable[[Path], None], *, key: str | None) -> list[str]:
    """Let drop rewrite every working copy that a dead process left; returns sentences on those left alone.

    One under another passphrase stays as it is: nobody reads it with the one of today.
    """
    notes = []
    for copy in abandoned(shared.copy.state, shared.copy.folder.parent.name):
        try:
            for path in beside_database(copy):
                if path.name == STAGED:
                    drop(path)
                else:
                    wipe(path)
            if copy.database.exists():
                drop(copy.database)
        except DatabaseError as error:
            if is_passing(error):
                raise
            if key is None or is_plain(copy.database):
                notes.append(f"A working copy that cannot be read was left as it is: {copy.database}.")
        finally:
            copy.release()
    return notes


def finish_begun(shared: SharedFile) -> list[str]:
    """Finish the purge that a killed process began; returns sentences to tell.

    FileProblem, with the note kept for the next opening, when it cannot be finished now.
    """
    folder = shared.copy.folder.parent
    operation_id = purge_note.read(folder, shared.target)
    if operation_id not in purged_ids(shared.file.connection):
        purge_note.forget(folder, shared.target)
        return []
    rewriting = Rewriting(shared, shared.file.key)
    purge = Purge(operation_id, _names_in_backups(folder, shared.file.key, operation_id))
    rewriting.run()
    try:
        with known_errors("A backup on this computer"):
            notes = purge_kept(rewriting, purge)
    except BaseException:
        rewriting.finish()  # the plan is as it should be: what is left is done by the next opening
        raise
    rewriting.finish()
    purge_note.forget(folder, shared.target)
    return ["A purge that was interrupted when Wardplan last stopped has been finished.", *notes]


def _names_in_backups(plan_folder: Path, key: str | None, operation_id: str) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for one in backups.stored(plan_folder):
        try:
            with closing(connect(one.path, key=key_to(one.path, key), read_only=True)) as connection:
                names.update(dict.fromkeys(names_of(connection, operation_id)))
        except DatabaseError as error:
            if is_passing(error):
                raise
            continue  # it cannot be read, so it is deleted with the others
    return tuple(names)


def rewrite_backup(backup: backups.Backup, key: str | None, purge: Purge, drop: Drop) -> bool:
    """Put what drop leaves of a backup in its place; False when it cannot be read, now or later."""
    staged, sealed = backups.being_made(backup.path), backups.being_made(backup.path)
    label = "" if backup.why == backups.AT_OPENING else backup.why
    try:
        with closing(connect(backup.path, key=key, read_only=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(staged),))
        drop(staged, key)
        write_copy(
            staged, sealed, key=key, at=backup.at, label="Before a change" if purge.mentions(label) else label
        )
        backups.replace(sealed, backup.path)
    except DatabaseError as error:
        if is_passing(error):
            raise
        return False
    finally:
        wipe(staged)
        wipe(sealed)
    return True


def _purge_database(database: Path, key: str | None, purge: Purge) -> None:
    with closing(connect(database, key=key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        delete_rows(connection, rows_of(connection, purge.operation_id), purge)
        clear_shares(connection, purge.operation_id)
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def clear_shares(connection: Connection, operation_id: str) -> None:
    """Take the words out of what was shared of an operation; that something left stays."""
    if Share.TABLE in tables_of(connection):
        texts = ", ".join(f"{quoted(name)} = ?" for name in SHARE_TEXTS)
        connection.execute(
            f"UPDATE share SET {texts}, operation_id = '' WHERE operation_id = ?",
            (*SHARE_TEXTS.values(), operation_id),
        )
