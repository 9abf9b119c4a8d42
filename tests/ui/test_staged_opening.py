"""The window shows a plan that this computer knows at once, and takes it back when the check says no."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from planner.document.commands.operation import move_operation
from planner.document.opening import open_plan
from planner.domain.records.operation import Operation
from planner.ui.dialogs.waiting import WaitingDialog
from planner.ui.main_window import MainWindow
from tests.storage.test_known_version import copies, spoil


@pytest.fixture
def known_file(plan_file: Path) -> Path:
    """The demo plan, opened on this computer before."""
    open_plan(plan_file, author="Tests").close()
    return plan_file


def _opened(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.document is not None and not window.document.is_opening)


def test_map_and_calendar_stand_before_the_check_and_stay(
    window: MainWindow, known_file: Path, qtbot: QtBot
) -> None:
    assert window.files.open(known_file)
    document, work = window.document, window.workspace
    assert document is not None
    assert work is not None
    assert document.is_opening
    assert "opening…" in window.status.plan_text
    bars = [bar.key for bar in work.calendar.surface.bars]
    assert bars
    _opened(window, qtbot)
    qtbot.waitUntil(lambda: "published" in window.status.plan_text)
    assert window.document is document
    assert [bar.key for bar in work.calendar.surface.bars] == bars
    assert window.messages.text == ""


def test_an_edit_at_once_waits_and_is_published(window: MainWindow, known_file: Path, qtbot: QtBot) -> None:
    assert window.files.open(known_file)
    work = window.workspace
    assert work is not None
    operation = work.bridge.document.read.all(Operation)[0]
    assert work.bridge.run(move_operation(operation_id=operation.id, days=2)) is not None
    moved = work.bridge.document.read.span_of(operation.id)
    window.trigger("publish")
    qtbot.waitUntil(lambda: not window.jobs.is_busy and not work.bridge.document.has_unpublished_changes)
    window.close()
    again = open_plan(known_file, author="Reader", read_only=True)
    assert again.read.span_of(operation.id) == moved
    again.close()


def test_a_plan_damaged_since_is_taken_back_with_todays_sentence(
    window: MainWindow, known_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    sound = tmp_path / "Sound.wardplan"
    sound.write_bytes(known_file.read_bytes())
    spoil(known_file)
    assert window.files.open(known_file)
    qtbot.waitUntil(lambda: window.document is None)
    assert "is damaged" in window.messages.text
    assert window.start.isVisible()
    assert window.windowTitle() == "Wardplan"
    assert window.status.plan_text == ""
    assert not window.actions_by_name["publish"].isEnabled()
    assert not window.actions_by_name["month"].isEnabled()
    window.close_dialogs()
    assert window.files.open(sound)
    _opened(window, qtbot)
    assert window.workspace is not None
    assert window.workspace.isVisible()
    assert window.actions_by_name["publish"].isEnabled()
    assert window.messages.text == ""


def test_a_command_on_a_damaged_plan_is_refused_and_takes_the_plan_back(
    window: MainWindow, known_file: Path
) -> None:
    spoil(known_file)
    assert window.files.open(known_file)
    window.trigger("types")
    assert window.document is None
    assert "is damaged" in window.messages.text


def test_closed_at_once_the_window_leaves_nothing_behind(window: MainWindow, known_file: Path) -> None:
    assert window.files.open(known_file)
    window.close()
    assert copies() == []
    assert not known_file.with_name(known_file.name + ".open").exists()


def test_a_plan_never_seen_is_checked_while_the_window_goes_on(window: MainWindow, plan_file: Path) -> None:
    ticks: list[str] = []
    timer = QTimer(interval=1)
    timer.timeout.connect(lambda: ticks.append(window.status.plan_text))
    timer.start()
    assert window.files.open(plan_file)
    timer.stop()
    assert f"Opening {plan_file.name}…" in ticks
    assert window.document is not None
    assert not window.document.is_opening


def test_an_opening_that_takes_a_while_can_be_cancelled(
    window: MainWindow, plan_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.ui.dialogs.waiting.SHOW_MS", 0)
    asked: list[str] = []

    def cancel() -> None:
        for dialog in window.findChildren(WaitingDialog):
            asked.append(dialog.windowTitle())
            dialog.reject()
        if not asked:
            QTimer.singleShot(0, window, cancel)

    QTimer.singleShot(0, window, cancel)
    assert not window.files.open(plan_file)
    assert asked == [f"Opening {plan_file.name}"]
    assert window.document is None
    assert "cancelled" in window.messages.text
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert window.files.open(plan_file)
