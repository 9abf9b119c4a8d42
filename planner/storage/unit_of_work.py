"""The one write path: rows put and dropped inside one transaction, each noted in the change log."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from planner.domain.changes import ChangeSet, RowChange, coalesced
from planner.domain.ids import new_id
from planner.domain.records.base import Record, group_of
from planner.storage.change_log import DELETE, INSERT, ChangeLog, Entry
from planner.storage.codec import Value, codec, to_json
from planner.storage.derived import DerivedColumns
from planner.storage.engine import Connection
from planner.storage.ownership import owned_kinds
from planner.storage.reader import FileReader, quoted

R = TypeVar("R", bound=Record)


class UnitOfWork(FileReader):
    """Rows of one planning file being changed; made by PlanningFile.transaction() only.

    Reads see what was written so far. The label and author are those of the whole change set.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        label: str,
        author: str,
        at: datetime,
        copy_id: str,
        in_command_file: bool,
    ) -> None:
        super().__init__(connection)
        self.log = ChangeLog(connection, label, author, at, copy_id)
        self.author, self.at = author, at
        self._in_command_file = in_command_file
        self._rows: list[RowChange] = []
        self._derived = DerivedColumns(connection)
        self._left_alone: list[str] = []

    @property
    def has_changes(self) -> bool:
        """Whether anything was written."""
        return bool(self._rows)

    @property
    def has_deletions(self) -> bool:
        """Whether any row was deleted."""
        return any(row.after is None for row in self._rows)

    def relabel(self, label: str) -> None:
        """Call the change set something else from here on, in the log as well."""
        self.log.relabel(label)

    def add(self, record: Record) -> None:
        """Insert a new row."""
        self.add_all([record])

    def add_all(self, records: Iterable[Record]) -> None:
        """Insert new rows; runs of one kind go in as one statement."""
        batch: list[Record] = []
        for record in records:
            if batch and type(record) is not type(batch[0]):
                self._insert(batch)
                batch = []
            batch.append(record)
        if batch:
            self._insert(batch)

    def put(self, record: R) -> R:
        """Write a row: insert it when its id is new, else log what differs. Returns the record."""
        before = self.get(type(record), record.id)
        if before is None:
            self._insert([record])
        elif before != record:
            self._update(before, record)
        return record

    def drop(self, kind: type[Record], row_id: str) -> None:
        """Delete a row and every row that it owns; a row that is gone already is no error."""
        record = self.get(kind, row_id)
        if record is not None:
            self._drop_all(kind, [record])

    def revert(self, changes: ChangeSet) -> None:
        """Take back a change set field group by field group, leaving what was changed since."""
        from planner.storage import reverting

        mine = reverting.of_file(changes, in_command_file=self._in_command_file)
        self._left_alone += reverting.revert(self, mine)

    def restore(self, record: Record) -> None:
        """Insert a row that was deleted, as the successor of its deletion."""
        self._insert([record], by_value=True)

    def finish(self) -> ChangeSet:
        """Bring the derived columns up to date and return what was done; called before COMMIT."""
        self._derived.refresh()
        log = self.log
        rows = coalesced(self._rows)
        return ChangeSet(log.set_id, log.label, self.author, self.at, rows, tuple(self._left_alone))

    def _insert(self, records: list[Record], *, by_value: bool = False) -> None:
        kind = type(records[0])
        code = codec(kind)
        marks = ", ".join("?" * len(code.columns))
        names = ", ".join(quoted(c) for c in code.columns)
        rows = [code.row(r) for r in records]
        self._connection.executemany(f"INSERT INTO {quoted(kind.TABLE)} ({names}) VALUES ({marks})", rows)
        deleted = self.log.deletions([r.id for r in records])
        entries = []
        for record, row in zip(records, rows, strict=True):
            after = to_json(dict(zip(code.columns, row, strict=True))) if by_value else None
            entries.append(Entry(new_id(), record.id, INSERT, deleted.get(record.id, []), after))
            self._note(kind, None, record, {INSERT: entries[-1].id})
        self.log.write(kind, entries)
        self._derived.note(records)

    def _update(self, before: Record, after: Record) -> None:
        kind = type(before)
        code = codec(kind)
        old = dict(zip(code.columns, code.row(before), strict=True))
        new = dict(zip(code.columns, code.row(after), strict=True))
        changed = {group_of(kind, name) for name in code.columns if old[name] != new[name]}
        if not changed:
            return
        groups: dict[str, dict[str, Value]] = {}
        for name in code.columns:
            if (group := group_of(kind, name)) in changed:
                groups.setdefault(group, {})[name] = new[name]
        self.log.keep_inserted_values(after.id, old)
        written = {name: value for values in groups.values() for name, value in values.items()}
        settings = ", ".join(f"{quoted(name)} = ?" for name in written)
        self._connection.execute(
            f"UPDATE {quoted(kind.TABLE)} SET {settings} WHERE id = ?", [*written.values(), after.id]
        )
        entries = [
            Entry(new_id(), after.id, group, self.log.heads(after.id, group), to_json(values))
            for group, values in groups.items()
        ]
        self.log.write(kind, entries)
        self._note(kind, before, after, {entry.group: entry.id for entry in entries})
        self._derived.note([before, after])

    def _drop_all(self, kind: type[Record], records: list[Record]) -> None:
        ids = [r.id for r in records]
        for owned in owned_kinds(kind):
            if children := self.among(owned, owned.OWNER, ids):
                self._drop_all(owned, list(children))
        code = codec(kind)
        entries = []
        for record in records:
            values = dict(zip(code.columns, code.row(record), strict=True))
            self.log.keep_inserted_values(record.id, values)
            entries.append(Entry(new_id(), record.id, DELETE, self.log.all_heads(record.id), None))
            self._note(kind, record, None, {DELETE: entries[-1].id})
        self._connection.executemany(f"DELETE FROM {quoted(kind.TABLE)} WHERE id = ?", [(i,) for i in ids])
        self.log.write(kind, entries)
        self._derived.note(records)

    def _note(
        self, kind: type[Record], before: Record | None, after: Record | None, change_ids: dict[str, str]
    ) -> None:
        row_id = (after or before or _NOTHING).id
        self._rows.append(RowChange(kind, row_id, before, after, change_ids, self._in_command_file))


_NOTHING = Record(id="")
