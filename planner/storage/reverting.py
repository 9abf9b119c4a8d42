"""Undo: taking back a change set field group by field group, leaving what was changed since."""

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.domain.changes import ChangeSet, RowChange
from planner.domain.records.base import Record, group_of
from planner.domain.records.catalogue import PLACE_OF
from planner.storage.codec import codec
from planner.storage.ownership import owned_kinds, owner_kind

if TYPE_CHECKING:
    from planner.storage.unit_of_work import UnitOfWork


def revert(unit: "UnitOfWork", rows: list[RowChange]) -> list[str]:
    """Take back changes inside a transaction; returns a sentence for each part that was left alone.

    Rows come back in the order in which owners precede what they own.
    """
    left: list[str] = []
    for row in sorted(rows, key=lambda r: PLACE_OF[r.kind]):
        if row.after is None and row.before is not None and unit.get(row.kind, row.id) is None:
            if why := cannot_come_back(unit, row.before):
                left.append(f"{_name(row)}: {why}.")
            else:
                unit.restore(row.before)
    for row in rows:
        if row.before is not None and row.after is not None:
            left += _revert_fields(unit, row)
    for row in sorted(rows, key=lambda r: -PLACE_OF[r.kind]):
        if row.before is None:
            left += _revert_insert(unit, row)
    return list(dict.fromkeys(left))


def cannot_come_back(unit: "UnitOfWork", record: Record) -> str:
    """Return why a deleted row cannot be made again: what others did that was taken in meanwhile."""
    kind = type(record)
    if unit.connections[0].execute("SELECT 1 FROM purged WHERE row_id = ?", (record.id,)).fetchone():
        return "purged since"
    owner = owner_kind(kind)
    if owner is not None and unit.get(owner, getattr(record, kind.OWNER)) is None:
        return "what it belongs to was deleted since"
    return ""


def _revert_fields(unit: "UnitOfWork", row: RowChange) -> list[str]:
    now = unit.get(row.kind, row.id)
    if now is None:
        return [f"{_name(row)}: deleted since."]
    names = codec(row.kind).columns
    changed = {group_of(row.kind, n) for n in names if getattr(row.before, n) != getattr(row.after, n)}
    wanted, left = {}, []
    for name in names:
        mine = row.change_ids.get(group := group_of(row.kind, name))
        if mine is None or group not in changed:
            continue
        if unit.log.heads(row.kind, row.id, group) == [mine]:
            wanted[name] = getattr(row.before, name)
        else:
            left.append(f"{_name(row)}: {name.replace('_', ' ')} was changed since.")
    unit.put(replace(now, **wanted))
    return left


def _revert_insert(unit: "UnitOfWork", row: RowChange) -> list[str]:
    now = unit.get(row.kind, row.id)
    if now is None:
        return []
    if now != row.after or any(unit.count(kind, **{kind.OWNER: row.id}) for kind in owned_kinds(row.kind)):
        # What the command itself made below it is gone by now: what is left came later.
        return [f"{_name(row)}: changed since, so it stays."]
    unit.drop(row.kind, row.id)
    return []


def of_file(changes: ChangeSet, *, in_command_file: bool) -> list[RowChange]:
    """Return the row changes of a change set that belong to one of the two files."""
    return [row for row in changes.rows if row.in_command_file == in_command_file]


def _name(row: RowChange) -> str:
    record = row.after or row.before
    for field in ("reference", "title", "label", "name", "theme", "text"):
        if value := getattr(record, field, ""):
            return str(value)
    return row.kind.TABLE.strip("_").replace("_", " ").capitalize()
