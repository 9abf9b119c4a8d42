"""What one change set did, read back from the change log: each row before and after, as undo needs it."""

import json
from collections.abc import Sequence
from dataclasses import MISSING, fields, replace
from typing import Any, Final

from planner.domain.changes import DELETE, INSERT, RowChange, coalesced, groups_of
from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.records.catalogue import BY_TABLE
from planner.storage.codec import Value, codec, from_json
from planner.storage.engine import Connection
from planner.storage.reader import FileReader

MOST_COUNTED: Final = 20_000
_COLUMNS: Final = 'id, table_name, row_id, field_group, parents, "after", seq'
Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change as it stands in the log; seq is the order in which this file learned of it."""

    id: str
    table: str
    row_id: str
    group: str
    parents: tuple[str, ...]
    after: str | None
    seq: int


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One change of a change set with the whole row before and after it; None where the row was not there.

    group: "+" for a row made, "-" for one deleted, else the field group. is_newest: nothing has
    replaced it since.
    """

    id: str
    kind: type[Record]
    row_id: str
    group: str
    before: Record | None
    after: Record | None
    is_newest: bool


def logged_changes(
    connection: Connection, set_id: str, limit: int | None = None, *, change_id: str = "", table: str = ""
) -> list[LoggedChange]:
    """Return the changes of a change set in the order written, or its first few, or the one asked for.

    table: only changes of rows of this table.

    Rows of a kind that this version does not know are left out; so is what a purge took away.
    """
    one = ("AND id = ? " if change_id else "") + ("AND table_name = ?" if table else "")
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM change WHERE change_set_id = ? {one} ORDER BY seq LIMIT ?",
        [set_id, *filter(None, (change_id, table)), -1 if limit is None else limit],
    )
    entries = [_entry(row) for row in rows.fetchall() if row[1] in BY_TABLE]
    whole = {entry.row_id for entry in entries if entry.group in {INSERT, DELETE}}
    look = _Past(connection)
    found = (look.change(entry, is_whole=entry.row_id in whole) for entry in entries)
    return [change for change in found if change is not None]


def count_changes(connection: Connection, set_ids: Sequence[str]) -> dict[str, list[tuple[str, str, int]]]:
    """Return, for each change set, how often it made ("+"), deleted ("-") or changed ("") rows of a table.

    Of a change set with more than MOST_COUNTED changes only so many are looked at.
    """
    query = f"""
        SELECT table_name, CASE WHEN field_group IN ('+', '-') THEN field_group ELSE '' END AS how,
               count(DISTINCT row_id)
        FROM (SELECT * FROM change WHERE change_set_id = ? LIMIT {MOST_COUNTED})
        GROUP BY table_name, how ORDER BY min(seq)"""
    return {set_id: connection.execute(query, (set_id,)).fetchall() for set_id in set_ids}


def row_changes(changes: Sequence[LoggedChange], *, in_command_file: bool) -> tuple[RowChange, ...]:
    """Return what changes did as one change for each row, in the form that undo takes back."""
    whole = {c.row_id for c in changes if c.group in {INSERT, DELETE}}
    rows = [
        RowChange(c.kind, c.row_id, c.before, c.after, {c.group: c.id}, in_command_file)
        for c in changes
        if c.row_id in whole
    ]
    fields: dict[str, RowChange] = {}
    for change in changes:
        if change.row_id not in whole:
            known = fields.get(change.row_id)
            fields[change.row_id] = _with_field(known, change, in_command_file=in_command_file)
    return (*coalesced(rows), *fields.values())


def _with_field(known: RowChange | None, change: LoggedChange, *, in_command_file: bool) -> RowChange:
    """Return the change of a row with one more field group in it: before as at first, after as at last."""
    group = change.group
    before, after = change.before, change.after
    if known is None or known.before is None or known.after is None or before is None or after is None:
        return RowChange(change.kind, change.row_id, before, after, {group: change.id}, in_command_file)
    names = groups_of(change.kind)[group]
    was = known.before if group in known.change_ids else _taking(known.before, before, names)
    ids = {**known.change_ids, group: change.id}
    return replace(known, before=was, after=_taking(known.after, after, names), change_ids=ids)


def _taking(record: Record, other: Record, names: Sequence[str]) -> Record:
    return replace(record, **{name: getattr(other, name) for name in names})


def _entry(row: Sequence[Any]) -> Entry:
    return Entry(row[0], row[1], row[2], row[3], tuple(json.loads(row[4])), row[5], row[6])


class _Past:
    """Finds what rows held before and after a change, from the values that the log kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reader = FileReader(connection)
        self._rows: dict[str, Record | None] = {}
        self._histories: dict[str, dict[str, Entry]] = {}

    def change(self, entry: Entry, *, is_whole: bool) -> LoggedChange | None:
        """Return a change with the row before and after; is_whole: its set made or deleted the row."""
        kind = BY_TABLE[entry.table]
        live = self._live(kind, entry.row_id)
        if live is not None and not is_whole:
            before, after = self._on_live(kind, entry, live)
        else:
            before, after = self._on_history(kind, entry)
        if before is None and after is None:
            return None
        newest = self._is_newest(entry)
        return LoggedChange(entry.id, kind, entry.row_id, entry.group, before, after, newest)

    def _live(self, kind: type[Record], row_id: str) -> Record | None:
        if row_id not in self._rows:
            self._rows[row_id] = self._reader.get(kind, row_id)
        return self._rows[row_id]

    def _on_live(self, kind: type[Record], entry: Entry, live: Record) -> tuple[Record | None, Record | None]:
        """Return the row as it is now but for the field group, without reading the whole of its history."""
        names = groups_of(kind).get(entry.group, ())
        base = _written(live)
        before = dict(base)
        for parent in self._entries(entry.parents):
            values = self._inserted(kind, parent) if parent.group == INSERT else _own(parent)
            before |= {name: value for name, value in values.items() if name in names}
        return _record(kind, before), _record(kind, {**base, **_own(entry)})

    def _entries(self, ids: Sequence[str]) -> list[Entry]:
        query = f"SELECT {_COLUMNS} FROM change WHERE id = ?"
        rows = (self._connection.execute(query, (change_id,)).fetchone() for change_id in ids)
        return [_entry(row) for row in rows if row is not None]

    def _is_newest(self, entry: Entry) -> bool:
        """Whether no later change of the field, nor a deletion of its row, names this one as replaced."""
        query = (
            "SELECT 1 FROM change WHERE row_id = ? AND field_group IN (?, ?) AND seq > ? AND parents LIKE ?"
            " LIMIT 1"
        )
        values = (entry.row_id, entry.group, DELETE, entry.seq, f'%"{entry.id}"%')
        return self._connection.execute(query, values).fetchone() is None

    def _history(self, row_id: str) -> dict[str, Entry]:
        if row_id not in self._histories:
            query = f"SELECT {_COLUMNS} FROM change WHERE row_id = ? ORDER BY seq"
            rows = self._connection.execute(query, (row_id,))
            self._histories[row_id] = {row[0]: _entry(row) for row in rows}
        return self._histories[row_id]

    def _on_history(self, kind: type[Record], entry: Entry) -> tuple[Record | None, Record | None]:
        history = self._history(entry.row_id)
        if entry.group == INSERT:
            return None, _record(kind, self._inserted(kind, entry))
        if entry.group == DELETE:
            return _record(kind, self._values(kind, self._behind(entry, history), history)), None
        return self._edited(kind, entry, history)

    def _edited(
        self, kind: type[Record], entry: Entry, history: dict[str, Entry]
    ) -> tuple[Record | None, Record | None]:
        base = self._values(kind, self._behind(entry, history), history)
        return _record(kind, base), _record(kind, {**base, **_own(entry)})

    def _behind(self, entry: Entry, history: dict[str, Entry]) -> list[Entry]:
        """Return the changes of the row that a change builds on, and what was there when it was written.

        Its own field group comes from its parents; the other groups as they were known by then.
        """
        earlier = []
        for other in history.values():
            if other.id == entry.id:
                break
            if entry.group == DELETE or other.group != entry.group:
                earlier.append(other)
        # An insert holds every group, so it stays where it was and is not laid over what came after it.
        parents = [history[p] for p in entry.parents if p in history and history[p].group != INSERT]
        return [*(e for e in earlier if e not in parents), *parents]

    def _values(self, kind: type[Record], entries: list[Entry], history: dict[str, Entry]) -> Values:
        """Return the values of a row after some of its changes, in order; the insert is found if it lacks."""
        inserts = [e for e in history.values() if e.group == INSERT]
        values: Values = self._inserted(kind, inserts[0]) if inserts else {}
        for entry in entries:
            if entry.group == INSERT:
                values = {**values, **self._inserted(kind, entry)}
            elif entry.group != DELETE:
                values = {**values, **_own(entry)}
        return values

    def _inserted(self, kind: type[Record], entry: Entry) -> Values:
        """Return what a row was made with; as long as the log does not say, the row itself still holds it."""
        if entry.after is not None:
            return _own(entry)
        record = self._live(kind, entry.row_id)
        return {} if record is None else _written(record)


def _written(record: Record) -> Values:
    code = codec(type(record))
    return dict(zip(code.columns, code.row(record), strict=True))


def _own(entry: Entry) -> Values:
    return from_json(entry.after) if entry.after else {}


def _record(kind: type[Record], values: Values) -> Record | None:
    """Return the record of values out of the log, or None where they do not make one.

    A field that came with a later format takes its default.
    """
    columns = codec(kind).columns
    if not values:
        return None
    defaults = {f.name: f.default for f in fields(kind)}
    row = []
    for name in columns:
        if name in values:
            row.append(values[name])
        elif defaults[name] is not MISSING:
            row.append(_as_written(kind, name, defaults[name]))
        else:
            return None
    return codec(kind).record(row)


def _as_written(kind: type[Record], name: str, value: object) -> Value:
    code = codec(kind)
    convert = code.out[code.columns.index(name)]
    return value if convert is None or value is None else convert(value)  # type: ignore[return-value]
