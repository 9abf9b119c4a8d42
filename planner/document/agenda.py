"""What calendar and lanes show: one reading of a span of the plan, turned into bars by one function.

Month, week, day, agenda list and lanes all take their bars from here, so that they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Final, TypeVar

from planner.document.agenda_bars import Bar, By, Lane, Mark, covered_days
from planner.document.agenda_entry import Entry
from planner.document.agenda_words import labels_of, long_labels_of, tooltip_of
from planner.document.wards_offered import ward_names
from planner.domain.changes import ChangeSet
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Resource
from planner.domain.records.plan import Plan, SpecialDay
from planner.domain.vocabulary import ResourceKind, SpecialDayKind
from planner.storage.spans import (
    Block,
    Work,
    blocks_between,
    blocks_beyond,
    blocks_of,
    wards_of_deployments,
    wards_of_operations,
    with_deployments,
    work_between,
    work_of,
)

if TYPE_CHECKING:
    from planner.storage.reader import Reader

R = TypeVar("R", bound=Record)
NO_TEAM: Final = "No team yet"
NO_WARD: Final = "No ward yet"
_DAY = timedelta(days=1)
_WHOLE = (OperationType, Ward, Resource, SpecialDay, Place, Plan)
_IN_ORDER = attrgetter("start", "number")
Labels = tuple[str, ...]


class Agenda:
    """A span of the plan, read once and kept fresh from change sets.

    people: also read posts and who fills them (lanes by team, agenda list). marks: what the rules say, by
    operation or deployment id; set it at any time.
    """

    def __init__(self, read: "Reader", *, people: bool = False) -> None:
        self._marks: Mapping[str, Mark] = {}
        self._looks: dict[str, bool] = {}
        self._owners: dict[str, str] | None = None
        self._read = read
        self._people = people
        self._start = self._end = datetime.min
        self._entries: dict[str, Entry] = {}
        self._types: dict[str, OperationType] = {}
        self._wards: dict[str, str] = {}
        self._labels: dict[tuple[str, str, Labels, Labels], tuple[Labels, Labels]] = {}
        self._resources: dict[str, Resource] = {}
        self._special: list[SpecialDay] = []
        self._day_starts = time(7)

    @property
    def marks(self) -> Mapping[str, Mark]:
        """What the rules say, by operation or deployment id."""
        return self._marks

    @marks.setter
    def marks(self, marks: Mapping[str, Mark]) -> None:
        before, now = self._looks, {i: mark.is_clash for i, mark in marks.items()}
        self._marks, self._looks = marks, now
        self._make_anew(row_id for row_id, _ in before.items() ^ now.items())

    def mark_anew(self, ids: Iterable[str]) -> bool:
        """Make the bars of some operations or deployments anew where their marks look otherwise now.

        The sentences of a mark are no part of a bar: said_of() has them, as they are when it is asked.
        """
        others = []
        for row_id in ids:
            mark = self._marks.get(row_id)
            look = None if mark is None else mark.is_clash
            if look == self._looks.get(row_id):
                continue
            if look is None:
                del self._looks[row_id]
            else:
                self._looks[row_id] = look
            others.append(row_id)
        return self._make_anew(others)

    def _make_anew(self, ids: Iterable[str]) -> bool:
        """Make the bars of operations or deployments anew; returns whether this span has any of them."""
        touched = {self._owner.get(row_id, row_id) for row_id in ids} & self._entries.keys()
        for operation_id in touched:
            self._entries[operation_id].forget_marks()
        return bool(touched)

    @property
    def _owner(self) -> dict[str, str]:
        """Deployment id -> operation id of what was read; made when first asked for, after the painting."""
        if self._owners is None:
            self._owners = {d.id: i for i, e in self._entries.items() for d in e.deployments}
        return self._owners

    # Reading ------------------------------------------------------------------------------------------

    def load(self, start: datetime, end: datetime) -> None:
        """Read what overlaps a local span; names of wards, types and teams are read once."""
        if not self._types:
            self._load_names()
        self._start, self._end = start, end
        self._entries, self._owners = {}, None
        work = work_between(self._read, start, end)
        found = blocks_between(self._read, start, end, [placed for placed, _ in work])
        self._enter({o.id: o for _, o in work}, found)

    def update(self, changes: ChangeSet) -> bool:
        """Take in a change set; returns whether anything this span shows may have changed."""
        if changes.touches(*_WHOLE):
            self._types = {}
            self.load(self._start, self._end)
            return True
        touched = self._touched(changes)
        if not touched:
            return False
        before = {i: self._entries.pop(i) for i in touched if i in self._entries}
        for entry in before.values():
            for deployment in entry.deployments:
                self._owner.pop(deployment.id, None)
        operations = {o.id: o for o in work_of(self._read, touched)}
        found = blocks_of(self._read, operations)
        inside = [d for d in found if d.start < self._end and d.end > self._start]
        with_blocks = {d.operation_id for d in found}
        shown = {d.operation_id for d in inside}
        self._enter({i: o for i, o in operations.items() if i in shown or i not in with_blocks}, inside)
        return bool(before) or any(i in self._entries for i in touched)

    def _load_names(self) -> None:
        self._types, self._labels = {t.id: t for t in self._read.all(OperationType)}, {}
        self._wards = ward_names(self._read)
        self._resources = {r.id: r for r in self._read.all(Resource)}
        self._special = self._read.all(SpecialDay)
        plans = self._read.all(Plan)
        self._day_starts = plans[0].force_day_start if plans else time(7)

    def _touched(self, changes: ChangeSet) -> set[str]:
        owner = self._owner
        touched: set[str] = set()
        for row in changes.rows:
            for record in (row.before, row.after):
                touched |= self._operation_of(record, owner)
        return touched

    def _operation_of(self, record: Record | None, owner: Mapping[str, str]) -> set[str]:
        if isinstance(record, Operation):
            return {record.id}
        if isinstance(record, Deployment | OperationWard):
            return {record.operation_id}
        deployment_id = ""
        if isinstance(record, DeploymentWard | Visit) or (isinstance(record, Post) and self._people):
            deployment_id = record.deployment_id
        elif isinstance(record, Assignment) and self._people:
            post = self._read.get(Post, record.post_id)
            deployment_id = post.deployment_id if post else ""
        return {owner[deployment_id]} if deployment_id in owner else set()

    def _enter(self, operations: Mapping[str, Work], found: Sequence[Block]) -> None:
        """Make the entries of some operations from their deployments in the span."""
        by_operation: defaultdict[str, list[Block]] = defaultdict(list)
        for block in (*found, *self._beyond_the_edges(found)):
            by_operation[block.operation_id].append(block)
        elsewhere = with_deployments(self._read, [i for i in operations if i not in by_operation])
        wards = wards_of_operations(self._read, operations)
        made: list[Entry] = []
        for operation in operations.values():
            kind = self._types.get(operation.type_id)
            blocks = by_operation.get(operation.id, [])
            if kind is None or operation.id in elsewhere or (not blocks and not self._overlaps(operation)):
                continue
            blocks.sort(key=_IN_ORDER)
            made.append(Entry(operation, kind, wards.get(operation.id, ()), tuple(blocks)))
        self._entries.update((e.operation.id, e) for e in made)
        if self._owners is not None:
            self._owners.update((d.id, d.operation_id) for e in made for d in e.deployments)
        self._enter_details(made)

    def _overlaps(self, operation: Work) -> bool:
        return operation.start < self._end and operation.end > self._start

    def _beyond_the_edges(self, found: Iterable[Block]) -> list[Block]:
        """Read the rest of operations that touch an edge day, so that their bars keep their true ends."""
        near_start, near_end = self._start + _DAY, self._end - _DAY
        edge = {b.operation_id for b in found if b.start < near_start or b.end > near_end}
        return blocks_beyond(self._read, edge, self._start, self._end)

    def _enter_details(self, entries: Sequence[Entry]) -> None:
        own = wards_of_deployments(self._read, [d.id for e in entries for d in e.deployments])
        routes = {d.id for e in entries if e.kind.unit == "route" for d in e.deployments}
        visits = _grouped(self._read.among(Visit, "deployment_id", routes), "deployment_id")
        if not (own or visits or self._people):
            return
        owner = {d.id: e for e in entries for d in e.deployments}
        for deployment_id, ward_ids in own.items():
            owner[deployment_id].own_wards[deployment_id] = ward_ids
        wanted = {v.place_id for rows in visits.values() for v in rows}
        names = {p.id: p.name for p in self._read.among(Place, "id", wanted)}
        for deployment_id, stops in visits.items():
            places = dict.fromkeys(names[v.place_id] for v in stops if v.place_id in names)
            owner[deployment_id].places[deployment_id] = tuple(places)
        if self._people:
            self._enter_people(owner)

    def _enter_people(self, owner: Mapping[str, Entry]) -> None:
        posts = _grouped(self._read.among(Post, "deployment_id", owner), "deployment_id")
        post_ids = [p.id for rows in posts.values() for p in rows]
        filled = _grouped(self._read.among(Assignment, "post_id", post_ids), "post_id")
        for deployment_id, rows in posts.items():
            entry, teams, needed, taken = owner[deployment_id], dict[str, None](), 0, 0
            for post in rows:
                needed += post.count
                mine = filled.get(post.id, [])
                team_ids = [t for a in mine if (t := self._team_of(a))]
                teams |= dict.fromkeys(team_ids)
                whole = any(self._is_team(a.resource_id) for a in mine)
                taken += post.count if whole else min(post.count, len(mine))
            entry.posts[deployment_id] = (needed, taken)
            entry.teams[deployment_id] = tuple(teams)

    def _is_team(self, resource_id: str) -> bool:
        resource = self._resources.get(resource_id)
        return resource is not None and resource.kind is ResourceKind.TEAM

    def _team_of(self, assignment: Assignment) -> str:
        resource = self._resources.get(assignment.resource_id)
        if resource is None:
            return ""
        return resource.id if resource.kind is ResourceKind.TEAM else resource.team_id

    # Bars ---------------------------------------------------------------------------------------------

    def bars(self, hidden: frozenset[str] = frozenset()) -> list[Bar]:
        """Return the bars of a month, by start; days that follow one another are one bar."""
        made: list[Bar] = []
        for entry in self._shown(hidden):
            if entry.month is None:
                entry.month = self._bars_of(entry, entry.deployments)
            made += entry.month
        return self._ordered(made)

    def blocks(self, hidden: frozenset[str] = frozenset()) -> list[Bar]:
        """Return one bar per deployment, by start: what week, day and agenda show."""
        made: list[Bar] = []
        for entry in self._shown(hidden):
            if not entry.deployments:
                made += self._bars_of(entry, ())
            for deployment in entry.deployments:
                made += self._bars_of(entry, (deployment,))
        return self._ordered(made)

    def lanes(self, by: By, hidden: frozenset[str] = frozenset()) -> list[Lane]:
        """Return the rows by team or ward, each with its bars; work without either comes last."""
        rows: defaultdict[str, list[Bar]] = defaultdict(list)
        for entry in self._shown(hidden):
            for key, made in entry.rows.get(by) or self._rows_made(entry, by):
                rows[key] += made
        return [
            Lane(i, label, tuple(self._ordered(rows.get(i, [])))) for i, label in self._row_names(by, rows)
        ]

    def _rows_made(self, entry: Entry, by: By) -> list[tuple[str, tuple[Bar, ...]]]:
        """Return the bars of one operation by the rows they stand in, and keep them."""
        if by not in entry.groups:
            entry.groups[by] = self._split(entry, by)
        made = [(key, self._bars_of(entry, group)) for key, group in entry.groups[by].items()]
        entry.rows[by] = made
        return made

    def _split(self, entry: Entry, by: By) -> dict[str, tuple[Block, ...]]:
        """Return the deployments of one operation by the rows they stand in."""
        split: dict[str, list[Block]] = {}
        for deployment in entry.deployments:
            for key in self._rows_of(entry, deployment, by) or ("",):
                split.setdefault(key, []).append(deployment)
        if not entry.deployments:
            split = {key: [] for key in (entry.ward_ids if by is By.WARD else ())} or {"": []}
        return {key: tuple(group) for key, group in split.items()}

    def _bars_of(self, entry: Entry, group: tuple[Block, ...]) -> tuple[Bar, ...]:
        """Return the bars of some deployments of an operation; several rows share those of one group."""
        ids = tuple([d.id for d in group])
        if (made := entry.marked.get(ids)) is None:
            if (plain := entry.plain.get(ids)) is None:
                plain = entry.plain[ids] = tuple(self._runs(entry, group))
            made = tuple(map(self._marked, plain))
            if (before := entry.shown.get(ids)) == made:
                made = before
            entry.marked[ids] = entry.shown[ids] = made
        return made

    def starts(self, since: datetime) -> list[datetime]:
        """Return the starts of all deployments read, from a local moment on, in order."""
        return sorted(d.start for e in self._entries.values() for d in e.deployments if d.start >= since)

    def notes(self) -> dict[date, list[str]]:
        """Return the names of special days in the span by day; of a long run only its first and last day."""
        notes: dict[date, list[str]] = {}
        for day in self._special:
            is_run = (day.last - day.first).days > 3 and day.kind is not SpecialDayKind.BANK_HOLIDAY
            if is_run:
                words = [(day.first, f"{day.title} starts"), (day.last, f"{day.title} ends")]
            else:
                words = [(day.first + i * _DAY, day.title) for i in range((day.last - day.first).days + 1)]
            for on, text in words:
                if self._start.date() <= on < self._end.date():
                    notes.setdefault(on, []).append(text)
        return notes

    def tooltip(self, bar: Bar) -> str:
        """Return the tooltip of a bar with its posts, read now; plain text, one line per fact."""
        needed, filled = staffing(self._read, bar.deployment_ids)
        return tooltip_of(bar, needed, filled, self.said_of(bar))

    def said_of(self, bar: Bar) -> str:
        """Return what the rules say of a bar now, one line per sentence, or nothing."""
        return "\n".join(dict.fromkeys(mark.sentence for mark in self._marks_of(bar)))

    def _shown(self, hidden: frozenset[str]) -> list[Entry]:
        return [e for e in self._entries.values() if e.operation.status not in hidden]

    def _rows_of(self, entry: Entry, deployment: Block, by: By) -> tuple[str, ...]:
        known: Mapping[str, object] = self._resources if by is By.TEAM else self._wards
        keys = entry.teams.get(deployment.id, ()) if by is By.TEAM else entry.wards_of(deployment)
        return tuple(key for key in keys if key in known)

    def _row_names(self, by: By, rows: Mapping[str, object]) -> list[tuple[str, str]]:
        if by is By.TEAM:
            teams = (r for r in self._resources.values() if r.kind is ResourceKind.TEAM or r.id in rows)
            named = [(r.id, r.label) for r in sorted(teams, key=lambda r: (r.sort, r.label))]
        else:
            named = sorted(((i, n) for i, n in self._wards.items() if i in rows), key=lambda pair: pair[1])
        last = [("", NO_TEAM if by is By.TEAM else NO_WARD)] if "" in rows else []
        return named + last

    def _runs(self, entry: Entry, blocks: Sequence[Block]) -> list[Bar]:
        """Return the bars of some deployments in order; days that follow one another are one bar."""
        if not blocks:
            operation = entry.operation
            return [self._bar(entry, (), *covered_days(operation.start, operation.end, self._day_starts))]
        bars: list[Bar] = []
        run: list[Block] = []
        begun = reach = after = date.min
        for block in blocks:
            first, last = covered_days(block.start, block.end, self._day_starts)
            if first > after or not run:
                if run:
                    bars.append(self._bar(entry, run, begun, reach))
                run, begun, reach = [], first, date.min
            run.append(block)
            if last > reach:
                reach, after = last, last + _DAY
        bars.append(self._bar(entry, run, begun, reach))
        return [b for b in bars if b.start < self._end and b.end > self._start]

    def _bar(self, entry: Entry, run: Sequence[Block], first: date, last: date) -> Bar:
        """Return the bar of a run of deployments, or of an operation without any, and the days it covers."""
        operation, kind = entry.operation, entry.kind
        # Most operations have neither wards nor places nor teams for single deployments.
        own = dict.fromkeys(w for d in run for w in entry.wards_of(d)) if entry.own_wards else {}
        wards = tuple([self._wards[w] for w in own or dict.fromkeys(entry.ward_ids) if w in self._wards])
        visited = [p for d in run for p in entry.places.get(d.id, ())] if entry.places else []
        teams = dict.fromkeys(t for d in run for t in entry.teams.get(d.id, ())) if entry.teams else {}
        posts = [entry.posts.get(d.id, (0, 0)) for d in run] if entry.posts else []
        labels, long_labels = self._labels_for(operation.title, kind, wards, tuple(dict.fromkeys(visited)))
        return Bar(
            operation_id=operation.id,
            deployment_ids=tuple([d.id for d in run]),
            type_id=kind.id,
            colour=kind.colour,
            symbol=kind.symbol,
            labels=labels,
            long_labels=long_labels,
            start=run[0].start if run else operation.start,
            end=max([d.end for d in run]) if run else operation.end,
            first=first,
            last=last,
            status=operation.status,
            reference=operation.reference,
            title=operation.title,
            theme=run[0].theme if len(run) == 1 else "",
            lead=next((d.lead for d in run if d.lead), operation.lead),
            wards=wards,
            teams=tuple([self._resources[t].label for t in teams if t in self._resources]),
            series_id=next((d.series_id for d in run if d.series_id), ""),
            needed=sum(n for n, _ in posts),
            filled=sum(f for _, f in posts),
            is_whole=len(run) == len(entry.deployments),
        )

    def _labels_for(
        self, title: str, kind: OperationType, wards: Labels, places: Labels
    ) -> tuple[Labels, Labels]:
        """Return the short and the long labels of a bar in wards and places of these names, made once."""
        key = title, kind.id, wards, places
        if (words := self._labels.get(key)) is None:
            words = labels_of(title, kind, wards, places), long_labels_of(title, kind, wards, places)
            self._labels[key] = words
        return words

    def _ordered(self, bars: list[Bar]) -> list[Bar]:
        """Return bars by start."""
        bars.sort(key=attrgetter("start", "reference", "operation_id"))
        return bars

    def _marks_of(self, bar: Bar) -> list[Mark]:
        """Return what the rules say of the deployments of a bar, else of its operation."""
        marks = self._marks
        found = [marks[i] for i in bar.deployment_ids if i in marks]
        return found or [marks[i] for i in (bar.operation_id,) if i in marks]

    def _marked(self, bar: Bar) -> Bar:
        found = self._marks_of(bar)
        if not found:
            return bar
        if not any(m.is_clash for m in found):
            return replace(bar, has_finding=True)
        return replace(bar, has_finding=True, is_clash=True, clash_days=frozenset(self._clash_days(bar)))

    def _clash_days(self, bar: Bar) -> Iterable[date]:
        held = set(bar.deployment_ids)
        for row in self._entries[bar.operation_id].deployments:
            if row.id in held and (mark := self.marks.get(row.id)) is not None and mark.is_clash:
                first, last = covered_days(row.start, row.end, self._day_starts)
                yield from (first + i * _DAY for i in range((last - first).days + 1))


def bars(
    read: "Reader", start: datetime, end: datetime, *, marks: Mapping[str, Mark] | None = None
) -> list[Bar]:
    """Return the bars that a local span shows, read afresh."""
    agenda = Agenda(read)
    agenda.marks = marks or {}
    agenda.load(start, end)
    return agenda.bars()


def lanes(read: "Reader", start: datetime, end: datetime, *, by: By = By.TEAM) -> list[Lane]:
    """Return the rows by team or ward that a local span shows, read afresh."""
    agenda = Agenda(read, people=True)
    agenda.load(start, end)
    return agenda.lanes(by)


def staffing(read: "Reader", deployment_ids: Iterable[str]) -> tuple[int, int]:
    """Return how many places the posts of some deployments have, and how many are filled."""
    posts = read.among(Post, "deployment_id", deployment_ids)
    assigned = _grouped(read.among(Assignment, "post_id", [p.id for p in posts]), "post_id")
    resources = {a.resource_id for rows in assigned.values() for a in rows if a.resource_id}
    teams = {r.id for r in read.among(Resource, "id", resources) if r.kind is ResourceKind.TEAM}
    filled = 0
    for post in posts:
        mine = assigned.get(post.id, [])
        whole = any(a.resource_id in teams for a in mine)
        filled += post.count if whole else min(post.count, len(mine))
    return sum(p.count for p in posts), filled


def _grouped(records: Iterable[R], name: str) -> dict[str, list[R]]:
    """Return records by the value of one of their fields, in order."""
    groups: dict[str, list[R]] = {}
    for record in records:
        groups.setdefault(getattr(record, name), []).append(record)
    return groups
