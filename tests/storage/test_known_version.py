"""A plan that this computer knows is shown before its check; whatever the check finds still holds."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.document.being_opened import BeingOpened
from planner.document.commands.operation import move_operation
from planner.document.document import Document
from planner.document.opening import begin_opening, known_plan, open_plan, opened_plan
from planner.domain.errors import ChangedOutside, DamagedFile, FileProblem
from planner.domain.records.operation import Operation
from planner.paths import state_dir
from planner.storage.known_version import known_version
from planner.storage.locks import OpenMark
from tests.storage.plans import plan_file


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A plan that was opened here before."""
    path = plan_file(tmp_path)
    open_plan(path, author="Tests").close()
    return path


def shown(target: Path) -> tuple[Document, BeingOpened]:
    """The plan as it is shown before its check, and the check."""
    opening = begin_opening(target, author="Tests")
    document = known_plan(opening, "Tests")
    assert document is not None
    return document, opening


def spoil(path: Path) -> None:
    """Change bytes in the middle of a file, as a failing disk does: its header stays what it was."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xa5" * 200)


def copies() -> list[Path]:
    """The working copies that are left on this computer, being checked or open."""
    return [p for p in state_dir().glob("copies/*/*") if p.is_dir() and p.name not in {"seen", "backups"}]


def test_a_plan_never_seen_is_not_shown_before_its_check(tmp_path: Path) -> None:
    opening = begin_opening(plan_file(tmp_path), author="Tests")
    assert known_plan(opening, "Tests") is None
    opening.run()
    document = opened_plan(opening, "Tests")
    assert document.read.count(Operation) == 2
    document.close()


def test_readers_stay_what_they_are_and_a_command_waits_for_the_check(target: Path) -> None:
    document, _ = shown(target)
    read, operation = document.read, document.read.all(Operation)[0]
    before = read.span_of(operation.id)
    assert document.is_opening
    assert not document.is_read_only
    document.run(move_operation(operation_id=operation.id, days=1))
    assert not document.is_opening
    assert not document.has_news
    assert document.read is read
    assert read.span_of(operation.id) != before
    document.publish()
    document.close()
    assert copies() == []


def test_a_file_damaged_since_is_refused_and_never_changed(target: Path) -> None:
    spoil(target)
    document, opening = shown(target)
    opening.run()
    operation = document.read.all(Operation)[0]
    for _ in range(2):
        with pytest.raises(DamagedFile, match="is damaged"):
            document.run(move_operation(operation_id=operation.id, days=1))
    before = target.read_bytes()
    document.close()
    assert target.read_bytes() == before
    assert copies() == []


def test_our_copy_is_not_shown_for_another_size_another_counter_or_a_file_in_use(target: Path) -> None:
    whole = target.read_bytes()
    assert known_version(target, state_dir()) is not None
    target.write_bytes(whole + bytes(4096))
    assert known_version(target, state_dir()) is None
    target.write_bytes(whole[:24] + b"\xff\xff\xff\xff" + whole[28:])
    assert known_version(target, state_dir()) is None
    target.write_bytes(whole)
    wal = target.with_name(target.name + "-wal")
    wal.write_bytes(b"")
    assert known_version(target, state_dir()) is None
    wal.unlink()
    assert known_version(target, state_dir()) is not None


def test_what_another_program_changed_is_asked_about_as_ever(target: Path) -> None:
    connection = sqlite3.connect(target)
    connection.execute("UPDATE ward SET name = 'From a GIS'")
    connection.commit()
    connection.close()
    opening = begin_opening(target, author="Tests")
    assert known_plan(opening, "Tests") is None
    opening.run()
    with pytest.raises(ChangedOutside):
        opened_plan(opening, "Tests")
    assert copies() == []


def test_a_version_published_between_look_and_check_is_news(target: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.wardplan"
    shutil.copy(target, old)
    other = open_plan(target, author="Other")
    operation = other.read.all(Operation)[0]
    other.run(move_operation(operation_id=operation.id, days=3))
    other.publish()
    other.close()
    newer = target.read_bytes()
    os.replace(old, target)
    document, opening = shown(target)
    before = document.read.span_of(operation.id)
    target.write_bytes(newer)
    opening.run()
    document.settle()
    assert document.has_news
    assert document.read.span_of(operation.id) != before
    document.close()


def test_a_write_protected_plan_says_so_from_the_start(target: Path) -> None:
    target.chmod(0o444)
    document, _ = shown(target)
    assert document.is_read_only
    document.settle()
    assert document.is_read_only
    with pytest.raises(FileProblem, match="reading only"):
        document.run(move_operation(operation_id=document.read.all(Operation)[0].id, days=1))
    document.close()


def test_an_encrypted_plan_is_never_shown_before_its_check(tmp_path: Path) -> None:
    from planner.document.opening import create_plan
    from planner.domain.ids import new_id
    from planner.domain.records.plan import Plan

    path = tmp_path / "secret.wardplan"
    plan = Plan(id=new_id(), title="Secret", district="Test", briefing_place="the parade room")
    create_plan(path, plan=plan, records=[], author="Tests", passphrase="four words of mine").close()
    assert known_version(path, state_dir()) is None


_KILLED = """
import sys, threading
from pathlib import Path
from planner.document.opening import begin_opening, known_plan
opening = begin_opening(Path(sys.argv[1]), author="Killed")
document = known_plan(opening, "Killed")
assert document is not None
threading.Thread(target=opening.run).start()
print("shown", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("wait", [0.0, 0.004, 0.012, 0.03, 0.08, 0.3])
def test_killed_while_checking_leaves_nothing_and_loses_nothing(target: Path, wait: float) -> None:
    before = target.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"shown\n"
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
    assert target.read_bytes() == before
    document = open_plan(target, author="Tests")
    assert document.read.count(Operation) == 2
    assert not any("recovered" in note for note in document.notes)
    document.close()
    assert copies() == []


_LEFT_WORK = """
import os, sys
from pathlib import Path
from planner.document.commands.operation import move_operation
from planner.document.opening import open_plan
from planner.domain.records.operation import Operation
document = open_plan(Path(sys.argv[1]), author="Killed")
document.run(move_operation(operation_id=document.read.all(Operation)[0].id, days=5))
os._exit(0)
"""


def test_work_of_a_killed_process_is_news_after_the_check(target: Path) -> None:
    subprocess.run([sys.executable, "-c", _LEFT_WORK, str(target)], check=True)
    document, opening = shown(target)
    operation = document.read.all(Operation)[0]
    before = document.read.span_of(operation.id)
    opening.run()
    document.settle()
    assert document.has_news
    assert any("recovered" in note for note in document.notes)
    assert document.read.span_of(operation.id) != before
    document.publish()
    document.close()


def test_closed_while_still_being_checked_leaves_no_copy_and_no_mark(target: Path) -> None:
    document, _ = shown(target)
    document.close()
    assert copies() == []
    assert OpenMark(target, "Tests").others is None


@pytest.mark.parametrize("plan_id", ["", "never-made"])
def test_what_a_killed_process_half_kept_goes_with_the_next_opening(tmp_path: Path, plan_id: str) -> None:
    path = plan_file(tmp_path)
    open_plan(path, author="A").close()
    (seen,) = state_dir().glob("copies/*/seen")
    left = (seen.parents[1] / plan_id / "seen" if plan_id else seen) / "0a0b0c0d.999999.part"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"half of a plan")
    open_plan(path, author="A").close()
    assert not left.exists()
