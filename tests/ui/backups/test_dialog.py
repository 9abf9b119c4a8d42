"""The dialog of backups: list, preview, going back with undo, a copy, and a plan too damaged to open."""

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.document.backups import back_up_now
from planner.domain.records.operation import Operation
from planner.storage.pair import Pair
from planner.ui.backups.dialog import BackupsDialog
from planner.ui.main_window import MainWindow
from planner.ui.workspace import Workspace


def shown() -> BackupsDialog:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, BackupsDialog) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def delete(work: Workspace, reference: str) -> str:
    from planner.document.command import Command

    operation = work.bridge.document.read.all(Operation, reference=reference)[0]

    def drop(pair: Pair) -> None:
        pair.drop(Operation, operation.id)

    work.bridge.run(Command("Delete it", drop))
    return operation.id


def test_going_back_is_previewed_and_undone(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    back_up_now(work.bridge.document, "Before a test")
    gone = delete(work, "SW-2026-03")
    read = work.bridge.document.read
    window.trigger("backups")
    dialog = shown()
    assert [b.why for b in dialog.model.records] == [
        "Before a test",
        "When it was opened",
    ]
    qtbot.waitUntil(lambda: dialog.changes.rowCount() == 1)
    assert "comes back" in str(dialog.changes.index(0, 1).data())
    dialog.ask_go_back()
    qtbot.waitUntil(lambda: read.get(Operation, gone) is not None)
    window.trigger("undo")
    assert read.get(Operation, gone) is None


def test_a_copy_is_written_and_opened(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    gone = delete(work, "SW-2026-03")
    window.trigger("backups")
    dialog = shown()
    qtbot.waitUntil(dialog.go_back.isEnabled)
    dialog.write_copy(tmp_path / "copy.wardplan")
    assert work.bridge.document.target.name == "copy.wardplan"
    assert work.bridge.document.read.get(Operation, gone) is not None


def test_a_damaged_plan_offers_its_backups(
    window: MainWindow, work: Workspace, plan_file: Path, tmp_path: Path
) -> None:
    work.bridge.document.publish()
    data = plan_file.read_bytes()
    other = tmp_path / "other.wardplan"
    other.write_bytes(data)
    assert window.files.open(other)
    other.write_bytes(data[:50_000] + b"\xff" * 32 + data[50_032:])
    plan_file.write_bytes(data[:50_000] + b"\xff" * 32 + data[50_032:])
    assert not window.files.open(plan_file)
    dialog = shown()
    assert dialog.go_back.isHidden()
    assert dialog.model.rowCount() >= 1
    dialog.close()
    other.write_bytes(data)
