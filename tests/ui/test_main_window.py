"""The window as a commander uses it: drop, move, undo, authorise, preview, close, reopen."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.document.commands.operation import move_operation
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import Status
from planner.ui.dialogs.quick_entry import QuickEntry
from planner.ui.find.find_box import FindBox
from planner.ui.main_window import MainWindow
from planner.ui.preview.preview import PreviewDialog
from planner.ui.state import Scale, Selection
from planner.ui.workspace import Workspace


def _type(work: Workspace, name: str) -> OperationType:
    return work.bridge.document.read.all(OperationType, name=name)[0]


def _ward(work: Workspace, name: str) -> Ward:
    return work.bridge.document.read.all(Ward, name=name)[0]


def test_start_panel_is_shown_and_nothing_needs_a_plan(window: MainWindow) -> None:
    assert window.start.isVisible()
    assert not window.actions_by_name["new_operation"].isEnabled()
    assert window.actions_by_name["open"].isEnabled()


def test_street_week_dropped_moved_undone_authorised_and_found_again(
    window: MainWindow, work: Workspace, plan_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    kind, ward = _type(work, "Street Week"), _ward(work, "Greenstead")
    work.map.type_dropped.emit(kind.id, ward.id, 602000.0, 225000.0)
    read = work.bridge.document.read
    operation_id = work.state.selection.operation_id
    operation = read.require(Operation, operation_id)
    assert operation.type_id == kind.id
    days = read.all(Deployment, operation_id=operation_id)
    assert len(days) == 7
    first = read.span_of(operation_id)[0].date()
    assert first.weekday() == 0
    assert first >= work.state.today
    assert work.inspector.header._title.toPlainText() == operation.title

    work.bridge.run(move_operation(operation_id=operation_id, days=1))
    assert read.span_of(operation_id)[0].date().weekday() == 1
    assert "Move Street Week" in window.toolbar.undo.toolTip()
    window.trigger("undo")
    assert read.span_of(operation_id)[0].date() == first
    window.trigger("redo")
    assert read.span_of(operation_id)[0].date().weekday() == 1

    work.inspector.ask_authorise()
    popover = work.inspector.header.findChild(object, "authorise")
    from PySide6.QtWidgets import QFrame, QLineEdit

    assert isinstance(popover, QFrame)
    who = popover.findChildren(QLineEdit)[0]
    qtbot.keyClicks(who, "Ch Insp X101")
    qtbot.keyClick(who, Qt.Key.Key_Return)
    assert read.require(Operation, operation_id).status is Status.AUTHORISED

    window.trigger("brief")
    preview = window.findChild(PreviewDialog)
    assert isinstance(preview, PreviewDialog)
    qtbot.waitUntil(lambda: bool(preview.pdf))
    assert preview.save(tmp_path / "order.pdf")
    assert (tmp_path / "order.pdf").read_bytes().startswith(b"%PDF")
    preview.close()

    assert window.files.publisher.publish_here()
    reference = operation.reference
    window.close()
    from planner.document.opening import open_plan

    again = open_plan(plan_file, author="X102")
    found = again.read.all(Operation, reference=reference)
    assert [o.id for o in found] == [operation_id]
    assert found[0].status is Status.AUTHORISED
    again.close()


def test_type_dropped_on_a_day_takes_the_selected_ward(work: Workspace) -> None:
    ward = _ward(work, "Castle")
    work.state.select(Selection(ward_id=ward.id))
    work.calendar.type_dropped.emit(_type(work, "Operation Diss").id, date(2026, 9, 15))
    read, operation_id = work.bridge.document.read, work.state.selection.operation_id
    assert read.span_of(operation_id)[0].date() == date(2026, 9, 15)
    assert [w.ward_id for w in read.all(OperationWard, operation_id=operation_id)] == [ward.id]


def test_a_type_dropped_outside_the_wards_says_so(window: MainWindow, work: Workspace) -> None:
    before = work.bridge.document.read.count(Operation)
    work.map.type_dropped.emit(_type(work, "Street Week").id, "", 0.0, 0.0)
    assert work.bridge.document.read.count(Operation) == before
    assert "outside" in window.messages.text


def test_one_typed_line_makes_an_operation(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    window.trigger("new_operation")
    entry = window.findChild(QuickEntry)
    assert isinstance(entry, QuickEntry)
    qtbot.keyClicks(entry.line, "street week greenstead")
    assert not entry._go.isEnabled()
    qtbot.keyClicks(entry.line, " 5 oct")
    assert "5" in entry.meaning.text()
    qtbot.keyClick(entry.line, Qt.Key.Key_Return)
    span = work.bridge.document.read.span_of(work.state.selection.operation_id)
    assert span[0].date() == date(2026, 10, 5)
    assert work.state.period.first <= date(2026, 10, 5) <= work.state.period.last


def test_find_goes_to_a_village_and_runs_a_command(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    window.trigger("find")
    box = window.findChild(FindBox)
    assert isinstance(box, FindBox)
    qtbot.keyClicks(box.line, "ded")
    assert box.results.found[0].title == "Dedham"
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert work.state.selection.place_id
    assert "Dedham" in [o.text() for o in work.inspector.ground.findChildren(type(window.toolbar.period))]

    window.trigger("find")
    box = next(b for b in window.findChildren(FindBox) if b.isVisible())
    qtbot.keyClicks(box.line, "go to today")
    assert box.results.found[0].command_id == "today"


def test_periods_follow_the_toolbar(window: MainWindow, work: Workspace) -> None:
    assert window.toolbar.period.text() == "September 2026"
    window.trigger("later")
    assert window.toolbar.period.text() == "October 2026"
    window.trigger("today")
    window.trigger("week")
    assert work.state.period.scale is Scale.WEEK
    assert window.toolbar.period.text() == "Mon 31 August to Sun 6 September 2026"


def test_typed_text_survives_escape_and_is_one_undo_step(work: Workspace, qtbot: QtBot) -> None:
    operation = work.bridge.document.read.all(Operation, reference="SW-2026-03")[0]
    work.operations.show_operation(operation.id)
    field = next(f for f in work.inspector.plan._fields if f.accessibleName() == "Lead")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "Insp, North CPT")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert work.bridge.document.read.require(Operation, operation.id).lead == "Insp, North CPT"
    work.undo()
    assert work.bridge.document.read.require(Operation, operation.id).lead == operation.lead


def test_every_action_has_a_handler_and_every_dialog_opens(
    window: MainWindow, work: Workspace, qapp: QApplication
) -> None:
    operation = work.bridge.document.read.all(Operation, reference="SW-2026-03")[0]
    work.operations.show_operation(operation.id)
    names = ("types", "people", "partners", "partnership", "priorities", "special_days", "concerns",
             "plan_settings", "make_command_file", "enter_command_view", "copy_operation", "about", "author",
             "new_plan")  # fmt: skip
    for name in names:
        before = {w for w in qapp.topLevelWidgets() if w.isVisible()}
        window.trigger(name)
        opened = [w for w in qapp.topLevelWidgets() if w.isVisible() and w not in before]
        assert opened, name
        for widget in opened:
            widget.close()


def test_command_view_is_marked_and_left(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    from PySide6.QtGui import QGuiApplication

    from planner.ui.dialogs.command_file import CommandFileDialog

    make = CommandFileDialog(window, work, makes=True)
    make.phrase.setText("four plain words here")
    make.again.setText("four plain words there")
    make.go()
    assert "differ" in make._problem.text()
    make.again.setText("four plain words here")
    make.go()
    assert make.phrase.text() == ""
    enter = CommandFileDialog(window, work, makes=False)
    enter.phrase.setText("four plain words here")
    enter.go()
    assert work.bridge.document.is_command_view
    assert window.marking.text() == "OFFICIAL-SENSITIVE: COMMAND VIEW"
    QGuiApplication.clipboard().setText("Operation Gallery")
    window.trigger("leave_command_view")
    assert window.marking.text() == "OFFICIAL"
    assert QGuiApplication.clipboard().text() == ""
    assert not work.bridge.document.history.undo_label


def test_a_file_that_is_no_plan_is_refused_in_one_sentence(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "notes.wardplan"
    path.write_text("not a plan", encoding="utf-8")
    assert not window.files.open(path)
    assert window.messages.text
    assert window.start.isVisible()


def test_window_fits_small_screens_and_large_text(window: MainWindow, work: Workspace) -> None:
    for percent, width in ((100, 1366), (150, 1366), (200, 1366)):
        window.set_text_percent(percent)
        window.resize(width, 768)
        assert window.minimumSizeHint().width() <= width
        needed = window.toolbar._needed()
        assert needed <= width, f"{percent}: {needed}"
    window.set_text_percent(100)


def test_on_a_screen_with_no_room_for_its_frame_the_window_fills_it(window: MainWindow) -> None:
    room = window.screen().availableGeometry()
    window.hide()
    window.resize(room.width(), room.height())
    window.show_fitting()
    assert window.isMaximized()
