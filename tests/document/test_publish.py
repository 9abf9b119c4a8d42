"""Publishing: what others published is taken in, what cannot be mixed goes beside, trouble keeps the work."""

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from planner.document.commands.operation import delete_operation
from planner.document.document import Document
from planner.document.merging import decide, open_conflicts
from planner.document.opening import open_plan, verify_plan
from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem
from planner.domain.ids import new_id
from planner.domain.merging import Choice
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.plan import Setting
from planner.storage.locks import PublishLock
from tests.builders import make_operation
from tests.storage.plans import edit, new_plan, plan_bytes, plan_file, published_values, put, values


def opened(path: Path, author: str = "Tests") -> Document:
    return open_plan(path, author=author)


def shared_files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if not p.name.endswith(".open"))


def test_publishing_twice_writes_once(tmp_path: Path) -> None:
    document = opened(plan_file(tmp_path))
    assert not document.publish().changed
    edit(document, "2")
    assert document.has_unpublished_changes
    first = document.publish()
    assert first.changed
    assert first.target == tmp_path / "plan.wardplan"
    assert document.published_at == first.at
    assert not document.publish().changed
    document.close()
    assert published_values(tmp_path / "plan.wardplan") == {"first": "2"}
    assert shared_files(tmp_path) == ["plan.wardplan"]


def test_closing_leaves_nothing_when_all_is_published(tmp_path: Path, state_folder: Path) -> None:
    document = opened(plan_file(tmp_path))
    edit(document, "2")
    document.publish()
    document.close()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]
    left = [p for p in state_folder.rglob("*") if p.is_file() and p.suffix != ".seen"]
    assert {p.parent.name for p in left} <= {"backups"}


def test_what_was_closed_unpublished_comes_back(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    document = opened(path)
    edit(document, "2")
    document.close()
    assert path.read_bytes() == plan_bytes()
    again = opened(path)
    assert values(again) == {"first": "2"}
    assert again.notes == [
        "Work that was not yet published when Wardplan last stopped has been recovered: Change a setting."
    ]
    again.publish()
    again.close()
    assert opened_notes(path) == []


def opened_notes(path: Path) -> list[str]:
    document = opened(path)
    document.close()
    return document.notes


def test_changes_of_two_meet(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    one, two = opened(path, "One"), opened(path, "Two")
    assert "One has plan.wardplan open too" in two.notes[0]
    told: list[ChangeSet] = []
    two.subscribe(lambda changes, _: told.append(changes))
    edit(one, "1", "of one")
    operation = make_operation(one, "OD", "Castle")
    one.publish()
    edit(two, "2", "of two")
    result = two.publish()
    assert result.changed
    assert result.notes == ("Changes that others published to plan.wardplan were taken in (by One).",)
    assert operation.id in told[-1].ids(Operation)
    assert values(two) == {"first": "1", "of one": "1", "of two": "2"}
    assert two.read.span_of(operation.id) == one.read.span_of(operation.id)
    assert one.publish().changed
    assert values(one) == values(two)
    one.close()
    two.close()
    assert shared_files(tmp_path) == ["plan.wardplan"]
    verify_plan(path)
    assert published_values(path) == {"first": "1", "of one": "1", "of two": "2"}


def test_taking_in_alone_writes_nothing_of_ones_own(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    one, two = opened(path, "One"), opened(path, "Two")
    edit(one, "2")
    one.publish()
    before = path.read_bytes()
    two.publish()
    assert values(two) == {"first": "2"}
    assert path.read_bytes() == before
    two.publish()
    one.close()
    two.close()


def test_the_same_field_changed_twice_waits_for_a_decision(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    one, two = opened(path, "One"), opened(path, "Two")
    edit(one, "mine")
    one.publish()
    edit(two, "yours")
    edit(two, "also", "other")
    result = two.publish()
    assert result.target == path
    assert any("1 decision waits" in note for note in result.notes)
    (item,) = open_conflicts(two)
    assert {item.mine.text, item.theirs.text} == {"mine", "yours"}
    assert published_values(path) in (
        {"first": "mine", "other": "also"},
        {"first": "yours", "other": "also"},
    )
    decide(two, {item.key: Choice.THEIRS})
    assert open_conflicts(two) == ()
    two.publish()
    edit(one, "more", "third")
    one.publish()
    assert open_conflicts(one) == ()
    assert values(one) == {"first": item.theirs.text, "other": "also", "third": "more"}
    one.close()
    two.close()


def test_deleted_here_and_used_there_stays_until_decided(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    one, two = opened(path, "One"), opened(path, "Two")
    operation = one.read.all(Operation)[0]
    one.run(delete_operation(operation_id=operation.id))
    one.publish()
    ward = OperationWard(id=new_id(), operation_id=operation.id, ward_id="w")
    two.run(put(ward))
    assert any("1 decision waits" in note for note in two.publish().notes)
    one.close()
    two.close()
    document = opened(path, "Three")
    assert document.read.get(Operation, operation.id) == operation
    assert document.read.get(OperationWard, ward.id) == ward
    (item,) = open_conflicts(document)
    assert (item.kind, item.row_id, item.group) == (Operation, operation.id, "-")
    decide(document, {item.key: Choice.MINE if item.mine.text == "deleted" else Choice.THEIRS})
    assert document.read.get(Operation, operation.id) is None
    assert document.read.get(OperationWard, ward.id) is None
    document.undo()
    assert document.read.get(OperationWard, ward.id) == ward
    assert [c.key for c in open_conflicts(document)] == [item.key]
    document.close()


def test_undo_of_what_was_taken_in_is_not_offered(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    one, two = opened(path, "One"), opened(path, "Two")
    edit(one, "2", "of one")
    one.publish()
    two.publish()
    assert two.undo() is None
    one.close()
    two.close()


def test_commits_go_on_while_a_worker_publishes(tmp_path: Path) -> None:
    document = new_plan(tmp_path / "a.wardplan")
    for number in range(60):
        make_operation(document, start=date(2026, 1, 1 + number % 28))
    publishing = document.begin_publish()
    worker = threading.Thread(target=publishing.run)
    worker.start()
    number = 0
    while worker.is_alive() or number < 5:
        number += 1
        edit(document, str(number), "busy")
    worker.join()
    result = document.finish_publish(publishing)
    assert result is not None
    assert result.changed
    assert document.has_unpublished_changes
    document.publish()
    document.close()
    assert published_values(tmp_path / "a.wardplan")["busy"] == str(number)


def test_file_in_use_by_another_program_is_left_alone(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    document = opened(path)
    edit(document, "2")
    sidecar = tmp_path / "plan.wardplan-wal"
    sidecar.write_bytes(b"in use")
    with pytest.raises(FileProblem, match=r"Another program has plan\.wardplan open"):
        document.publish()
    assert sidecar.read_bytes() == b"in use"
    assert path.read_bytes() == plan_bytes()
    edit(document, "3")
    sidecar.unlink()
    assert document.publish().changed
    document.close()
    assert published_values(path) == {"first": "3"}


def test_folder_that_goes_away_keeps_the_work(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    document = opened(plan_file(folder))
    edit(document, "2")
    folder.rename(tmp_path / "away")
    with pytest.raises(FileProblem, match="cannot be reached"):
        document.publish()
    document.save_copy(tmp_path / "saved.wardplan")
    assert published_values(tmp_path / "saved.wardplan") == {"first": "2"}
    (tmp_path / "away").rename(folder)
    assert document.publish().changed
    document.close()
    assert published_values(folder / "plan.wardplan") == {"first": "2"}


def test_target_that_was_damaged_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    document = opened(path)
    edit(document, "2")
    path.write_bytes(b"something else")
    with pytest.raises(FileProblem, match="save a copy"):
        document.publish()
    assert path.read_bytes() == b"something else"
    document.close()
    path.write_bytes(plan_bytes())
    again = opened(path)
    assert values(again) == {"first": "2"}
    again.close()


def test_another_plan_at_the_same_name_is_not_replaced(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    document = opened(path)
    edit(document, "2")
    new_plan(tmp_path / "other.wardplan").close()
    (tmp_path / "other.wardplan").replace(path)
    before = path.read_bytes()
    with pytest.raises(FileProblem, match="Another plan lies at"):
        document.publish()
    assert path.read_bytes() == before
    document.close()


def test_deleted_target_is_published_anew(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    document = opened(path)
    path.unlink()
    assert document.publish().changed
    document.close()
    verify_plan(path)


def test_write_protected_file_opens_for_reading_only(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    path.chmod(0o444)
    document = opened(path)
    assert document.is_read_only
    assert "write-protected" in document.notes[0]
    with pytest.raises(FileProblem, match="reading only"):
        edit(document, "2")
    with pytest.raises(FileProblem, match="reading only"):
        document.publish()
    document.close()
    assert path.read_bytes() == plan_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]


def test_write_protected_folder_opens_for_reading_only(tmp_path: Path) -> None:
    folder = tmp_path / "cd"
    folder.mkdir()
    path = plan_file(folder)
    folder.chmod(0o555)
    try:
        document = opened(path)
        assert document.is_read_only
        document.close()
    finally:
        folder.chmod(0o755)
    assert [p.name for p in folder.iterdir()] == ["plan.wardplan"]


def test_newer_minor_format_opens_for_reading_only(tmp_path: Path) -> None:
    from planner.storage.planning_file import PlanningFile
    from planner.storage.publish import write_copy

    made = PlanningFile.open(plan_file(tmp_path, "before.wardplan"))
    made.connection.execute("UPDATE plan SET format_version = '1.7'")
    made.connection.execute("CREATE TABLE later (id TEXT) STRICT")
    made.connection.execute("ALTER TABLE setting ADD COLUMN later TEXT")
    path = tmp_path / "plan.wardplan"
    write_copy(made.path, path, key=None, at=datetime.now(UTC))
    made.close()
    document = opened(path)
    assert document.is_read_only
    assert "newer Wardplan" in document.notes[0]
    assert values(document) == {"first": "1"}
    document.close()


def test_orphans_of_killed_publishers_are_swept(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    orphan = tmp_path / ".plan.wardplan.0123abcd.publishing"
    orphan.write_bytes(b"half")
    document = opened(path)
    edit(document, "2")
    document.publish()
    document.close()
    assert shared_files(tmp_path) == ["plan.wardplan"]


def test_lock_of_a_dead_process_is_stolen(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    code = (
        "import sys, os\nfrom pathlib import Path\nfrom planner.storage.locks import PublishLock\n"
        "PublishLock(Path(sys.argv[1])).acquire()\nos._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60)
    assert (tmp_path / "plan.wardplan.publish").exists()
    document = opened(path)
    edit(document, "2")
    assert document.publish().changed
    document.close()
    assert shared_files(tmp_path) == ["plan.wardplan"]


def test_old_lock_is_stolen_by_the_clock_of_the_folder(tmp_path: Path) -> None:
    target = plan_file(tmp_path)
    lock = tmp_path / "plan.wardplan.publish"
    lock.write_text("{}")
    with (
        pytest.raises(FileProblem, match="being published by somebody else"),
        PublishLock(target, wait_seconds=0.6),
    ):
        pass
    old = time.time() - 120
    os.utime(lock, (old, old))
    with PublishLock(target, wait_seconds=2) as held:
        assert held.is_held()
    assert not lock.exists()


def test_command_line_holds_the_lock_from_reading_to_publishing(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    document = open_plan(path, author="CLI", hold_lock=True)
    edit(document, "2")
    assert (tmp_path / "plan.wardplan.publish").exists()
    waiting = opened(path, "Window")
    edit(waiting, "9", "window")
    publishing = waiting.begin_publish()
    worker = threading.Thread(target=publishing.run)
    worker.start()
    document.publish()
    document.close()
    worker.join()
    while (result := waiting.finish_publish(publishing)) is None:
        publishing.run()
    assert result.target == path
    assert values(waiting) == {"first": "2", "window": "9"}
    waiting.close()
    assert published_values(path) == {"first": "2", "window": "9"}


def test_document_without_a_target_says_so(tmp_path: Path) -> None:
    from tests.builders import make_document

    document = make_document(tmp_path)
    with pytest.raises(FileProblem, match="no file to publish to"):
        document.publish()
    assert document.run(put(Setting(id="a", value="b"))).rows
    document.close()
