"""Revert takes one change back, however long ago, and leaves what was changed since."""

from pathlib import Path

import pytest

from planner.document.commands.deployment import delete_deployment, edit_deployment
from planner.document.commands.lifecycle import authorise
from planner.document.commands.operation import delete_operation, edit_operation
from planner.document.commands.revert import revert_change
from planner.document.document import Document
from planner.domain.errors import KnownError, NotFound
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.operation import Operation, Task
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import Status
from planner.storage.logged import logged_changes
from tests.builders import make_document, make_operation


def _last(document: Document) -> str:
    return document.change_sets(1)[0].id


def test_a_field_goes_back_after_other_fields_were_changed(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    document.run(edit_operation(operation_id=operation.id, lead="Sgt X103"))
    lead = _last(document)
    document.run(edit_operation(operation_id=operation.id, title="Another title"))
    changes = document.run(revert_change(change_set_id=lead))
    now = document.read.require(Operation, operation.id)
    assert (now.lead, now.title) == ("", "Another title")
    assert not changes.left_alone
    document.undo()
    assert document.read.require(Operation, operation.id).lead == "Sgt X103"


def test_what_was_changed_since_is_left_and_named(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    document.run(edit_operation(operation_id=operation.id, lead="Sgt X103", supervisor="Insp X107"))
    both = _last(document)
    document.run(edit_operation(operation_id=operation.id, lead="Sgt X111"))
    changes = document.run(revert_change(change_set_id=both))
    now = document.read.require(Operation, operation.id)
    assert (now.lead, now.supervisor) == ("Sgt X111", "")
    assert any("lead" in sentence and "changed since" in sentence for sentence in changes.left_alone)


def test_one_field_of_several(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    document.run(edit_operation(operation_id=operation.id, lead="Sgt X103", supervisor="Insp X107"))
    both = _last(document)
    found = logged_changes(document.read.connections[0], both)
    lead = next(c for c in found if c.group == "lead")
    document.run(revert_change(change_set_id=both, change_id=lead.id))
    now = document.read.require(Operation, operation.id)
    assert (now.lead, now.supervisor) == ("", "Insp X107")


def test_a_deleted_operation_comes_back_whole(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    document.run(edit_operation(operation_id=operation.id, lead="Sgt X103"))
    before = _parts(document, operation.id)
    document.run(delete_operation(operation_id=operation.id))
    deletion = _last(document)
    make_operation(document, "OD", "Castle")
    document.run(revert_change(change_set_id=deletion))
    assert _parts(document, operation.id) == before
    document.run(revert_change(change_set_id=_last(document)))
    assert document.read.get(Operation, operation.id) is None


def test_making_an_operation_can_be_reverted_but_not_once_it_was_worked_on(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    made = _last(document)
    document.run(edit_operation(operation_id=operation.id, lead="Sgt X103"))
    changes = document.run(revert_change(change_set_id=made))
    assert document.read.get(Operation, operation.id) is not None
    assert changes.left_alone


def test_an_authorised_order_becomes_a_draft_and_no_authorisation_comes_back(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    block = document.read.all(Deployment, operation_id=operation.id)[0]
    document.run(edit_deployment(deployment_id=block.id, theme="Bicycles"))
    theme = _last(document)
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    document.run(edit_deployment(deployment_id=block.id, lead="Sgt X103"))
    made_draft = _last(document)
    document.run(edit_deployment(deployment_id=block.id, theme="Off-licences"))
    document.run(revert_change(change_set_id=made_draft))
    now = document.read.require(Operation, operation.id)
    assert now.status is Status.DRAFT
    assert document.read.require(Deployment, block.id).theme == "Off-licences"
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    document.run(revert_change(change_set_id=theme))
    assert document.read.require(Operation, operation.id).status is Status.AUTHORISED  # nothing went back


def test_a_deleted_deployment_comes_back_with_its_posts_and_the_order_is_a_draft(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    block = document.read.all(Deployment, operation_id=operation.id)[0]
    posts = document.read.all(Post, deployment_id=block.id)
    document.run(delete_deployment(deployment_id=block.id))
    deletion = _last(document)
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    document.run(revert_change(change_set_id=deletion))
    assert document.read.require(Deployment, block.id) == block
    assert document.read.all(Post, deployment_id=block.id) == posts
    assert document.read.require(Operation, operation.id).status is Status.DRAFT


def test_a_change_that_is_not_there_is_refused(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    with pytest.raises(NotFound, match="history"):
        document.run(revert_change(change_set_id="nothing"))


def _parts(document: Document, operation_id: str) -> dict[str, Record]:
    days = document.read.all(Deployment, operation_id=operation_id)
    rows: list[Record] = [
        document.read.require(Operation, operation_id),
        *days,
        *document.read.among(Post, "deployment_id", [d.id for d in days]),
        *document.read.all(Task, operation_id=operation_id),
    ]
    return {row.id: row for row in rows}


def test_what_made_the_plan_itself_cannot_be_taken_back(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    make_operation(document)
    made = document.change_sets(100)[-1].id
    row = next(c for c in logged_changes(document.read.connections[0], made) if c.kind is Plan)
    for change_id in ("", row.id):
        with pytest.raises(KnownError, match="made the plan itself"):
            document.run(revert_change(change_set_id=made, change_id=change_id))
    assert document.plan.title
