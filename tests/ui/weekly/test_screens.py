"""The windows of the weekly jobs: nothing typed is lost, a file is previewed, a visit is one step."""

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from planner.document.acknowledged import checked
from planner.document.backups import backups_of
from planner.document.commands.returns import delete_return
from planner.document.findings import findings
from planner.document.returns_due import code_of, return_of
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.returns import Return
from planner.domain.vocabulary import Outcome, ReturnState
from planner.rules.finding import Severity
from planner.ui.attention import counts_of
from planner.ui.findings_list import FindingCard, FindingsDialog
from planner.ui.main_window import MainWindow
from planner.ui.returns.csv_preview import CsvPreview
from planner.ui.returns.csv_preview import counts_of as rows_of
from planner.ui.returns.typed import parse_results, parse_span, results_words
from planner.ui.state import Selection
from planner.ui.unplanned_list import UnplannedDialog
from planner.ui.workspace import Workspace

NOW = datetime(2026, 9, 3, 8, 12)


def _patrol(work: Workspace) -> Deployment:
    """Return the last past patrol with stops, without its return."""
    read = work.bridge.document.read
    past = [d for d in read.all(Deployment) if d.end < datetime(2026, 9, 3)]
    patrol = max((d for d in past if read.count(Visit, deployment_id=d.id)), key=lambda d: d.end)
    if return_of(read, patrol.id) is not None:
        work.bridge.run(delete_return(deployment_id=patrol.id))
    return patrol


def test_escape_keeps_what_was_typed_as_a_draft_that_counts_nothing(work: Workspace) -> None:
    patrol, read = _patrol(work), work.bridge.document.read
    listed = work.weekly.open_returns(patrol.id)
    assert listed.editors is not None
    QTest.keyClicks(listed.editors.notes, "Fuel theft reported at two farms")
    QTest.keyClick(listed.editors.notes, Qt.Key.Key_Escape)
    assert not listed.isVisible()
    kept = return_of(read, patrol.id)
    assert kept is not None
    assert (kept.state, kept.notes) == (ReturnState.DRAFT, "Fuel theft reported at two farms")
    again = work.weekly.open_returns(patrol.id)
    assert again.editors is not None
    assert again.editors.notes.text() == kept.notes
    assert again.save_and_next()
    submitted = return_of(read, patrol.id)
    assert submitted is not None
    assert submitted.state is ReturnState.SUBMITTED
    again.close()


def test_enter_is_as_planned_and_undo_takes_it_back(work: Workspace) -> None:
    patrol, read = _patrol(work), work.bridge.document.read
    listed = work.weekly.open_returns(patrol.id)
    QTest.keyClick(listed.table, Qt.Key.Key_Return)
    made = return_of(read, patrol.id)
    assert made is not None
    assert made.outcome is Outcome.DONE
    work.undo()
    assert read.count(Return, deployment_id=patrol.id) == 0
    listed.close()


def test_minutes_without_a_reason_are_refused_and_kept(window: MainWindow, work: Workspace) -> None:
    patrol, read = _patrol(work), work.bridge.document.read
    listed = work.weekly.open_returns(patrol.id)
    assert listed.editors is not None
    QTest.keyClicks(listed.editors.minutes, "95")
    assert not listed.save_and_next()
    assert listed.editors.minutes.text() == "95"
    assert return_of(read, patrol.id) is None
    listed.editors.reason.setCurrentIndex(1)
    listed.editors.reason.chosen.emit(listed.editors.reason.value)
    assert listed.save_and_next()
    made = return_of(read, patrol.id)
    assert made is not None
    assert (made.abstracted_minutes, made.reason) == (95, "call")
    listed.close()


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("10:20–10:35", "1020 1035"),
        ("1020-1035", "1020 1035"),
        ("10.20 to 10.35", "1020 1035"),
        ("10", "1000 1015"),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, hours: str) -> None:
    start, end = parse_span(typed, datetime(2026, 9, 2, 10, 15), 15)
    assert f"{start:%H%M} {end:%H%M}" == hours


def test_a_nights_small_hours_belong_to_the_next_day() -> None:
    start, end = parse_span("00:10-00:30", datetime(2026, 9, 4, 23, 50), 15)
    assert (start, end) == (datetime(2026, 9, 5, 0, 10), datetime(2026, 9, 5, 0, 30))


def test_counts_are_read_and_written_alike() -> None:
    people, results = parse_results("spoken 11, surv 3, 2 doors knocked", ("surveys", "doors knocked"))
    assert (people, results) == (11, {"surveys": 3, "doors knocked": 2})
    assert parse_results(results_words(people, results), ()) == (people, results)
    for nonsense in ("eleven", "3", "surveys 3 4"):
        with pytest.raises(InvalidInput):
            parse_results(nonsense, ())


def test_a_csv_is_previewed_before_anything_is_taken_in(
    window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    patrol, read = _patrol(work), work.bridge.document.read
    path = tmp_path / "returns.csv"
    head = "code,status,place,start,end,people,abstracted_minutes,reason,notes\n"
    good = f"{code_of(read, patrol.id)},not done,,,,0,0,staffing,\n"
    path.write_text(f"{head}{good}RP-1999-01/1,done,,,,0,0,,\n", encoding="utf-8")
    undo = work.bridge.document.history.undo_label
    preview = CsvPreview(window, work.bridge, path)
    assert rows_of(preview.report) == "1 row added, 0 updated, 0 unchanged, 1 rejected"
    assert return_of(read, patrol.id) is None
    assert work.bridge.document.history.undo_label == undo
    preview.take()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert backups_of(work.bridge.document)[0].why == "Before an import of returns"
    made = return_of(read, patrol.id)
    assert made is not None
    assert made.outcome is Outcome.NOT_DONE


def test_a_visit_is_planned_in_one_step_from_the_worklist(window: MainWindow, work: Workspace) -> None:
    window.trigger("unplanned")
    listed = next(d for d in window.findChildren(UnplannedDialog) if d.isVisible())
    before = [r.place_id for r in work.figures.ledger.unplanned()]
    first = next(b for b in listed.findChildren(QPushButton) if b.text() == "Plan a visit")
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    after = [r.place_id for r in work.figures.ledger.unplanned()]
    assert before[0] not in after
    assert window.messages.text.startswith("Planned:")
    assert work.bridge.document.history.undo_label.startswith("Plan a visit to")
    work.undo()
    assert [r.place_id for r in work.figures.ledger.unplanned()] == before
    listed.close()


def test_a_finding_is_acknowledged_with_a_reason(window: MainWindow, work: Workspace, qtbot: QtBot) -> None:
    listed = FindingsDialog(window, work)
    assert listed.count.text() == "Asking the rules…", "they are asked on a worker"
    qtbot.waitUntil(lambda: listed.found is not None)
    read = work.bridge.document.read

    def stops() -> int:
        return sum(c.must_be_looked_at for c in checked(read, findings(read, now=NOW)))

    before = stops()
    assert before
    card = listed.findChildren(FindingCard)[0]
    assert card.item.finding.severity is Severity.STOP
    card.reason.setText("The duty inspector covers it")
    QTest.keyClick(card.reason, Qt.Key.Key_Return)
    assert stops() == before - 1
    words = f"{before - 1} found" if before > 1 else "Nothing here"
    qtbot.waitUntil(lambda: listed.count.text() == words)
    listed.close()


def test_the_bar_holds_what_is_owed_worst_first(work: Workspace) -> None:
    _patrol(work)
    counts = counts_of(work.bridge.document, NOW)
    opened = [c.opens for c in counts if c.opens]
    assert opened == ["findings", "unplanned", "returns", "tasks_due"]  # of which the bar shows three
    assert "not seen for" in counts[1].words


def test_a_wards_card_names_its_longest_unseen_village(work: Workspace) -> None:
    ward = next(w for w in work.bridge.document.read.all(Ward) if w.name == "Rural North")
    work.state.select(Selection(ward_id=ward.id))
    row = next(w for w in work.figures.ledger.wards if w.ward_id == ward.id)
    words = [b.accessibleName() for b in work.inspector.ground.findChildren(QPushButton)]
    assert any(w.startswith(f"{row.longest},") for w in words)
    assert work.bridge.document.read.get(Place, row.longest_id) is not None
