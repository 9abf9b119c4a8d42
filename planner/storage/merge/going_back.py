"""Taking back a merge or a decision by the log: values, rows and open conflicts as they were before it.

Nothing leaves the log. What the step brought gets newer changes that say what was there before, for each
field group and row that nobody has changed since; the rest stays and is named. Where a question was open
before, its sides are said again by whoever said them first, so that it is asked again as it was.
"""

from typing import TYPE_CHECKING

from planner.domain.changes import DELETE, INSERT, LogSpan, groups_of
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.records.catalogue import BY_TABLE
from planner.domain.timespan import utc_text
from planner.storage.change_log import Entry
from planner.storage.codec import codec, to_json
from planner.storage.merge.apply import settle
from planner.storage.merge.links import users_of
from planner.storage.merge.log import Log, RowKey, by_order, learned_in
from planner.storage.merge.resolve import ResolvedRow, resolve
from planner.storage.naming import row_name
from planner.storage.row_graph import Node, RowGraph, Values, merged_groups

if TYPE_CHECKING:
    from planner.storage.unit_of_work import UnitOfWork


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
    return sorted(keys, key=by_order)


def _decline(unit: "UnitOfWork", span: LogSpan) -> None:
    connection = unit.connections[0]
    if span.declines:
        connection.executemany("DELETE FROM declined WHERE change_id = ?", [(i,) for i in span.taken])
        return
    at = utc_text(unit.at)
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
        wanted = [*keys, *sorted(Log(connection).open_rows() - self._keys, key=by_order)]
        self._then = resolve(Log(connection, upto=span.after), wanted)
        self._done = resolve(Log(connection, upto=span.upto), wanted)
        self._now = resolve(Log(connection), wanted)
        self.left: list[str] = []
        self._numbers: dict[str, int] = {}

    def row(self, key: RowKey) -> None:
        """Write what brings one row back."""
        now, done, then = self._now.rows[key], self._done.rows[key], self._then.rows.get(key)
        if _life(now) not in {_life(then), _life(done)}:
            self._leave(now, "changed since, so it stays as it is")
            return
        if now.before is not None:
            self._unit.log.keep_inserted_values(*key, now.before)
        if then is None:
            if _lives(now) and self._may_go(now, done):
                self._write(now, DELETE, now.graph.all_heads(), None)
        elif _life(now) != _life(then) or then.own.deletes:
            if _life(now) == _life(then) and not _differs(now, then):
                return
            if _lives(then) or then.stays or not _lives(now) or self._may_go(now, done):
                self._whole(now, done, then)
        else:
            self._groups(now, done, then)

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
        """Say the whole row again as it was: what it started from, who deleted it, what stood against that.

        A row that was gone is made and deleted again, by those who deleted it: what goes and comes with what
        is told by their change sets.
        """
        sides = self._sides(now, done, then)
        first = {**then.after, **{n: v for side in sides for n, v in side.first.items()}}
        made = self._write(now, INSERT, now.graph.all_heads(), first)
        known = [i for side in sides if not side.is_against for i in self._write_side(now, side, [made])]
        gone = sorted(then.own.deletes, key=self._learned)
        for delete in gone:
            self._write(now, DELETE, [made, *known], None, delete.set_id)
        against = [i for side in sides if side.is_against for i in self._write_side(now, side, [made])]
        if then.own.contested and not against:
            self._write(now, INSERT, [made], then.after)

    def _sides(self, now: ResolvedRow, done: ResolvedRow, then: ResolvedRow) -> "list[_Side]":
        """Return, for each field group, what is to stand: as before, or as changed since the step."""
        known = then.graph.before(node.id for node in then.own.deletes)
        found = []
        for group in merged_groups(now.key[0]):
            row = then
            if _lives(now) and _values(now, group) != _values(done, group):
                self._leave_group(now, group)
                row = now
            nodes = _standing(row, group)
            if nodes:
                is_against = bool(then.own.deletes) and any(node.id not in known for node in nodes)
                found.append(_Side(row.graph, group, nodes, known if is_against else None))
        return found

    def _groups(self, now: ResolvedRow, done: ResolvedRow, then: ResolvedRow) -> None:
        for group in merged_groups(now.key[0]):
            before, after, present = (_values(row, group) for row in (then, done, now))
            if present == before or not before:
                continue
            if present != after:
                self._leave_group(now, group)
                continue
            side = _Side(then.graph, group, _standing(then, group), None)
            parents = now.graph.raw_heads(group)
            if len(before) == 1:
                self._write(now, group, parents, before[0])
                continue
            self._write_side(now, side, [self._write(now, group, parents, side.first)])

    def _write_side(self, row: ResolvedRow, side: "_Side", parents: list[str]) -> list[str]:
        """Write again what stood, by whom and when it was said: each value that stood against another.

        They are written in the order in which they were learned. Of equal times the last id is shown.
        """
        if len(side.nodes) == 1 and not side.is_against:
            return []  # the insert says it
        ids = sorted((new_id() for _ in side.nodes), reverse=True)
        pairs = sorted(zip(ids, side.nodes, strict=True), key=lambda pair: self._learned(pair[1]))
        for change_id, node in pairs:
            values = side.graph.value(node, side.group)
            self._write(row, side.group, parents, values, node.set_id, change_id)
        return ids

    def _learned(self, node: Node) -> int:
        if node.id not in self._numbers:
            self._numbers.update(learned_in(self._unit.connections[0], [node.id]))
        return self._numbers[node.id]

    def _write(
        self,
        row: ResolvedRow,
        group: str,
        parents: list[str],
        values: Values | None,
        set_id: str = "",
        change_id: str = "",
    ) -> str:
        after = None
        if values is not None:
            columns = codec(row.key[0]).columns if group == INSERT else groups_of(row.key[0])[group]
            after = to_json({name: values[name] for name in columns})
        entry = Entry(change_id or new_id(), row.key[1], group, parents, after, set_id)
        self._unit.log.write(row.key[0], [entry])
        return entry.id

    def _leave(self, row: ResolvedRow, what: str) -> None:
        self.left.append(f"{row_name(row.key[0], row.after)}: {what}.")

    def _leave_group(self, row: ResolvedRow, group: str) -> None:
        self._leave(row, f"{group.replace('_', ' ')} was changed since")


@dataclass(frozen=True, slots=True)
class _Side:
    """What stood for one field group of a row: the changes whose values did, the shown one first.

    known: of a row whose deletion was in question, what the deletion knew, if this stood against it.
    """

    graph: RowGraph
    group: str
    nodes: list[Node]
    known: set[str] | None

    @property
    def is_against(self) -> bool:
        return self.known is not None

    @property
    def first(self) -> Values:
        """The values that the sides started from; what stood itself where nothing was against it."""
        base = None
        if len(self.nodes) > 1:
            base = self.graph.base([node.id for node in self.nodes], self.group)
        elif self.known is not None:
            older = [n for n in self.graph.nodes if n.id in self.known and n.group in {self.group, INSERT}]
            base = older[-1] if older else None
        return self.graph.value(base or self.nodes[0], self.group)


def _lives(row: ResolvedRow) -> bool:
    """Return whether a row is there by itself; one of a copy made for a partner has no insert there."""
    return row.own.alive or (row.stays and not row.own.deletes)


def _life(row: ResolvedRow | None) -> tuple[bool, bool, frozenset[str]]:
    """Return whether a row lives by its own changes, is in question, and which change sets deleted it."""
    if row is None:
        return (False, False, frozenset())
    return _lives(row), bool(row.own.contested), frozenset(node.set_id for node in row.own.deletes)


def _differs(one: ResolvedRow, two: ResolvedRow) -> bool:
    return any(_values(one, group) != _values(two, group) for group in merged_groups(one.key[0]))


def _standing(row: ResolvedRow, group: str) -> list[Node]:
    """Return the changes that stand for a field group, the shown one first."""
    heads = row.own.heads.get(group)
    asked = group in row.own.conflicts
    if heads is None:
        state = row.graph.state((group,))
        heads, asked = state.heads[group], group in state.conflicts
    return list(heads if asked else heads[:1])


def _values(row: ResolvedRow, group: str) -> list[Values]:
    return [row.graph.value(node, group) for node in _standing(row, group)]
