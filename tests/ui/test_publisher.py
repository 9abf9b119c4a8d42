"""Publishing from the window: a folder that goes away, another program, a GIS edit that is asked about."""

import json
import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from planner.document.opening import open_plan
from planner.domain.errors import FileProblem
from planner.domain.records.ground import Ward
from planner.domain.records.plan import Setting
from planner.ui.main_window import MainWindow
from planner.ui.publishing_dialog import PublishingDialog
from planner.ui.workspace import Workspace
from tests.storage.plans import put


def edit(work: Workspace, value: str) -> None:
    work.bridge.run(put(Setting(id="test", value=value)))


def read_back(path: Path) -> str:
    document = open_plan(path, author="Reader", read_only=True)
    try:
        return document.read.require(Setting, "test").value
    finally:
        document.close()


def wait_for_minute(window: MainWindow, qtbot: QtBot) -> None:
    """Let the minute after an attempt pass."""
    publisher = window.files.publisher
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert publisher._idle.isActive()
    publisher._last = -1e9
    publisher._idle.timeout.emit()


def folder_goes(path: Path) -> Callable[[], object]:
    away = path.parent.rename(path.parent.with_name("gone"))
    return lambda: away.rename(path.parent)


def other_program_writes(path: Path) -> Callable[[], object]:
    """A WAL beside the plan, as of a program that has it open; it is taken away again unread."""
    beside = path.with_name(path.name + "-wal")
    beside.write_bytes(b"")
    return beside.unlink


@pytest.mark.parametrize(
    ("trouble", "said"),
    [(folder_goes, "cannot be reached"), (other_program_writes, "Another program has")],
)
def test_publishing_resumes_by_itself(
    trouble: Callable[[Path], Callable[[], object]], said: str,
    window: MainWindow, work: Workspace, plan_file: Path, qtbot: QtBot,
) -> None:  # fmt: skip
    folder = plan_file.parent / "shared"
    folder.mkdir()
    path = folder / plan_file.name
    work.bridge.document.save_copy(path)
    assert window.files.open(path)
    mend = trouble(path)
    edit(work, "kept")
    window.trigger("publish")
    qtbot.waitUntil(lambda: said in window.messages.text)
    assert window.messages._action.text() == "Save a copy"
    assert "not published since" in window.status.plan_text
    window.messages.clear()
    window.messages.hide()
    wait_for_minute(window, qtbot)
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert window.messages.text == "", "the same sentence was said again"
    mend()
    wait_for_minute(window, qtbot)
    qtbot.waitUntil(lambda: not work.bridge.document.has_unpublished_changes)
    assert read_back(path) == "kept"
    assert "published again" in window.messages.text


def test_a_second_publish_while_one_runs_takes_what_came_after(
    window: MainWindow, work: Workspace, plan_file: Path, qtbot: QtBot
) -> None:
    edit(work, "first")
    window.trigger("publish")
    edit(work, "second")
    window.trigger("publish")
    qtbot.waitUntil(lambda: not window.jobs.is_busy and not work.bridge.document.has_unpublished_changes)
    assert read_back(plan_file) == "second"


def test_outside_changes_are_asked_about_and_taken_when_told(
    window: MainWindow, work: Workspace, plan_file: Path
) -> None:
    work.bridge.document.close()
    connection = sqlite3.connect(plan_file)
    connection.execute("UPDATE ward SET name = 'From a GIS' WHERE fid = 1")
    connection.execute("UPDATE setting SET value = 'stolen'")
    connection.commit()
    connection.close()
    before = plan_file.read_bytes()
    work.bridge.replace_document(open_plan(copy_of(plan_file), author="Tests"))
    assert not window.files.open(plan_file)
    assert "changed by another program" in window.messages.text
    assert "--accept" not in window.messages.text
    assert plan_file.read_bytes() == before
    window.messages._action.click()
    wards = work.bridge.document.read.all(Ward)
    assert "From a GIS" in {ward.name for ward in wards}
    assert work.bridge.document.target == plan_file
    assert "stolen" not in {row.value for row in work.bridge.document.read.all(Setting)}


def copy_of(path: Path) -> Path:
    """Another plan to have open meanwhile."""
    from planner.document.new_plan import starting_records
    from planner.document.opening import create_plan
    from tests.ui.conftest import TODAY

    plan, records = starting_records(title="Other", wards_file=None, today=TODAY)
    other = path.with_name("other.wardplan")
    create_plan(other, plan=plan, records=records, author="Tests").close()
    return other


def test_closing_does_not_wait_for_another_computer(
    window: MainWindow, work: Workspace, plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.document.document._HURRY_SECONDS", 0.2)
    theirs = {"host": "elsewhere", "pid": 1, "token": "t", "at": "2026-09-03T09:00:00Z", "author": "B"}
    lock = plan_file.with_name(plan_file.name + ".publish")
    lock.write_text(json.dumps(theirs), encoding="utf-8")
    before = plan_file.read_bytes()
    edit(work, "kept")
    window.close()
    assert not window.isVisible()
    assert "is being published by somebody else" in window.messages.text
    assert "Your work is kept on this computer" in window.messages.text
    assert plan_file.read_bytes() == before
    assert json.loads(lock.read_text(encoding="utf-8")) == theirs
    lock.unlink()
    document = open_plan(plan_file, author="B")
    assert document.read.require(Setting, "test").value == "kept"
    assert any("not yet published" in note for note in document.notes)
    document.close()


def slow_disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Have the disk take until the event is set before anything is flushed to it."""
    goes_on, real = threading.Event(), os.fsync

    def slow(descriptor: int) -> None:
        assert goes_on.wait(30)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", slow)
    return goes_on


def test_closing_shows_a_slow_publishing_while_the_window_lives(
    window: MainWindow, work: Workspace, plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, beats, shown = slow_disk(monkeypatch), [], []

    def beat() -> None:
        beats.append(1)
        shown.extend(window.findChildren(PublishingDialog)[: 1 - len(shown)])
        if shown and len(beats) > 20:
            goes_on.set()

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(20)
    edit(work, "kept")
    window.close()
    timer.stop()
    assert shown, "nothing was shown"
    assert len(beats) > 20
    assert read_back(plan_file) == "kept"
    assert not window.isVisible()
    assert not window.messages.text


def test_a_slow_publishing_need_not_be_waited_for(
    window: MainWindow, work: Workspace, plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, said = slow_disk(monkeypatch), []

    def leave() -> None:
        dialog = window.findChild(PublishingDialog)
        if isinstance(dialog, PublishingDialog) and not said:
            said.extend(found.text() for found in dialog.findChildren(QLabel))
            dialog.reject()
            goes_on.set()

    before = plan_file.read_bytes()
    timer = QTimer()
    timer.timeout.connect(leave)
    timer.start(20)
    edit(work, "kept")
    window.close()
    timer.stop()
    assert not window.isVisible()
    assert any("is kept on this computer" in words for words in said)
    assert plan_file.read_bytes() == before
    assert [path.name for path in plan_file.parent.iterdir() if ".publishing" in path.name] == []
    document = open_plan(plan_file, author="B")
    assert document.read.require(Setting, "test").value == "kept"
    document.close()


def test_nothing_else_leaves_the_plan_while_it_is_published(
    window: MainWindow, work: Workspace, plan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, said = slow_disk(monkeypatch), []

    def again() -> None:
        try:
            window.files.publisher.publish_here()
        except FileProblem as problem:
            said.append(str(problem))
        goes_on.set()

    QTimer.singleShot(100, again)
    edit(work, "kept")
    window.close()
    assert said == [f"{plan_file.name} is being published. Wait a moment and try again."]
    assert read_back(plan_file) == "kept"
