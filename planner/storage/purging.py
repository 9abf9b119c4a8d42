"""Purging an operation from one file: its rows, their changes, and every copy that this computer keeps.

What stays is one note, and the bare ids in the table purged, so that no old copy brings the rows back.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from planner.domain.changes import ChangeSet, RowChange
from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Setting
from planner.domain.records.review import Acknowledgement
from planner.domain.records.sharing import PurgeNote, Share
from planner.storage import backups
from planner.storage.engine import Connection, DatabaseError, connect
from planner.storage.ownership import owned_kinds
from planner.storage.planning_file import PlanningFile
from planner.storage.publish import write_copy
from planner.storage.reader import quoted
from planner.storage.rewriting import Rewriting
from planner.storage.wiping import wipe
from planner.storage.working_copy import abandoned

_NEUTRAL: Final = "Change to something since purged"
_A_PURGED: Final = "A purged operation"
_SHARE_TEXTS: Final = {"what": _A_PURGED, "file_name": "", "purpose": "", "given": ""}
_AT_ONCE: Final = 500

Ids = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Purge:
    """What to purge: the operation's id, the words that name it (reference, title), and when (UTC)."""

    operation_id: str
    names: tuple[str, ...]
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def mentions(self, text: str) -> bool:
        """Return whether a label names the operation."""
        folded = text.casefold()
        return any(name.casefold() in folded for name in self.names if name)


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
            unit.put(replace(share, operation_id="", what=_A_PURGED, file_name="", purpose="", given=""))
        _delete(connection, found, purge)
    done = running.changes
    if done is None:
        raise RuntimeError("a transaction that ended has its changes")
    return replace(done, rows=(*done.rows, *gone))


def names_of(connection: Connection, operation_id: str) -> tuple[str, ...]:
    """Return every reference and title that an operation has or had."""
    found = list(
        connection.execute("SELECT reference, title FROM operation WHERE id = ?", (operation_id,)).fetchone()
        or ()
    )
    logged = 'SELECT "after" FROM change WHERE row_id = ? AND "after" IS NOT NULL'
    for (after,) in connection.execute(logged, (operation_id,)):
        values = json.loads(after)
        found += [str(values.get(name) or "") for name in ("reference", "title")]
    return tuple(dict.fromkeys(name for name in found if name))


def rows_of(connection: Connection, operation_id: str) -> Ids:
    """Return the ids, by table, of all that an operation owns or owned once, and of what is about it."""
    tables = _tables(connection)
    found: Ids = defaultdict(set)
    _gather(connection, tables, Operation, {operation_id}, found)
    for kind in (Place, Acknowledgement):
        if kind.TABLE in tables:
            found[kind.TABLE] |= _with(connection, kind, "operation_id", {operation_id})
    every = set().union(*found.values())
    if Acknowledgement.TABLE in tables:
        found[Acknowledgement.TABLE] |= {
            row[0]
            for row in connection.execute("SELECT id, about_ids FROM acknowledgement")
            if not every.isdisjoint(row[1].split())
        }
    found[Setting.TABLE] |= {
        row[0]
        for row in connection.execute("SELECT id FROM setting")
        if not every.isdisjoint(row[0].split("/"))
    }
    return found


def _gather(connection: Connection, tables: set[str], kind: type[Record], ids: set[str], found: Ids) -> None:
    found[kind.TABLE] |= ids
    for owned in owned_kinds(kind):
        if owned.TABLE in tables and (rows := _with(connection, owned, owned.OWNER, ids)):
            _gather(connection, tables, owned, rows, found)


def _with(connection: Connection, kind: type[Record], name: str, values: set[str]) -> set[str]:
    """Return the ids of rows whose field is, or by the change log was, one of some values."""
    found: set[str] = set()
    for part in _parts(values):
        marks = ", ".join("?" * len(part))
        found.update(
            row[0]
            for row in connection.execute(
                f"SELECT id FROM {quoted(kind.TABLE)} WHERE {quoted(name)} IN ({marks})", part
            )
        )
        found.update(
            row[0]
            for row in connection.execute(
                'SELECT row_id FROM change WHERE table_name = ? AND "after" IS NOT NULL'
                f""" AND json_extract("after", '$.' || ?) IN ({marks})""",
                (kind.TABLE, name, *part),
            )
        )
    return found


def _delete(connection: Connection, found: Ids, purge: Purge) -> None:
    """Delete rows, what the log says of them, and what else names them; the ids are noted as purged."""
    tables = _tables(connection)
    at = purge.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    every = sorted(set().union(*found.values()))
    sets: set[str] = set()
    for kind in reversed(ALL_RECORDS):
        if kind.TABLE in tables:
            _run(connection, f"DELETE FROM {quoted(kind.TABLE)} WHERE id IN", found.get(kind.TABLE, ()))
    for part in _parts(every):
        marks = ", ".join("?" * len(part))
        sets.update(
            row[0]
            for row in connection.execute(
                f"SELECT DISTINCT change_set_id FROM change WHERE row_id IN ({marks})", part
            )
        )
        if "declined" in tables:
            connection.execute(
                f"DELETE FROM declined WHERE change_id IN (SELECT id FROM change WHERE row_id IN ({marks}))",
                part,
            )
    _run(connection, "DELETE FROM conflict WHERE row_id IN", every)
    _run(connection, "DELETE FROM change WHERE row_id IN", every)
    connection.executemany(
        "INSERT OR IGNORE INTO purged (row_id, at) VALUES (?, ?)", [(row_id, at) for row_id in every]
    )
    if purge.operation_id:
        _neutralise_shares(connection, purge.operation_id)
    _neutralise_labels(connection, sets, purge)


def _neutralise_shares(connection: Connection, operation_id: str) -> None:
    """Take the words out of what the log says of shares of the operation; that something left stays."""
    changes = connection.execute(
        """SELECT id, row_id, "after" FROM change WHERE table_name = 'share' AND "after" IS NOT NULL"""
    ).fetchall()
    about = {row_id for _, row_id, after in changes if json.loads(after).get("operation_id") == operation_id}
    texts = {**_SHARE_TEXTS, "operation_id": ""}
    for change_id, row_id, after in changes:
        if row_id in about:
            values = json.loads(after)
            kept = {**values, **{name: text for name, text in texts.items() if name in values}}
            connection.execute(
                'UPDATE change SET "after" = ? WHERE id = ?',
                (json.dumps(kept, ensure_ascii=False, separators=(",", ":")), change_id),
            )


def _neutralise_labels(connection: Connection, touched: set[str], purge: Purge) -> None:
    """Drop change sets that held nothing else, and rename those that may name the operation."""
    connection.execute("DELETE FROM change_set WHERE id NOT IN (SELECT change_set_id FROM change)")
    for set_id, label in connection.execute("SELECT id, label FROM change_set").fetchall():
        if set_id in touched or purge.mentions(label):
            connection.execute("UPDATE change_set SET label = ? WHERE id = ?", (_NEUTRAL, set_id))


def purge_kept(rewriting: Rewriting, purge: Purge) -> list[str]:
    """Purge every backup and every working copy left by a dead process; returns sentences to tell.

    On any thread. A backup that cannot be rewritten is deleted.
    """
    shared = rewriting.shared
    lost = 0
    for path in backups.leftovers(rewriting.plan_folder):
        wipe(path)
    for one in backups.stored(rewriting.plan_folder):
        described = backups.describe(one, rewriting.key)
        if described.operations is None or not _purge_backup(described, rewriting.key, purge):
            wipe(one.path)
            lost += 1
    for copy in abandoned(shared.copy.state, rewriting.plan_folder.name):
        if copy.database.exists():
            _purge_database(copy.database, rewriting.key, purge)
        copy.release()
    if not lost:
        return []
    return ["Backups that could not be rewritten were deleted."]


def _purge_backup(backup: backups.Backup, key: str | None, purge: Purge) -> bool:
    staged = backup.path.with_name(f"{backup.path.name}.{os.urandom(4).hex()}.making")
    sealed = staged.with_name(f"{staged.name}.making")
    label = "" if backup.why == backups.AT_OPENING else backup.why
    try:
        with closing(connect(backup.path, key=key, read_only=True)) as connection:
            connection.execute("VACUUM INTO ?", (str(staged),))
        _purge_database(staged, key, purge)
        write_copy(
            staged, sealed, key=key, at=backup.at, label="Before a change" if purge.mentions(label) else label
        )
        wipe(backup.path)
        os.replace(sealed, backup.path)
    except DatabaseError:
        return False
    finally:
        wipe(staged)
        wipe(sealed)
    return True


def _purge_database(database: Path, key: str | None, purge: Purge) -> None:
    with closing(connect(database, key=key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        _delete(connection, rows_of(connection, purge.operation_id), purge)
        if Share.TABLE in _tables(connection):
            texts = ", ".join(f"{quoted(name)} = ?" for name in _SHARE_TEXTS)
            connection.execute(
                f"UPDATE share SET {texts}, operation_id = '' WHERE operation_id = ?",
                (*_SHARE_TEXTS.values(), purge.operation_id),
            )
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def purged_ids(connection: Connection) -> set[str]:
    """Return the ids of every row that was purged from a file."""
    return {row[0] for row in connection.execute("SELECT row_id FROM purged")}


def drop_purged(database: Path, key: str | None, ids: set[str]) -> None:
    """Take rows that were purged meanwhile out of an older copy that nobody has open."""
    with closing(connect(database, key=key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        _delete(connection, {kind.TABLE: ids for kind in ALL_RECORDS}, Purge("", ()))
        connection.execute("COMMIT")
        connection.execute("VACUUM")


def _tables(connection: Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _run(connection: Connection, statement: str, ids: Iterable[str]) -> None:
    for part in _parts(ids):
        connection.execute(f"{statement} ({', '.join('?' * len(part))})", part)


def _parts(ids: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(ids)
    return (ordered[at : at + _AT_ONCE] for at in range(0, len(ordered), _AT_ONCE))
