"""Random commands, failures, undo, redo, closing, reopening and publishing against a model of plain dicts."""

import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from planner.document.command import Command
from planner.document.document import Document
from planner.document.opening import create_plan, open_plan, verify_plan
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.base import Record, group_of
from planner.domain.records.catalogue import ALL_RECORDS, BY_TABLE
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.operation import BriefText, Operation, OperationWard
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import Heading, PostKind
from planner.storage.change_log import DELETE, INSERT
from planner.storage.codec import codec, from_json
from planner.storage.engine import IntegrityError
from planner.storage.pair import Pair
from tests.builders import make_ward

Key = tuple[type[Record], str]
Model = dict[Key, Record]

DAY = datetime(2026, 6, 1, 9)
numbers = st.integers(0, 10**6)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)


class PlanMachine(RuleBasedStateMachine):
    """A document and what it should hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "plan.wardplan"
        self.environment = pytest.MonkeyPatch()
        self.environment.setenv("WARDPLAN_STATE", str(self.folder / "state"))
        self.model: Model = {}
        self.published: Model = {}
        self.undoable: list[Model] = []
        self.redoable: list[Model] = []

    @initialize()
    def start(self) -> None:
        ward = make_ward("Castle", 599000, 225000)
        plan = Plan(id=new_id(), title="Random")
        self.document = create_plan(self.path, plan=plan, records=[ward], author="Tests")
        self.model = {(Plan, plan.id): plan, (type(ward), ward.id): ward}
        self.ward = ward.id
        self.published = dict(self.model)

    def teardown(self) -> None:
        self.document.close()
        self.environment.undo()
        shutil.rmtree(self.folder)

    # What the model can do

    def change(self, label: str, after: Model, apply: Callable[[Pair], object]) -> None:
        changes = self.document.run(Command(label, apply))
        if after != self.model:
            assert changes.rows
            self.undoable.append(self.model)
            self.redoable.clear()
        self.model = after

    def pick(self, kind: type[Record], number: int) -> Record | None:
        found = [record for (k, _), record in self.model.items() if k is kind]
        return found[number % len(found)] if found else None

    def without(self, record: Record) -> Model:
        gone = {record.id}
        while more := {
            r.id
            for (kind, row_id), r in self.model.items()
            if kind.OWNER and getattr(r, kind.OWNER) in gone and row_id not in gone
        }:
            gone |= more
        return {key: r for key, r in self.model.items() if key[1] not in gone}

    # Commands

    @rule(title=texts, days=st.integers(0, 3), start=st.integers(0, 200), drawn=st.booleans())
    def create_operation(self, title: str, days: int, start: int, drawn: bool) -> None:
        begins = DAY + timedelta(days=start)
        operation = Operation(
            id=new_id(),
            type_id="t",
            reference="X",
            title=title,
            start=begins,
            end=begins + timedelta(hours=8),
            area=b"\x01\x01\x00\x00\x00" + bytes(16) if drawn else None,
        )
        rows: list[Record] = [
            operation,
            OperationWard(id=new_id(), operation_id=operation.id, ward_id=self.ward),
            BriefText(id=new_id(), operation_id=operation.id, heading=Heading.INTENTION, text=title),
        ]
        for day in range(days):
            first = begins + timedelta(days=day)
            deployment = Deployment(
                id=new_id(),
                operation_id=operation.id,
                start=first,
                end=first + timedelta(hours=6),
                number=day,
            )
            post = Post(id=new_id(), deployment_id=deployment.id, role="Patrol", kind=PostKind.CONSTABLE)
            rows += [deployment, post]
        after = {**self.model, **{(type(r), r.id): r for r in rows}}
        self.change("Create", after, lambda pair: pair.add_all(rows))

    @rule(number=numbers, title=texts, lead=texts)
    def edit(self, number: int, title: str, lead: str) -> None:
        if operation := self.pick(Operation, number):
            assert isinstance(operation, Operation)
            new = replace(operation, title=title, lead=lead)
            self.change("Edit", {**self.model, (Operation, new.id): new}, lambda pair: pair.put(new))

    @rule(number=numbers, text=texts)
    def edit_twice_in_one_command(self, number: int, text: str) -> None:
        if brief := self.pick(BriefText, number):
            assert isinstance(brief, BriefText)
            new = replace(brief, text=text)

            def apply(pair: Pair) -> None:
                pair.put(replace(brief, text=text + "!"))
                pair.put(new)

            # Ends as it began: nothing to undo, though the log knows both.
            self.change("Edit twice", {**self.model, (BriefText, new.id): new}, apply)

    @rule(number=numbers, hours=st.integers(-300, 300), hang=st.booleans())
    def move(self, number: int, hours: int, hang: bool) -> None:
        if deployment := self.pick(Deployment, number):
            assert isinstance(deployment, Deployment)
            step = timedelta(hours=hours)
            new = replace(deployment, start=deployment.start + step, end=deployment.end + step)
            post = Post(id=new_id(), deployment_id=new.id, role="Patrol", kind=PostKind.PCSO)
            rows: list[Record] = [new, post] if hang else [new]

            def apply(pair: Pair) -> None:
                for row in rows:
                    pair.put(row)

            self.change("Move", {**self.model, **{(type(r), r.id): r for r in rows}}, apply)

    @rule(number=numbers, kind=st.sampled_from([Operation, Deployment, Post, OperationWard]))
    def delete(self, number: int, kind: type[Record]) -> None:
        if record := self.pick(kind, number):
            self.change("Delete", self.without(record), lambda pair: pair.drop(kind, record.id))

    @rule(number=numbers, text=texts)
    def delete_and_make_again(self, number: int, text: str) -> None:
        if brief := self.pick(BriefText, number):
            assert isinstance(brief, BriefText)
            new = replace(brief, text=text + "again")

            def apply(pair: Pair) -> None:
                pair.drop(BriefText, brief.id)
                pair.put(new)

            if new != brief:
                self.change("Again", {**self.model, (BriefText, new.id): new}, apply)

    @rule(number=numbers)
    def fail(self, number: int) -> None:
        operation = self.pick(Operation, number)

        def apply(pair: Pair) -> None:
            if operation is not None:
                pair.drop(Operation, operation.id)
            pair.add(OperationWard(id=new_id(), operation_id="nobody", ward_id=self.ward))

        def refuse(pair: Pair) -> None:
            if operation is not None:
                pair.drop(Operation, operation.id)
            raise InvalidInput("No. Try something else.")

        before = self.document.history.undo_label
        with pytest.raises(InvalidInput):
            self.document.run(Command("Refused", refuse))
        with pytest.raises(IntegrityError):
            self.document.run(Command("Broken", apply))
        assert self.document.history.undo_label == before

    # Going back and forth

    @rule()
    def undo(self) -> None:
        done = self.document.undo()
        assert (done is None) == (not self.undoable)
        if done is not None:
            assert done.left_alone == ()
            self.redoable.append(self.model)
            self.model = self.undoable.pop()

    @rule()
    def redo(self) -> None:
        done = self.document.redo()
        assert (done is None) == (not self.redoable)
        if done is not None:
            assert done.left_alone == ()
            self.undoable.append(self.model)
            self.model = self.redoable.pop()

    @rule()
    def publish(self) -> None:
        self.document.publish()
        self.published = dict(self.model)
        verify_plan(self.path)

    @rule()
    def close_and_reopen(self) -> None:
        self.document.close()
        look = open_plan(self.path, author="Tests", read_only=True)
        assert rows_of(look) == self.published
        look.close()
        self.document = open_plan(self.path, author="Tests")
        self.undoable.clear()
        self.redoable.clear()

    @precondition(lambda self: len(self.undoable) > 2)
    @rule(steps=st.integers(2, 6))
    def undo_and_redo_many(self, steps: int) -> None:
        for _ in range(steps):
            self.undo()
        for _ in range(steps):
            self.redo()

    # What always holds

    @invariant()
    def tables_equal_the_model(self) -> None:
        if self.model:
            assert rows_of(self.document) == self.model

    @invariant()
    def database_is_sound(self) -> None:
        if self.model:
            connection = self.document._plan_file.connection
            assert not connection.in_transaction
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    @invariant()
    def spans_follow_the_deployments(self) -> None:
        spans = defaultdict(list)
        for record in self.model.values():
            if isinstance(record, Deployment):
                spans[record.operation_id].append((record.start, record.end))
        for record in self.model.values():
            if isinstance(record, Operation):
                mine = spans[record.id] or [(record.start, record.end)]
                wanted = min(start for start, _ in mine), max(end for _, end in mine)
                assert self.document.read.span_of(record.id) == wanted

    @invariant()
    def log_explains_every_row(self) -> None:
        if self.model:
            check_log(self.document, self.model)


def rows_of(document: Document) -> Model:
    """Every row of a document."""
    return {(kind, record.id): record for kind in ALL_RECORDS for record in document.read.all(kind)}


def check_log(document: Document, model: Model) -> None:
    """Every field group has one head, whose value is the row's; what is gone ends with a deletion."""
    connection = document._plan_file.connection
    log = connection.execute(
        'SELECT id, table_name, row_id, field_group, parents, "after" FROM change ORDER BY seq'
    ).fetchall()
    ids = {entry[0] for entry in log}
    by_row = defaultdict(list)
    for entry in log:
        assert set(json.loads(entry[4])) <= ids, "a parent that nobody has"
        by_row[BY_TABLE[entry[1]], entry[2]].append(entry)
    assert set(model) <= set(by_row)
    for key, entries in by_row.items():
        replaced = {parent for entry in entries for parent in json.loads(entry[4])}
        heads = [entry for entry in entries if entry[0] not in replaced]
        groups = [entry[3] for entry in heads]
        assert len(groups) == len(set(groups)), "two heads of one field group"
        if key not in model:
            assert groups == [DELETE]
            continue
        assert DELETE not in groups
        kind, row = key[0], model[key]
        values = dict(zip(codec(kind).columns, codec(kind).row(row), strict=True))
        for _, _, _, group, _, after in heads:
            if group != INSERT:
                logged = from_json(after)
                assert logged == {n: v for n, v in values.items() if group_of(kind, n) == group}
        if {entry[3] for entry in entries} == {INSERT}:
            inserted = [entry for entry in entries if entry[3] == INSERT][-1]
            assert inserted[5] is None or from_json(inserted[5]) == values


PlanMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestPlanMachine = PlanMachine.TestCase
