"""The passphrase of a plan, and purging, as the window offers them."""

from pathlib import Path
from threading import Event
from time import sleep
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from planner.document.new_plan import command_records
from planner.document.opening import create_command_file, open_command_file
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Setting
from planner.domain.records.sharing import PurgeNote
from planner.ui.dialogs.ask_passphrase import PassphraseDialog as AskDialog
from planner.ui.jobs import Progress
from planner.ui.main_window import MainWindow
from planner.ui.protect.passphrase import PassphraseDialog
from planner.ui.protect.purge import PurgeDialog
from planner.ui.workspace import Workspace
from tests.storage.plans import put

D = TypeVar("D", bound=QDialog)
PHRASE, OTHER = "four quiet brown owls", "three loud grey geese"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys with less work: what scrypt costs is no matter of these tests."""
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)


def set_passphrase(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    dialog = PassphraseDialog(window, work)
    dialog.show()
    assert QApplication.activeModalWidget() is dialog
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


def test_who_reads_on_a_worker_is_waited_for_before_the_old_rows_are_wiped(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    document, begun, over, ended = work.bridge.document, Event(), Event(), list[str]()

    def read_slowly(_progress: Progress) -> None:
        with document.reading_elsewhere() as read:
            while not over.wait(0.02):
                read.all(Operation)
                begun.set()
            sleep(0.3)  # between two looks whether it is still wanted
            read.all(Operation)

    work.bridge.changing.connect(over.set)
    window.jobs.start(read_slowly, done=lambda _: ended.append("read"), failed=ended.append)
    assert begun.wait(60)
    set_passphrase(window, work, qtbot)
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert ended == ["read"]


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
    type_new(dialog)
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


def test_nothing_is_published_while_the_files_are_written_anew(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    """The window publishes by itself, as when another program comes to the front."""
    operation = work.bridge.document.read.all(Operation, reference="SW-2026-03")[0]
    publisher = window.files.publisher
    dialog = PurgeDialog(window, work, operation.id)
    qtbot.addWidget(dialog)
    for field, words in (
        (dialog.reason, "Kept"),
        (dialog.authoriser, "Commander"),
        (dialog.typed, "SW-2026-03"),
    ):
        field.setText(words)
    dialog.go()
    publisher._last = -1e9
    assert window.jobs.is_busy
    assert work.bridge.document.has_unpublished_changes
    publisher.publish_soon()
    publisher.publish_now()
    assert not publisher.is_running
    qtbot.waitUntil(lambda: "is purged" in window.messages.text)
    assert window.messages.text == "SW-2026-03 is purged; one line of it is kept."
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    edit(work)
    publisher.publish_now()
    assert publisher.is_running
    qtbot.waitUntil(lambda: not publisher.is_running)


def type_new(dialog: PassphraseDialog) -> None:
    """Be refused with a wrong passphrase once, then have all that a change needs typed in."""
    dialog.now.setText("not the one")
    dialog.new.setText(OTHER)
    dialog.again.setText(OTHER)
    dialog.go()
    assert "not the passphrase" in dialog.problem.text()
    dialog.now.setText(PHRASE)


def edit(work: Workspace) -> None:
    work.bridge.run(put(Setting(id="test", value="after")))


def visible(kind: type[D]) -> D:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_command_file_gets_another_one(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    document = work.bridge.document
    command = document.target.with_suffix(".command.wardplan")
    create_command_file(document, command, PHRASE, command_records(), "X101")
    window.refresh()
    assert not window.actions_by_name["command_passphrase"].isEnabled()
    open_command_file(document, command, PHRASE)
    window.refresh()
    window.actions_by_name["command_passphrase"].trigger()
    dialog = visible(PassphraseDialog)
    type_new(dialog)
    key = document.shared_files[1].file.key
    dialog.go()
    qtbot.waitUntil(lambda: document.shared_files[1].file.key != key)
    assert "command file has its new passphrase" in window.messages.text
    assert not document.is_encrypted
