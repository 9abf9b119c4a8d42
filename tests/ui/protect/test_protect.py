"""The passphrase of a plan, and purging, as the window offers them."""

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from planner.domain.records.operation import Operation
from planner.domain.records.sharing import PurgeNote
from planner.ui.dialogs.ask_passphrase import PassphraseDialog as AskDialog
from planner.ui.main_window import MainWindow
from planner.ui.protect.passphrase import PassphraseDialog
from planner.ui.protect.purge import PurgeDialog
from planner.ui.workspace import Workspace

D = TypeVar("D", bound=QDialog)
PHRASE, OTHER = "four quiet brown owls", "three loud grey geese"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys with less work: what scrypt costs is no matter of these tests."""
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)


def set_passphrase(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    dialog = PassphraseDialog(window, work)
    dialog.show()
    qtbot.keyClicks(dialog.new, PHRASE)
    qtbot.keyClicks(dialog.again, "something else")
    qtbot.keyClick(dialog.again, Qt.Key.Key_Return)
    assert "differ" in dialog.problem.text()
    dialog.again.setText(PHRASE)
    dialog.go()
    qtbot.waitUntil(lambda: work.bridge.document.is_encrypted)


def test_a_plan_is_encrypted_and_asked_for_on_opening(
    window: MainWindow, work: Workspace, plan_file: Path, qtbot: QtBot
) -> None:
    set_passphrase(window, work, qtbot)
    assert "encrypted" in window.messages.text
    document = work.bridge.document
    assert not window.files.open(plan_file)
    asked = visible(AskDialog)
    qtbot.keyClicks(asked.phrase, "wrong words here")
    asked.go()
    again = visible(AskDialog)
    qtbot.keyClicks(again.phrase, PHRASE)
    again.go()
    qtbot.waitUntil(lambda: work.bridge.document is not document)
    assert work.bridge.document.is_encrypted


def test_three_wrong_ones_are_enough(
    window: MainWindow, work: Workspace, plan_file: Path, qtbot: QtBot
) -> None:
    set_passphrase(window, work, qtbot)
    window.files.open(plan_file)
    for _ in range(3):
        asked = visible(AskDialog)
        asked.phrase.setText("wrong words here")
        asked.go()
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, AskDialog) and w.isVisible()]
    assert "does not open" in window.messages.text


def test_it_is_changed_and_removed_with_the_old_one(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    set_passphrase(window, work, qtbot)
    dialog = PassphraseDialog(window, work)
    dialog.now.setText("not the one")
    dialog.new.setText(OTHER)
    dialog.again.setText(OTHER)
    dialog.go()
    assert "not the passphrase" in dialog.problem.text()
    dialog.now.setText(PHRASE)
    key = work.bridge.document.shared_files[0].file.key
    dialog.go()
    qtbot.waitUntil(lambda: work.bridge.document.shared_files[0].file.key != key)
    last = PassphraseDialog(window, work)
    last.now.setText(OTHER)
    last.remove()
    qtbot.waitUntil(lambda: not work.bridge.document.is_encrypted)


def test_an_operation_is_purged_when_its_reference_is_typed(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    operation = work.bridge.document.read.all(Operation, reference="SW-2026-03")[0]
    work.operations.show_operation(operation.id)
    window.trigger("purge")
    dialog = visible(PurgeDialog)
    qtbot.keyClicks(dialog.reason, "Kept past its review")
    qtbot.keyClicks(dialog.authoriser, "District commander")
    assert not dialog.purge.isEnabled()
    qtbot.keyClicks(dialog.typed, "sw-2026-03")
    assert dialog.purge.isEnabled()
    qtbot.keyClick(dialog.typed, Qt.Key.Key_Return)
    read = work.bridge.document.read
    qtbot.waitUntil(lambda: "is purged" in window.messages.text)
    assert read.get(Operation, operation.id) is None
    assert [n.reference for n in read.all(PurgeNote)] == ["SW-2026-03"]
    assert not window.actions_by_name["undo"].isEnabled()


def visible(kind: type[D]) -> D:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert len(found) == 1
    return found[0]
