"""Taking what an undone merge once brought and what is wanted after all."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from planner.domain.changes import DELETE, INSERT
from planner.storage.codec import codec
from planner.storage.merge.compare import MergePlan, with_what_hangs_on
from planner.storage.merge.log import RowKey, by_order, name_of, rows_of
from planner.storage.merge.sound import is_sound
from planner.storage.naming import row_name
from planner.storage.reverting import cannot_come_back
from planner.storage.row_graph import Node, Values, default_value

if TYPE_CHECKING:
    from planner.storage.unit_of_work import UnitOfWork

Wanted = dict[RowKey, list[Node]]


def wanted_again(unit: "UnitOfWork", plan: MergePlan, names: Collection[str]) -> Wanted:
    """Return the declined changes of a comparison that are among some keys, with what hangs on their rows."""
    mine = rows_of(unit.connections[0], plan.declined)
    chosen = with_what_hangs_on(names, plan.declined, mine)
    found: Wanted = {}
    for key in sorted(plan.declined, key=by_order):
        whole = name_of(key, INSERT) in chosen
        nodes = [n for n in plan.declined[key] if whole or name_of(key, n.group) in chosen]
        if nodes:
            found[key] = nodes
    return found


def take_again(unit: "UnitOfWork", wanted: Wanted) -> list[str]:
    """Write what was declined as changes of this step; returns a sentence for each row that cannot be.

    They are ordinary changes: what they say replaces all that stands now, and other copies take it as such.
    """
    left = []
    for key, nodes in wanted.items():
        why = _say_again(unit, key, nodes)
        if why:
            values = next((n.values for n in nodes if n.values), {})
            left.append(f"{row_name(key[0], {'id': key[1], **values})}: {why}.")
            continue
        unit.connections[0].executemany("DELETE FROM declined WHERE change_id = ?", [(n.id,) for n in nodes])
    return left


def _say_again(unit: "UnitOfWork", key: RowKey, nodes: Sequence[Node]) -> str:
    kind, row_id = key
    now = unit.get(kind, row_id)
    if nodes[-1].group == DELETE:
        unit.drop(kind, row_id)
        return ""
    code = codec(kind)
    values: Values = {"id": row_id}
    if now is not None:
        values = dict(zip(code.columns, code.row(now), strict=True))
    elif all(node.group != INSERT for node in nodes):
        return "deleted since"
    for node in nodes:
        values.update(node.values or {})
    full = {name: values[name] if name in values else default_value(kind, name) for name in code.columns}
    if not is_sound(kind, full):
        return "a value that the plan cannot hold"
    record = code.record([full[name] for name in code.columns])
    if now is not None:
        unit.put(record)
        return ""
    if why := cannot_come_back(unit, record):
        return why
    unit.restore(record)
    return ""
