"""Copies for police and partners: what is in them, what they may change, what is left when they fail."""

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.document.audience import ALLOWED, rows_for
from planner.document.commands.operation import change_operation, delete_operation, edit_operation
from planner.document.commands.tasks import add_task, edit_task, set_task_status
from planner.document.document import Document
from planner.document.opening import create_plan, open_plan, verify_plan
from planner.document.partner_copy import NOT_YOURS, copy_words, may_change, share_of_copy
from planner.document.partner_tasks import Terms
from planner.document.share_log import given_of
from planner.document.sharing import ShareWish, share_copy
from planner.domain.errors import KnownError
from planner.domain.records.base import field_names
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import BriefText, Operation, Task
from planner.domain.records.people import Partner, Resource
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import Marking, TaskStatus
from planner.storage.engine import connect
from tests.builders import find, make_operation, make_plan

TERMS = Terms(purpose="Street meet", gateway="s.115", agreement="CBC/12", days=90, reply_to="the desk")


@pytest.fixture
def plan(tmp_path: Path) -> Document:
    """A published plan with two operations, one of which the council has a task in."""
    filled = make_plan(tmp_path, name="source.wardplan")
    records = [r for kind in ALL_RECORDS[1:] for r in filled.reader.all(kind)]
    document = create_plan(tmp_path / "plan.wardplan", plan=filled.plan, records=records, author="Tests")
    filled.close()
    street = make_operation(document)
    make_operation(document, "OD", "Castle", title="Quiet corner")
    council, fire = find(document, Partner, short_name="Council"), find(document, Partner, short_name="Fire")
    for partner, title in ((council, "Sweep the courts"), (fire, "Test the hydrants")):
        command = add_task(operation_id=street.id, title=title, due=date(2026, 9, 1), partner_id=partner.id)
        document.run(command)
    return document


def shared(document: Document, out: Path, partner: str = "Council", **fields: str) -> Document:
    """The copy for a partner, opened."""
    partner_id = find(document, Partner, short_name=partner).id if partner else ""
    share_copy(document, out, ShareWish(audience="partner", partner_id=partner_id, terms=TERMS, **fields))
    return open_plan(out, author="Partner")


def test_every_field_of_the_list_is_a_field_of_its_record() -> None:
    for fields in ALLOWED.values():
        for kind, names in fields.items():
            assert set(names) <= set(field_names(kind)), kind


def test_a_partners_copy_holds_its_own_work_in_the_listed_fields_only(plan: Document, tmp_path: Path) -> None:
    copy = shared(plan, tmp_path / "council.wardplan")
    assert [o.title for o in copy.read.all(Operation)] == ["Street Week — Greenstead"]
    assert "Test the hydrants" not in {t.title for t in copy.read.all(Task)}
    assert "Sweep the courts" in {t.title for t in copy.read.all(Task)}
    assert not copy.read.count(BriefText)
    assert not copy.read.count(Resource)
    assert {p.short_name for p in copy.read.all(Partner)} == {"Council"}
    assert len(copy.change_sets(10)) == 1
    assert verify_plan(tmp_path / "council.wardplan").plan_id == plan.plan.id
    copy.close()
    plan.close()


def test_without_a_name_all_operations_go_out_without_tasks(plan: Document, tmp_path: Path) -> None:
    copy = shared(plan, tmp_path / "any.wardplan", partner="")
    assert len(copy.read.all(Operation)) == 2
    assert not copy.read.count(Task)
    assert not copy.read.count(Partner)
    copy.close()
    plan.close()


def test_sensitive_work_is_left_out_of_a_copy_for_any_partner_where_asked(
    plan: Document, tmp_path: Path
) -> None:
    secret = find(plan, Operation, title="Quiet corner")
    plan.run(edit_operation(operation_id=secret.id, marking=Marking.OFFICIAL_SENSITIVE))
    wish = ShareWish(audience="partner", terms=TERMS, without_sensitive=True)
    share = share_copy(plan, tmp_path / "any.wardplan", wish)
    assert share.what == "Copy of the plan for any partner, without OFFICIAL-SENSITIVE operations"
    assert share.marking is Marking.OFFICIAL
    copy = open_plan(tmp_path / "any.wardplan", author="Partner")
    assert [o.title for o in copy.read.all(Operation)] == ["Street Week — Greenstead"]
    assert b"Quiet corner" not in (tmp_path / "any.wardplan").read_bytes()
    copy.close()
    plan.close()


def test_a_partner_may_change_status_and_note_of_its_tasks_and_nothing_else(
    plan: Document, tmp_path: Path
) -> None:
    copy = shared(plan, tmp_path / "council.wardplan")
    task = find(copy, Task, title="Sweep the courts")
    assert may_change(copy.read, "task", task.id)
    copy.run(set_task_status(task_id=task.id, status=TaskStatus.DONE, note="Two courts"))
    assert copy.read.require(Task, task.id).note == "Two courts"
    operation = copy.read.all(Operation)[0]
    for command in (
        edit_task(task_id=task.id, title="Other"),
        add_task(operation_id=operation.id, title="More", due=date(2026, 9, 2)),
        delete_operation(operation_id=operation.id),
        change_operation(operation_id=operation.id, title="Other"),
    ):
        with pytest.raises(KnownError, match="only the status and note"):
            copy.run(command)
    assert copy.read.require(Task, task.id).title == "Sweep the courts"
    copy.undo()
    assert copy.read.require(Task, task.id).status is TaskStatus.OPEN
    assert NOT_YOURS.count(".") == 2
    copy.close()
    plan.close()


def test_the_register_says_who_got_which_version_and_what_may_come_back(
    plan: Document, tmp_path: Path
) -> None:
    copy = shared(plan, tmp_path / "council.wardplan")
    share = find(plan, Share)
    assert (share.recipient, share.gateway, share.agreement) == ("City Council", "s.115", "CBC/12")
    task = find(plan, Task, title="Sweep the courts")
    given = given_of(share)
    assert set(given["task"][task.id]) == {"status", "note"}
    own = share_of_copy(copy.read)
    assert own is not None
    assert own.id == share.id
    assert given_of(own) == given
    words = copy_words(own, "Europe/London")
    assert words.startswith("Copy for City Council, sent ")
    assert "destroy by" in words
    # The heads that it may change are changes of the plan's own log.
    connection = connect(plan.path)
    known = {row[0] for row in connection.execute("SELECT id FROM change")}
    connection.close()
    assert set(given["task"][task.id].values()) <= known
    assert find(plan, Partner, short_name="Council").gateway == "s.115"
    assert plan.history.undo_label.startswith("Add task")
    copy.close()
    plan.close()


def test_what_was_edited_since_names_its_last_change_as_head(plan: Document, tmp_path: Path) -> None:
    task = find(plan, Task, title="Sweep the courts")
    changes = plan.run(edit_task(task_id=task.id, note="Ask for the key"))
    (row,) = changes.rows
    copy = shared(plan, tmp_path / "council.wardplan")
    assert given_of(find(plan, Share))["task"][task.id]["note"] == row.change_ids["note"]
    assert copy.read.require(Task, task.id).note == "Ask for the key"
    changed = copy.run(edit_task(task_id=task.id, note="Had it"))
    connection = connect(copy.path)
    change_id = changed.rows[0].change_ids["note"]
    parents = connection.execute("SELECT parents FROM change WHERE id = ?", (change_id,)).fetchone()[0]
    connection.close()
    assert row.change_ids["note"] in parents
    copy.close()
    plan.close()


def test_a_police_copy_is_a_plan_like_any_other_with_its_log(plan: Document, tmp_path: Path) -> None:
    wish = ShareWish(audience="police", terms=TERMS)
    share_copy(plan, tmp_path / "police.wardplan", wish)
    copy = open_plan(tmp_path / "police.wardplan", author="Colleague")
    rows = [r for kind in ALL_RECORDS if kind is not Share for r in copy.read.all(kind)]
    assert rows == [r for kind in ALL_RECORDS if kind is not Share for r in plan.read.all(kind)]
    assert len(copy.change_sets(100)) == len(plan.change_sets(100)) - 1  # the note of this share came after
    copy.run(change_operation(operation_id=copy.read.all(Operation)[0].id, title="Changed there"))
    copy.close()
    plan.close()


def test_with_a_passphrase_the_copy_is_encrypted_and_opens_with_it(plan: Document, tmp_path: Path) -> None:
    out = tmp_path / "council.wardplan"
    wish = ShareWish(audience="partner", terms=TERMS, passphrase="four words for this")
    share_copy(plan, out, wish)
    assert b"Street Week" not in out.read_bytes()
    assert not out.read_bytes().startswith(b"SQLite")
    plan.close()


def test_as_zip_the_plan_lies_inside(plan: Document, tmp_path: Path) -> None:
    for name in ("council.zip", "council.wardplan.zip"):
        share_copy(plan, tmp_path / name, ShareWish(audience="partner", terms=TERMS))
        packed = zipfile.ZipFile(tmp_path / name)
        assert packed.namelist() == ["council.wardplan"]
        packed.extractall(tmp_path)
        packed.close()
    verify_plan(tmp_path / "council.wardplan")
    plan.close()


@pytest.mark.parametrize(
    ("name", "fields", "says"),
    [
        ("plan.wardplan", {}, "there already"),
        ("copy.txt", {}, "ending .wardplan"),
        ("none/copy.wardplan", {}, "no folder"),
        ("copy.wardplan", {"audience": "public"}, "police or partner"),
        ("copy.wardplan", {"audience": "police", "partner_id": "x"}, "Only a partner's copy"),
        ("copy.wardplan", {"passphrase": "short"}, "too short"),
        ("copy.wardplan", {"audience": "police", "without_sensitive": True}, "for any partner only"),
    ],
)
def test_what_cannot_be_shared_leaves_nothing_behind(
    plan: Document, tmp_path: Path, name: str, fields: dict[str, object], says: str
) -> None:
    before = {p.name for p in tmp_path.iterdir()}
    wish = replace(ShareWish(audience="partner", terms=TERMS), **fields)  # type: ignore[arg-type]  # all texts
    with pytest.raises(KnownError, match=says):
        share_copy(plan, tmp_path / name, wish)
    assert {p.name for p in tmp_path.iterdir()} == before
    assert not plan.read.count(Share)
    plan.close()


def test_a_partners_copy_is_not_shared_on(plan: Document, tmp_path: Path) -> None:
    copy = shared(plan, tmp_path / "council.wardplan")
    with pytest.raises(KnownError, match="district that sent it"):
        share_copy(copy, tmp_path / "again.wardplan", ShareWish(audience="police", terms=TERMS))
    copy.close()
    plan.close()


def test_the_public_sees_announced_days_only(plan: Document) -> None:
    assert not [r for r in rows_for(plan.read, "public").records if isinstance(r, Operation)]
    with pytest.raises(KnownError, match="no copies"):
        rows_for(plan.read, "command")
    plan.close()
