"""The rows of a purged operation: which they are, and how they and their log leave a database."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Setting
from planner.domain.records.review import Acknowledgement
from planner.domain.records.sharing import Share
from planner.domain.timespan import utc_text
from planner.storage.codec import codec
from planner.storage.engine import Connection
from planner.storage.ownership import owned_kinds
from planner.storage.sql import marks, parts_of, quoted

if TYPE_CHECKING:
    from planner.storage.unit_of_work import UnitOfWork

_NEUTRAL: Final = "Change to something since purged"
A_PURGED: Final = "A purged operation"
SHARE_TEXTS: Final = {"what": A_PURGED, "file_name": "", "purpose": "", "given": ""}

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
    tables = tables_of(connection)
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
    for part in parts_of(sorted(values)):
        found.update(
            row[0]
            for row in connection.execute(
                f"SELECT id FROM {quoted(kind.TABLE)} WHERE {quoted(name)} IN ({marks(part)})", part
            )
        )
        found.update(
            row[0]
            for row in connection.execute(
                'SELECT row_id FROM change WHERE table_name = ? AND "after" IS NOT NULL'
                f""" AND json_extract("after", '$.' || ?) IN ({marks(part)})""",
                (kind.TABLE, name, *part),
            )
        )
    return found


def operations_among(connection: Connection, ids: set[str]) -> list[str]:
    """Return which of some ids are, or by the change log were, those of operations."""
    known = connection.execute(
        "SELECT id FROM operation UNION SELECT row_id FROM change WHERE table_name = 'operation'"
    )
    return sorted(ids.intersection(row[0] for row in known))


def delete_rows(connection: Connection, found: Ids, purge: Purge, operations: Iterable[str] = ()) -> None:
    """Delete rows, what the log says of them, and what else names them; the ids are noted as purged.

    operations: the ids of those whose shares lose their words, besides the one that the purge names.
    """
    tables = tables_of(connection)
    at = utc_text(purge.at)
    every = sorted(set().union(*found.values()))
    sets: set[str] = set()
    for kind in reversed(ALL_RECORDS):
        if kind.TABLE in tables:
            _run(connection, f"DELETE FROM {quoted(kind.TABLE)} WHERE id IN", found.get(kind.TABLE, ()))
    for part in parts_of(every):
        sets.update(
            row[0]
            for row in connection.execute(
                f"SELECT DISTINCT change_set_id FROM change WHERE row_id IN ({marks(part)})", part
            )
        )
        if "declined" in tables:
            connection.execute(
                "DELETE FROM declined WHERE change_id IN"
                f" (SELECT id FROM change WHERE row_id IN ({marks(part)}))",
                part,
            )
    _run(connection, "DELETE FROM conflict WHERE row_id IN", every)
    _run(connection, "DELETE FROM change WHERE row_id IN", every)
    connection.executemany(
        "INSERT OR IGNORE INTO purged (row_id, at) VALUES (?, ?)", [(row_id, at) for row_id in every]
    )
    for operation_id in (*operations, *([purge.operation_id] if purge.operation_id else [])):
        sets |= _neutralise_shares(connection, operation_id)
    _neutralise_labels(connection, sets, purge)


def _neutralise_shares(connection: Connection, operation_id: str) -> set[str]:
    """Take the words out of what the log says of shares of the operation; that something left stays.

    Returns the ids of the change sets that told of it.
    """
    changes = connection.execute(
        """SELECT id, row_id, "after", change_set_id FROM change WHERE table_name = 'share'"""
        """ AND "after" IS NOT NULL"""
    ).fetchall()
    about = {
        row_id for _, row_id, after, _ in changes if json.loads(after).get("operation_id") == operation_id
    }
    texts = {**SHARE_TEXTS, "operation_id": ""}
    told: set[str] = set()
    for change_id, row_id, after, set_id in changes:
        values = json.loads(after)
        kept = {**values, **{name: text for name, text in texts.items() if name in values}}
        if row_id in about and kept != values:
            told.add(set_id)
            connection.execute(
                'UPDATE change SET "after" = ? WHERE id = ?',
                (json.dumps(kept, ensure_ascii=False, separators=(",", ":")), change_id),
            )
    return told


def _neutralise_labels(connection: Connection, touched: set[str], purge: Purge) -> None:
    """Drop change sets that held nothing else, and rename those that may name the operation."""
    connection.execute("DELETE FROM change_set WHERE id NOT IN (SELECT change_set_id FROM change)")
    for set_id, label in connection.execute("SELECT id, label FROM change_set").fetchall():
        if set_id in touched or purge.mentions(label):
            connection.execute("UPDATE change_set SET label = ? WHERE id = ?", (_NEUTRAL, set_id))


def purged_ids(connection: Connection) -> set[str]:
    """Return the ids of every row that was purged from a file."""
    return {row[0] for row in connection.execute("SELECT row_id FROM purged")}


def count_purged(connection: Connection) -> int:
    """Return how many rows were purged from a file."""
    return int(connection.execute("SELECT count(*) FROM purged").fetchone()[0])


def forget_purged(unit: "UnitOfWork") -> None:
    """Take out of a file what another copy purged, with all that was hung on it here meanwhile."""
    connection = unit.connections[0]
    still = connection.execute(
        "SELECT DISTINCT table_name, row_id FROM change WHERE row_id IN (SELECT row_id FROM purged)"
    ).fetchall()
    operations = {row_id for table, row_id in still if table == Operation.TABLE} | _named_late(connection)
    if not still and not operations:
        return
    found: Ids = defaultdict(set)
    names: list[str] = []
    for table, row_id in still:
        found[table].add(row_id)
    for operation_id in sorted(operations):
        names += names_of(connection, operation_id)
        for owned, ids in rows_of(connection, operation_id).items():
            found[owned] |= ids
        for share in unit.all(Share, operation_id=operation_id):
            unit.put(replace(share, operation_id="", what=A_PURGED, file_name="", purpose="", given=""))
    for kind in reversed(ALL_RECORDS):
        code = codec(kind)
        for record in unit.among(kind, "id", sorted(found.get(kind.TABLE, ()))):
            unit.write_resolved(kind, dict(zip(code.columns, code.row(record), strict=True)), None, {})
    delete_rows(connection, found, Purge("", tuple(names), unit.at), operations)


def _named_late(connection: Connection) -> set[str]:
    """Return the purged operations that rows which came in, or were made, meanwhile still name."""
    found: set[str] = set()
    for kind in (Share, Place, Acknowledgement):
        found.update(
            row[0]
            for row in connection.execute(
                f"SELECT operation_id FROM {quoted(kind.TABLE)}"
                " WHERE operation_id IN (SELECT row_id FROM purged)"
            )
        )
    return found


def tables_of(connection: Connection) -> set[str]:
    """Return the names of the tables of a database."""
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _run(connection: Connection, statement: str, ids: Iterable[str]) -> None:
    for part in parts_of(sorted(ids)):
        connection.execute(f"{statement} ({marks(part)})", part)
