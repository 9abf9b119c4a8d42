"""Bringing a file to what its log, and changes from elsewhere, come to; always inside a transaction."""

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from planner.domain.changes import DELETE, INSERT, groups_of
from planner.storage.codec import to_json
from planner.storage.merge.log import Log, RowKey, by_order
from planner.storage.merge.resolve import Resolution, ResolvedRow, resolve
from planner.storage.purged_rows import forget_purged
from planner.storage.row_graph import Node
from planner.storage.sql import marks

if TYPE_CHECKING:
    from planner.storage.merge.compare import MergePlan
    from planner.storage.unit_of_work import UnitOfWork


def take(unit: "UnitOfWork", plan: "MergePlan") -> None:
    """Bring in what a comparison found: the changes, the rows, the list of conflicts."""
    _copy_log(unit, plan)
    bring_about(unit, plan.resolution)
    forget_purged(unit)


def settle(unit: "UnitOfWork", keys: Iterable[RowKey]) -> None:
    """Bring rows, and those with open conflicts, to what the file's own log comes to."""
    log = Log(unit.connections[0])
    bring_about(unit, resolve(log, [*keys, *sorted(log.open_rows(), key=by_order)]))


def bring_about(unit: "UnitOfWork", resolution: Resolution) -> None:
    """Write the rows that are not as they should be, owners first, and list the conflicts anew."""
    unit.connections[0].execute("PRAGMA defer_foreign_keys = ON")
    changed = sorted(resolution.changed, key=lambda row: by_order(row.key))
    for row in changed:
        if row.stays:
            unit.write_resolved(row.key[0], row.before, row.after, _change_ids(row))
    for row in reversed(changed):
        if not row.stays:
            unit.write_resolved(row.key[0], row.before, None, _change_ids(row))
    _list_conflicts(unit, resolution, {row.key for row in changed})


def _change_ids(row: ResolvedRow) -> dict[str, str]:
    """Return the change that stands for each field group which is not as it was."""
    if not row.stays:
        return {DELETE: row.own.deletes[0].id} if row.own.deletes else {}
    if row.before is None:
        made = [node.id for node in row.graph.nodes if node.group == INSERT]
        return {INSERT: made[-1]} if made else {}
    return {
        group: heads[0].id
        for group, heads in row.own.heads.items()
        if heads and any(row.before[name] != row.after[name] for name in groups_of(row.key[0])[group])
    }


def conflict_id(key: RowKey, group: str, heads: Iterable[str]) -> str:
    """Return the id of a conflict, the same on every copy."""
    text = json.dumps([key[0].TABLE, key[1], group, sorted(heads)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _list_conflicts(unit: "UnitOfWork", resolution: Resolution, noted: set[RowKey]) -> None:
    connection = unit.connections[0]
    for key, row in resolution.rows.items():
        table, row_id = key[0].TABLE, key[1]
        old = {
            line[0]
            for line in connection.execute(
                "SELECT id FROM conflict WHERE table_name = ? AND row_id = ?", (table, row_id)
            )
        }
        times = {node.id: node.at for node in row.graph.nodes}
        new = {
            conflict_id(key, group, heads): (group, json.dumps(list(heads)), max(times[i] for i in heads))
            for group, heads in row.conflicts.items()
        }
        if old == new.keys():
            continue
        connection.executemany("DELETE FROM conflict WHERE id = ?", [(i,) for i in old - new.keys()])
        connection.executemany(
            "INSERT OR REPLACE INTO conflict (id, table_name, row_id, field_group, heads, at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [(i, table, row_id, *line) for i, line in new.items()],
        )
        if key not in noted:
            unit.note_conflict(key[0], row.after if row.stays else None)


def _copy_log(unit: "UnitOfWork", plan: "MergePlan") -> None:
    """Write down theirs, and the values of inserts that until now only rows held."""
    connection = unit.connections[0]
    for key in plan.taken:
        row = plan.resolution.rows.get(key)
        if row is not None and row.before is not None:
            unit.log.keep_inserted_values(key[0], key[1], row.before)
    connection.executemany(
        "INSERT OR IGNORE INTO change_set (id, copy_id, at, author, label) VALUES (?, ?, ?, ?, ?)", plan.sets
    )
    place = {change_id: number for number, change_id in enumerate(plan.order)}
    lines = [(place[node.id], key, node) for key, nodes in plan.taken.items() for node in nodes]
    connection.executemany(
        'INSERT INTO change (id, change_set_id, table_name, row_id, field_group, parents, "after")'
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (n.id, n.set_id, key[0].TABLE, key[1], n.group, json.dumps(n.parents), _after(plan, key, n))
            for _, key, n in sorted(lines, key=lambda line: line[0])
        ],
    )
    for table, entries in plan.sides.items():
        connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks(entries[0])})", entries)


def _after(plan: "MergePlan", key: RowKey, node: Node) -> str | None:
    row = plan.resolution.rows.get(key)
    alone = row is not None and len(row.graph.nodes) == 1 and row.stays
    if node.values is None or (node.by_reference and alone):
        return None
    return to_json(node.values)
