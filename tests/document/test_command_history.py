"""Undo and redo of commands that touch the same rows again and again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.document.command import Command
from planner.document.commands.operation import delete_operation, edit_operation, move_operation
from planner.document.document import Document
from planner.document.history import History
from planner.domain.changes import ChangeSet, RowChange
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation
from planner.storage.pair import Pair
from tests.builders import make_document, make_operation, make_type


def _tables(document: Document) -> dict[str, list[Record]]:
    return {k.TABLE: sorted(document.read.all(k), key=lambda r: r.id) for k in ALL_RECORDS}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["move", "lead", "title", "add", "delete", "undo", "redo"]), max_size=14))
def test_undo_brings_back_the_tables(tmp_path_factory: pytest.TempPathFactory, actions: list[str]) -> None:
    document = make_document(tmp_path_factory.mktemp("plan"))
    make_operation(document, "OD", "Castle")
    document.history.clear()
    past, future = [], []
    for number, action in enumerate(actions):
        now = _tables(document)
        if action == "undo":
            if document.undo():
                future.append(now)
                assert _tables(document) == past.pop()
            continue
        if action == "redo":
            if document.redo():
                past.append(now)
                assert _tables(document) == future.pop()
            continue
        if not (command := _command(document, action, number)):
            continue
        if document.run(command).rows:
            past.append(now)
            future.clear()
    document.close()


def _command(document: Document, action: str, number: int) -> Command | None:
    operations = document.read.all(Operation)
    if action == "add":
        return _add(document)
    if not operations:
        return None
    chosen = operations[-1].id
    if action == "delete":
        return delete_operation(operation_id=chosen)
    # Each edit has a key of its own here, so that every command is a step.
    command = {
        "move": move_operation(operation_id=chosen, days=number + 1),
        "lead": edit_operation(operation_id=chosen, lead=f"X{100 + number}"),
        "title": edit_operation(operation_id=chosen, title=f"Title {number}"),
    }[action]
    return Command(command.label, command.apply, "", command.subject)


def _add(document: Document) -> Command:
    from datetime import date

    from planner.document.commands.create import create_operation
    from planner.domain.records.ground import Ward
    from planner.domain.records.operation_type import OperationType

    kind = document.read.all(OperationType, code="RP")[0]
    ward = document.read.all(Ward)[0]
    command, _ = create_operation(type_id=kind.id, ward_ids=[ward.id], start=date(2026, 5, 4))
    return command


def test_typing_into_one_field_is_one_step(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    for text in ("I", "In", "Insp", "Insp X101"):
        document.run(edit_operation(operation_id=operation.id, lead=text))
    document.run(edit_operation(operation_id=operation.id, title="Other"))
    assert document.history.undo_label == "Edit Street Week"
    document.undo()
    assert document.read.require(Operation, operation.id).lead == "Insp X101"
    document.undo()
    assert document.read.require(Operation, operation.id).lead == operation.lead
    document.redo()
    assert document.read.require(Operation, operation.id).lead == "Insp X101"
    document.redo()
    assert document.read.require(Operation, operation.id).title == "Other"


def test_nudging_out_and_back_leaves_no_step(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    steps = document.history.steps
    document.run(move_operation(operation_id=operation.id, days=1))
    document.run(move_operation(operation_id=operation.id, days=1))
    assert document.history.steps == steps + 1
    document.undo()
    assert document.read.span_of(operation.id) == (operation.start, operation.end)
    document.run(edit_operation(operation_id=operation.id, note="kept"))
    steps = document.history.steps
    document.run(edit_operation(operation_id=operation.id, lead="typed"))
    document.run(edit_operation(operation_id=operation.id, lead=operation.lead))
    assert document.history.steps == steps
    document.undo()
    assert document.read.require(Operation, operation.id) == operation


def test_a_pause_begins_a_new_step_and_only_200_are_kept() -> None:
    history = History()
    kind = make_type("XX", "Other")
    at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    for i in range(3):
        row = RowChange(type(kind), kind.id, kind, replace(kind, name=str(i)), {"name": str(i)})
        history.push(ChangeSet(str(i), "Edit", "T", at + timedelta(seconds=4 * i), (row,)), "key")
    assert history.steps == 1
    history.push(ChangeSet("4", "Edit", "T", at + timedelta(seconds=14), (row,)), "key")
    assert history.steps == 2
    for i in range(300):
        history.push(ChangeSet(str(i), "Edit", "T", at, (row,)))
    assert history.steps == 200


def test_a_command_that_ends_as_it_began_is_no_step_and_breaks_none(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    document.run(edit_operation(operation_id=operation.id, lead="First"))
    document.run(edit_operation(operation_id=operation.id, lead="Second", title="Other"))
    document.undo()
    steps = document.history.steps
    now = document.read.require(Operation, operation.id)

    def to_and_fro(pair: Pair) -> None:
        pair.put(replace(now, lead="Away"))
        pair.put(now)

    document.run(Command("To and fro", to_and_fro))
    assert document.history.steps == steps
    redone = document.redo()
    assert redone is not None
    assert redone.left_alone == ()
    assert document.read.require(Operation, operation.id).lead == "Second"
    document.undo()
    document.undo()
    assert document.read.require(Operation, operation.id) == operation


def test_a_field_changed_and_changed_back_beside_another_breaks_no_step(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    document.run(edit_operation(operation_id=operation.id, lead="First"))
    now = document.read.require(Operation, operation.id)

    def both(pair: Pair) -> None:
        pair.put(replace(now, lead="Away"))
        pair.put(replace(now, title="Other"))

    document.run(Command("Both", both))
    document.undo()
    assert document.read.require(Operation, operation.id) == now
    document.undo()
    assert document.read.require(Operation, operation.id) == operation
