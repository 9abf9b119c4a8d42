"""A partner's copy comes back: what it was given is taken, and no more, whatever it says."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from planner.document.command import Command
from planner.document.commands.operation import change_operation
from planner.document.commands.tasks import add_task, edit_task, set_task_status
from planner.document.document import Document
from planner.document.merging import apply_merge, preview_merge
from planner.document.opening import create_plan, open_plan
from planner.document.partner_tasks import Terms
from planner.document.purging import purge_operation
from planner.document.sharing import ShareWish, share_copy
from planner.domain.errors import InvalidInput
from planner.domain.merging import MergeState
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import TaskStatus
from planner.storage.planning_file import PlanningFile
from planner.storage.publish import write_copy
from tests.builders import find, make_operation, make_plan

TERMS = Terms(purpose="Street meet", gateway="s.115", agreement="", days=90, reply_to="")


def sent(folder: Path) -> tuple[Document, Path, str]:
    """An open plan, the council's copy of it, and the id of the council's task."""
    filled = make_plan(folder, name="source.wardplan")
    records = [r for kind in ALL_RECORDS[1:] for r in filled.reader.all(kind)]
    document = create_plan(folder / "plan.wardplan", plan=filled.plan, records=records, author="Tests")
    filled.close()
    operation = make_operation(document)
    council = find(document, Partner, short_name="Council").id
    document.run(add_task(operation_id=operation.id, title="Sweep", due=date(2026, 9, 1), partner_id=council))
    wish = ShareWish(audience="partner", partner_id=council, terms=TERMS)
    share_copy(document, folder / "council.wardplan", wish)
    return document, folder / "council.wardplan", find(document, Task, title="Sweep").id


def test_the_partners_answer_comes_back_beside_what_was_moved_meanwhile(tmp_path: Path) -> None:
    document, path, task_id = sent(tmp_path)
    copy = open_plan(path, author="Desk")
    copy.run(set_task_status(task_id=task_id, status=TaskStatus.DONE, note="Two courts"))
    copy.publish()
    copy.close()
    operation = document.read.all(Operation)[0]
    document.run(change_operation(operation_id=operation.id, title="Moved"))
    document.run(edit_task(task_id=task_id, title="Sweep both courts"))
    preview = preview_merge(document, path)
    assert preview.is_known_origin
    assert preview.origin == "City Council"
    assert {(i.state, i.kind, i.group) for i in preview.items} == {
        (MergeState.CHANGED, Task, "status"),
        (MergeState.CHANGED, Task, "note"),
    }
    apply_merge(document, path)
    task = document.read.require(Task, task_id)
    assert (task.status, task.note, task.title) == (TaskStatus.DONE, "Two courts", "Sweep both courts")
    assert document.read.require(Operation, operation.id).title == "Moved"
    assert preview_merge(document, path).is_empty
    document.undo()
    assert document.read.require(Task, task_id).status is TaskStatus.OPEN
    document.close()


def test_both_sides_answering_differently_is_a_decision(tmp_path: Path) -> None:
    document, path, task_id = sent(tmp_path)
    copy = open_plan(path, author="Desk")
    copy.run(edit_task(task_id=task_id, note="Theirs"))
    copy.publish()
    copy.close()
    document.run(edit_task(task_id=task_id, note="Ours"))
    (item,) = preview_merge(document, path).items
    assert item.state is MergeState.DECIDE
    assert (item.mine.text, item.theirs.text) == ("Ours", "Theirs")
    document.close()


def test_a_copy_that_claims_more_gets_no_more(tmp_path: Path) -> None:
    document, path, task_id = sent(tmp_path)
    taken_apart = PlanningFile.open(path)
    operation = taken_apart.reader.all(Operation)[0]
    share = taken_apart.reader.all(Share)[0]
    given = {
        "task": {task_id: {"status": "x", "note": "x", "title": "x"}},
        "operation": {operation.id: {"title": "x"}},
    }
    with taken_apart.transaction("Claim", author="Forger") as running:
        unit = running.unit
        unit.connections[0].execute("UPDATE share SET given = ? WHERE id = ?", (json.dumps(given), share.id))
        unit.connections[0].execute("UPDATE operation SET title = title WHERE id = ?", (operation.id,))
    forged = Document(taken_apart, author="Forger")
    forged.run(change_operation(operation_id=operation.id, title="Claimed"))
    forged.run(edit_task(task_id=task_id, title="Claimed", note="Honest"))
    taken_apart.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    again = tmp_path / "again.wardplan"

    write_copy(path, again, key=None, at=datetime.now(UTC))
    forged.close()
    preview = preview_merge(document, again)
    states = {(i.kind, i.group): i.state for i in preview.items}
    assert states[(Operation, "title")] is MergeState.IGNORED
    assert states[(Task, "title")] is MergeState.IGNORED
    assert states[(Task, "note")] is MergeState.CHANGED
    apply_merge(document, again)
    assert document.read.require(Operation, operation.id).title == operation.title
    task = document.read.require(Task, task_id)
    assert (task.title, task.note) == ("Sweep", "Honest")
    document.close()


def test_a_copy_that_no_register_knows_gets_nothing_by_itself(tmp_path: Path) -> None:
    document, path, task_id = sent(tmp_path)
    copy = open_plan(path, author="Desk")
    copy.run(edit_task(task_id=task_id, note="Theirs"))
    copy.publish()
    copy.close()
    share_id = find(document, Share).id

    document.run(Command("Forget", lambda pair: pair.drop(Share, share_id)))
    assert not preview_merge(document, path).is_known_origin
    apply_merge(document, path)
    assert document.read.require(Task, task_id).note == ""
    document.close()


def test_a_partner_purges_nothing_in_its_copy(tmp_path: Path) -> None:
    document, path, _ = sent(tmp_path)
    document.close()
    copy = open_plan(path, author="Desk")
    operation = copy.read.all(Operation)[0]
    with pytest.raises(InvalidInput, match="sent for reading"):
        purge_operation(copy, operation.id, reason="Asked", authoriser="X1", today=date(2026, 9, 1))
    assert copy.read.get(Operation, operation.id) is not None
    copy.close()
