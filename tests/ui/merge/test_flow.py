"""Around the preview: second copies offered, files dropped, passphrases asked, what publishing says."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from planner.document.commands.operation import edit_operation
from planner.document.commands.posts import add_post, assign
from planner.document.merging import apply_merge
from planner.document.new_plan import command_records, starting_records
from planner.document.opening import create_command_file, create_plan, open_command_file
from planner.domain.merging import Choice, MergeState
from planner.domain.records.deployment import Post
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import PostKind
from planner.ui.dialogs.ask_passphrase import PassphraseDialog
from planner.ui.findings_list import FindingCard
from planner.ui.main_window import MainWindow
from planner.ui.merge.asking import DroppedDialog
from planner.ui.merge.found import MergeFindingsDialog
from planner.ui.merge.preview import DecisionsDialog, MergePreviewDialog
from planner.ui.workspace import Workspace
from tests.ui.conftest import TODAY
from tests.ui.merge.elsewhere import change_elsewhere


def first_of(work: Workspace) -> Operation:
    """Return an operation to dispute."""
    return min(work.bridge.document.read.all(Operation), key=lambda o: o.reference)


def shown(window: MainWindow, kind: type[QDialog]) -> list[QDialog]:
    """Return the open dialogs of a kind."""
    return [d for d in window.findChildren(kind) if d.isVisible()]


def link(window: MainWindow, words: str) -> QPushButton:
    """Return a link of the message bar."""
    return next(b for b in window.messages.findChildren(QPushButton) if b.text() == words and b.isVisible())


def idle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait for every job and what it tells."""
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    QApplication.processEvents()


def test_a_second_copy_beside_is_offered_when_the_bar_is_free_and_never_deleted(
    work: Workspace, window: MainWindow, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    beside = Path(shutil.copy(plan_file, plan_file.with_name("Colchester 2026-LAPTOP2.wardplan")))
    operation = first_of(work)
    change_elsewhere(beside, "X101", {"title": {operation.id: "Theirs"}}, tmp_path / "elsewhere")
    content = beside.read_bytes()
    window.messages.say("Something else is said first.", stays=True)
    work.second_copies.look()
    idle(window, qtbot)
    assert window.messages.text == "Something else is said first."
    window.messages.hide()
    QApplication.processEvents()
    assert (
        window.messages.text
        == "A second copy lies beside: Colchester 2026-LAPTOP2.wardplan, 1 change by X101."
    )
    link(window, "Merge it").click()
    idle(window, qtbot)
    (preview,) = shown(window, MergePreviewDialog)
    assert isinstance(preview, MergePreviewDialog)
    assert [i.theirs.text for i in preview.preview.of(MergeState.CHANGED)] == ["Theirs"]
    preview.apply.click()
    idle(window, qtbot)
    assert first_of(work).title == "Theirs"
    work.second_copies.look()
    idle(window, qtbot)
    assert "second copy" not in window.messages.text
    assert beside.read_bytes() == content


def test_a_plan_dropped_on_the_window_asks_merge_or_open(
    work: Workspace, window: MainWindow, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = Path(shutil.copy(plan_file, tmp_path / "From the stick.wardplan"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    spot, copy = QPointF(40, 40), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(spot.toPoint(), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(spot, copy, data, left, none))
    qtbot.waitUntil(lambda: bool(shown(window, DroppedDialog)))
    (asked,) = shown(window, DroppedDialog)
    assert isinstance(asked, DroppedDialog)
    asked.merge.click()
    idle(window, qtbot)
    assert window.messages.text == "Nothing new in From the stick.wardplan."
    assert work.bridge.document.target == plan_file
    work.merging.ask_about_dropped(other)
    (asked,) = shown(window, DroppedDialog)
    assert isinstance(asked, DroppedDialog)
    asked.open_it.click()
    assert work.bridge.document.target == other


def test_what_is_no_plan_is_not_taken_by_dropping(window: MainWindow, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "letter.pdf"))])
    assert window.files.dropped(data) is None
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / f"{n}.wardplan")) for n in "ab"])
    assert window.files.dropped(data) is None


def test_another_plan_is_refused_by_its_name(
    work: Workspace, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    row, records = starting_records(title="Tendring 2026", wards_file=None, today=TODAY)
    other = tmp_path / "Tendring.wardplan"
    create_plan(other, plan=row, records=records, author="X101").close()
    work.merging.compare(other)
    idle(window, qtbot)
    assert "Tendring 2026" in window.messages.text
    assert not shown(window, MergePreviewDialog)


def test_the_passphrase_of_an_encrypted_copy_is_asked_and_kept_nowhere(
    work: Workspace, window: MainWindow, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = Path(shutil.copy(plan_file, tmp_path / "Locked.wardplan"))
    operation = first_of(work)
    changes = {"title": {operation.id: "Locked away"}, "passphrase": {"new": "four words of mine"}}
    change_elsewhere(other, "X101", changes, tmp_path / "elsewhere")
    work.merging.compare(other)
    idle(window, qtbot)
    (asked,) = shown(window, PassphraseDialog)
    assert isinstance(asked, PassphraseDialog)
    QTest.keyClicks(asked.phrase, "four words of yours")
    QTest.keyClick(asked.phrase, Qt.Key.Key_Return)
    idle(window, qtbot)
    asked = next(d for d in shown(window, PassphraseDialog) if isinstance(d, PassphraseDialog))
    assert "does not open" in asked.problem
    QTest.keyClicks(asked.phrase, "four words of mine")
    QTest.keyClick(asked.phrase, Qt.Key.Key_Return)
    idle(window, qtbot)
    (preview,) = shown(window, MergePreviewDialog)
    assert isinstance(preview, MergePreviewDialog)
    preview.apply.click()
    idle(window, qtbot)
    assert first_of(work).title == "Locked away"


def test_publishing_says_whose_changes_came_and_what_waits(
    work: Workspace, window: MainWindow, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    operation = first_of(work)
    change_elsewhere(plan_file, "X101", {"title": {operation.id: "Theirs"}}, tmp_path / "elsewhere")
    work.bridge.run(edit_operation(operation_id=operation.id, title="Mine"))
    window.trigger("publish")
    idle(window, qtbot)
    said = window.messages.text
    assert "X101" in said
    assert "1 decision waits" in said
    link(window, "Show").click()
    (listed,) = shown(window, DecisionsDialog)
    assert isinstance(listed, DecisionsDialog)
    listed.list.table.choose(Choice.MINE)
    listed.ask_apply()
    assert first_of(work).title == "Mine"
    assert not work.merging.decisions


def test_a_comparison_can_be_cancelled_and_nothing_was_touched(
    work: Workspace, window: MainWindow, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = Path(shutil.copy(plan_file, tmp_path / "Other.wardplan"))
    change_elsewhere(other, "X101", {"title": {first_of(work).id: "Theirs"}}, tmp_path / "elsewhere")
    before = work.bridge.document.change_sets(1)
    work.merging.compare(other)
    work.merging.cancel()
    idle(window, qtbot)
    assert not shown(window, MergePreviewDialog)
    assert work.bridge.document.change_sets(1) == before
    work.merging.compare(other)
    idle(window, qtbot)
    assert shown(window, MergePreviewDialog), "a cancelled comparison stands in nobody's way"


def test_in_command_view_the_plan_is_merged_as_well(
    work: Workspace, window: MainWindow, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    document = work.bridge.document
    command = document.target.with_suffix(".command.wardplan")
    create_command_file(document, command, "four words of mine", command_records(), "X101")
    open_command_file(document, command, "four words of mine")
    work.enter_command_view()
    other = Path(shutil.copy(plan_file, tmp_path / "Other.wardplan"))
    operation = first_of(work)
    change_elsewhere(other, "X101", {"title": {operation.id: "Theirs"}}, tmp_path / "elsewhere")
    work.merging.compare(other)
    idle(window, qtbot)
    (preview,) = shown(window, MergePreviewDialog)
    assert isinstance(preview, MergePreviewDialog)
    preview.apply.click()
    idle(window, qtbot)
    assert document.read.require(Operation, operation.id).title == "Theirs"


def test_a_preview_that_is_closed_while_the_backup_is_made_applies_nothing(
    work: Workspace, window: MainWindow, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = Path(shutil.copy(plan_file, tmp_path / "Other.wardplan"))
    operation = first_of(work)
    change_elsewhere(other, "X101", {"title": {operation.id: "Theirs"}}, tmp_path / "elsewhere")
    work.merging.compare(other)
    idle(window, qtbot)
    (preview,) = shown(window, MergePreviewDialog)
    assert isinstance(preview, MergePreviewDialog)
    preview.apply.click()
    preview.reject()
    idle(window, qtbot)
    assert first_of(work) == operation


def new_posts_at_one_time(work: Workspace) -> tuple[str, str]:
    """Add an empty post to two deployments that overlap, of two operations; returns their ids."""
    days = work.bridge.document.read.deployments_between(datetime(2026, 9, 4), datetime(2026, 9, 15))
    both = next(
        (day, other)
        for day in days
        for other in days
        if day.operation_id != other.operation_id and day.start < other.end and other.start < day.end
    )
    made = [
        work.bridge.run(add_post(deployment_id=d.id, role="Extra", kind=PostKind.CONSTABLE)) for d in both
    ]
    first, second = (next(iter(changes.ids(Post))) for changes in made if changes is not None)
    return first, second


def test_what_only_the_merge_brought_about_is_shown(
    work: Workspace, window: MainWindow, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    mine, theirs = new_posts_at_one_time(work)
    work.bridge.document.publish()
    other = Path(shutil.copy(plan_file, tmp_path / "Other.wardplan"))
    change_elsewhere(other, "X101", {"assign": {theirs: "X777"}}, tmp_path / "elsewhere")
    work.bridge.run(assign(post_id=mine, rank="PC", collar_number="X777"))
    work.merging.compare(other)
    idle(window, qtbot)
    (preview,) = shown(window, MergePreviewDialog)
    assert isinstance(preview, MergePreviewDialog)
    preview.apply.click()
    idle(window, qtbot)
    qtbot.waitUntil(lambda: "The merge brings" in window.messages.text)
    link(window, "Show").click()
    (listed,) = shown(window, MergeFindingsDialog)
    assert isinstance(listed, MergeFindingsDialog)
    assert any("X777" in f.message for f in listed.found)
    assert [c.item.finding for c in listed.findChildren(FindingCard)] == list(listed.found)


def test_very_many_decisions_are_read_on_a_worker(
    work: Workspace,
    window: MainWindow,
    plan_file: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.ui.merge.flow._AT_ONCE", 0)
    operation = first_of(work)
    other = Path(shutil.copy(plan_file, tmp_path / "Other.wardplan"))
    change_elsewhere(other, "X102", {"title": {operation.id: "Theirs"}}, tmp_path / "elsewhere")
    work.bridge.run(edit_operation(operation_id=operation.id, title="Mine"))
    apply_merge(work.bridge.document, other)
    work.merging.reload()
    assert work.merging.waiting == "1 decision waits"
    assert work.merging.open_decisions() is None, "they are being read"
    qtbot.waitUntil(lambda: bool(window.findChildren(DecisionsDialog)))
    assert [item.theirs.text for item in work.merging.decisions] == ["Theirs"]
