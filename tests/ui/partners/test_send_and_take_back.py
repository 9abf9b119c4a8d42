"""The council's tasks out in four actions, its answers back in three; what is owed and was handed on."""

from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from planner.briefing.raster import marking_of
from planner.document.chase import Which
from planner.document.partner_tasks import send_tasks, terms_for
from planner.document.share_log import given_of
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import Marking, ShareKind, TaskStatus
from planner.ui.main_window import MainWindow
from planner.ui.merge.preview import MergePreviewDialog
from planner.ui.partners.handed_on import HandedOnDialog
from planner.ui.partners.send_dialog import SendTasksDialog
from planner.ui.partners.tasks_dialog import TasksDialog
from planner.ui.preview.paper import order_paper
from planner.ui.preview.preview import PreviewDialog
from planner.ui.workspace import Workspace
from tests.ui.weekly.hands import CTRL, SHIFT, Hands

SEND, TAKE_BACK = 4, 3
D = TypeVar("D", bound=QDialog)


def shares(work: Workspace) -> list[Share]:
    return work.bridge.document.read.all(Share)


def dialog(window: MainWindow, kind: type[D]) -> D:
    return next(d for d in window.findChildren(kind) if d.isVisible())


def send(window: MainWindow, work: Workspace, qtbot: QtBot) -> Path:
    """Send the council its tasks, without the dialog; return the spreadsheet."""
    document = work.bridge.document
    terms = terms_for(document.read, council(work))
    sent = send_tasks(document.read, council(work).id, terms, now=datetime(2026, 9, 3, 8, 12))
    document.run(sent.note)
    path = document.target.with_name(f"{sent.stem}.xlsx")
    path.write_bytes(sent.xlsx)
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    return path


def council(work: Workspace) -> Partner:
    return work.bridge.document.read.all(Partner, short_name="City Council")[0]


def answer(path: Path) -> list[str]:
    """Fill in the sheet as the council would: two tasks done, a note; returns the ids of the tasks."""
    book = load_workbook(path)
    page = book.worksheets[0]
    rows = [r for r in range(10, page.max_row + 1) if page.cell(r, 6).value == "open"]
    page.cell(rows[0], 6).value = page.cell(rows[1], 6).value = "done"
    page.cell(rows[1], 7).value = "Survey booked 14 September"
    book.save(path)
    return [str(page.cell(r, 1).value) for r in rows[:2]]


@pytest.mark.timeout(120)
def test_the_council_is_sent_its_tasks(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    hands = Hands(window)
    hands.chord(window, Qt.Key.Key_T, CTRL | SHIFT)
    shown = dialog(window, SendTasksDialog)
    hands.type(shown.listing, "City")
    assert shown.in_hand == council(work).id
    hands.chord(shown.listing, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(shares(work)))
    assert hands.actions <= SEND
    (share,) = shares(work)
    folder = work.bridge.document.target.parent
    assert (folder / share.file_name).exists()
    assert (folder / share.file_name).with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    owed = {t.id for t in work.bridge.document.read.all(Task, partner_id=council(work).id)}
    assert set(given_of(share)["task"]) <= owed
    assert share.purpose
    assert share.gateway
    assert "ready to be mailed" in window.messages.text
    assert not [d for d in window.findChildren(SendTasksDialog) if d.isVisible()]


def test_terms_are_remembered_for_each_partner(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    shown = work.weekly.partners.open_send(council(work).id)
    shown.agreement.setText("SCP-ISA-7")
    shown.agreement.textEdited.emit("SCP-ISA-7")
    shown.days.setValue(14)
    shown.gateway.setCurrentText("")
    shown.ask_send()
    assert "which gateway" in shown._warning.text()
    shown.gateway.setCurrentText("Housing Act 1996, s.1")
    shown.ask_send()
    qtbot.waitUntil(lambda: bool(shares(work)))
    again = work.weekly.partners.open_send(council(work).id)
    assert (again.agreement.text(), again.days.value()) == ("SCP-ISA-7", 14)
    assert again.gateway.currentText() == "Housing Act 1996, s.1"
    assert work.bridge.document.history.undo_label == ""
    again.close()


def test_a_whole_row_of_partners_is_sent_at_once(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    shown = work.weekly.partners.open_send()
    number = min(3, shown.listing.count())
    assert number > 1
    for at in range(number):
        shown.listing.item(at).setCheckState(Qt.CheckState.Checked)
    assert shown.send.text() == f"Send to {number} partners"
    shown.ask_send()
    qtbot.waitUntil(lambda: len(shares(work)) == number)
    assert len({s.partner_id for s in shares(work)}) == number


@pytest.mark.timeout(120)
def test_the_answers_are_taken_back(
    window: MainWindow, work: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = send(window, work, qtbot)
    ids = answer(path)
    read = work.bridge.document.read
    before = {i: read.require(Task, i) for i in ids}
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
    hands = Hands(window)
    hands.chord(window, Qt.Key.Key_R, CTRL | SHIFT)
    hands.actions += 1  # choosing the file in the system's own dialog
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(MergePreviewDialog)))
    shown = dialog(window, MergePreviewDialog)
    assert shown.preview.title.startswith("City Council sheet of ")
    assert {i: read.require(Task, i) for i in ids} == before
    hands.click(shown.apply)
    history = work.bridge.document.history
    qtbot.waitUntil(lambda: history.undo_label == "Take answers back")
    assert read.require(Task, ids[0]).status is TaskStatus.DONE
    assert hands.actions <= TAKE_BACK
    assert read.require(Task, ids[1]).note == "Survey booked 14 September"
    work.undo()
    assert {i: read.require(Task, i) for i in ids} == before


@pytest.mark.timeout(120)
def test_a_sheet_is_dropped_on_the_window(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    path = send(window, work, qtbot)
    answer(path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(20, 20), copy, data, left, none)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    dropped = QDropEvent(QPointF(20, 20), copy, data, left, none)
    QApplication.sendEvent(window, dropped)
    assert dropped.isAccepted()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(MergePreviewDialog)))


def test_what_is_no_sheet_is_said_in_one_sentence(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "letter.xlsx"
    path.write_bytes(b"hello")
    work.weekly.partners.take_back(path)
    qtbot.waitUntil(lambda: "letter.xlsx is not a spreadsheet" in window.messages.text)
    path = send(window, work, qtbot)
    work.weekly.partners.take_back(path)
    qtbot.waitUntil(lambda: "Nothing new in" in window.messages.text)


def test_tasks_are_ticked_noted_and_chased(window: MainWindow, work: Workspace) -> None:
    window.trigger("tasks_due")
    shown = dialog(window, TasksDialog)
    lines = shown.lines()
    assert lines
    assert shown.which is Which.OVERDUE
    model = shown.editor.model
    assert model.setData(model.index(0, 8), "Rang twice")
    assert model.setData(model.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    read = work.bridge.document.read
    done = read.require(Task, lines[0].id)
    assert (done.status, done.note) == (TaskStatus.DONE, "Rang twice")
    assert lines[0].id not in {line.id for line in shown.lines()}
    work.undo()
    assert read.require(Task, lines[0].id).status is TaskStatus.OPEN
    shown.copy_chase()
    text = QGuiApplication.clipboard().text()
    assert lines[0].title in text
    assert text.startswith("Overdue on 3 September 2026")
    shown._on_which(Which.LEGACY)
    shown.months.show_value(3)
    shown.reload()
    assert {line.legacy for line in shown.lines()} <= {"3 months"}
    shown.who.show_value(council(work).id)
    assert {line.partner_id for line in shown.lines()} <= {council(work).id}
    shown.close()


def test_the_register_lists_what_was_sent(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    send(window, work, qtbot)
    window.trigger("handed_on")
    shown = dialog(window, HandedOnDialog)
    assert shown.table.rowCount() == 1
    cell = shown.table.item(0, 1)
    assert cell is not None
    assert cell.text() == "City Council"
    path = work.bridge.document.target.with_name("log.csv")
    shown.save(path)
    assert "City Council" in path.read_text(encoding="utf-8-sig")
    shown.close()


@pytest.mark.timeout(120)
def test_a_saved_order_with_its_roster_is_noted_once(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    operation = work.bridge.document.read.all(Operation, marking=Marking.OFFICIAL)[0]
    preview = PreviewDialog(
        work.bridge, order_paper(work.bridge.document.read, operation.id), window.jobs, window
    )
    preview.show()
    qtbot.waitUntil(lambda: bool(preview.pdf) and not window.jobs.is_busy)
    assert preview.save(tmp_path / "order.pdf")
    assert marking_of(preview.pdf) is Marking.OFFICIAL_SENSITIVE
    (share,) = shares(work)
    assert (share.operation_id, share.file_name, share.kind) == (operation.id, "order.pdf", ShareKind.PRINT)
    assert not window.jobs.is_busy  # the note did not make the paper anew
    preview.close()
