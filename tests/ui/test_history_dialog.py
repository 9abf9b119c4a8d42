"""The history in the real window: read, narrowed, one change reverted; what we hold, searched and saved."""

import csv
import io
import shutil
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from planner.document.commands.deployment import move_deployment
from planner.document.commands.operation import edit_operation
from planner.document.holdings import EXEMPTION, WITHOUT_DATE
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.records.sharing import Share
from planner.ui.history.comparing import Comparing, ComparisonDialog
from planner.ui.history.days import typed_day
from planner.ui.history.dialog import HistoryDialog
from planner.ui.history.holdings import HoldingsDialog
from planner.ui.history.model import HEADERS, WORDS, cells
from planner.ui.main_window import MainWindow
from planner.ui.preview.preview import PreviewDialog
from planner.ui.state import Selection
from planner.ui.widgets.lines import LinesModel
from planner.ui.workspace import Workspace


def _week(work: Workspace) -> Operation:
    return next(
        o for o in work.bridge.document.read.all(Operation) if o.title.startswith("Street Week — Green")
    )


def _opened(window: MainWindow, qtbot: QtBot) -> HistoryDialog:
    window.trigger("history")
    _wait(window, qtbot)
    return next(d for d in window.findChildren(HistoryDialog) if d.isVisible())


def _wait(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until what is looked for off the screen's thread is shown."""
    qtbot.waitUntil(lambda: not window.jobs.is_busy)


def test_a_move_is_read_in_the_history_and_reverted(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    week = _week(work)
    day = work.bridge.document.read.all(Deployment, operation_id=week.id)[5]
    work.bridge.run(move_deployment(deployment_id=day.id, days=7))
    work.bridge.run(edit_operation(operation_id=week.id, note="Ring the desk"))
    dialog = _opened(window, qtbot)
    assert dialog.model.records[0].label.startswith("Edit")
    dialog.view.selectRow(1)
    words = str(dialog.model.index(1, WORDS).data())
    assert all(part in words for part in ("start and end", "Sat 12 September 2026", "Sat 19 September 2026"))
    dialog.details.revert_button.click()
    _wait(window, qtbot)
    assert work.bridge.document.read.require(Deployment, day.id) == day
    assert work.bridge.document.read.require(Operation, week.id).note == "Ring the desk"
    assert dialog.model.records[0].label.startswith("Revert")
    window.trigger("undo")
    assert work.bridge.document.read.require(Deployment, day.id).start.date() == date(2026, 9, 19)


def test_one_field_goes_back_and_what_was_changed_since_offers_no_way(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    week = _week(work)
    work.bridge.run(edit_operation(operation_id=week.id, lead="Sgt X103", supervisor="Insp X101"))
    work.bridge.run(edit_operation(operation_id=week.id, lead="Sgt X111"))
    dialog = _opened(window, qtbot)
    dialog.view.selectRow(1)
    links = [b for b in dialog.details.findChildren(QPushButton) if b.text() == "Revert this field"]
    assert links
    before = work.bridge.document.read.require(Operation, week.id)
    links[0].click()
    _wait(window, qtbot)
    now = work.bridge.document.read.require(Operation, week.id)
    assert (now.supervisor, now.lead) == (week.supervisor, "Sgt X111")
    assert before.supervisor == "Insp X101"
    dialog.view.selectRow(2)
    dialog.details.revert_button.click()
    _wait(window, qtbot)
    assert "changed since" in dialog.problem.text()


def test_narrowed_by_words_author_days_and_operation(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    week = _week(work)
    work.bridge.document.author = "Sgt X103"
    work.bridge.run(edit_operation(operation_id=week.id, note="100% sure_ly"))
    dialog = _opened(window, qtbot)
    everything = len(dialog.model.lines)
    dialog.words.setText("100% SURE_LY")
    qtbot.waitUntil(lambda: len(dialog.model.lines) == 1)
    dialog.words.setText("")
    qtbot.waitUntil(lambda: len(dialog.model.lines) == everything)
    dialog.author.show_value("Sgt X103")
    dialog.reload()
    _wait(window, qtbot)
    assert {line.author for line in dialog.model.records} == {"Sgt X103"}
    dialog.author.show_value("")
    dialog.first.setText("not a day")
    dialog.reload()
    _wait(window, qtbot)
    assert "2 June 2026" in dialog.problem.text()
    dialog.first.setText("")
    other = next(o for o in work.bridge.document.read.all(Operation) if o.id != week.id)
    work.bridge.run(edit_operation(operation_id=other.id, note="Another"))
    work.state.select(Selection(operation_ids=(week.id,)))
    work.inspector.history_wished.emit(week.id)
    _wait(window, qtbot)
    assert "Another" not in " ".join(line.words for line in dialog.model.records)
    dialog.only.click()
    _wait(window, qtbot)
    assert "Another" in dialog.model.records[0].words


def test_pages_are_read_as_they_are_scrolled_to(work: Workspace) -> None:
    asked: list[tuple[int, int]] = []
    model = LinesModel(HEADERS, cells)
    from planner.document.looking_back import HistoryLine, HistoryWanted, history_page

    line = history_page(work.bridge.document.read, HistoryWanted(), limit=1)[0]

    def more(skip: int, limit: int) -> list[HistoryLine]:
        asked.append((skip, limit))
        return [line] * min(limit, 250 - skip)

    model.show_pages(more)
    while model.canFetchMore(model.index(-1, -1)):
        model.fetchMore(model.index(-1, -1))
    assert asked == [(0, 100), (100, 100), (200, 100)]
    assert model.rowCount() == 250


def test_what_we_hold_is_searched_saved_and_noted(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    week = _week(work)
    work.bridge.run(edit_operation(operation_id=week.id, title="=HYPERLINK(1)"))
    work.state.select(Selection(operation_ids=(week.id,)))
    window.trigger("holdings")
    dialog = next(d for d in window.findChildren(HoldingsDialog) if d.isVisible())
    assert dialog.operation.value == "", "what is selected must not narrow what is disclosed"
    dialog.operation.show_value(week.id)
    dialog.search()
    qtbot.waitUntil(lambda: bool(dialog.model.lines))
    assert "The command file was not searched." in dialog.said.text()
    out = tmp_path / "held.csv"
    dialog.save(out)
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"))))
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert [s.file_name for s in work.bridge.document.read.all(Share)] == ["held.csv"]
    dialog.operation.show_value("")
    dialog.search()
    qtbot.waitUntil(lambda: "Say what to look for" in dialog.said.text())
    assert not dialog.save_button.isEnabled()


def test_what_has_no_date_stands_in_a_block_of_its_own(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    window.trigger("holdings")
    dialog = next(d for d in window.findChildren(HoldingsDialog) if d.isVisible())
    dialog.first.setText("2 June 1990")
    dialog.last.setText("3 June 1990")
    dialog.search()
    qtbot.waitUntil(lambda: bool(dialog.model.lines))
    assert dialog.model.lines[0] == WITHOUT_DATE
    assert dialog.view.columnSpan(0, 0) == len(dialog.model.headers)
    assert dialog.view.currentIndex().row() == 1
    assert "nothing of that time, and" in dialog.said.text()
    assert "without a date" in dialog.said.text()
    out = tmp_path / "held.csv"
    dialog.save(out)
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"))))
    assert len(rows) == len(dialog.model.lines) - 1
    assert {row["Date"] for row in rows} == {"no date"}
    assert {row[EXEMPTION] for row in rows} == {""}


def test_the_handover_sheet_is_previewed(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    window.trigger("handover")
    preview = next(d for d in window.findChildren(PreviewDialog) if d.isVisible())
    assert "Handover sheet" in preview.windowTitle()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    preview.close()


def test_a_typed_day_without_a_year_lies_behind_us() -> None:
    assert typed_day("2 june", date(2026, 9, 3)) == date(2026, 6, 2)
    assert typed_day("2 november", date(2026, 9, 3)) == date(2025, 11, 2)
    assert typed_day("2 november 2026", date(2026, 9, 3)) == date(2026, 11, 2)
    assert typed_day(" ", date(2026, 9, 3)) is None


def test_a_backup_is_compared_and_shown(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    week = _week(work)
    window.files.publish()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    older = Path(shutil.copy(work.bridge.document.target, tmp_path / "older.wardplan"))
    comparing = Comparing(window, work)
    comparing.compare(older)
    qtbot.waitUntil(lambda: "says the same" in window.messages.text)
    work.bridge.run(edit_operation(operation_id=week.id, note="Ring the desk"))
    comparing.compare(older)
    qtbot.waitUntil(lambda: bool(window.findChildren(ComparisonDialog)))
    dialog = window.findChildren(ComparisonDialog)[0]
    assert [(i.field, i.here, i.there) for i in dialog.model.records] == [("note", "Ring the desk", "empty")]
    dialog.show_kind("only there")
    assert dialog.count.text() == "No difference"
    assert not dialog.show_button.isEnabled()
    dialog.close()


def test_why_nothing_is_reverted_is_said_in_the_window_itself(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    dialog = _opened(window, qtbot)
    assert not dialog.problem.isVisible()
    dialog._revert("no such step", "")
    assert dialog.problem.isVisible()
    assert dialog.problem.text()


def test_the_history_does_not_scroll_sideways_in_large_text(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    window.set_text_percent(200)
    try:
        dialog = _opened(window, qtbot)
        dialog.resize(1326, 708)
        qtbot.waitUntil(lambda: dialog.view.horizontalScrollBar().maximum() == 0)
        dialog.close()
    finally:
        window.set_text_percent(100)
