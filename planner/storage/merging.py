"""Taking in the changes that another copy of the same file has, all of them or none.

A change of theirs is taken when nothing that ours changed meanwhile is touched: the same field group of the
same row with another value, a row deleted on one side and used on the other. Else nothing is taken.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from planner.domain.changes import ChangeSet, RowChange
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.records.base import Record, group_of
from planner.domain.records.catalogue import ALL_RECORDS, BY_TABLE
from planner.storage.change_log import DELETE, INSERT
from planner.storage.codec import codec
from planner.storage.derived import DerivedColumns
from planner.storage.engine import Connection, IntegrityError, connect
from planner.storage.ownership import owned_kinds
from planner.storage.planning_file import PlanningFile
from planner.storage.reader import FileReader, quoted

RowKey = tuple[type[Record], str]


class Conflict(Exception):
    """Both sides changed the same thing; the text names what."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: for the listeners, and how many change sets of whom."""

    changes: ChangeSet
    change_sets: int
    authors: tuple[str, ...]
    labels: tuple[str, ...]


def take_changes(ours: PlanningFile, theirs: Path, *, label: str) -> Taken:
    """Bring every change of another copy into a file, in one transaction; Conflict, with nothing taken."""
    other = connect(theirs, key=ours.key)
    try:
        return _Merge(ours, other, label).run()
    finally:
        other.close()


class _Merge:
    """One merge: which rows either side changed alone, and the writing of theirs."""

    def __init__(self, ours: PlanningFile, other: Connection, label: str) -> None:
        self._file, self._mine, self._other = ours, ours.connection, other
        self._label = label
        self._rows: list[RowChange] = []
        self._derived = DerivedColumns(self._mine)

    def run(self) -> Taken:
        self._mine.execute("BEGIN IMMEDIATE")
        try:
            self._mine.execute("PRAGMA defer_foreign_keys = ON")
            taken = self._take()
            self._mine.execute("COMMIT")
        except IntegrityError:
            self._mine.execute("ROLLBACK")
            raise Conflict("something that one side deleted and the other uses") from None
        except BaseException:
            if self._mine.in_transaction:
                self._mine.execute("ROLLBACK")
            raise
        return taken

    def _take(self) -> Taken:
        my_ids, their_ids = _ids(self._mine), _ids(self._other)
        theirs = _touched(self._other, their_ids - my_ids)
        mine = _touched(self._mine, my_ids - their_ids)
        order = {kind: number for number, kind in enumerate(ALL_RECORDS)}
        reader, other = FileReader(self._mine), FileReader(self._other)
        plan = []
        for key, groups in theirs.items():
            before, after = reader.get(*key), other.get(*key)
            _refuse_conflict(key, groups, mine.get(key, set()), before, after)
            plan.append((key, groups, before, after))
        for key, groups, before, after in sorted(plan, key=lambda entry: order[entry[0][0]]):
            if after is not None:
                self._write(key, groups, before, after)
        for key, _, before, after in sorted(plan, key=lambda entry: -order[entry[0][0]]):
            if after is None and before is not None:
                self._delete(reader, key, before)
        sets = self._copy_log(their_ids - my_ids)
        self._derived.refresh()
        changes = ChangeSet(new_id(), self._label, self._author(sets), datetime.now(UTC), tuple(self._rows))
        return Taken(changes, len(sets), tuple(dict.fromkeys(s[3] for s in sets)), tuple(s[4] for s in sets))

    def _author(self, sets: list[tuple[str, ...]]) -> str:
        return ", ".join(dict.fromkeys(entry[3] for entry in sets))

    def _write(self, key: RowKey, groups: set[str], before: Record | None, after: Record) -> None:
        kind, row_id = key
        code = codec(kind)
        if before is None:
            names = ", ".join(quoted(c) for c in code.columns)
            marks = ", ".join("?" * len(code.columns))
            self._mine.execute(
                f"INSERT INTO {quoted(kind.TABLE)} ({names}) VALUES ({marks})", code.row(after)
            )
        else:
            whole = INSERT in groups  # deleted and made again: every field is theirs
            fields = [c for c in code.columns if whole or group_of(kind, c) in groups]
            after = replace(before, **{name: getattr(after, name) for name in fields})
            if fields:
                values = dict(zip(code.columns, code.row(after), strict=True))
                settings = ", ".join(f"{quoted(name)} = ?" for name in fields)
                self._mine.execute(
                    f"UPDATE {quoted(kind.TABLE)} SET {settings} WHERE id = ?",
                    [*(values[name] for name in fields), row_id],
                )
        self._note(key, before, after)

    def _delete(self, reader: FileReader, key: RowKey, before: Record) -> None:
        kind, row_id = key
        for owned in owned_kinds(kind):
            # Deleting would take along, unseen, what only this side has made.
            if reader.count(owned, **{owned.OWNER: row_id}):
                raise Conflict(_named(kind))
        self._mine.execute(f"DELETE FROM {quoted(kind.TABLE)} WHERE id = ?", (row_id,))
        self._note(key, before, None)

    def _note(self, key: RowKey, before: Record | None, after: Record | None) -> None:
        self._rows.append(RowChange(*key, before, after, {}, self._file.key is not None))
        self._derived.note(record for record in (before, after) if record is not None)

    def _copy_log(self, ids: set[str]) -> list[tuple[str, ...]]:
        """Copy their change sets and changes, and the inserted values that they alone had to keep."""
        changes = [
            row
            for row in self._other.execute(
                'SELECT id, change_set_id, table_name, row_id, field_group, parents, "after"'
                " FROM change ORDER BY seq"
            )
            if row[0] in ids
        ]
        wanted = {row[1] for row in changes}
        sets = [
            row
            for row in self._other.execute(
                "SELECT id, copy_id, at, author, label FROM change_set ORDER BY rowid"
            )
            if row[0] in wanted
        ]
        self._mine.executemany(
            "INSERT OR IGNORE INTO change_set (id, copy_id, at, author, label) VALUES (?, ?, ?, ?, ?)", sets
        )
        self._mine.executemany(
            'INSERT INTO change (id, change_set_id, table_name, row_id, field_group, parents, "after")'
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            changes,
        )
        kept = self._other.execute(
            'SELECT "after", id FROM change WHERE field_group = ? AND "after" IS NOT NULL', (INSERT,)
        )
        self._mine.executemany(
            'UPDATE change SET "after" = ? WHERE id = ? AND "after" IS NULL', kept.fetchall()
        )
        for table in ("purged", "copy"):
            for row in self._other.execute(f"SELECT * FROM {table}"):
                marks = ", ".join("?" * len(row))
                self._mine.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)
        return sets


def _ids(connection: Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT id FROM change")}


def _touched(connection: Connection, ids: set[str]) -> dict[RowKey, set[str]]:
    """Return the field groups of each row that the given changes touched."""
    found: dict[RowKey, set[str]] = defaultdict(set)
    for change_id, table, row_id, group in connection.execute(
        "SELECT id, table_name, row_id, field_group FROM change"
    ):
        if change_id in ids:
            found[BY_TABLE[table], row_id].add(group)
    return found


def _refuse_conflict(
    key: RowKey, theirs: set[str], mine: set[str], before: Record | None, after: Record | None
) -> None:
    if not mine or before == after:
        return
    whole = {INSERT, DELETE}
    clash = (theirs | mine) & whole or any(
        getattr(before, name) != getattr(after, name)
        for name in codec(key[0]).columns
        if group_of(key[0], name) in theirs & mine
    )
    if clash:
        raise Conflict(_named(key[0]))


def _named(kind: type[Record]) -> str:
    return kind.TABLE.strip("_").replace("_", " ")
