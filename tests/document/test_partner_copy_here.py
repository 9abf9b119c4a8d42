"""A partner's copy on the computer of the district that sent it: what is kept here of the two never mixes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.document.backups import back_up_now, backups_at, backups_of
from planner.document.command import Command
from planner.document.commands.operation import change_operation
from planner.document.commands.tasks import edit_task
from planner.document.comparing import compare_with
from planner.document.document import Document
from planner.document.merging import preview_merge
from planner.document.opening import create_command_file, open_command_file, open_plan
from planner.document.protecting import change_passphrase, take_new_passphrase
from planner.document.restoring import prepare_restore, restore, restore_copy
from planner.document.sharing import ShareWish, share_copy
from planner.document.siblings import SiblingWatch
from planner.domain.errors import FileProblem, InvalidInput, PassphraseChanged
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.storage import former_key, purge_note
from planner.storage.pair import Pair
from planner.storage.passphrase import new_key
from planner.storage.planning_file import PlanningFile
from planner.storage.publish import write_copy
from tests.builders import find
from tests.document.test_sharing_back import TERMS, sent

PHRASE, OTHER = "four quiet brown owls", "three loud white geese"
SECRET = "Unpublished Zebra"


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[tuple[Document, Path]]:
    document, path, _task = sent(tmp_path)
    yield document, path
    if not document.is_closed:
        document.close()


def unpublished(document: Document) -> None:
    operation = document.read.all(Operation)[0]
    document.run(change_operation(operation_id=operation.id, title=SECRET))
    document.close()


def test_work_on_a_plan_out_of_reach_never_goes_into_a_partners_copy(plan: tuple[Document, Path]) -> None:
    document, path = plan
    document.publish()
    unpublished(document)
    moved = document.target.rename(document.target.with_name("moved.wardplan"))
    before = path.read_bytes()
    copy = open_plan(path, author="Tests")
    assert copy.notes == []
    assert copy.read.all(Operation)[0].title != SECRET
    copy.publish()
    copy.close()
    assert SECRET.encode() not in path.read_bytes()
    assert path.read_bytes() == before
    again = open_plan(moved, author="Tests")
    assert again.read.all(Operation)[0].title == SECRET, "it waits for the plan, wherever that is now"
    again.close()


def test_a_partners_copy_never_goes_back_to_a_backup_of_the_plan(plan: tuple[Document, Path]) -> None:
    document, path = plan
    back_up_now(document, "Before a merge")
    copy = open_plan(path, author="Tests")
    back_up_now(copy, "Before a test")
    of_copy, _opened, of_plan = backups_of(copy)[:3]
    assert (of_copy.told, of_plan.told) == ("Before a test (copy for City Council)", "Before a merge")
    for backup, into in ((of_plan, copy), (of_copy, document)):
        with pytest.raises(FileProblem, match="not of"):
            prepare_restore(into, backup)
    restore(copy, of_copy)
    restore_copy(of_plan, path.with_name("then.wardplan"), document=copy)
    copy.close()


def test_a_passphrase_on_a_partners_copy_leaves_the_plans_backups_alone(plan: tuple[Document, Path]) -> None:
    document, path = plan
    back_up_now(document, "Before a merge")
    document.publish()
    document.close()
    copy = open_plan(path, author="Tests")
    back_up_now(copy, "Before a test")
    change_passphrase(copy, PHRASE)
    copy.close()
    open_plan(path, author="Tests", passphrase=PHRASE).close()
    listed = {b.why: b.operations for b in backups_at(document.target)}
    assert listed["Before a merge"] == 1
    assert "Before a test" not in listed, "encrypted with the copy"
    assert {b.why for b in backups_at(path, PHRASE)} >= {"Before a merge", "Before a test"}


def test_an_encrypted_plan_keeps_its_backups_when_a_partners_copy_gets_a_passphrase(
    plan: tuple[Document, Path],
) -> None:
    document, path = plan
    change_passphrase(document, OTHER)
    back_up_now(document, "Before a merge")
    document.close()
    copy = open_plan(path, author="Tests")
    change_passphrase(copy, PHRASE)
    copy.close()
    assert "Before a merge" in {b.why for b in backups_at(document.target, OTHER)}


def test_a_partners_copy_takes_in_nothing_but_its_own_versions(plan: tuple[Document, Path]) -> None:
    document, path = plan
    document.publish()
    same = path.with_name("same.wardplan")
    same.write_bytes(path.read_bytes())
    wish = ShareWish(
        audience="partner", partner_id=find(document, Partner, short_name="Fire").id, terms=TERMS
    )
    share_copy(document, path.with_name("fire.wardplan"), wish)
    copy = open_plan(path, author="Tests")
    for name, what in (("plan.wardplan", "the plan it came from"), ("fire.wardplan", "another copy")):
        with pytest.raises(FileProblem, match=what):
            preview_merge(copy, path.with_name(name))
        with pytest.raises(FileProblem, match="a part only"):
            compare_with(copy, path.with_name(name))
    assert preview_merge(copy, same).is_empty
    assert compare_with(copy, same).items == ()
    with pytest.raises(FileProblem, match="own plan"):
        create_command_file(copy, path.with_name("council.command.wardplan"), PHRASE, (), "Tests")
    copy.close()


def test_a_partners_copy_cannot_be_made_a_plan_by_what_is_written_to_it(plan: tuple[Document, Path]) -> None:
    copy = open_plan(plan[1], author="Tests")
    title = copy.read.all(Operation)[0].title
    operation = replace(copy.read.all(Operation)[0], title="Forged")
    plain = replace(copy.plan, kind="plan", beside_id="")

    def forge(pair: Pair) -> None:
        pair.put(plain)
        pair.put(operation)

    with pytest.raises(InvalidInput, match="for reading"):
        copy.run(Command("Forge", forge))
    assert copy.is_partner_copy
    assert copy.read.all(Operation)[0].title == title
    copy.close()


@pytest.mark.parametrize(("plans", "copys"), [(OTHER, ""), (None, PHRASE)])
def test_a_plan_never_comes_under_the_passphrase_of_a_copy_put_in_its_place(
    plan: tuple[Document, Path], plans: str | None, copys: str
) -> None:
    document, path = plan
    council = find(document, Partner, short_name="Council").id
    protected = path.with_name("protected.wardplan")
    wish = ShareWish(audience="partner", partner_id=council, terms=TERMS, passphrase=copys)
    share_copy(document, protected, wish)
    if plans is not None:
        change_passphrase(document, plans)
    operation = document.read.all(Operation)[0]
    document.run(change_operation(operation_id=operation.id, title=SECRET))
    back_up_now(document, "Before a test")
    kept = backups_of(document)[0].path
    was = kept.read_bytes()
    protected.replace(document.target)
    with pytest.raises(PassphraseChanged):
        document.publish()
    with pytest.raises(FileProblem, match="history of its own"):
        take_new_passphrase(document, copys or None)
    assert document.is_encrypted == (plans is not None)
    assert kept.read_bytes() == was
    document.close()
    folder = kept.parents[1]
    plain = [p for p in folder.rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()]
    assert bool(plain) == (plans is None), "what was encrypted is, what was plain can still be read"


def test_command_view_is_never_entered_from_a_partners_copy(plan: tuple[Document, Path]) -> None:
    document, path = plan
    command = path.with_name("plan.command.wardplan")
    create_command_file(document, command, PHRASE, (), "Tests")
    copy = open_plan(path, author="Tests")
    with pytest.raises(FileProblem, match="own plan has a command file"):
        open_command_file(copy, command, PHRASE)
    assert not copy.is_command_view
    copy.close()


def test_what_a_partners_copy_says_was_purged_stays_in_the_plans_backups(
    plan: tuple[Document, Path],
) -> None:
    document, path = plan
    operation = document.read.all(Operation)[0]
    back_up_now(document, "Before a test")
    kept = backups_of(document)[0].path
    was = kept.read_bytes()
    document.publish()
    document.close()
    forged = PlanningFile.open(path)
    forged.connection.execute(
        "INSERT INTO purged (row_id, at) VALUES (?, '2026-09-01T08:00:00Z')", (operation.id,)
    )
    forged.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    purged = path.with_name("purged.wardplan")
    write_copy(path, purged, key=None, at=datetime.now(UTC))
    forged.close()
    open_plan(purged, author="Tests").close()
    assert kept.read_bytes() == was
    then = path.with_name("then.wardplan")
    restore_copy(next(b for b in backups_at(document.target) if b.path == kept), then)
    again = open_plan(then, author="Tests")
    assert again.read.get(Operation, operation.id) is not None
    again.close()


def test_a_plan_beside_a_partners_copy_is_no_second_copy_of_it(plan: tuple[Document, Path]) -> None:
    document, path = plan
    operation = document.read.all(Operation)[0]
    document.run(change_operation(operation_id=operation.id, title=SECRET))
    document.save_copy(path.with_name("council (1).wardplan"))
    same = path.with_name("council (2).wardplan")
    same.write_bytes(path.read_bytes())
    answered = open_plan(same, author="Desk")
    answered.run(edit_task(task_id=answered.read.all(Task)[0].id, note="Two courts"))
    answered.publish()
    answered.close()
    copy = open_plan(path, author="Tests")
    assert [second.path for second in SiblingWatch(copy).look()] == [same]
    copy.close()


def test_a_copy_that_says_it_is_the_plan_gets_none_of_its_unpublished_work(
    plan: tuple[Document, Path],
) -> None:
    document, path = plan
    document.publish()
    unpublished(document)
    moved = document.target.rename(document.target.with_name("moved.wardplan"))
    forged = PlanningFile.open(path)
    forged.connection.execute("UPDATE plan SET kind = 'plan', beside_id = ''")
    forged.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    posing = path.with_name("posing.wardplan")
    write_copy(path, posing, key=None, at=datetime.now(UTC))
    forged.close()
    copy = open_plan(posing, author="Tests")
    assert copy.read.all(Operation)[0].title != SECRET
    copy.close()
    again = open_plan(moved, author="Tests")
    assert again.read.all(Operation)[0].title == SECRET
    again.close()


def test_what_a_killed_change_of_the_plan_left_to_do_stays_when_a_copy_lies_in_its_place(
    plan: tuple[Document, Path],
) -> None:
    document, path = plan
    document.publish()
    folder, key = document.shared_files[0].copy.folder.parent, new_key(PHRASE)
    former_key.note(folder, document.target, new_key(OTHER), key, ())
    purge_note.write(folder, document.target, "0123456789abcdef")
    document.close()
    path.replace(document.target)
    open_plan(document.target, author="Tests").close()
    assert former_key.read(folder, key) is not None
    assert purge_note.read(folder, document.target) == "0123456789abcdef"
