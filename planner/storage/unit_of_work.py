"""The one write path: rows put and dropped inside one transaction, each noted in the change log."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from planner.domain.changes import ChangeSet, LogSpan, RowChange, coalesced
from planner.domain.ids import new_id
from planner.domain.records.base import Record, group_of
from planner.storage.change_log import DELETE, INSERT, ChangeLog, Entry
from planner.storage.codec import Value, codec, to_json
from planner.storage.derived import DerivedColumns
from planner.storage.engine import Connection
from planner.storage.ownership import owned_kinds
from planner.storage.reader import FileReader
from planner.storage.row_graph import Values, default_value
from planner.storage.sql import marks, quoted

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
        taken: datetime | None = None,
        in_command_file: bool,
    ) -> None:
        super().__init__(connection)
        self.log = ChangeLog(connection, label, author, at, copy_id, taken)
        self.author, self.at = author, at
        self._in_command_file = in_command_file
        self._rows: list[RowChange] = []
        self._derived = DerivedColumns(connection)
        self._left_alone: list[str] = []
        self._span: LogSpan | None = None
        self._first = self._last_change()

    @property
    def has_changes(self) -> bool:
        """Whether anything was written."""
        return bool(self._rows)

    @property
    def changed_rows(self) -> tuple[RowChange, ...]:
        """What was written so far, a change for each row."""
        return coalesced(self._rows)

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

        if changes.span is not None and changes.span.in_command_file == self._in_command_file:
            from planner.storage.merge.going_back import go_back

            self._left_alone += go_back(self, changes.span)
            return
        mine = reverting.of_file(changes, in_command_file=self._in_command_file)
        self._left_alone += reverting.revert(self, mine)

    def restore(self, record: Record) -> None:
        """Insert a row that was deleted, as the successor of its deletion."""
        self._insert([record], by_value=True)

    def going_by_log(self, taken: Iterable[str] = (), *, declines: bool = False) -> None:
        """Note that this transaction is taken back by the log.

        taken: ids of changes that come from another copy. declines: this transaction takes them back.
        """
        self._span = LogSpan(self._first, self._first, tuple(taken), declines, self._in_command_file)

    def leave_alone(self, sentences: Iterable[str]) -> None:
        """Note what could not be done, as sentences for the user."""
        self._left_alone += sentences

    def _last_change(self) -> int:
        return int(self._connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])

    def write_resolved(
        self, kind: type[Record], before: Values | None, after: Values | None, change_ids: dict[str, str]
    ) -> None:
        """Write, change or delete a row whose changes are in the log already; values are columns."""
        code = codec(kind)
        table = quoted(kind.TABLE)
        row_id = str((after or before or {}).get("id", ""))
        if after is None:
            self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        elif before is None:
            names = ", ".join(quoted(c) for c in code.columns)
            values = [after.get(c, default_value(kind, c)) for c in code.columns]
            self._connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks(values)})", values)
        else:
            changed = [c for c in code.columns if before[c] != after[c]]
            settings = ", ".join(f"{quoted(c)} = ?" for c in changed)
            self._connection.execute(
                f"UPDATE {table} SET {settings} WHERE id = ?", [*(after[c] for c in changed), row_id]
            )
        records = [None if v is None else _record(kind, v) for v in (before, after)]
        self._note(kind, records[0], records[1], change_ids)
        self._derived.note(record for record in records if record is not None)

    def note_conflict(self, kind: type[Record], values: Values | None) -> None:
        """Note, for listeners, that the open conflicts of a row are others now though its values are not."""
        record = None if values is None else _record(kind, values)
        if record is not None:
            self._note(kind, record, record, {})

    def finish(self) -> ChangeSet:
        """Bring the derived columns and open conflicts up to date and return what was done.

        Called before COMMIT.
        """
        if self._rows and self._connection.execute("SELECT 1 FROM conflict LIMIT 1").fetchone():
            self._settle_conflicts()
        self._derived.refresh()
        log, span = self.log, self._span
        if span is not None:
            span = replace(span, upto=self._last_change())
        rows = coalesced(self._rows)
        return ChangeSet(log.set_id, log.label, self.author, self.at, rows, tuple(self._left_alone), span)

    def _settle_conflicts(self) -> None:
        """Settle what an edit decided; taking such an edit back opens the conflict again."""
        from planner.storage.merge.apply import settle
        from planner.storage.merge.log import Log

        undecided = Log(self._connection).open_rows()
        if self._span is None and any((row.kind, row.id) in undecided for row in self._rows):
            self.going_by_log()
        settle(self, ())

    def _insert(self, records: list[Record], *, by_value: bool = False) -> None:
        kind = type(records[0])
        code = codec(kind)
        names = ", ".join(quoted(c) for c in code.columns)
        rows = [code.row(r) for r in records]
        self._connection.executemany(
            f"INSERT INTO {quoted(kind.TABLE)} ({names}) VALUES ({marks(code.columns)})", rows
        )
        deleted = self.log.deletions(kind, [r.id for r in records])
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
        self.log.keep_inserted_values(kind, after.id, old)
        written = {name: value for values in groups.values() for name, value in values.items()}
        settings = ", ".join(f"{quoted(name)} = ?" for name in written)
        self._connection.execute(
            f"UPDATE {quoted(kind.TABLE)} SET {settings} WHERE id = ?", [*written.values(), after.id]
        )
        entries = [
            Entry(new_id(), after.id, group, self.log.heads(kind, after.id, group), to_json(values))
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
            self.log.keep_inserted_values(kind, record.id, values)
            entries.append(Entry(new_id(), record.id, DELETE, self.log.all_heads(kind, record.id), None))
            self._note(kind, record, None, {DELETE: entries[-1].id})
        self._connection.executemany(f"DELETE FROM {quoted(kind.TABLE)} WHERE id = ?", [(i,) for i in ids])
        self.log.write(kind, entries)
        self._derived.note(records)

    def _note(
        self, kind: type[Record], before: Record | None, after: Record | None, change_ids: dict[str, str]
    ) -> None:
        row_id = (after or before or _NOTHING).id
        self._rows.append(RowChange(kind, row_id, before, after, change_ids, self._in_command_file))


def _record(kind: type[Record], values: Values) -> Record:
    code = codec(kind)
    return code.record([values.get(c, default_value(kind, c)) for c in code.columns])


_NOTHING = Record(id="")
