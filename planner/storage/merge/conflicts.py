"""Open conflicts with their sides, and the changes that decide them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.domain.changes import DELETE, INSERT
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.merging import Choice, Decision, Pick
from planner.domain.records.base import Record
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.storage.change_log import Entry
from planner.storage.codec import codec, to_json
from planner.storage.engine import Connection
from planner.storage.merge.apply import settle
from planner.storage.merge.links import GOES_ALONG, holders_of, needed_by, users_of
from planner.storage.merge.log import Log, RowKey, by_order, learned_in, name_of
from planner.storage.merge.resolve import Resolution, ResolvedRow, resolve
from planner.storage.naming import row_name
from planner.storage.row_graph import Node, Values, merged_groups

if TYPE_CHECKING:
    from planner.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Stand:
    """One side of a conflict: values of the field group or of the row (None: deleted), and who wrote it."""

    values: Values | None
    node: Node | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """An open conflict: its row, field group ("-": deleted against used or changed), and its sides.

    mine: what this copy knew first; theirs: the newest of the others; further: the rest, newest first.
    now: which side stands meanwhile. groups: for a deletion, what the other side changed. along: the rows
    that were deleted together with it and come or go with the decision. users: rows for which a deleted one
    is kept.
    """

    key: RowKey
    group: str
    row: ResolvedRow
    mine: Stand
    theirs: Stand
    before: Stand
    now: Choice
    groups: tuple[str, ...] = ()
    along: tuple[RowKey, ...] = ()
    users: tuple[ResolvedRow, ...] = ()
    further: tuple[Stand, ...] = ()

    def stand(self, decision: Decision) -> Stand | None:
        """Return the side that a decision names; None when that is none of them (any more)."""
        if isinstance(decision, Pick):
            sides = (self.mine, self.theirs, *self.further)
            return next((s for s in sides if s.node is not None and s.node.id == decision.change_id), None)
        named = {Choice.MINE: self.mine, Choice.THEIRS: self.theirs, Choice.BEFORE: self.before}
        return named.get(decision)

    @property
    def name(self) -> str:
        """What the conflict is known by in a preview: "table/row id/group"."""
        return name_of(self.key, self.group)


def conflicts_of(resolution: Resolution, learned: Callable[[str], int]) -> list[Conflict]:
    """Return the open conflicts of some rows, owners first; those that their owner's decides are left out.

    learned: when this copy came to know a change; what it knew first is "mine".
    """
    found = []
    covered: set[RowKey] = set()
    for key in sorted(resolution.rows, key=by_order):
        row = resolution.rows[key]
        for group in row.conflicts:
            if group == DELETE:
                if key in covered:
                    continue
                along = _deleted_with(resolution, row)
                covered.update(along)
                found.append(replace(_about_deletion(resolution, row, learned), along=along))
            else:
                found.append(_about_group(row, group, learned))
    return found


def _about_group(row: ResolvedRow, group: str, learned: Callable[[str], int]) -> Conflict:
    heads = row.own.heads[group]
    mine = min(heads, key=lambda node: learned(node.id))
    others = [node for node in heads if node is not mine]  # as the graph has them: the newest first
    base = row.graph.base([node.id for node in heads], group)
    return Conflict(
        row.key,
        group,
        row,
        Stand(row.graph.value(mine, group), mine),
        Stand(row.graph.value(others[0], group), others[0]),
        Stand(None, None) if base is None else Stand(row.graph.value(base, group), base),
        Choice.MINE if heads[0] is mine else Choice.THEIRS,
        further=tuple(Stand(row.graph.value(node, group), node) for node in others[1:]),
    )


def _about_deletion(resolution: Resolution, row: ResolvedRow, learned: Callable[[str], int]) -> Conflict:
    deletes = [node for node in row.graph.nodes if node in row.own.deletes]
    gone = Stand(None, min(deletes, key=lambda node: learned(node.id)))
    known = row.graph.before(node.id for node in deletes)
    others = [n for n in row.graph.nodes if n.id not in known and n.group != DELETE]
    users = _users(resolution, row)
    uses = others or [n for user in users for n in user.graph.nodes if n.group != DELETE]
    newest = max(uses, key=lambda node: (node.at, node.id), default=None)
    stays = Stand(row.after, newest)
    base = dict(row.after)
    groups = tuple(g for g in merged_groups(row.key[0]) if any(n.group in {g, INSERT} for n in others))
    for group in groups:
        older = [n for n in row.graph.nodes if n.id in known and n.group in {group, INSERT}]
        if older:
            base.update(row.graph.value(older[-1], group))
    first_use = min((learned(node.id) for node in uses), default=-1)
    gone_is_mine = learned(gone.node.id) < first_use if gone.node is not None else False
    mine, theirs = (gone, stays) if gone_is_mine else (stays, gone)
    now = Choice.THEIRS if gone_is_mine else Choice.MINE
    return Conflict(row.key, DELETE, row, mine, theirs, Stand(base, None), now, groups, users=users)


def _users(resolution: Resolution, row: ResolvedRow) -> tuple[ResolvedRow, ...]:
    """Return the rows that live by themselves, need this one, and were not deleted with it."""
    return tuple(
        other
        for key, other in resolution.rows.items()
        if other.stays
        and other.own.alive
        and not other.own.deletes
        and row.key in set(needed_by(key[0], other.after))
    )


def _deleted_with(resolution: Resolution, row: ResolvedRow) -> tuple[RowKey, ...]:
    """Return the rows that the deletions of a row took along and that are there because it is."""
    sets = {node.set_id for node in row.own.deletes}
    found: list[RowKey] = []
    holders = {row.key}
    for key in sorted(resolution.rows, key=by_order):
        other = resolution.rows[key]
        if key == row.key or not other.stays or not other.own.deletes:
            continue
        if {node.set_id for node in other.own.deletes} <= sets and holders & set(
            holders_of(key[0], other.after)
        ):
            holders.add(key)
            found.append(key)
    return tuple(found)


def open_conflicts(connection: Connection) -> list[Conflict]:
    """Return the open conflicts of a file."""
    log = Log(connection)
    keys = log.open_rows()
    if not keys:
        return []
    resolution = resolve(log, sorted(keys, key=by_order))
    _load_users(log, resolution)
    numbers = learned_in(
        connection, (node.id for row in resolution.rows.values() for node in row.graph.nodes)
    )
    return conflicts_of(resolution, lambda change_id: numbers.get(change_id, -1))


def _load_users(log: Log, resolution: Resolution) -> None:
    """Add the rows that keep a deleted one, to tell which side wanted what."""
    wanted = [
        (user, row_id)
        for key, row in list(resolution.rows.items())
        if row.kept
        for user, name in users_of(key[0])
        for row_id in log.ids_where(user, name, [key[1]])
    ]
    for key, row in resolve(log, wanted).rows.items():
        resolution.rows.setdefault(key, row)


def decide(unit: "UnitOfWork", choices: Mapping[str, Decision], default: Choice = Choice.LATER) -> list[str]:
    """Decide open conflicts, by name, and settle; returns a sentence for each that cannot be decided so."""
    left: list[str] = []
    keys: list[RowKey] = []
    for conflict in open_conflicts(unit.connections[0]):
        choice = choices.get(conflict.name, default)
        if choice is Choice.LATER:
            continue
        side = conflict.stand(choice)
        if side is None:
            left.append(f"{row_name(conflict.key[0], conflict.row.after)} was changed again: decide it anew.")
            continue
        if conflict.group != DELETE:
            _decide_group(unit, conflict, side)
        elif side.values is not None:
            _keep(unit, conflict, side.values)
        else:
            left += _delete(unit, conflict)
        keys += [conflict.key, *conflict.along]
    settle(unit, keys)
    return left


def _decide_group(unit: "UnitOfWork", conflict: Conflict, side: Stand) -> None:
    values = side.values if side.values is not None else conflict.mine.values
    parents = unit.log.heads(*conflict.key, conflict.group)
    entry = Entry(new_id(), conflict.key[1], conflict.group, parents, to_json(values or {}))
    unit.log.write(conflict.key[0], [entry])


def _keep(unit: "UnitOfWork", conflict: Conflict, values: Values) -> None:
    resolution = resolve(Log(unit.connections[0]), [conflict.key, *conflict.along])
    for key in (conflict.key, *conflict.along):
        row = resolution.rows.get(key)
        if row is None or row.before is None:
            continue
        unit.log.keep_inserted_values(*key, row.before)
        open_heads = {i for heads in row.own.conflicts.values() for i in heads}
        parents = [i for i in row.graph.all_heads() if i not in open_heads]
        kept = {**row.before, **values} if key == conflict.key else row.before
        columns = {name: kept[name] for name in codec(key[0]).columns}
        unit.log.write(key[0], [Entry(new_id(), key[1], INSERT, parents, to_json(columns))])


def _delete(unit: "UnitOfWork", conflict: Conflict) -> list[str]:
    """Delete a row with what it owns; what else needs it goes with it or lets go of it."""
    kind, row_id = conflict.key
    if kind is OperationType and unit.count(Operation, type_id=row_id):
        return ["A type that has operations cannot be deleted. Delete those first, or retire it."]
    pointing = [
        (record, name)
        for user, name in users_of(kind)
        if name != user.OWNER
        for record in unit.all(user, **{name: row_id})
    ]
    unit.drop(kind, row_id)
    for record, name in pointing:
        user = type(record)
        goes_along = (user, name) in GOES_ALONG and not _is_used(unit, record)
        if goes_along or name in _NEEDED.get(user, ()):
            unit.drop(user, record.id)
        elif (now := unit.get(user, record.id)) is not None:
            unit.put(replace(now, **{name: ""}))
    return []


def _is_used(unit: "UnitOfWork", record: Record) -> bool:
    return any(
        unit.count(user, **{name: record.id}) for user, name in users_of(type(record)) if name != user.OWNER
    )


def _needed_fields() -> dict[type[Record], tuple[str, ...]]:
    from planner.domain.records.deployment import Assignment, Visit
    from planner.domain.records.operation import OperationPower
    from planner.domain.records.people import PartnershipMember

    return {
        Visit: ("place_id",),
        Assignment: ("resource_id",),
        OperationPower: ("power_id",),
        PartnershipMember: ("partner_id",),
    }


_NEEDED = _needed_fields()
"""Pointers without which a row says nothing: it goes with what it points to."""
