"""What a log comes to, worked out slowly and plainly from the definition: the judge of the merge engine.

Everything is a set; every row of the log is looked at; nothing is shared with the engine but the codec.
"""

import json
from collections import defaultdict
from dataclasses import MISSING, fields

from planner.domain.changes import groups_of
from planner.domain.records.base import Record
from planner.domain.records.catalogue import BY_TABLE
from planner.domain.records.deployment import Assignment, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation, OperationPower, Task
from planner.domain.records.operation_type import OperationType, TypeDeployment, TypePost
from planner.domain.records.people import Partner, PartnershipMember, Power, Priority, Resource
from planner.storage.codec import codec, from_json
from planner.storage.engine import Connection

Key = tuple[str, str]
Values = dict[str, object]

OWNERS = {
    "deployment": ("operation_id", "operation"),
    "brief_text": ("operation_id", "operation"),
    "operation_ward": ("operation_id", "operation"),
    "task": ("operation_id", "operation"),
    "post": ("deployment_id", "deployment"),
    "visit": ("deployment_id", "deployment"),
    "assignment": ("post_id", "post"),
}
POINTERS = {
    ("place", "operation_id"): Operation,
    ("partnership_member", "partner_id"): Partner,
    ("resource", "team_id"): Resource,
    ("resource", "partner_id"): Partner,
    ("power", "place_id"): Place,
    ("operation_type", "priority_id"): Priority,
    ("type_post", "type_deployment_id"): TypeDeployment,
    ("operation", "type_id"): OperationType,
    ("operation", "priority_id"): Priority,
    ("operation_power", "power_id"): Power,
    ("task", "partner_id"): Partner,
    ("visit", "place_id"): Place,
    ("assignment", "resource_id"): Resource,
}
assert {BY_TABLE[t] for t, _ in POINTERS} == {
    *(Place, PartnershipMember, Resource, Power, OperationType, TypePost, Operation, OperationPower),
    *(Task, Visit, Assignment),
}


class Change:
    """One line of the log."""

    def __init__(self, line: tuple[str, ...], at: str, row: Values | None) -> None:
        self.id, self.set_id, self.table, self.row_id, self.group, parents, after = line
        self.at = at
        self.parents = set(json.loads(parents))
        self.values: Values = dict(from_json(after)) if after is not None else dict(row or {})
        self.before: set[str] = set()


def expected(connection: Connection) -> tuple[dict[Key, Values], set[tuple[str, str, str, tuple[str, ...]]]]:
    """Return the rows that should be there, and the open conflicts (table, row, group, heads)."""
    logs = _logs(connection)
    own = {key: _own(key, log) for key, log in logs.items()}
    there = {key for key, (alive, *_rest) in own.items() if alive}
    values = {key: _values(key, log, own[key][1]) for key, log in logs.items()}
    conflicts = set()
    while True:
        more = set()
        for key in there:
            for target in _needs(key, values[key]):
                if target in own and target not in there:
                    more.add(target)
            sets = {c.set_id for c in own[key][1]}
            for other, (_, deletes, _) in own.items():
                if other in there or not deletes or not sets:
                    continue
                if {c.set_id for c in deletes} <= sets and key in _goes_with(other, values[other]):
                    more.add(other)
        if not more:
            break
        there |= more
    for key in there:
        alive, deletes, contested = own[key]
        if contested:
            conflicts.add((*key, "-", contested))
        elif deletes and not any(
            holder in there
            and own[holder][1]
            and {c.set_id for c in deletes} <= {c.set_id for c in own[holder][1]}
            for holder in _goes_with(key, values[key])
        ):
            conflicts.add((*key, "-", tuple(sorted(c.id for c in deletes))))
        if alive:
            conflicts |= {(*key, group, heads) for group, heads in _open(key, logs[key], deletes)}
    return {key: values[key] for key in there}, conflicts


def _logs(connection: Connection) -> dict[Key, list[Change]]:
    rows: dict[Key, Values] = {}
    for table, kind in BY_TABLE.items():
        names = codec(kind).columns
        columns = ", ".join(f'"{n}"' for n in names)
        for row in connection.execute(f'SELECT {columns} FROM "{table}"'):
            rows[table, row[names.index("id")]] = dict(zip(names, row, strict=True))
    times = dict(connection.execute("SELECT id, at FROM change_set").fetchall())
    logs: dict[Key, list[Change]] = defaultdict(list)
    for line in connection.execute(
        'SELECT id, change_set_id, table_name, row_id, field_group, parents, "after" FROM change'
    ):
        key = (line[2], line[3])
        logs[key].append(Change(line, times[line[1]], rows.get(key)))
    for log in logs.values():
        known = {c.id: c for c in log}
        for change in log:
            waiting = list(change.parents)
            while waiting:
                parent = waiting.pop()
                if parent in known and parent not in change.before:
                    change.before.add(parent)
                    waiting += known[parent].parents
    return logs


def _own(key: Key, log: list[Change]) -> tuple[bool, list[Change], tuple[str, ...]]:
    inserts = [c for c in log if c.group == "+"]
    answered = {i for c in inserts for i in c.before}
    deletes = [c for c in log if c.group == "-" and c.id not in answered]
    for change in list(deletes):
        first = _first_said(change, log)
        if first is not change and any(_answers(c, first, change, log) for c in inserts):
            deletes.remove(change)
    known = {i for c in deletes for i in c.before}
    against = [c for c in log if c.group != "-" and c.id not in known]
    deletes = _last(deletes)
    if not deletes:
        return True, [], ()
    if not against:
        return False, deletes, ()
    return True, deletes, tuple(sorted(c.id for c in [*deletes, *_last(against)]))


def _answers(made: Change, first: Change, again: Change, log: list[Change]) -> bool:
    """Return whether an insert, from elsewhere than where a deletion was said again, is a word on it."""
    both = [c for c in log if c.id in made.before & again.before]
    return (
        first.id in made.before
        and made.id not in again.before
        and not any(first.id in c.before for c in both)
    )


def _first_said(change: Change, log: list[Change]) -> Change:
    """Return the change itself, or the first that said the same in the same change set, before an undo."""
    if change.group == "+":
        return change
    said = ("set_id", "group", "values")
    same = [
        c for c in log if c.id in change.before and all(getattr(c, n) == getattr(change, n) for n in said)
    ]
    return min(same, key=lambda c: (len(c.before), c.id), default=change)


def _last(changes: list[Change]) -> list[Change]:
    return [c for c in changes if not any(c.id in other.before for other in changes)]


def _group_value(kind: type[Record], change: Change, group: str) -> Values:
    return {n: change.values[n] if n in change.values else _default(kind, n) for n in groups_of(kind)[group]}


def _default(kind: type[Record], name: str) -> object:
    if (kind, name) not in _DEFAULTS:
        _DEFAULTS[kind, name] = _find_default(kind, name)
    return _DEFAULTS[kind, name]


_DEFAULTS: dict[tuple[type[Record], str], object] = {}


def _find_default(kind: type[Record], name: str) -> object:
    found = next(f.default for f in fields(kind) if f.name == name)
    return None if found is MISSING else int(found) if isinstance(found, bool) else found


def _heads(key: Key, log: list[Change], group: str, deletes: list[Change]) -> list[Change]:
    kind = BY_TABLE[key[0]]
    candidates = [c for c in log if c.group in {group, "+"}]
    for insert in sorted((c for c in log if c.group == "+"), key=lambda c: len(c.before)):
        earlier = _last([c for c in candidates if c.id in insert.before])
        mine = _group_value(kind, insert, group)
        if earlier and all(_group_value(kind, c, group) == mine for c in earlier):
            candidates.remove(insert)
    found = _last(candidates)
    first = {c.id: _first_said(c, log) for c in found}
    found = [
        c
        for c in found
        if first[c.id] is c or not any(first[c.id].id in first[o.id].before for o in found if o is not c)
    ]
    gone = {i for c in deletes for i in c.before}
    found = [c for c in found if c.id not in gone] or found

    def shown(change: Change) -> tuple[int, str, str]:
        if key[0] == "setting" and key[1].startswith(("slips/", "references/")):
            return int(str(_group_value(kind, change, group)["value"])), change.at, change.id
        return 0, change.at, change.id

    found.sort(key=shown, reverse=True)
    return found


def _values(key: Key, log: list[Change], deletes: list[Change]) -> Values:
    kind = BY_TABLE[key[0]]
    values: Values = {"id": key[1]}
    for group in groups_of(kind):
        if group == "id":
            continue
        values |= _group_value(kind, _heads(key, log, group, deletes)[0], group)
    return values


def _open(key: Key, log: list[Change], deletes: list[Change]) -> set[tuple[str, tuple[str, ...]]]:
    kind = BY_TABLE[key[0]]
    found = set()
    for group in groups_of(kind):
        if group in {"id", "sort", "rank", "format_version"}:
            continue
        if key[0] == "setting" and key[1].startswith(("slips/", "references/")):
            continue
        different: list[Change] = []
        for change in _heads(key, log, group, deletes):
            if all(_group_value(kind, change, group) != _group_value(kind, c, group) for c in different):
                different.append(change)
        if len(different) > 1:
            found.add((group, tuple(sorted(c.id for c in different))))
    return found


def _needs(key: Key, values: Values) -> set[Key]:
    table = key[0]
    found = set()
    if table in OWNERS:
        name, owner = OWNERS[table]
        found.add((owner, str(values[name])))
    for (pointing, name), kind in POINTERS.items():
        if pointing == table and values.get(name):
            found.add((kind.TABLE, str(values[name])))
    return found


def _goes_with(key: Key, values: Values) -> set[Key]:
    if key[0] in OWNERS:
        name, owner = OWNERS[key[0]]
        return {(owner, str(values[name]))}
    if key[0] == "place" and values.get("operation_id"):
        return {("operation", str(values["operation_id"]))}
    return set()
