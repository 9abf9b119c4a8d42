"""What a comparison found, as the items of a preview: in words, folded, by operation."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from planner.document.history_words import kind_words
from planner.document.merge_words import RowsOverlay, group_words, row_words, value_words
from planner.domain.changes import DELETE, INSERT, groups_of
from planner.domain.merging import MergeItem, MergeState, Side
from planner.domain.phrases import and_list, count_text
from planner.domain.records.base import Record
from planner.domain.records.catalogue import PLACE_OF
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Setting
from planner.storage.change_sets import change_set_line
from planner.storage.codec import codec
from planner.storage.merge.compare import MergePlan
from planner.storage.merge.conflicts import Conflict, Stand, conflicts_of
from planner.storage.merge.links import holders_of
from planner.storage.merge.log import RowKey, name_of
from planner.storage.merge.resolve import Resolution, ResolvedRow
from planner.storage.merge.sound import is_sound
from planner.storage.reader import Reader
from planner.storage.row_graph import Node, Values, default_value, merged_groups

_NOT_SHOWN: Final = frozenset({"sort", "rank"})
_DELETED: Final = "deleted"
_NAMED: Final = 2


def items_of(plan: MergePlan, read: Reader, source: str = "") -> tuple[MergeItem, ...]:
    """Return the items of a preview: by operation, owners first. source: the name of the other file."""
    work = _Items(plan.resolution, read, plan, source)
    fresh = [c for c in conflicts_of(plan.resolution, lambda i: plan.learned.get(i, -1)) if _is_new(c, plan)]
    items = [work.decision(conflict) for conflict in fresh]
    asked = {item.key for item in items}
    in_question = {c.key for c in fresh if c.group == DELETE}.union(*(c.along for c in fresh))
    items += work.whole_rows(in_question)
    for key, row in plan.resolution.rows.items():
        if key not in in_question and row.before is not None and row.stays and key in plan.taken:
            items += [item for item in work.changed(row, plan) if item.key not in asked]
    items += work.refused(plan)
    items += work.declined(plan)
    return tuple(sorted(items, key=_by_operation))


def items_of_conflicts(conflicts: Iterable[Conflict], read: Reader) -> tuple[MergeItem, ...]:
    """Return open conflicts as items that wait for a decision."""
    found = list(conflicts)
    rows = {row.key: row for conflict in found for row in (conflict.row,)}
    work = _Items(Resolution(rows), read)
    return tuple(sorted((work.decision(conflict) for conflict in found), key=_by_operation))


def _by_operation(item: MergeItem) -> tuple[str, str, int, str]:
    return item.operation, item.operation_id, PLACE_OF[item.kind], item.key


def _is_new(conflict: Conflict, plan: MergePlan) -> bool:
    import json

    heads = json.dumps(list(conflict.row.conflicts[conflict.group]))
    return (conflict.key[0].TABLE, conflict.key[1], conflict.group, heads) not in plan.known_conflicts


def record_of(kind: type[Record], values: Values | None) -> Record | None:
    """Return the record of column values, with the defaults of what an older format lacked."""
    if values is None:
        return None
    code = codec(kind)
    return code.record([values.get(c, default_value(kind, c)) for c in code.columns])


class _Items:
    """Makes items; rows that are not in the plan are known by what the changes say of them."""

    def __init__(
        self, resolution: Resolution, read: Reader, plan: MergePlan | None = None, source: str = ""
    ) -> None:
        self._rows = resolution.rows
        self._source = source
        self._labels = {entry[0]: entry[4] for entry in plan.sets} if plan is not None else {}
        self._comes = frozenset(self._labels)
        known: dict[RowKey, Record] = {}
        for key, row in resolution.rows.items():
            values = row.after if row.stays or row.before is None else row.before
            if row.is_whole and (record := record_of(key[0], values)) is not None:
                known[key] = record
        self._known = known
        self._read: Reader = RowsOverlay(read, known)  # type: ignore[assignment]  # passes on what it lacks

    # Decisions

    def decision(self, conflict: Conflict) -> MergeItem:
        stands = (conflict.mine, conflict.theirs, *conflict.further, conflict.before)
        mine, theirs, *further, before = (self._side(conflict, stand) for stand in stands)
        item = self._item(conflict.key, conflict.group, MergeState.DECIDE)
        return replace(
            item,
            mine=mine,
            theirs=theirs,
            further=tuple(further),
            before=before,
            now=conflict.now,
            rows=1 + len(conflict.along),
        )

    def _side(self, conflict: Conflict, stand: Stand) -> Side:
        if stand.node is None:
            return Side(text=self._stand_words(conflict, stand))
        node = stand.node
        return replace(
            _by(self._stand_words(conflict, stand), node),
            label=self._label(node.set_id),
            copy=self._source if node.set_id in self._comes else "",
            change_id=node.id,
        )

    def _label(self, set_id: str) -> str:
        if set_id not in self._labels:
            line = change_set_line(self._read.connections, set_id)
            self._labels[set_id] = line.label if line is not None else ""
        return self._labels[set_id]

    def _stand_words(self, conflict: Conflict, stand: Stand) -> str:
        kind = conflict.key[0]
        if conflict.group != DELETE:
            if stand.values is None:
                return "not there"
            record = record_of(kind, {**conflict.row.after, **stand.values})
            return value_words(kind, conflict.group, record, self._read)
        if stand.values is None:
            return _DELETED
        return "kept as it was" if stand is conflict.before else self._kept_words(conflict)

    def _kept_words(self, conflict: Conflict) -> str:
        kind = conflict.key[0]
        record = record_of(kind, conflict.row.after)
        shown = [group for group in conflict.groups if group not in _NOT_SHOWN]
        shown.sort(key=lambda group: group == "authority")  # an edit makes a draft of it: that is no news
        authors = {group: self._author(conflict, group) for group in shown}
        several = len(set(authors.values())) > 1
        changed = [
            f"{group_words(kind, group, conflict.key[1])}: {value_words(kind, group, record, self._read)}"
            + (f" ({authors[group]})" if several and authors[group] else "")
            for group in shown
        ]
        if changed and len(conflict.groups) < len(merged_groups(kind)):
            return f"kept and changed, {'; '.join(changed[:_NAMED])}"
        records = (record_of(user.key[0], user.after) for user in conflict.users)
        users = [row_words(record, self._read) for record in records if record is not None]
        return f"kept, with {and_list(users, most=_NAMED)}" if users else "kept, since it is used"

    @staticmethod
    def _author(conflict: Conflict, group: str) -> str:
        heads = conflict.row.own.heads.get(group, ())
        return heads[0].author if heads else ""

    # Rows and values that are taken

    def whole_rows(self, in_question: set[RowKey]) -> list[MergeItem]:
        """Return the rows that come or go, each with what comes or goes with it."""
        come = {k for k, r in self._rows.items() if r.before is None and r.stays}
        go = {k for k, r in self._rows.items() if r.before is not None and not r.stays}
        items = []
        for keys, state, group in ((come, MergeState.NEW, INSERT), (go, MergeState.DELETED, DELETE)):
            counts: dict[RowKey, int] = {}
            for key in keys:
                top = self._top(key, keys)
                counts[top] = counts.get(top, 0) + 1
            for key, count in counts.items():
                if key in in_question or _is_number(key):
                    continue
                items.append(self._whole(key, group, state, count))
        return items

    def _top(
        self, key: RowKey, keys: Collection[RowKey], said: Mapping[RowKey, Values] | None = None
    ) -> RowKey:
        """Return the row that one comes or goes with. said: values of rows that only their changes know."""
        seen = {key}
        while holder := next(
            (h for h in self._holders(key, said or {}) if h in keys and h not in seen), None
        ):
            key = holder
            seen.add(key)
        return key

    def _holders(self, key: RowKey, said: Mapping[RowKey, Values]) -> Iterator[RowKey]:
        row = self._rows.get(key)
        if key in said:
            yield from holders_of(key[0], said[key])
            return
        if row is not None:
            yield from holders_of(key[0], row.after)
        elif (record := self._read.get(*key)) is not None:
            code = codec(key[0])
            yield from holders_of(key[0], dict(zip(code.columns, code.row(record), strict=True)))

    def _whole(self, key: RowKey, group: str, state: MergeState, count: int) -> MergeItem:
        row = self._rows[key]
        item = replace(self._item(key, group, state), rows=count)
        with_it = _with_parts(count)
        if state is MergeState.NEW:
            node = next((n for n in reversed(row.graph.nodes) if n.group == INSERT), None)
            return replace(item, mine=Side(text="not there"), theirs=_by(f"new{with_it}", node))
        gone = row.own.deletes[0] if row.own.deletes else None
        return replace(item, mine=Side(text="as it is"), theirs=_by(f"{_DELETED}{with_it}", gone))

    def changed(self, row: ResolvedRow, plan: MergePlan) -> Iterator[MergeItem]:
        """Yield the field groups of a row that their side changed."""
        kind = row.key[0]
        if _is_number(row.key) or row.before is None:
            return
        for group, names in groups_of(kind).items():
            differs = any(row.before[n] != row.after[n] for n in names)
            if group in _NOT_SHOWN or not (differs or _is_settled(row, group, plan)):
                continue
            heads = row.own.heads.get(group, ())
            values = (record_of(kind, v) for v in (row.before, row.after))
            mine, theirs = (value_words(kind, group, record, self._read) for record in values)
            yield replace(
                self._item(row.key, group, MergeState.CHANGED),
                mine=Side(text=mine),
                before=Side(text=mine),
                theirs=_by(theirs, heads[0] if heads else None),
            )

    # What is not taken

    def refused(self, plan: MergePlan) -> list[MergeItem]:
        """Return what may not be taken, each field group of a row once."""
        return self._untaken(
            {
                (key, node.group): (node, reason)
                for key, entries in plan.refused.items()
                for node, reason in entries
            },
            MergeState.IGNORED,
        )

    def declined(self, plan: MergePlan) -> list[MergeItem]:
        """Return what an undone merge once brought, a row that came or went together with its parts."""
        why = "a merge that was undone brought it"
        found = {
            (key, node.group): (node, why)
            for key, nodes in plan.declined.items()
            if not _is_number(key)
            for node in nodes
            if not self._stands(key, node)
        }
        made = {key: node.values or {} for (key, group), (node, _) in found.items() if group == INSERT}
        gone = {key for key, group in found if group == DELETE}
        parts: Counter[RowKey] = Counter()
        for keys in (made.keys(), gone):
            for key in keys:
                top = self._top(key, set(keys), made)
                parts[top] += 1
        whole = made.keys() | gone
        shown = {at: said for at, said in found.items() if at[0] not in whole or parts[at[0]]}
        known = {key: record for key, values in made.items() if (record := _sound_row(key, values))}
        self._known.update({key: record for key, record in known.items() if key not in self._known})
        return [
            replace(item, rows=parts[key], theirs=replace(item.theirs, text=item.theirs.text + with_parts))
            if (key := (item.kind, item.row_id)) in whole and (with_parts := _with_parts(parts[key]))
            else item
            for item in self._untaken(shown, MergeState.DECLINED)
        ]

    def _stands(self, key: RowKey, node: Node) -> bool:
        """Return whether the plan says already what a change says: a change back to it was made since."""
        now = self._read.get(*key)
        if node.group == DELETE or now is None:
            return node.group == DELETE and now is None
        code = codec(key[0])
        values = dict(zip(code.columns, code.row(now), strict=True))
        said = node.values or {}
        return all(name in values and values[name] == value for name, value in said.items())

    def _untaken(
        self, found: dict[tuple[RowKey, str], tuple[Node, str]], state: MergeState
    ) -> list[MergeItem]:
        items = []
        made = {key for key, group in found if group == INSERT}
        for (key, group), (node, reason) in found.items():
            if group != INSERT and key in made:
                continue
            values = node.values or {}
            if group not in {INSERT, DELETE} and (now := self._read.get(*key)) is not None:
                code = codec(key[0])
                values = {**dict(zip(code.columns, code.row(now), strict=True)), **values}
            text = _DELETED if group == DELETE else "new"
            if group not in {INSERT, DELETE}:
                text = self._safe_words(key[0], group, {**values, "id": key[1]})
            item = self._item(key, group, state, values)
            items.append(replace(item, mine=self._mine(key, group), theirs=_by(text, node), reason=reason))
        return items

    def _mine(self, key: RowKey, group: str) -> Side:
        """Return what the plan says now where theirs is not taken."""
        now = self._read.get(*key)
        if now is None:
            return Side(text="not there")
        if group not in groups_of(key[0]):
            return Side(text="as it is")
        return Side(text=value_words(key[0], group, now, self._read))

    def _safe_words(self, kind: type[Record], group: str, values: Values) -> str:
        record = _sound_record(kind, values)
        known = record is not None and group in groups_of(kind)
        return value_words(kind, group, record, self._read) if known else "a value that cannot be read"

    # Parts of an item

    def _item(self, key: RowKey, group: str, state: MergeState, values: Values | None = None) -> MergeItem:
        kind, row_id = key
        record = self._known.get(key) or self._read.get(kind, row_id)
        if record is None and values:
            record = _sound_record(kind, {**values, "id": row_id})
        operation = self._operation(key, record)
        about = row_words(record, self._read) if record is not None else kind_words(kind.TABLE)
        return MergeItem(
            key=name_of(key, group),
            state=state,
            kind=kind,
            row_id=row_id,
            group=group,
            about=about,
            field=group_words(kind, group, row_id),
            operation_id=operation.id if operation else "",
            operation=f"{operation.reference} {operation.title}" if operation else "",
        )

    def _operation(self, key: RowKey, record: Record | None) -> Operation | None:
        seen: set[RowKey] = set()
        while record is not None and not isinstance(record, Operation) and key not in seen:
            seen.add(key)
            code = codec(key[0])
            values = dict(zip(code.columns, code.row(record), strict=True))
            key = next(holders_of(key[0], values), key)
            record = self._known.get(key) or self._read.get(*key)
        return record if isinstance(record, Operation) else None


def _sound_record(kind: type[Record], values: Values) -> Record | None:
    """Return the record that refused values would make; None if they say too little or cannot be held."""
    whole = {c: values.get(c, default_value(kind, c)) for c in codec(kind).columns}
    return record_of(kind, whole) if is_sound(kind, whole) else None


def _sound_row(key: RowKey, values: Values) -> Record | None:
    return _sound_record(key[0], {**values, "id": key[1]})


def _with_parts(rows: int) -> str:
    """Return ", with 34 parts" for a row that so many come or go with, itself counted."""
    return f", with {count_text(rows - 1, 'part')}" if rows > 1 else ""


def _is_number(key: RowKey) -> bool:
    return key[0] is Setting and key[1].startswith(("slips/", "references/"))


def _is_settled(row: ResolvedRow, group: str, plan: MergePlan) -> bool:
    """Return whether their decision settles what was open here."""
    if group in row.conflicts:
        return False
    return any(known[:3] == (row.key[0].TABLE, row.key[1], group) for known in plan.known_conflicts)


def _by(text: str, node: Node | None) -> Side:
    return Side(text=text) if node is None else Side(text=text, by=node.author, at=_moment(node))


def _moment(node: Node) -> datetime | None:
    try:
        return datetime.fromisoformat(node.at)
    except ValueError:
        return None
