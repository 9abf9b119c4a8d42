"""Findings kept from change to change are those that the whole plan has, whatever was done."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from planner.document.command import Command
from planner.document.commands import deployment as days
from planner.document.commands import operation as operations
from planner.document.commands import posts, powers, returns, review
from planner.document.commands.lifecycle import authorise, set_status
from planner.document.commands.template import NewDeployment
from planner.document.findings import findings, findings_of_operation
from planner.document.kept_findings import KeptFindings
from planner.domain.changes import ChangeSet, LogSpan
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation, OperationPower
from planner.domain.records.people import Power, Resource
from planner.domain.records.review import Acknowledgement
from planner.domain.vocabulary import Status
from planner.storage.pair import Pair
from tests.builders import make_document, make_operation

R = TypeVar("R", bound=Record)
NOW = datetime(2026, 9, 9, 12)
TYPES, WARDS = ("SW", "OD", "RP"), ("Greenstead", "Wivenhoe")
numbers = st.integers(0, 10**6)


def _of(found: object) -> object:
    return Counter(found)  # type: ignore[call-overload]  # any iterable of findings


class KeptMachine(RuleBasedStateMachine):
    """Commands at random; after each, what was kept is held against a reading of the whole plan."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.document = make_document(self.folder)
        for number, kind in enumerate((*TYPES, "RP")):
            made = make_operation(
                self.document, kind, WARDS[number % 2], date(2026, 9, 8) + timedelta(days=number)
            )
            self.document.run(authorise(operation_id=made.id, authorised_by="Ch Insp X101"))
        add, self.power = powers.add_power(
            title="PSPO", kind="order", first=datetime(2026, 9, 1), last=datetime(2026, 9, 10)
        )
        self.document.run(add)
        self.kept = KeptFindings(self.document.read, NOW)
        self.document.subscribe(self.heard)

    def heard(self, changes: ChangeSet, _initiator: object) -> None:
        if self.kept.refresh(self.document.read, changes) is None:
            self.kept = KeptFindings(self.document.read, NOW)

    def teardown(self) -> None:
        self.document.close()
        shutil.rmtree(self.folder)

    def pick(self, kind: type[R], number: int) -> R | None:
        found = self.document.read.all(kind)
        return found[number % len(found)] if found else None

    def run_on(self, kind: type[R], number: int, command: Callable[[R], Command]) -> None:
        if (row := self.pick(kind, number)) is not None:
            try:
                self.document.run(command(row))
            except KnownError:
                return  # a refused command changes nothing, which the invariant checks

    @rule(number=numbers, step=st.integers(-12, 12))
    def drag(self, number: int, step: int) -> None:
        self.run_on(Operation, number, lambda o: operations.move_operation(operation_id=o.id, days=step or 1))

    @rule(number=numbers, step=st.integers(-3, 3))
    def drag_a_day(self, number: int, step: int) -> None:
        self.run_on(Deployment, number, lambda d: days.move_deployment(deployment_id=d.id, days=step or 1))

    @rule(number=numbers, day=st.integers(-40, 20), hour=st.integers(0, 23))
    def add_day(self, number: int, day: int, hour: int) -> None:
        begin = datetime(2026, 9, 9, hour) + timedelta(days=day)
        new = NewDeployment(start=begin, end=begin + timedelta(hours=6))
        self.run_on(Operation, number, lambda o: days.add_deployment(operation_id=o.id, new=new))

    @rule(kind=st.sampled_from(TYPES), ward=st.sampled_from(WARDS), day=st.integers(-20, 20))
    def add_operation(self, kind: str, ward: str, day: int) -> None:
        make_operation(self.document, kind, ward, date(2026, 9, 9) + timedelta(days=day))

    @rule(number=numbers)
    def delete(self, number: int) -> None:
        self.run_on(Operation, number, lambda o: operations.delete_operation(operation_id=o.id))

    @rule(number=numbers)
    def delete_day(self, number: int) -> None:
        self.run_on(Deployment, number, lambda d: days.delete_deployment(deployment_id=d.id))

    @rule(number=numbers, who=st.sampled_from(("X103", "x103", "X109")))
    def assign(self, number: int, who: str) -> None:
        self.run_on(Post, number, lambda p: posts.assign(post_id=p.id, rank="PC", collar_number=who))

    @rule(number=numbers, other=numbers)
    def assign_resource(self, number: int, other: int) -> None:
        resource = self.pick(Resource, other)
        assert resource is not None
        self.run_on(Post, number, lambda p: posts.assign_resource(post_id=p.id, resource_id=resource.id))

    @rule(number=numbers)
    def unassign(self, number: int) -> None:
        self.run_on(Assignment, number, lambda a: posts.unassign(assignment_id=a.id))

    @rule(number=numbers, status=st.sampled_from(Status))
    def change_status(self, number: int, status: Status) -> None:
        self.run_on(
            Operation,
            number,
            lambda o: set_status(operation_id=o.id, status=status, reason="x", authorised_by="Insp X102"),
        )

    @rule(number=numbers, other=numbers)
    def share_a_reference(self, number: int, other: int) -> None:
        """Only a merge gives a number twice; here a plain write does, as one would bring it."""
        one, two = self.pick(Operation, number), self.pick(Operation, other)
        if one is not None and two is not None and one.id != two.id:
            new = replace(one, reference=two.reference)

            def put(pair: Pair) -> None:
                pair.put(new)

            self.document.run(Command("Renumber", put))

    @rule(number=numbers)
    def rely_on_the_power(self, number: int) -> None:
        if (operation := self.pick(Operation, number)) is not None:
            row = OperationPower(
                id=new_id(), operation_id=operation.id, power_id=self.power, text="order: PSPO"
            )

            def add(pair: Pair) -> None:
                pair.add(row)

            self.document.run(Command("Rely", add))

    @rule(day=st.integers(2, 25))
    def edit_power(self, day: int) -> None:
        self.run_on(Power, 0, lambda p: powers.edit_power(power_id=p.id, last=datetime(2026, 9, day, 12)))

    @rule(number=numbers)
    def bring_a_return(self, number: int) -> None:
        self.run_on(Deployment, number, lambda d: returns.submit_as_planned(deployment_id=d.id, people=2))

    @rule(number=numbers)
    def acknowledge(self, number: int) -> None:
        if found := self.kept.found:
            self.document.run(review.acknowledge(finding=found[number % len(found)], reason="Known"))

    @rule(number=numbers)
    def withdraw(self, number: int) -> None:
        self.run_on(
            Acknowledgement,
            number,
            lambda a: review.withdraw_acknowledgement(acknowledgement_id=a.id),
        )

    @rule()
    def undo(self) -> None:
        self.document.undo()

    @rule()
    def redo(self) -> None:
        self.document.redo()

    @invariant()
    def keeps_what_the_whole_plan_has(self) -> None:
        whole = KeptFindings(self.document.read, NOW)
        assert _of(self.kept.found) == _of(findings(self.document.read, now=NOW)) == _of(whole.found)
        assert self.kept.marks == whole.marks
        assert (self.kept.stops, self.kept.tasks_overdue) == (whole.stops, whole.tasks_overdue)
        assert {c for c in self.kept.checked if c.is_open} == {c for c in whole.checked if c.is_open}

    @rule(number=numbers)
    def ask_of_one_operation(self, number: int) -> None:
        if (operation := self.pick(Operation, number)) is not None:
            start, end = self.document.read.span_of(operation.id)
            near = findings_of_operation(self.document.read, operation.id, now=NOW)
            there = findings(self.document.read, now=NOW, start=start, end=end)
            mine = {d.id for d in self.document.read.all(Deployment, operation_id=operation.id)}
            assert _of(near) == _of(f for f in there if f.ids & (mine | {operation.id}))


KeptMachine.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestKept = KeptMachine.TestCase


def test_what_is_far_reaching_asks_for_the_whole_plan(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document, "RP", "Wivenhoe", date(2026, 9, 10))
    kept = KeptFindings(document.read, NOW)
    changes = document.run(operations.move_operation(operation_id=operation.id, days=1))
    assert kept.refresh(document.read, replace(changes, span=LogSpan(0, 1))) is None
    assert kept.refresh(document.read, changes) is not None
    add, _ = powers.add_power(title="PSPO", kind="order", first=NOW, last=NOW + timedelta(days=1))
    assert kept.refresh(document.read, document.run(add)) is None
    document.close()


def test_two_share_a_reference_although_one_has_no_days_left() -> None:
    machine = KeptMachine()
    machine.start()
    machine.change_status(number=1, status=Status.IDEA)  # then the day goes alone
    machine.share_a_reference(number=0, other=1)
    machine.keeps_what_the_whole_plan_has()
    second = machine.document.read.all(Operation)[1].id
    (last,) = machine.document.read.all(Deployment, operation_id=second)
    machine.document.run(days.delete_deployment(deployment_id=last.id))
    machine.keeps_what_the_whole_plan_has()
    assert "reference-twice" in {finding.code for finding in machine.kept.found}
    machine.teardown()


@given(
    lengths=st.lists(st.tuples(st.integers(0, 40), st.integers(-1, 12)), min_size=1, max_size=12),
    bookings=st.lists(st.tuples(st.integers(0, 3), numbers), max_size=30),
)
def test_columns_find_the_pairs_that_a_loop_finds(
    lengths: list[tuple[int, int]], bookings: list[tuple[int, int]]
) -> None:
    import numpy as np

    from planner.rules.overlap import overlapping, swept

    spans = sorted((start, start + length) for start, length in lengths)
    who = [w for w, _ in bookings]
    day = [d % len(spans) for _, d in bookings]
    start, end = [s for s, _ in spans], [e for _, e in spans]
    looped = list(overlapping(who, day, start, end))
    columns = (np.asarray(c, dtype=np.int64) for c in (who, day, start, end))
    pairs = [pair for a, b in swept(*columns) for pair in zip(a.tolist(), b.tolist(), strict=True)]
    assert pairs == looped
    slow = {
        (min((i, j), key=lambda x: (day[x], x)), who[i], frozenset((day[i], day[j])))
        for i in range(len(who))
        for j in range(len(who))
        if who[i] == who[j] and day[i] != day[j] and start[max(day[i], day[j])] < end[min(day[i], day[j])]
    }
    assert {(i, who[i], frozenset((day[i], day[j]))) for i, j in looped} == slow


def test_what_is_let_go_says_nothing_and_leaves_the_marks_that_a_view_looks_at(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    made = make_operation(document, "SW", "Greenstead", date(2026, 9, 11))
    kept = KeptFindings(document.read, NOW)
    marks = kept.marks
    assert kept.of_operation(made.id)
    assert marks
    seen = dict(marks)
    kept.let_go()
    assert not kept.found
    assert not kept.of_operation(made.id)
    assert not kept.marks
    assert marks == seen
    document.close()


def test_asking_stops_at_any_pause_with_nothing_left_behind(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    make_operation(document, "SW", "Greenstead", date(2026, 9, 11))
    pauses = 0

    def count() -> None:
        nonlocal pauses
        pauses += 1

    whole = KeptFindings(document.read, NOW, pause=count).found
    assert pauses > 1
    for number in range(pauses):
        left = [number]

        def stop(left: list[int] = left) -> None:
            if not left[0]:
                raise InterruptedError
            left[0] -= 1

        with pytest.raises(InterruptedError):
            KeptFindings(document.read, NOW, pause=stop)
    assert KeptFindings(document.read, NOW).found == whole
    document.close()
