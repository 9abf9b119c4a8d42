"""Random edits on 2 to 4 copies over real files, merged in every order, against a slow model of the log."""

import json
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.changes import ChangeSet
from planner.domain.ids import new_id
from planner.domain.merging import Choice
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Assignment, Deployment, Post, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import BriefText, Operation, Task
from planner.domain.records.people import Partner, Resource
from planner.domain.records.plan import Plan, Setting
from planner.domain.records.sharing import PurgeNote
from planner.domain.vocabulary import Heading, PlaceKind, PostKind, ResourceKind
from planner.storage.codec import codec
from planner.storage.engine import Connection
from planner.storage.merge.apply import take
from planner.storage.merge.compare import Other, compare
from planner.storage.merge.conflicts import decide, open_conflicts
from planner.storage.merge.log import name_of
from planner.storage.merging import take_planned
from planner.storage.planning_file import PlanningFile
from planner.storage.purged_rows import Purge
from planner.storage.purging import purge_rows
from planner.storage.unit_of_work import UnitOfWork
from tests.storage.merge_model import expected

START = datetime(2026, 6, 1, 9)
WORDS = ("alpha", "bravo", "charlie")
Rows = dict[tuple[type[Record], str], Record]


class Copy:
    """One copy of the plan, what its user may take back, and how often they merged."""

    def __init__(self, path: Path, name: str) -> None:
        self.file = PlanningFile.open(path)
        # Nothing here is about a crash; flushing would only slow thousands of runs down.
        self.file.connection.execute("PRAGMA synchronous = OFF")
        self.path, self.name = path, name
        self.done: list[ChangeSet] = []
        self.clock = datetime(2026, 5, 1, tzinfo=UTC)

    def run(self, apply: Callable[[UnitOfWork], object]) -> ChangeSet:
        """Commit one command."""
        with self.file.transaction("Change", author=self.name, at=self.clock) as running:
            apply(running.unit)
        assert running.changes is not None
        return running.changes

    def merge(
        self,
        other: "Copy",
        choices: Callable[[], Choice] = lambda: Choice.LATER,
        left_out: Collection[str] = (),
    ) -> ChangeSet:
        """Merge another copy as the app does."""

        def apply(unit: UnitOfWork) -> None:
            plan = compare(self.path, None, Other(other.path, left_out=left_out))
            unit.going_by_log(plan.order)
            take(unit, plan)
            decide(unit, {c.name: choices() for c in open_conflicts(self.connection)})

        return self.run(apply)

    def take_in(self, other: "Copy", at_most: int) -> None:
        """Take in another copy as publishing over it does: in parts, not on the undo stack."""
        after = 0
        while True:
            plan = compare(self.path, None, Other(other.path, at_most=at_most, after=after))
            assert take_planned(self.file, plan, label="Taken in") is not None
            if not plan.upto:
                return
            after = plan.upto

    @property
    def connection(self) -> Connection:
        """The database."""
        return self.file.connection

    def rows(self) -> Rows:
        """Every row."""
        return {(kind, r.id): r for kind in ALL_RECORDS for r in self.file.reader.all(kind)}

    def conflicts(self) -> set[tuple[str, str, str, tuple[str, ...]]]:
        """Every open conflict."""
        lines = self.connection.execute("SELECT table_name, row_id, field_group, heads FROM conflict")
        return {(table, row_id, group, tuple(json.loads(heads))) for table, row_id, group, heads in lines}

    def changes(self) -> dict[str, str]:
        """The ids of all changes, each with that of its row."""
        return dict(self.connection.execute("SELECT id, row_id FROM change").fetchall())

    def change_ids(self) -> set[str]:
        """The ids of all changes."""
        return set(self.changes())

    def made(self) -> Iterator[tuple[str, list[str]]]:
        """What each row was made with, or holds now."""
        query = """SELECT row_id, "after" FROM change WHERE field_group = '+' AND "after" IS NOT NULL"""
        for row_id, after in self.connection.execute(query):
            yield row_id, [str(value) for value in json.loads(after).values()]
        for (kind, row_id), record in self.rows().items():
            yield row_id, [str(value) for value in codec(kind).row(record)]

    def count_purged(self) -> int:
        """How many rows are purged."""
        return int(self.connection.execute("SELECT count(*) FROM purged").fetchone()[0])

    def all(self) -> tuple[Rows, object, set[str]]:
        """What has to be the same whatever the order of merging."""
        return self.rows(), self.conflicts(), self.change_ids()

    def open_places(self) -> set[tuple[str, str, str]]:
        """Where conflicts are open."""
        return {conflict[:3] for conflict in self.conflicts()}


def run_random_merge(seed: int) -> None:
    """Edit 2 to 4 copies at random, merge them in several orders, and check all that has to hold."""
    folder = Path(tempfile.mkdtemp(prefix="wardplan-merge-"))
    try:
        # Ids break ties, so a run is the same again only with the same ids.
        with patch("planner.domain.ids.os.urandom", Random(seed).randbytes):
            _Run(Random(seed), folder).run()
    finally:
        shutil.rmtree(folder)


class _Run:
    def __init__(self, random: Random, folder: Path) -> None:
        self.random, self.folder = random, folder
        self.opened: list[Copy] = []
        self.written: dict[str, str] = {}
        self.may_purge = random.random() < 0.2

    def run(self) -> None:
        try:
            self._run()
        finally:
            for copy in self.opened:
                copy.file.close()

    def _run(self) -> None:
        base = self._base()
        count = self.random.choice((2, 2, 3, 4))
        copies = [self._open(self._duplicate(base, f"copy {n}"), f"User {n}") for n in range(count)]
        for _ in range(self.random.randint(3, 18)):
            self._step(self.random.choice(copies), copies)
        for copy in copies:
            self._check(copy)
        self._orders(copies)

    # The plan and its copies

    def _base(self) -> Path:
        path = self.folder / "base.wardplan"
        records: list[Record] = [
            Place(id="spot", name="Spot", kind=PlaceKind.PATROL_SPOT, easting=1.0, northing=2.0,
                  geom=b"g", shape=b"s"),
            Place(id="green", name="Green", kind=PlaceKind.VILLAGE, easting=1.0, northing=2.0,
                  geom=b"g", shape=b"s"),
            Partner(id="council", name="Council", short_name="Council"),
            Resource(id="team", label="Team", kind=ResourceKind.TEAM),
            Resource(id="car", label="Car", kind=ResourceKind.VEHICLE, partner_id="council"),
            Setting(id="slips/one", value="2"),
            Setting(id="columns", value="few"),
        ]  # fmt: skip
        for name in ("one", "two"):
            records += self._operation(name)
        made = PlanningFile.create(path, Plan(id="plan", title="Plan"), author="Maker", records=records)
        made.close()
        return path

    def _operation(self, name: str) -> list[Record]:
        rows: list[Record] = [
            Operation(id=name, type_id="", reference="SW-2026-01", title=name, start=START, end=START),
            BriefText(id=f"{name}-b", operation_id=name, heading=Heading.METHOD, text="method"),
            Task(id=f"{name}-t", operation_id=name, title="Task", due=START.date(), partner_id="council"),
            Place(id=f"{name}-p", name="RVP", kind=PlaceKind.RVP, operation_id=name, easting=1.0,
                  northing=2.0, geom=b"g", shape=b"s"),
        ]  # fmt: skip
        for number in (1, 2):
            own = f"{name}-{number}"
            end = START + timedelta(hours=8)
            rows += [
                Deployment(id=own, operation_id=name, number=number, start=START, end=end),
                Post(id=f"{own}-x", deployment_id=own, role="Patrol", kind=PostKind.CONSTABLE),
                Assignment(id=f"{own}-a", post_id=f"{own}-x", resource_id="team"),
                Visit(id=f"{own}-v", deployment_id=own, place_id="spot", start=START),
            ]
        return rows

    def _duplicate(self, path: Path, name: str) -> Path:
        out = self.folder / f"{name}-{new_id()}.wardplan"
        shutil.copyfile(path, out)
        return out

    def _open(self, path: Path, name: str) -> Copy:
        copy = Copy(path, name)
        self.opened.append(copy)
        return copy

    def _branch(self, copy: Copy) -> Copy:
        """Another copy that holds what this one holds now."""
        path = self.folder / f"branch-{new_id()}.wardplan"
        copy.connection.execute("VACUUM INTO ?", (str(path),))
        return self._open(path, copy.name)

    # What users do

    def _step(self, copy: Copy, copies: list[Copy]) -> None:
        copy.clock += timedelta(seconds=self.random.choice((0, 0, 1, 60)))
        before = copy.changes()
        step = self.random.choice(
            (self._edit,) * 6 + (self._delete,) * 3 + (self._add,) * 3 + (self._undo, self._decide)
            + (self._merge,) * 2 + (self._take_in, self._purge)
        )  # fmt: skip
        step(copy, copies)
        assert self._missing(before, copy) == set()
        self.written.update(copy.changes())

    def _pick(self, copy: Copy, *kinds: type[Record]) -> Record | None:
        found = [r for kind in kinds for r in copy.file.reader.all(kind)]
        hot = [r for r in found if r.id.startswith("one") or r.id in {"spot", "team", "council", "columns"}]
        if hot and self.random.random() < 0.7:  # so that copies meet
            found = hot
        return self.random.choice(found) if found else None

    def _do(self, copy: Copy, apply: Callable[[UnitOfWork], object]) -> None:
        changes = copy.run(apply)
        if changes.rows:
            copy.done.append(changes)

    def _edit(self, copy: Copy, _: object) -> None:
        kinds = (Operation, Deployment, BriefText, Task, Post, Visit, Resource, Setting, Place, Assignment)
        record = self._pick(copy, *kinds)
        if record is None:
            return
        word = self.random.choice(WORDS)
        choices: dict[type[Record], list[dict[str, object]]] = {
            Operation: [{"title": word}, {"lead": word}, {"note": word}],
            Deployment: [
                {"start": START + timedelta(hours=(h := self.random.randint(0, 3))),
                 "end": START + timedelta(hours=h + 6)},
                {"theme": word},
            ],
            BriefText: [{"text": word}],
            Task: [{"title": word}, {"partner_id": ""}, {"sort": self.random.randint(1, 3)}],
            Post: [{"count": self.random.randint(1, 3)}, {"role": word}],
            Visit: [{"minutes": self.random.choice((15, 30))}, {"note": word}],
            Resource: [{"label": word}],
            Setting: [{"value": str(self.random.randint(1, 5))}],
            Place: [{"name": word}, {"rank": self.random.randint(1, 3)}],
            Assignment: [{"note": word}],
        }  # fmt: skip
        if isinstance(record, Task | Resource | Visit | Assignment) and self.random.random() < 0.2:
            changed = self._pointed(copy, record)
        else:
            changed = replace(record, **self.random.choice(choices[type(record)]))  # type: ignore[arg-type]
        self._do(copy, lambda unit: unit.put(changed))

    def _pointed(self, copy: Copy, record: Record) -> Record:
        """Point a row at something else that is there."""
        name, kind = {
            Task: ("partner_id", Partner), Resource: ("partner_id", Partner), Visit: ("place_id", Place),
            Assignment: ("resource_id", Resource),
        }[type(record)]  # fmt: skip
        target = self._pick(copy, kind)
        return replace(record, **{name: target.id}) if target is not None else record  # type: ignore[arg-type]

    def _delete(self, copy: Copy, _: object) -> None:
        kinds = (Operation, Deployment, Post, Assignment, Visit, Task, Place, Resource, Partner, BriefText)
        record = self._pick(copy, self.random.choice(kinds))
        if record is None or self._is_used(copy, record):
            return

        def apply(unit: UnitOfWork) -> None:
            unit.drop(type(record), record.id)
            for place in unit.all(Place, operation_id=record.id) if isinstance(record, Operation) else ():
                if unit.count(Visit, place_id=place.id):
                    unit.put(replace(place, operation_id=""))
                else:
                    unit.drop(Place, place.id)

        self._do(copy, apply)

    def _is_used(self, copy: Copy, record: Record) -> bool:
        read = copy.file.reader
        uses = {
            Place: lambda: read.count(Visit, place_id=record.id),
            Resource: lambda: read.count(Assignment, resource_id=record.id),
            Partner: lambda: (
                read.count(Task, partner_id=record.id) + read.count(Resource, partner_id=record.id)
            ),
        }
        return type(record) in uses and uses[type(record)]() > 0

    def _add(self, copy: Copy, _: object) -> None:
        fresh = new_id()
        rows: list[Record] = []
        kind = self.random.choice((Operation, Deployment, Assignment, Visit, Setting))
        if kind is Operation:
            rows = self._operation(fresh) if copy.file.reader.count(Partner, id="council") else []
            rows = [r for r in rows if not isinstance(r, Assignment | Visit)]
        elif kind is Setting:
            number = str(self.random.randint(1, 9))
            if copy.file.reader.get(Setting, "references/SW/2026") is None:
                rows = [Setting(id="references/SW/2026", value=number)]
        else:
            owner = {Deployment: Operation, Assignment: Post, Visit: Deployment}[kind]
            found = self._pick(copy, owner)
            team, spot = self._pick(copy, Resource), self._pick(copy, Place)
            if found is not None and kind is Deployment:
                rows = [Deployment(id=fresh, operation_id=found.id, start=START, end=START)]
            elif found is not None and kind is Assignment and team is not None:
                rows = [Assignment(id=fresh, post_id=found.id, resource_id=team.id)]
            elif found is not None and kind is Visit and spot is not None:
                rows = [Visit(id=fresh, deployment_id=found.id, place_id=spot.id, start=START)]
        if rows:
            self._do(copy, lambda unit: unit.add_all(rows))

    def _undo(self, copy: Copy, _: object) -> None:
        if copy.done:
            step = copy.done.pop()
            copy.run(lambda unit: unit.revert(step))

    def _decide(self, copy: Copy, _: object) -> None:
        names = [c.name for c in open_conflicts(copy.connection)]
        if not names:
            return
        name, choice = self.random.choice(names), self.random.choice(list(Choice))

        def apply(unit: UnitOfWork) -> None:
            unit.going_by_log()
            decide(unit, {name: choice})

        before = copy.rows(), copy.open_places()
        changes = copy.run(apply)
        if self.random.random() < 0.5:
            copy.run(lambda unit: unit.revert(changes))
            assert (copy.rows(), copy.open_places()) == before, "a decision that was undone"

    def _merge(self, copy: Copy, copies: list[Copy]) -> None:
        other = self.random.choice([c for c in copies if c is not copy])
        choice = self.random.choice((*Choice, Choice.LATER, Choice.LATER))
        before, purged = (copy.rows(), copy.open_places()), copy.count_purged()
        changes = copy.merge(other, lambda: choice, self._left_out(copy, other))
        declined = self._declined(copy)
        copy.done = [changes]  # older steps still work, but what they bring back is then open
        self._check(copy)
        if self.random.random() < 0.4 and copy.count_purged() == purged:  # a purge is for good
            after = copy.rows(), copy.open_places()
            undone = copy.run(lambda unit: unit.revert(changes))
            copy.done.clear()
            assert undone.left_alone == ()
            assert (copy.rows(), copy.open_places()) == before, "a merge that was undone"
            assert changes.span is not None
            assert self._declined(copy) == declined | set(changes.span.taken)
            if self.random.random() < 0.5:
                copy.run(lambda unit: unit.revert(undone))
                assert (copy.rows(), copy.open_places()) == after, "a merge that was done again"
                assert self._declined(copy) == declined - set(changes.span.taken)

    def _left_out(self, copy: Copy, other: Copy) -> set[str]:
        """Choose keys that the user does not want now; a later merge brings them."""
        if self.random.random() < 0.7:
            return set()
        plan = compare(copy.path, None, Other(other.path))
        names = sorted({name_of(key, node.group) for key, nodes in plan.taken.items() for node in nodes})
        return {name for name in names if self.random.random() < 0.3}

    def _take_in(self, copy: Copy, copies: list[Copy]) -> None:
        other = self.random.choice([c for c in copies if c is not copy])
        whole = self._branch(copy)
        with whole.file.transaction("Taken in", author="") as running:
            take(running.unit, compare(whole.path, None, Other(other.path)))
        copy.take_in(other, self.random.randint(1, 4))
        assert copy.all() == whole.all(), "part by part comes to something else"
        whole.file.close()
        self.opened.remove(whole)

    def _purge(self, copy: Copy, _: object) -> None:
        operation = self._pick(copy, Operation)
        if operation is None or not self.may_purge:
            return
        note = PurgeNote(
            id=new_id(), reference="SW", purged_on=START.date(), authoriser="X1", reason="asked",
            recorded_by=copy.name,
        )  # fmt: skip
        purge_rows(copy.file, Purge(operation.id, (), copy.clock), note, author=copy.name)

    def _declined(self, copy: Copy) -> set[str]:
        return {row[0] for row in copy.connection.execute("SELECT change_id FROM declined")}

    # What has to hold

    def _orders(self, copies: list[Copy]) -> None:
        one = self._merged(copies)
        two = self._merged(self.random.sample(copies, len(copies)))
        right = self._merged([copies[0], self._merged(copies[1:])])
        assert self._missing(self.written, one) == set(), "an acknowledged change is missing"
        assert one.all() == two.all(), "not commutative"
        assert one.all() == right.all(), "not associative"
        before = one.all()
        for other in (one, two, *copies):
            changes = one.merge(other)
            assert changes.rows == ()
        assert one.all() == before, "not idempotent"
        self._no_false_conflict(one)
        self._decision_travels(one, two)

    def _missing(self, known: dict[str, str], copy: Copy) -> set[str]:
        """Return changes that a copy lacks, but for those of purged rows and of what hangs on them."""
        missing = set(known) - copy.change_ids()
        gone = {r[0] for c in self.opened for r in c.connection.execute("SELECT row_id FROM purged")}
        hanging = missing and gone
        while hanging:
            hanging = {
                row_id
                for other in self.opened
                for row_id, values in other.made()
                if row_id not in gone and not gone.isdisjoint(values)
            }
            gone |= hanging
        return {i for i in missing if known[i] not in gone}

    def _merged(self, copies: list[Copy]) -> Copy:
        into = self._branch(copies[0])
        for other in copies[1:]:
            into.merge(other)
            self._check(into)
        return into

    def _no_false_conflict(self, copy: Copy) -> None:
        names = dict(
            copy.connection.execute(
                "SELECT c.id, s.author FROM change c JOIN change_set s ON s.id = c.change_set_id"
            ).fetchall()
        )
        for table, row_id, group, heads in copy.conflicts():
            if group != "-":
                assert len({names[i] for i in heads}) > 1, f"{table} {row_id} {group}: one user alone"

    def _decision_travels(self, one: Copy, two: Copy) -> None:
        choice = self.random.choice((Choice.MINE, Choice.THEIRS, Choice.BEFORE))
        for _ in range(3):  # a deletion that is decided may leave values of what stays to decide
            one.run(lambda unit: decide(unit, {}, choice))
        assert one.conflicts() == set()
        self._check(one)
        two.merge(one)
        assert two.all() == one.all(), "a decision does not travel"

    def _check(self, copy: Copy) -> None:
        """The file is what the slow model makes of its log."""
        rows, conflicts = expected(copy.connection)
        present = {
            (kind.TABLE, r.id): dict(zip(codec(kind).columns, codec(kind).row(r), strict=True))
            for (kind, _), r in copy.rows().items()
        }
        assert set(present) == set(rows)
        for key, values in present.items():
            if key[0] != "plan":
                assert values == rows[key], key
        assert copy.conflicts() == conflicts
        assert copy.connection.execute("PRAGMA foreign_key_check").fetchall() == []


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 30))
def test_copies_merge_to_one_in_any_order(seed: int) -> None:
    run_random_merge(seed)
