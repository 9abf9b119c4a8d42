"""What the changes of one row come to: pure, the same on every copy, whatever order they arrived in.

The changes of a row are a graph by their parents. Nothing here looks at the order of a log or trusts a clock;
the time of a change only breaks ties between values that nobody has decided between yet.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, field, fields

from planner.domain.changes import DELETE, INSERT, groups_of
from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.records.plan import Setting
from planner.storage.codec import Value, codec

Values = dict[str, Value]
_NEVER_ASKED = frozenset({"sort", "rank"})
_NUMBERS = ("slips/", "references/")
_OUTSIDE_THE_LOG = {("plan", "format_version")}
_DEFAULTS: dict[type[Record], Values] = {}


def merged_groups(kind: type[Record]) -> tuple[str, ...]:
    """Return the field groups that merge: all but the id and what a migration sets."""
    return tuple(g for g in groups_of(kind) if g != "id" and (kind.TABLE, g) not in _OUTSIDE_THE_LOG)


def default_value(kind: type[Record], name: str) -> Value:
    """Return what a column holds in rows that an older format wrote before there was such a column."""
    if kind not in _DEFAULTS:
        blank = {f.name: f.default for f in fields(kind) if f.default is not MISSING}
        code = codec(kind)
        _DEFAULTS[kind] = {
            column: convert(blank[column]) if convert and blank[column] is not None else blank[column]
            for column, convert in zip(code.columns, code.out, strict=True)
            if column in blank
        }
    return _DEFAULTS[kind].get(name)


@dataclass(frozen=True, slots=True)
class Node:
    """One change: values are those after it (of its group, or of the whole row for an insert).

    at: UTC of its change set, ISO form. by_reference: an insert whose values the row itself still holds.
    """

    id: str
    set_id: str
    at: str
    author: str
    group: str
    parents: tuple[str, ...]
    values: Values | None = field(compare=False)
    by_reference: bool = False


@dataclass(frozen=True, slots=True)
class RowState:
    """What the changes of a row come to, without looking at other rows.

    alive: there, though perhaps contested. deletes: deletions that no later insert answers. contested: the
    heads of a deletion against what others did meanwhile, or empty. heads: for each field group asked about,
    the changes whose values stand against each other, the shown one first. conflicts: field group to the
    sorted ids of heads with different values.
    """

    alive: bool
    deletes: tuple[Node, ...]
    contested: tuple[str, ...]
    heads: Mapping[str, tuple[Node, ...]]
    conflicts: Mapping[str, tuple[str, ...]]


class RowGraph:
    """The changes of one row, by ancestry; parents that nobody has are passed over."""

    def __init__(self, kind: type[Record], row_id: str, nodes: Iterable[Node]) -> None:
        self._kind = kind
        self._is_number = kind is Setting and row_id.startswith(_NUMBERS)
        self.nodes = _in_order(nodes)
        self._number = {node.id: number for number, node in enumerate(self.nodes)}
        self._before: list[int] = []
        for number, node in enumerate(self.nodes):
            mask = 0
            for parent in node.parents:
                known = self._number.get(parent)
                if known is not None and known < number:
                    mask |= (1 << known) | self._before[known]
            self._before.append(mask)
        self._inserts = self._of(INSERT)
        self._deletes = self._of(DELETE)

    def _of(self, *groups: str) -> int:
        return sum(1 << number for number, node in enumerate(self.nodes) if node.group in groups)

    def _numbers(self, mask: int) -> list[int]:
        found = []
        while mask:
            low = mask & -mask
            found.append(low.bit_length() - 1)
            mask ^= low
        return found

    def _maximal(self, mask: int) -> int:
        replaced = 0
        for number in self._numbers(mask):
            replaced |= self._before[number]
        return mask & ~replaced

    def _nodes(self, mask: int) -> list[Node]:
        return [self.nodes[number] for number in self._numbers(mask)]

    def raw_heads(self, group: str) -> list[str]:
        """Return what the next change of a field group replaces: its newest changes and inserts."""
        mask = self._deletes if group == DELETE else self._of(group) | self._inserts
        return [node.id for node in self._nodes(self._maximal(mask))]

    def all_heads(self) -> list[str]:
        """Return the newest changes of the whole row."""
        return [node.id for node in self._nodes(self._maximal((1 << len(self.nodes)) - 1))]

    def descendants(self, ids: Iterable[str]) -> set[str]:
        """Return the given changes and every change that came of them."""
        mask = sum(1 << self._number[i] for i in ids if i in self._number)
        return {n.id for k, n in enumerate(self.nodes) if (1 << k | self._before[k]) & mask}

    def value(self, node: Node, group: str) -> Values:
        """Return the values of one field group after a change of it, or after an insert."""
        values = node.values or {}
        return {
            name: values[name] if name in values else default_value(self._kind, name)
            for name in groups_of(self._kind).get(group, ())
        }

    @property
    def groups(self) -> tuple[str, ...]:
        """The field groups of which one value has to be found: all where a row was made more than once."""
        known = merged_groups(self._kind)
        if self._inserts & (self._inserts - 1):
            return known
        changed = {node.group for node in self.nodes}
        return tuple(group for group in known if group in changed)

    def state(self, groups: Iterable[str] | None = None) -> RowState:
        """Return what the changes come to; groups: those to look at, else .groups."""
        live = self._live()
        others = ((1 << len(self.nodes)) - 1) & ~self._deletes
        against = others
        for number in self._numbers(live):
            against &= ~self._before[number]
        contested: tuple[str, ...] = ()
        if live and against:
            ids = [n.id for n in self._nodes(self._maximal(live) | self._maximal(against))]
            contested = tuple(sorted(ids))
        heads: dict[str, tuple[Node, ...]] = {}
        conflicts: dict[str, tuple[str, ...]] = {}
        for group in self.groups if groups is None else groups:
            found = self._heads(group, live)
            heads[group] = found
            if len(found) > 1 and self._is_asked(group):
                conflicts[group] = tuple(sorted(node.id for node in found))
        return RowState(
            bool(self._inserts) and bool(against or not live),
            tuple(self._nodes(self._maximal(live))),
            contested,
            heads,
            conflicts,
        )

    def _live(self) -> int:
        """Return the deletions that no insert answers; one said again is also answered by what knew it."""
        live = self._deletes
        for number in self._numbers(self._inserts):
            live &= ~self._before[number]
        for number in self._numbers(live):
            first = self._said_first(number)
            if first is not None and any(
                self._answers(made, first, number) for made in self._numbers(self._inserts)
            ):
                live &= ~(1 << number)
        return live

    def _answers(self, made: int, first: int, again: int) -> bool:
        """Return whether an insert knew what a deletion says again, and not from where that was done."""
        if not self._before[made] >> first & 1 or self._before[again] >> made & 1:
            return False
        both = self._before[made] & self._before[again]
        return not any(self._before[known] >> first & 1 for known in self._numbers(both))

    def _said_first(self, number: int) -> int | None:
        """Return the change that another says again: the same, by the same change set, after an undo."""
        node = self.nodes[number]
        if node.group == INSERT:
            return None
        same = [
            known
            for known in self._numbers(self._before[number] & self._of(node.group))
            if self.nodes[known].set_id == node.set_id and self.nodes[known].values == node.values
        ]
        return min(same, key=lambda n: (self._before[n].bit_count(), self.nodes[n].id), default=None)

    def _without_outdated(self, mask: int) -> int:
        """Leave out values said again whose first saying another of these knew when it was made."""
        first = {number: self._said_first(number) for number in self._numbers(mask)}
        knows = {n: self._before[n if said is None else said] for n, said in first.items()}
        for number, said in first.items():
            if said is not None and any(known >> said & 1 for n, known in knows.items() if n != number):
                mask &= ~(1 << number)
        return mask

    def _heads(self, group: str, live: int) -> tuple[Node, ...]:
        """Return the changes that stand against each other, the shown one first; equal values are one."""
        candidates = self._of(group) | self._inserts
        for number in self._numbers(self._inserts):
            earlier = self._maximal(candidates & self._before[number])
            mine = self.value(self.nodes[number], group)
            if earlier and all(self.value(node, group) == mine for node in self._nodes(earlier)):
                candidates &= ~(1 << number)  # made again as it was: no word on this group
        found = self._without_outdated(self._maximal(candidates))
        gone = 0
        for number in self._numbers(live):
            gone |= self._before[number]
        nodes = self._nodes(found & ~gone or found)
        nodes.sort(key=self._shown_first(group), reverse=True)
        kept: list[Node] = []
        values: list[Values] = []
        for node in nodes:
            if (value := self.value(node, group)) not in values:
                kept.append(node)
                values.append(value)
        return tuple(kept)

    def _shown_first(self, group: str) -> Callable[[Node], tuple[int, str, str]]:
        def key(node: Node) -> tuple[int, str, str]:
            value = str(self.value(node, group).get("value", "")) if self._is_number else ""
            return int(value) if value.isdecimal() and value.isascii() else 0, node.at, node.id

        return key

    def _is_asked(self, group: str) -> bool:
        return group not in _NEVER_ASKED and not self._is_number

    def base(self, heads: Iterable[str], group: str) -> Node | None:
        """Return the change from which several heads came: the newest that all of them know."""
        common = -1
        for head in heads:
            number = self._number[head]
            common &= self._before[number]
        known = self._nodes(self._maximal(common & (self._of(group) | self._inserts)))
        return max(known, key=lambda node: (node.at, node.id), default=None)

    def before(self, numbers: Iterable[str]) -> set[str]:
        """Return the ids of all ancestors of some changes."""
        mask = 0
        for change_id in numbers:
            mask |= self._before[self._number[change_id]]
        return {node.id for node in self._nodes(mask)}


def _in_order(nodes: Iterable[Node]) -> list[Node]:
    """Return nodes with parents before children; a circle, which only a forged log has, is cut by id."""
    waiting = {node.id: node for node in sorted(nodes, key=lambda n: n.id)}
    missing = {i: {p for p in node.parents if p in waiting and p != i} for i, node in waiting.items()}
    children: dict[str, list[str]] = {}
    for change_id, parents in missing.items():
        for parent in parents:
            children.setdefault(parent, []).append(change_id)
    ready = [i for i, parents in missing.items() if not parents]
    done: list[Node] = []
    while waiting:
        if not ready:
            ready.append(next(iter(waiting)))
        change_id = ready.pop()
        node = waiting.pop(change_id, None)
        if node is None:
            continue
        done.append(node)
        for child in children.get(change_id, ()):
            missing[child].discard(change_id)
            if not missing[child] and child in waiting:
                ready.append(child)
    return done
