"""The one write path: rows put and dropped inside one transaction, each noted in the change log."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from planner.domain.changes import ChangeSet, RowChange, coalesced
from planner.domain.ids import new_id
from planner.domain.records.base import Record, group_of
from planner.domain.records.catalogue import ALL_RECORDS, BY_TABLE, OWNED_BY
from planner.storage.codec import Value, codec, to_json
from planner.storage.derived import DerivedColumns
from planner.storage.engine import Connection
from planner.storage.reader import FileReader, quoted

R = TypeVar("R", bound=Record)
INSERT, DELETE = "+", "-"
_OWNER_FIELDS = {
    "type_id": "operation_type",
    "return_id": "return_",
    "power_id": "power",
    "deployment_id": "deployment",
    "post_id": "post",
    "operation_id": "operation",
    "partnership_id": "partnership",
}


def owner_kind(kind: type[Record]) -> type[Record] | None:
    """Return the kind of record that owns rows of this kind, or None."""
    return BY_TABLE[_OWNER_FIELDS[kind.OWNER]] if kind.OWNER else None


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
        self.id = new_id()
        self.label, self.author, self.at = label, author, at
        self._copy_id = copy_id
        self._in_command_file = in_command_file
        self._rows: list[RowChange] = []
        self._derived = DerivedColumns(connection)
        self._left_alone: list[str] = []

    # Writing ---------------------------------------------------------------------------------------

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
        if record is None:
            return
        self._drop_all(kind, [record])

    # Undo -------------------------------------------------------------------------------------------

    def revert(self, changes: ChangeSet) -> None:
        """Take back a change set field group by field group, leaving what was changed since.

        Rows come back in the order in which owners precede what they own.
        """
        mine = [row for row in changes.rows if row.in_command_file == self._in_command_file]
        order = {kind: i for i, kind in enumerate(ALL_RECORDS)}
        for row in sorted(mine, key=lambda r: order[r.kind]):
            if row.after is None and row.before is not None and self.get(row.kind, row.id) is None:
                self._restore(row.before)
        for row in mine:
            if row.before is not None and row.after is not None:
                self._revert_fields(row)
        for row in sorted(mine, key=lambda r: -order[r.kind]):
            if row.before is None:
                self._revert_insert(row)

    def _restore(self, record: Record) -> None:
        self._insert([record], parents={record.id: self._heads(record.id, DELETE)}, after=True)

    def _revert_fields(self, row: RowChange) -> None:
        now = self.get(row.kind, row.id)
        assert row.before is not None
        if now is None:
            self._left_alone.append(f"{_name(row)}: deleted since.")
            return
        wanted = {}
        for name in codec(row.kind).columns:
            group = group_of(row.kind, name)
            if group not in row.change_ids:
                continue
            if self._head(row.id, group) == row.change_ids[group]:
                wanted[name] = getattr(row.before, name)
            elif (
                sentence := f"{_name(row)}: {name.replace('_', ' ')} was changed since."
            ) not in self._left_alone:
                self._left_alone.append(sentence)
        self.put(replace(now, **wanted))

    def _revert_insert(self, row: RowChange) -> None:
        now = self.get(row.kind, row.id)
        if now is None:
            return
        owned = OWNED_BY.get(_owner_field(row.kind), ())
        if now != row.after or any(self.count(kind, **{kind.OWNER: row.id}) for kind in owned):
            # What the command itself made below it is gone by now: what is left came later.
            self._left_alone.append(f"{_name(row)}: changed since, so it stays.")
            return
        self.drop(row.kind, row.id)

    # Log --------------------------------------------------------------------------------------------

    def _insert(
        self, records: list[Record], parents: dict[str, list[str]] | None = None, *, after: bool = False
    ) -> None:
        kind = type(records[0])
        code = codec(kind)
        marks = ", ".join("?" * len(code.columns))
        names = ", ".join(quoted(c) for c in code.columns)
        rows = [code.row(r) for r in records]
        self._connection.executemany(f"INSERT INTO {quoted(kind.TABLE)} ({names}) VALUES ({marks})", rows)
        log = []
        for record, row in zip(records, rows, strict=True):
            change_id = new_id()
            value = to_json(dict(zip(code.columns, row, strict=True))) if after else None
            log.append((change_id, record.id, INSERT, (parents or {}).get(record.id, []), value))
            self._rows.append(
                RowChange(kind, record.id, None, record, {INSERT: change_id}, self._in_command_file)
            )
        self._log(kind, log)
        self._derived.note(records)

    def _update(self, before: Record, after: Record) -> None:
        kind = type(before)
        code = codec(kind)
        old = dict(zip(code.columns, code.row(before), strict=True))
        new = dict(zip(code.columns, code.row(after), strict=True))
        groups: dict[str, dict[str, Value]] = {}
        for name in code.columns:
            if old[name] != new[name]:
                groups.setdefault(group_of(kind, name), {})
        if not groups:
            return
        for name in code.columns:
            if (group := group_of(kind, name)) in groups:
                groups[group][name] = new[name]
        self._keep_inserted_values(after.id, old)
        settings = ", ".join(f"{quoted(n)} = ?" for g in groups.values() for n in g)
        values = [v for g in groups.values() for v in g.values()]
        self._connection.execute(
            f"UPDATE {quoted(kind.TABLE)} SET {settings} WHERE id = ?", [*values, after.id]
        )
        ids = {group: new_id() for group in groups}
        self._log(
            kind,
            [
                (ids[g], after.id, g, self._heads(after.id, g), to_json(values))
                for g, values in groups.items()
            ],
        )
        self._rows.append(RowChange(kind, after.id, before, after, ids, self._in_command_file))
        self._derived.note([before, after])

    def _drop_all(self, kind: type[Record], records: list[Record]) -> None:
        ids = [r.id for r in records]
        for owned in OWNED_BY.get(_owner_field(kind), ()):
            if children := self.among(owned, owned.OWNER, ids):
                self._drop_all(owned, list(children))
        code = codec(kind)
        log = []
        for record in records:
            self._keep_inserted_values(record.id, dict(zip(code.columns, code.row(record), strict=True)))
            change_id = new_id()
            log.append((change_id, record.id, DELETE, self._heads(record.id, None), None))
            self._rows.append(
                RowChange(kind, record.id, record, None, {DELETE: change_id}, self._in_command_file)
            )
        self._connection.executemany(f"DELETE FROM {quoted(kind.TABLE)} WHERE id = ?", [(i,) for i in ids])
        self._log(kind, log)
        self._derived.note(records)

    def _log(self, kind: type[Record], rows: list[tuple[str, str, str, list[str], str | None]]) -> None:
        self._connection.execute(
            "INSERT OR IGNORE INTO change_set (id, copy_id, at, author, label) VALUES (?, ?, ?, ?, ?)",
            (self.id, self._copy_id, self.at.strftime("%Y-%m-%dT%H:%M:%SZ"), self.author, self.label),
        )
        self._connection.executemany(
            'INSERT INTO change (id, change_set_id, table_name, row_id, field_group, parents, "after")'
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (i, self.id, kind.TABLE, row, group, json.dumps(parents), after)
                for i, row, group, parents, after in rows
            ],
        )

    def _keep_inserted_values(self, row_id: str, values: dict[str, Value]) -> None:
        # An insert is logged without its values while they still stand in the row itself.
        self._connection.execute(
            'UPDATE change SET "after" = ? WHERE row_id = ? AND field_group = ? AND "after" IS NULL',
            (to_json(values), row_id, INSERT),
        )

    def _head(self, row_id: str, group: str) -> str:
        heads = self._heads(row_id, group)
        return heads[-1] if heads else ""

    def _heads(self, row_id: str, group: str | None) -> list[str]:
        """Return the change ids that a new change of this field group replaces (all groups when None)."""
        rows = self._connection.execute(
            "SELECT id, field_group, parents FROM change WHERE row_id = ? ORDER BY seq", (row_id,)
        ).fetchall()
        if group is not None:
            rows = [r for r in rows if r[1] in {group, INSERT}]
            own = [r for r in rows if r[1] == group]
            # The insert counts as the head of every field group that was not changed since.
            last_insert = max((i for i, r in enumerate(rows) if r[1] == INSERT), default=-1)
            own_since = [r for r in rows[last_insert + 1 :] if r[1] == group]
            rows = own_since if own_since else ([rows[last_insert]] if last_insert >= 0 else own)
        replaced = {parent for r in rows for parent in json.loads(r[2])}
        return [r[0] for r in rows if r[0] not in replaced]

    # Ending -----------------------------------------------------------------------------------------

    def finish(self) -> ChangeSet:
        """Bring the derived columns up to date and return what was done; called before COMMIT."""
        self._derived.refresh()
        return ChangeSet(
            self.id, self.label, self.author, self.at, coalesced(self._rows), tuple(self._left_alone)
        )


def _owner_field(kind: type[Record]) -> str:
    return next((field for field, table in _OWNER_FIELDS.items() if table == kind.TABLE), "")


def _name(row: RowChange) -> str:
    record = row.after or row.before
    for field in ("reference", "title", "label", "name", "theme", "text"):
        if value := getattr(record, field, ""):
            return str(value)
    return row.kind.TABLE.strip("_").replace("_", " ")
