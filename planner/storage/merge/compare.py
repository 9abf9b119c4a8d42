"""Comparing two files of one plan: what theirs has that ours lacks, what may be taken, what comes of it.

Nothing is written. Both files are read over one connection of its own, theirs attached; only rows whose
changes one side lacks, and what hangs together with them, are looked at.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path

from planner.domain.changes import DELETE, INSERT, groups_of
from planner.domain.frozen import dataclass
from planner.domain.records.catalogue import BY_TABLE
from planner.storage.codec import codec
from planner.storage.engine import Connection, connect, hold
from planner.storage.merge.links import holders_of
from planner.storage.merge.log import Log, RowKey, learned_in, name_of, node_of, rows_of
from planner.storage.merge.purged_owners import hanging_on_purged, purged_in_either
from planner.storage.merge.resolve import Resolution, resolve
from planner.storage.merge.sound import fits, is_sound
from planner.storage.row_graph import Node, RowGraph, Values
from planner.storage.sql import marks, parts_of

Gate = Callable[[RowKey, Node, bool], str]
"""May this change of theirs be taken? Its row, the change, whether we have the row: "" or why not."""

LEFT_OUT = "left out by you"
UNFIT = "a value that the plan cannot hold"
FORGED = "it says that it belongs to a change which this plan knows otherwise"
_LACKING = """
SELECT c.table_name, c.row_id, c.id, c.change_set_id, s.at, s.author, c.field_group, c.parents, c."after",
 c.seq FROM theirs.change c JOIN theirs.change_set s ON s.id = c.change_set_id
WHERE c.seq > ? AND NOT EXISTS (SELECT 1 FROM main.change m WHERE m.id = c.id) ORDER BY c.seq LIMIT ?
"""


@dataclass(slots=True)
class MergePlan:
    """Everything that a merge would do to one file.

    taken: changes of theirs that enter the log, in their order, by row. refused: the others, each with the
    reason. declined: changes that both have and that an undone merge once brought. sets: the change sets of
    what is taken (id, copy, at, author, label). order: ids of what is taken, as theirs has them. sides: lines
    of what merges as sets outside the log. known_conflicts: those open before (table, row, group, heads).
    learned: when each change of the rows came to be known here. resolution: what becomes of the rows.
    last: the number of our last change when ours was read; what is planned fits as long as it still is.
    upto: the number of the last change of theirs that was looked at, if there may be more (else 0).
    """

    resolution: Resolution
    taken: dict[RowKey, list[Node]] = field(default_factory=dict)
    refused: dict[RowKey, list[tuple[Node, str]]] = field(default_factory=dict)
    declined: dict[RowKey, list[Node]] = field(default_factory=dict)
    sets: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    sides: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    known_conflicts: set[tuple[str, str, str, str]] = field(default_factory=set)
    learned: dict[str, int] = field(default_factory=dict)
    last: int = 0
    upto: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether theirs has nothing that ours lacks."""
        return not self.taken


@dataclass(frozen=True, slots=True)
class Other:
    """The other file: a private, sound copy in this format, its raw key, and what may be taken of it.

    gate: asked for each change. left_out: "table/row id/group" of what the user does not want. by: put after
    the name of every author. at_most: how many changes to look at (0: all), in the order of their log, which
    has what was changed before what came of it; after: the number of theirs after which to begin.
    """

    path: Path
    key: str | None = None
    gate: Gate | None = None
    left_out: Collection[str] = ()
    only: Collection[str] | None = None
    by: str = ""
    with_tables: bool = True
    at_most: int = 0
    after: int = 0


@contextmanager
def both(ours: Path, our_key: str | None, other: Other) -> Iterator[Connection]:
    """Open ours for reading with theirs attached."""
    connection = connect(ours, key=our_key)
    try:
        connection.execute("PRAGMA query_only = ON")
        uri = other.path.resolve().as_uri() + "?mode=rw"
        secret = "" if other.key is None else f"x'{other.key}'"
        connection.execute("ATTACH DATABASE ? AS theirs KEY ?", (uri, secret))
        yield connection
    finally:
        connection.close()


def compare(ours: Path, our_key: str | None, other: Other) -> MergePlan:
    """Return what merging another file into ours would do; writes nothing."""
    with both(ours, our_key, other) as connection:
        hold(connection)
        return _Comparison(connection, other).run()


def is_descendant(connection: Connection) -> bool:
    """Return whether the attached file came of ours, or ours of it, with its whole log.

    A copy cut for a partner names our changes under a change set of its own, whatever it says it is.
    """
    same = "SELECT 1 FROM theirs.change t JOIN main.change m ON m.id = t.id"
    known = connection.execute(
        f"{same} WHERE m.table_name = 'plan' AND m.field_group = '+' AND m.change_set_id = t.change_set_id"
    ).fetchone()
    other = connection.execute(f"{same} WHERE m.change_set_id <> t.change_set_id LIMIT 1").fetchone()
    return known is not None and other is None


class _Comparison:
    def __init__(self, connection: Connection, other: Other) -> None:
        self._connection, self._other = connection, other
        self._refused: dict[RowKey, dict[str, str]] = {}
        self._order: list[str] = []  # ids of what theirs alone has, as their log has them
        self._upto = 0

    def run(self) -> MergePlan:
        lacking = self._lacking()
        unfit = _unfit(lacking)
        self._refuse(lacking, unfit)
        taken = {
            key: kept
            for key, nodes in lacking.items()
            if (kept := [n for n in nodes if n.id not in self._refused.get(key, {})])
        }
        log = Log(self._connection, taken)
        resolution = resolve(log, [*taken, *log.open_rows()])
        while bad := self._not_sound(resolution, taken):
            for key in bad:
                refused = self._refused.setdefault(key, {})
                refused.update((n.id, UNFIT) for n in taken.pop(key))
            log = Log(self._connection, taken)
            resolution = resolve(log, [*taken, *log.open_rows()])
        return self._plan(resolution, lacking, taken)

    def _plan(
        self, resolution: Resolution, lacking: dict[RowKey, list[Node]], taken: dict[RowKey, list[Node]]
    ) -> MergePlan:
        ids = {node.id for nodes in taken.values() for node in nodes}
        wanted = {node.set_id for nodes in taken.values() for node in nodes}
        sets = [
            (*row[:3], f"{row[3]}{self._other.by}", row[4])
            for row in self._connection.execute(
                "SELECT id, copy_id, at, author, label FROM theirs.change_set ORDER BY rowid"
            )
            if row[0] in wanted
        ]
        refused = {
            key: [(node, why[node.id]) for node in lacking[key] if node.id in why]
            for key, why in self._refused.items()
        }
        last = self._connection.execute("SELECT coalesce(max(seq), 0) FROM main.change").fetchone()[0]
        learned = learned_in(
            self._connection, (node.id for row in resolution.rows.values() for node in row.graph.nodes)
        )
        learned.update((change_id, last + number) for number, change_id in enumerate(self._order, start=1))
        return MergePlan(
            resolution,
            taken=taken,
            refused={key: nodes for key, nodes in refused.items() if nodes},
            declined=self._declined(),
            sets=sets,
            order=[change_id for change_id in self._order if change_id in ids],
            sides=self._sides(),
            known_conflicts=set(
                self._connection.execute("SELECT table_name, row_id, field_group, heads FROM main.conflict")
            ),
            learned=learned,
            last=last,
            upto=self._upto,
        )

    def _lacking(self) -> dict[RowKey, list[Node]]:
        """Return the changes that only theirs has; of purged rows nothing is left."""
        most = self._other.at_most or -1
        entries = self._connection.execute(_LACKING, (self._other.after, most)).fetchall()
        self._upto = int(entries[-1][-1]) if len(entries) == most else 0
        entries = [e for e in entries if e[0] in BY_TABLE]
        made = {(BY_TABLE[e[0]], e[1]) for e in entries if e[6] == INSERT and e[8] is None}
        rows = rows_of(self._connection, made, "theirs")
        keys = {(BY_TABLE[e[0]], e[1]) for e in entries}
        gone = hanging_on_purged(self._connection, keys, purged_in_either(self._connection))
        found: dict[RowKey, list[Node]] = {}
        for entry in entries:
            key = (BY_TABLE[entry[0]], entry[1])
            if key not in gone:
                found.setdefault(key, []).append(node_of(entry[2:9], rows.get(key)))
                self._order.append(entry[2])
        return found

    def _refuse(self, lacking: Mapping[RowKey, list[Node]], unfit: Collection[str]) -> None:
        gate, left_out, only = self._other.gate, self._other.left_out, self._other.only
        forged = self._forged_sets()
        if gate is None and not left_out and only is None and not forged and not unfit:
            return
        mine = rows_of(self._connection, lacking)
        chosen = None if only is None else with_what_hangs_on(only, lacking, mine)
        unwanted = with_what_hangs_on(left_out, lacking, mine)
        for key, nodes in lacking.items():
            why = self._refused.setdefault(key, {})
            for node in nodes:
                names = {name_of(key, node.group), name_of(key, INSERT)}
                reason = FORGED if node.set_id in forged else UNFIT if node.id in unfit else ""
                if not reason and gate is not None:
                    reason = gate(key, node, key in mine)
                if not reason and (names & unwanted or (chosen is not None and not names & chosen)):
                    reason = LEFT_OUT
                if reason:
                    why[node.id] = reason
        self._refuse_what_follows(lacking, mine)

    def _forged_sets(self) -> set[str]:
        """Return change sets of ours of which theirs names another copy or, if it was cut, another author."""
        query = (
            "SELECT t.id FROM theirs.change_set t JOIN main.change_set m ON m.id = t.id"
            " WHERE m.copy_id <> t.copy_id OR m.at <> t.at OR (? AND m.author <> t.author || ?)"
        )
        is_cut = self._other.gate is not None
        return {row[0] for row in self._connection.execute(query, (is_cut, self._other.by))}

    def _refuse_what_follows(
        self, lacking: Mapping[RowKey, list[Node]], mine: Mapping[RowKey, Values]
    ) -> None:
        """Refuse what came of a refused change, and what hangs on a row that does not come."""
        for key, why in self._refused.items():
            if why:
                graph = RowGraph(*key, lacking[key])
                reason = next(iter(why.values()))
                for change_id in graph.descendants(why):
                    why.setdefault(change_id, reason)
        known = self._made_here([key for key in lacking if key not in mine])
        again = True
        while again:
            again = False
            absent = {
                key
                for key, nodes in lacking.items()
                if key not in mine
                and key not in known
                and all(n.id in self._refused[key] for n in nodes if n.group == INSERT)
            }
            for key, nodes in lacking.items():
                why = self._refused[key]
                open_nodes = [n for n in nodes if n.id not in why]
                if not open_nodes:
                    continue
                new_here = key not in mine
                hangs = _hangs_on(key, nodes, {row_id for _, row_id in absent})
                if (new_here and key in absent) or (hangs and new_here):
                    why.update((n.id, LEFT_OUT) for n in open_nodes)
                    again = True

    def _made_here(self, keys: Collection[RowKey]) -> set[RowKey]:
        """Return which rows that are not here our log knows: they were deleted, which is a question."""
        found: set[RowKey] = set()
        for part in parts_of(sorted({row_id for _, row_id in keys})):
            query = "SELECT table_name, row_id FROM main.change WHERE field_group = ? AND row_id IN"
            rows = self._connection.execute(f"{query} ({marks(part)})", (INSERT, *part))
            found.update((BY_TABLE[table], row_id) for table, row_id in rows if table in BY_TABLE)
        return found.intersection(keys)

    def _not_sound(self, resolution: Resolution, taken: Mapping[RowKey, object]) -> list[RowKey]:
        return [
            row.key
            for row in resolution.changed
            if row.stays and row.key in taken and (row.has_no_owner or not is_sound(row.key[0], row.after))
        ]

    def _declined(self) -> dict[RowKey, list[Node]]:
        query = (
            "SELECT c.table_name, c.row_id, c.id, c.change_set_id, s.at, s.author, c.field_group, c.parents,"
            ' c."after" FROM main.declined d JOIN main.change c ON c.id = d.change_id'
            " JOIN main.change_set s ON s.id = c.change_set_id"
            " WHERE EXISTS (SELECT 1 FROM theirs.change t WHERE t.id = c.id) ORDER BY c.seq"
        )
        found: dict[RowKey, list[Node]] = {}
        for entry in self._connection.execute(query):
            if entry[0] in BY_TABLE:
                key = (BY_TABLE[entry[0]], entry[1])
                found.setdefault(key, []).append(node_of(entry[2:], None))
        return found

    def _sides(self) -> dict[str, list[tuple[str, ...]]]:
        """Return lines of what merges as sets outside the log, of which ours has none."""
        if not self._other.with_tables:
            return {}
        sides = {}
        for table in ("purged", "copy", "declined"):
            first = "change_id" if table == "declined" else "row_id" if table == "purged" else "id"
            query = (
                f"SELECT t.* FROM theirs.{table} t"
                f" WHERE NOT EXISTS (SELECT 1 FROM main.{table} m WHERE m.{first} = t.{first})"
            )
            if lines := self._connection.execute(query).fetchall():
                sides[table] = lines
        return sides


def with_what_hangs_on(
    names: Collection[str], lacking: Mapping[RowKey, list[Node]], mine: Mapping[RowKey, Values]
) -> set[str]:
    """Add, to names of rows made or deleted, those of the rows that come or go with them."""
    found = set(names)
    if not found:
        return found
    again = True
    while again:
        again = False
        for key, nodes in lacking.items():
            values = mine.get(key) or next((n.values for n in nodes if n.group == INSERT and n.values), {})
            for group in {n.group for n in nodes} & {INSERT, DELETE}:
                name = name_of(key, group)
                if name not in found and any(
                    name_of(holder, group) in found for holder in holders_of(key[0], values)
                ):
                    found.add(name)
                    again = True
    return found


def _unfit(lacking: Mapping[RowKey, Sequence[Node]]) -> set[str]:
    """Return the changes whose value no column can hold: as one side of a question they would stay unseen."""
    found = set()
    for (kind, _), nodes in lacking.items():
        groups, every = groups_of(kind), codec(kind).columns
        for node in nodes:
            if not node.by_reference and not fits(kind, groups.get(node.group, every), node.values):
                found.add(node.id)
    return found


def _hangs_on(key: RowKey, nodes: Sequence[Node], ids: Collection[str]) -> bool:
    made = next((node.values for node in nodes if node.group == INSERT and node.values), None)
    return made is not None and any(row_id in ids for _, row_id in holders_of(key[0], made))
