"""The two lock files: stolen from the dead and the old only, and what a publish does when it cannot go on."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.document.opening import open_plan
from planner.domain.errors import FileProblem
from planner.paths import state_dir
from planner.storage.locks import OpenMark, PublishLock
from planner.storage.working_copy import INCOMING, WorkingCopy
from tests.storage.plans import edit, new_plan, plan_bytes, plan_file, published_values


def dead_pid() -> int:
    """The id of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait(30)
    return child.pid


def lock_of(path: Path, *, host: str, pid: int, age: float = 0.0) -> Path:
    """A publish lock that somebody else wrote so many seconds ago."""
    lock = path.with_name(path.name + ".publish")
    owner = {"host": host, "pid": pid, "token": "t", "at": "2026-01-01T00:00:00Z", "author": "Them"}
    lock.write_text(json.dumps(owner))
    old = lock.stat().st_mtime - age
    os.utime(lock, (old, old))
    return lock


def here() -> str:
    return os.uname().nodename if sys.platform != "win32" else os.environ["COMPUTERNAME"]


def test_a_lock_of_a_dead_process_here_is_stolen(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    lock_of(path, host=here(), pid=dead_pid())
    with PublishLock(path, wait_seconds=5.0) as lock:
        assert lock.is_held()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]


def test_a_lock_of_another_computer_is_stolen_after_a_minute_only(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    theirs = lock_of(path, host="elsewhere", pid=1, age=55.0)
    with pytest.raises(FileProblem, match="being published by somebody else"):
        PublishLock(path, wait_seconds=0.2).acquire()
    assert json.loads(theirs.read_text())["token"] == "t"
    lock_of(path, host="elsewhere", pid=1, age=61.0)
    with PublishLock(path, wait_seconds=5.0) as lock:
        assert lock.is_held()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]


def test_a_lock_that_is_no_lock_counts_by_its_age(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    lock = path.with_name(path.name + ".publish")
    lock.write_bytes(b"\xff{" * 10)
    with pytest.raises(FileProblem, match="being published"):
        PublishLock(path, wait_seconds=0.2).acquire()
    old = time.time() - 100
    os.utime(lock, (old, old))
    PublishLock(path, wait_seconds=5.0).acquire()


def test_a_publish_whose_lock_was_stolen_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plan_file(tmp_path)
    document = open_plan(path, author="Us")
    edit(document, "2")
    from planner.storage import publish

    real = publish.write_copy

    def slow(*arguments: object, **named: object) -> object:
        done = real(*arguments, **named)  # type: ignore[arg-type]
        lock_of(path, host="elsewhere", pid=1)
        return done

    monkeypatch.setattr(publish, "write_copy", slow)
    with pytest.raises(FileProblem, match="somebody else began"):
        document.publish()
    monkeypatch.undo()
    assert path.read_bytes() == plan_bytes()
    path.with_name(path.name + ".publish").unlink()
    document.publish()
    document.close()
    assert published_values(path) == {"first": "2"}
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]


def test_the_mark_of_an_open_plan_never_blocks(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    first = open_plan(path, author="Us")
    second = open_plan(path, author="Them")
    assert any("Us has plan.wardplan open too" in note for note in second.notes)
    edit(second, "2")
    second.publish()
    second.close()
    first.close()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]


def test_a_mark_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    lock_of(path, host=here(), pid=dead_pid()).rename(path.with_name(path.name + ".open"))
    mark = OpenMark(path, "Us")
    assert mark.others is None
    mark.remove()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_beside_another_programs_journal_nothing_is_replaced_or_deleted(ending: str, tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    document = open_plan(path, author="Us")
    edit(document, "2")
    beside = path.with_name(path.name + ending)
    beside.write_bytes(b"theirs")
    with pytest.raises(FileProblem, match="Another program has plan"):
        document.publish()
    assert path.read_bytes() == plan_bytes()
    assert beside.read_bytes() == b"theirs"
    edit(document, "3")
    beside.unlink()
    document.publish()
    document.close()
    assert published_values(path) == {"first": "3"}


def test_a_folder_that_goes_away_keeps_the_work_here(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    path = plan_file(folder)
    document = open_plan(path, author="Us")
    edit(document, "2")
    folder.rename(tmp_path / "gone")
    with pytest.raises(FileProblem, match="published when the folder is back, or save a copy"):
        document.publish()
    document.save_copy(tmp_path / "saved.wardplan")
    document.close()
    (tmp_path / "gone").rename(folder)
    again = open_plan(path, author="Us")
    assert any("recovered" in note for note in again.notes)
    again.publish()
    again.close()
    assert published_values(path) == published_values(tmp_path / "saved.wardplan") == {"first": "2"}


def test_a_write_protected_plan_opens_for_reading(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    path.chmod(0o444)
    document = open_plan(path, author="Us")
    assert document.is_read_only
    assert any("write-protected" in note for note in document.notes)
    with pytest.raises(FileProblem, match="reading only"):
        edit(document, "2")
    document.close()
    assert path.read_bytes() == plan_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]


def test_a_name_that_leaves_no_room_for_writing_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    long = "Ł" * 115 + ".wardplan"
    with pytest.raises(FileProblem, match="too long"):
        PublishLock(tmp_path / long).acquire()
    with pytest.raises(FileProblem, match="shorter name"):
        new_plan(tmp_path / long)
    plan = plan_file(tmp_path)
    assert run(["share", str(plan), str(tmp_path / long), "--audience", "police"]) == 2
    assert [path.name for path in tmp_path.glob("*.wardplan*")] == [plan.name]
    assert not list((state_dir() / "copies" / INCOMING).glob("*"))


@pytest.mark.parametrize("beside", [lambda folder: folder, lambda _folder: Path("/proc")])
def test_what_cannot_be_cleared_away_keeps_no_plan_from_opening(
    tmp_path: Path, beside: Callable[[Path], Path]
) -> None:
    plan = plan_file(tmp_path)
    folder = beside(tmp_path)
    left = WorkingCopy.make(state_dir(), INCOMING, folder / ("a" * 240 + ".wardplan"))
    other = WorkingCopy.make(state_dir(), INCOMING, folder / "never.wardplan")
    left.release()
    other.release()
    open_plan(plan, author="Tests").close()
    assert not left.folder.exists()
    assert other.folder.exists() == (folder != tmp_path)  # tried again when its folder can be written
