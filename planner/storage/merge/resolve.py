"""What a set of changes comes to for a set of rows, with what they need of one another.

A row that lives needs its owner and what it points to; if that was deleted elsewhere it stays, as a
conflict, and what its deletion took along comes back with it. The result is the least set of rows for which
all this holds, so it does not depend on any order.
"""

from collections.abc import Collection, Iterable
from dataclasses import field

from planner.domain.changes import DELETE, INSERT
from planner.domain.frozen import dataclass
from planner.storage.codec import Value
from planner.storage.merge.links import holders_of, needed_by, users_of
from planner.storage.merge.log import Log, RowKey
from planner.storage.ownership import owner_kind
from planner.storage.row_graph import Node, RowGraph, RowState, Values, merged_groups


@dataclass(slots=True)
class ResolvedRow:
    """One row: its changes, what they come to, and how it was before (None: not there).

    stays: whether it is there afterwards. kept: it was deleted and something that lives needs it.
    after: its column values, whether it stays or not. has_no_owner: nobody has the row that should own it.
    """

    key: RowKey
    graph: RowGraph
    own: RowState
    before: Values | None
    after: Values
    stays: bool = False
    kept: bool = False
    has_no_owner: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every value of the row is known."""
        return self.before is not None or any(node.group == INSERT for node in self.graph.nodes)

    @property
    def conflicts(self) -> dict[str, tuple[str, ...]]:
        """The open conflicts: field group, or "-" for a deletion, to the sorted heads."""
        if not self.stays:
            return {}
        found = dict(self.own.conflicts) if self.own.alive else {}
        if self.own.contested:
            found[DELETE] = self.own.contested
        elif self.kept:
            found[DELETE] = tuple(sorted(node.id for node in self.own.deletes))
        return found


@dataclass(slots=True)
class Resolution:
    """The rows looked at, each with what becomes of it."""

    rows: dict[RowKey, ResolvedRow] = field(default_factory=dict)

    @property
    def changed(self) -> list[ResolvedRow]:
        """The rows that are not as they were."""
        return [r for r in self.rows.values() if (r.after if r.stays else None) != r.before]


def resolve(log: Log, keys: Iterable[RowKey]) -> Resolution:
    """Return what becomes of some rows, and of those that hang together with them."""
    work = _Resolver(log)
    work.load(list(dict.fromkeys(keys)))
    work.settle()
    work.list_kept()
    return Resolution(work.rows)


class _Resolver:
    def __init__(self, log: Log) -> None:
        self._log = log
        self.rows: dict[RowKey, ResolvedRow] = {}
        self._queue: list[ResolvedRow] = []
        self._there: set[RowKey] = set()
        self._asked: set[RowKey] = set()

    def load(self, keys: Collection[RowKey]) -> None:
        wanted = [key for key in keys if key not in self.rows]
        if not wanted:
            return
        before = self._log.rows(wanted)
        for key, nodes in self._log.nodes(wanted, before).items():
            if nodes:
                self._add(key, nodes, before.get(key))
            elif key in before:
                self._there.add(key)

    def _add(self, key: RowKey, nodes: list[Node], before: Values | None) -> None:
        graph = RowGraph(*key, nodes)
        own = graph.state(None if before is not None else merged_groups(key[0]))
        after: dict[str, Value] = {"id": key[1], **(before or {})}
        for group, heads in own.heads.items():
            if heads:
                after.update(graph.value(heads[0], group))
        row = ResolvedRow(key, graph, own, before, after)
        self.rows[key] = row
        # Rows of a copy made for a partner have no insert of their own there.
        if own.alive or (before is not None and not own.deletes):
            row.stays = True
            self._queue.append(row)

    def settle(self) -> None:
        while self._queue or self._look_for_users():
            while self._queue:
                row = self._queue.pop()
                if row.own.deletes:
                    self._bring_back_with(row)
                else:
                    self._load_what_went_with(row)
                for key in needed_by(row.key[0], row.after):
                    if not self._need(key) and key[0] is owner_kind(row.key[0]):
                        row.has_no_owner = True

    def list_kept(self) -> None:
        """Note which rows stay although they were deleted, but for what comes back with its holder."""
        for row in self.rows.values():
            if row.stays and not row.own.alive and row.own.deletes:
                row.kept = not any(
                    _goes_with(row, holder)
                    for key in holders_of(row.key[0], row.after)
                    if (holder := self.rows.get(key)) is not None and holder.stays
                )

    def _need(self, key: RowKey) -> bool:
        """Make a row that another needs stay; returns whether it is there."""
        if key not in self.rows and key not in self._there:
            self.load([key])
        if key in self._there:
            return True
        row = self.rows.get(key)
        if row is not None and not row.stays and row.own.deletes and row.is_whole:
            row.stays = True
            self._queue.append(row)
        return row is not None and row.stays

    def _bring_back_with(self, row: ResolvedRow) -> None:
        """Bring back what was deleted together with a row that stays."""
        sets = sorted({node.set_id for node in row.own.deletes})
        keys = list(dict.fromkeys(self._log.deleted_in(sets)))
        self.load(keys)
        for key in keys:
            other = self.rows.get(key)
            if other is None or other.stays or not other.own.deletes or not other.is_whole:
                continue
            if row.key in holders_of(key[0], other.after) and _goes_with(other, row):
                other.stays = True
                self._queue.append(other)

    def _load_what_went_with(self, row: ResolvedRow) -> None:
        """Look again at what was deleted with a row that now stays: it was there while that was open."""
        sets = {node.set_id for node in row.graph.nodes if node.group == DELETE}
        self.load(list(dict.fromkeys(self._log.deleted_in(sorted(sets)))))

    def _look_for_users(self) -> bool:
        """Load rows that need one that goes; returns whether any of them lives."""
        gone: dict[type, list[str]] = {}
        for key, row in list(self.rows.items()):
            if not row.stays and row.before is not None and key not in self._asked:
                self._asked.add(key)
                gone.setdefault(key[0], []).append(key[1])
        if not gone:
            return False
        for kind, ids in gone.items():
            for user, name in users_of(kind):
                self.load([(user, row_id) for row_id in self._log.ids_where(user, name, ids)])
        return bool(self._queue) or self._look_for_users()


def _goes_with(row: ResolvedRow, holder: ResolvedRow) -> bool:
    """Return whether the deletions of a row are all among those that took its holder."""
    sets = {node.set_id for node in holder.own.deletes}
    return bool(sets) and {node.set_id for node in row.own.deletes} <= sets
