"""Undo leaves alone what was changed since, and says so."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from planner.document.command import Command
from planner.document.document import Document
from planner.document.opening import open_plan
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Setting
from tests.builders import make_document, make_operation
from tests.storage.plans import edit, plan_file, put, values


def meanwhile(document: Document, *rows: Record) -> None:
    """A change by somebody else: written, but on nobody's undo stack."""
    with document._plan_file.transaction("Meanwhile", author="Somebody") as running:
        for row in rows:
            running.unit.put(row)


def test_field_changed_since_is_left_alone_and_the_rest_taken_back(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document, title="Before")
    document.run(put(replace(operation, title="Mine", lead="Insp X1")))
    now = document.read.require(Operation, operation.id)
    meanwhile(document, replace(now, title="Theirs"))
    done = document.undo()
    assert done is not None
    after = document.read.require(Operation, operation.id)
    assert (after.title, after.lead) == ("Theirs", operation.lead)
    assert done.left_alone == (f"{operation.reference}: title was changed since.",)
    document.close()


def test_fields_that_move_as_one_are_left_together(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    deployment = document.read.all(Deployment, operation_id=operation.id)[0]
    hour = timedelta(hours=1)
    document.run(put(replace(deployment, start=deployment.start + hour, end=deployment.end + hour)))
    moved = document.read.require(Deployment, deployment.id)
    meanwhile(document, replace(moved, end=moved.end + hour))
    done = document.undo()
    assert done is not None
    assert document.read.require(Deployment, deployment.id).start == moved.start
    assert len(done.left_alone) == 2
    document.close()


def test_new_operation_that_somebody_worked_on_stays(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    deployment = document.read.all(Deployment, operation_id=operation.id)[0]
    meanwhile(
        document,
        Visit(id=new_id(), deployment_id=deployment.id, place_id="p", start=deployment.start, minutes=15),
    )
    done = document.undo()
    assert done is not None
    assert document.read.get(Operation, operation.id) is not None
    assert document.read.get(Deployment, deployment.id) is not None
    assert f"{operation.reference}: changed since, so it stays." in done.left_alone
    document.close()


def test_deleted_since_is_said(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    document.run(put(Setting(id="a", value="1")))
    document.run(put(Setting(id="a", value="2")))
    with document._plan_file.transaction("Meanwhile", author="Somebody") as running:
        running.unit.drop(Setting, "a")
    done = document.undo()
    assert done is not None
    assert done.left_alone == ("Setting: deleted since.",)
    document.close()


def test_undo_leaves_what_others_published(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    one, two = open_plan(path, author="One"), open_plan(path, author="Two")
    edit(one, "mine")
    one.publish()
    two.publish()
    edit(two, "theirs")
    two.publish()
    one.publish()
    assert values(one) == {"first": "theirs"}
    done = one.undo()
    assert done is not None
    assert values(one) == {"first": "theirs"}
    assert done.left_alone == ("Setting: value was changed since.",)
    one.close()
    two.close()


def test_failing_command_leaves_no_trace(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    before = document.change_sets(5)

    def fail(pair: object) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        document.run(Command("Fail", fail))
    assert document.change_sets(5) == before
    assert document.undo() is None
    document.close()
