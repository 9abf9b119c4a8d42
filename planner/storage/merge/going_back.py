"""Taking back a merge or a decision by the log: values, rows and open conflicts as they were before it.

Nothing leaves the log. What the step brought gets newer changes that say what was there before, for each
field group and row that nobody has changed since; the rest stays and is named.
"""

from typing import TYPE_CHECKING

from planner.domain.changes import DELETE, INSERT, LogSpan
from planner.domain.ids import new_id
from planner.domain.records.catalogue import ALL_RECORDS, BY_TABLE
from planner.storage.change_log import Entry
from planner.storage.codec import to_json
from planner.storage.merge.apply import settle
from planner.storage.merge.links import users_of
from planner.storage.merge.log import Log, RowKey
from planner.storage.merge.resolve import ResolvedRow, resolve
from planner.storage.naming import row_name
from planner.storage.row_graph import Values, merged_groups

if TYPE_CHECKING:
    from planner.storage.unit_of_work import UnitOfWork

_ORDER = {kind: number for number, kind in enumerate(ALL_RECORDS)}


def go_back(unit: "UnitOfWork", span: LogSpan) -> list[str]:
    """Take back what a part of the log did; returns a sentence for each part that was left alone."""
    unit.going_by_log(span.taken, declines=not span.declines)
    keys = _touched(unit, span)
    work = _GoingBack(unit, span, keys)
    for key in keys:
        work.row(key)
    _decline(unit, span)
    settle(unit, keys)
    return list(dict.fromkeys(work.left))


def _touched(unit: "UnitOfWork", span: LogSpan) -> list[RowKey]:
    rows = unit.connections[0].execute(
        "SELECT DISTINCT table_name, row_id FROM change WHERE seq > ? AND seq <= ?", (span.after, span.upto)
    )
    keys = [(BY_TABLE[table], row_id) for table, row_id in rows if table in BY_TABLE]
    return sorted(keys, key=_by_order)


def _by_order(key: RowKey) -> tuple[int, str]:
    return _ORDER[key[0]], key[1]


def _decline(unit: "UnitOfWork", span: LogSpan) -> None:
    connection = unit.connections[0]
    if span.declines:
        connection.executemany("DELETE FROM declined WHERE change_id = ?", [(i,) for i in span.taken])
        return
    at = unit.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    connection.executemany(
        'INSERT OR IGNORE INTO declined (change_id, "at") VALUES (?, ?)', [(i, at) for i in span.taken]
    )


class _GoingBack:
    """The rows as they were before the step, right after it, and now."""

    def __init__(self, unit: "UnitOfWork", span: LogSpan, keys: list[RowKey]) -> None:
        connection = unit.connections[0]
        self._unit = unit
        self._keys = set(keys)
        # What is open now may hold rows of the step together, before it as well.
        wanted = [*keys, *sorted(Log(connection).open_rows() - self._keys, key=_by_order)]
        self._then = resolve(Log(connection, upto=span.after), wanted)
        self._done = resolve(Log(connection, upto=span.upto), wanted)
        self._now = resolve(Log(connection), wanted)
        self.left: list[str] = []

    def row(self, key: RowKey) -> None:
        """Write what brings one row back."""
        now, done, then = self._now.rows[key], self._done.rows[key], self._then.rows.get(key)
        if _shape(now) != _shape(then) and _shape(now) != _shape(done):
            self._leave(now, "changed since, so it stays as it is")
            return
        if now.before is not None:
            self._unit.log.keep_inserted_values(*key, now.before)
        if then is None or not then.own.alive:
            if now.own.alive and self._may_go(now, done):
                self._write(key, DELETE, now.graph.all_heads(), None)
        elif _shape(now) == _shape(then):
            self._groups(now, done, then)
        else:
            self._whole(now, done, then)

    def _may_go(self, now: ResolvedRow, done: ResolvedRow) -> bool:
        if _differs(now, done) or self._has_newer_users(now):
            self._leave(now, "changed since, so it stays")
            return False
        return True

    def _has_newer_users(self, row: ResolvedRow) -> bool:
        log = Log(self._unit.connections[0])
        users = [
            (user, row_id)
            for user, name in users_of(row.key[0])
            for row_id in log.ids_where(user, name, [row.key[1]])
            if (user, row_id) not in self._keys
        ]
        # What is there only because its deletion is in question goes again with this row.
        return any(found.own.alive for key, found in resolve(log, users).rows.items() if key in users)

    def _whole(self, now: ResolvedRow, done: ResolvedRow, then: ResolvedRow) -> None:
        """Bring back a row that was deleted, or whose deletion was or was not in question."""
        values = dict(now.after)
        for group in merged_groups(now.key[0]):
            if now.own.alive and _values(now, group) != _values(done, group):
                self._leave_group(now, group)
            else:
                values.update(_values(then, group)[0])
        heads = now.graph.all_heads()
        if then.own.contested:
            self._write(now.key, DELETE, heads, None)
        made = self._write(now.key, INSERT, heads, values)
        for group in then.own.conflicts:
            self._write_heads(now.key, group, [made], _values(then, group))

    def _groups(self, now: ResolvedRow, done: ResolvedRow, then: ResolvedRow) -> None:
        for group in merged_groups(now.key[0]):
            before, after, present = (_values(row, group) for row in (then, done, now))
            if present == before:
                continue
            if present != after:
                self._leave_group(now, group)
                continue
            self._write_heads(now.key, group, now.graph.raw_heads(group), before)

    def _write_heads(self, key: RowKey, group: str, parents: list[str], values: list[Values]) -> None:
        """Write one change for each value that stood there; the first, which was shown, gets the last id."""
        ids = sorted((new_id() for _ in values), reverse=True)
        entries = [
            Entry(change_id, key[1], group, parents, to_json(value))
            for change_id, value in zip(ids, values, strict=True)
        ]
        self._unit.log.write(key[0], entries)

    def _write(self, key: RowKey, group: str, parents: list[str], values: Values | None) -> str:
        after = None if values is None else to_json(values)
        entry = Entry(new_id(), key[1], group, parents, after)
        self._unit.log.write(key[0], [entry])
        return entry.id

    def _leave(self, row: ResolvedRow, what: str) -> None:
        self.left.append(f"{row_name(row.key[0], row.after)}: {what}.")

    def _leave_group(self, row: ResolvedRow, group: str) -> None:
        self._leave(row, f"{group.replace('_', ' ')} was changed since")


def _shape(row: ResolvedRow | None) -> tuple[bool, bool, bool]:
    """Return whether a row lives by its own changes, is in question, and is there."""
    return (False, False, False) if row is None else (row.own.alive, bool(row.own.contested), row.stays)


def _differs(one: ResolvedRow, two: ResolvedRow) -> bool:
    return any(_values(one, group) != _values(two, group) for group in merged_groups(one.key[0]))


def _values(row: ResolvedRow, group: str) -> list[Values]:
    """Return the values that stand for a field group, the shown one first."""
    heads = row.own.heads.get(group)
    if heads is None:
        heads = row.graph.state((group,)).heads[group]
    if group not in row.own.conflicts and len(heads) > 1:
        heads = heads[:1]
    return [row.graph.value(node, group) for node in heads]
