"""The five weekly jobs: what each takes, counted in the real window; more actions fail."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from planner.document.returns_due import code_of, find_slip, return_of, returns_due
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.returns import Return, ReturnVisit
from planner.domain.vocabulary import Outcome, PlaceKind, ReturnState, Status
from planner.ui.main_window import MainWindow
from planner.ui.preview.preview import PreviewDialog
from planner.ui.returns.dialog import ReturnsDialog
from planner.ui.workspace import Workspace
from tests.ui.weekly.hands import CTRL, SHIFT, Hands, button_of

STREET_WEEK, RETURN, LAST_SEEN, TONIGHT = 12, 4, 3, 3


def _village(work: Workspace, name: str) -> Place:
    return next(p for p in work.bridge.document.read.all(Place, name=name) if p.kind is PlaceKind.VILLAGE)


def _patrol_without_return(work: Workspace) -> Deployment:
    """Return a past rural patrol with stops, its return taken away as if the slip were still in a pocket."""
    from planner.document.commands.returns import delete_return

    read = work.bridge.document.read
    past = [
        d
        for d in read.all(Deployment)
        if d.end < datetime(2026, 9, 3) and read.all(Visit, deployment_id=d.id)
    ]
    patrol = max(past, key=lambda d: d.end)
    if return_of(read, patrol.id) is not None:
        work.bridge.run(delete_return(deployment_id=patrol.id))
    return patrol


@pytest.mark.timeout(120)
def test_a_street_week_is_planned_and_its_order_printed(
    window: MainWindow, work: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands, asked = Hands(window), []
    monkeypatch.setattr(PreviewDialog, "ask_print", lambda self: asked.append(self.pdf))
    hands.chord(window, Qt.Key.Key_N, CTRL)
    from planner.ui.dialogs.quick_entry import QuickEntry

    entry = next(e for e in window.findChildren(QuickEntry) if e.isVisible())
    hands.type(entry.line, "street week greenstead 5 oct")
    hands.chord(entry.line, Qt.Key.Key_Return)
    operation_id = work.state.selection.operation_id
    hands.chord(window, Qt.Key.Key_A, CTRL | SHIFT)
    popover = work.inspector.findChild(QWidget, "authorise")
    assert popover is not None
    who = next(f for f in popover.findChildren(QLineEdit) if f.accessibleName() == "Authorised by")
    hands.type(who, "Ch Insp X100")
    hands.chord(who, Qt.Key.Key_Return)
    read = work.bridge.document.read
    assert read.require(Operation, operation_id).status is Status.AUTHORISED
    assert read.span_of(operation_id)[0].date() == date(2026, 10, 5)
    hands.chord(window, Qt.Key.Key_B, CTRL)
    preview = next(p for p in window.findChildren(PreviewDialog) if p.isVisible())
    qtbot.waitUntil(lambda: bool(preview.pdf))
    hands.click(button_of(preview, "Print…"))
    assert asked
    assert asked[0].startswith(b"%PDF")
    hands.actions += 1  # Enter in the system's own dialog, which no test can press
    assert hands.actions <= STREET_WEEK
    preview.close()


def test_a_rural_patrols_return_is_logged_by_its_slip(window: MainWindow, work: Workspace) -> None:
    patrol, read = _patrol_without_return(work), work.bridge.document.read
    planned = read.all(Visit, deployment_id=patrol.id)
    hands = Hands(window)
    hands.chord(window, Qt.Key.Key_K, CTRL)
    box = hands.find_box()
    hands.type(box.line, code_of(read, patrol.id))
    hands.chord(box.line, Qt.Key.Key_Return)
    listed = next(d for d in window.findChildren(ReturnsDialog) if d.isVisible())
    assert listed.current is not None
    assert listed.current.due.deployment_id == patrol.id
    hands.chord(listed.table, Qt.Key.Key_Return, CTRL)
    made = return_of(read, patrol.id)
    assert made is not None
    assert (made.state, made.outcome) == (ReturnState.SUBMITTED, Outcome.DONE)
    assert len(read.all(ReturnVisit, return_id=made.id)) == len(planned)
    assert hands.actions <= RETURN
    listed.close()


def test_a_return_with_a_stop_not_reached_takes_no_more(window: MainWindow, work: Workspace) -> None:
    patrol, read = _patrol_without_return(work), work.bridge.document.read
    hands = Hands(window)
    hands.chord(window, Qt.Key.Key_R, CTRL)
    listed = next(d for d in window.findChildren(ReturnsDialog) if d.isVisible())
    at = next(i for i, r in enumerate(listed.rows) if r.due.deployment_id == patrol.id)
    while listed.table.currentIndex().row() != at:
        hands.chord(listed.table, Qt.Key.Key_Down)
    assert listed.editors is not None
    missed = listed.editors.stops[0]
    hands.chord(missed.box, Qt.Key.Key_Space)
    assert missed.box.text().endswith("not reached")
    hands.chord(missed.box, Qt.Key.Key_Return, CTRL)
    made = return_of(read, patrol.id)
    assert made is not None
    assert made.outcome is Outcome.PART
    assert len(read.all(ReturnVisit, return_id=made.id)) == len(listed.rows[at].visits) - 1
    assert hands.actions <= RETURN
    work.undo()
    assert return_of(read, patrol.id) is None
    listed.close()


def test_when_were_you_last_in_dedham(window: MainWindow, work: Workspace) -> None:
    hands = Hands(window)
    hands.chord(window, Qt.Key.Key_K, CTRL)
    box = hands.find_box()
    hands.type(box.line, "ded")
    assert box.results.found[0].title == "Dedham"
    assert "not seen for" in box.results.found[0].detail
    hands.chord(box.line, Qt.Key.Key_Return)
    words = [w.text() for w in work.inspector.ground.findChildren(QLabel)]
    row = work.figures.feed.row(_village(work, "Dedham"))
    assert f"{row.days_since_seen} days" in words
    assert work.inspector.isVisible()
    assert hands.actions <= LAST_SEEN


@pytest.mark.timeout(120)
def test_friday_night_is_briefed(
    window: MainWindow, work: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[bytes] = []
    monkeypatch.setattr(PreviewDialog, "ask_print", lambda self: printed.append(self.pdf))
    work.state.today = date(2026, 9, 4)
    hands = Hands(window)
    hands.chord(window, Qt.Key.Key_B, CTRL | SHIFT)
    preview = next(p for p in window.findChildren(PreviewDialog) if p.isVisible())
    qtbot.waitUntil(lambda: bool(preview.pdf))
    hands.click(button_of(preview, "Print…"))
    assert printed
    hands.actions += 1  # Enter in the system's own dialog
    assert hands.actions <= TONIGHT
    assert "Friday 4 September 2026" in _text(preview.pdf)
    preview.close()


def _text(pdf: bytes) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as pages:
        return "\n".join(page.get_textpage().get_text_range() for page in pages)


def test_the_map_is_right_as_soon_as_a_return_is_entered(window: MainWindow, work: Workspace) -> None:
    patrol, read = _patrol_without_return(work), work.bridge.document.read
    work.state.colour_wards_by("days_since_seen")
    place_id = read.all(Visit, deployment_id=patrol.id)[0].place_id
    before = work.figures.feed.row(read.require(Place, place_id)).days_since_seen
    listed = work.weekly.open_returns(patrol.id)
    assert listed.save_and_next()
    after = work.figures.feed.row(read.require(Place, place_id)).days_since_seen
    assert after == (work.state.today - patrol.start.date()).days
    assert before is None or after < before
    question = work.map.question()
    ward_id = read.require(Place, place_id).ward_id
    longest = next(w for w in work.figures.ledger.wards if w.ward_id == ward_id)
    assert longest.longest in work.map.feed.ward_sentence(ward_id, question)
    listed.close()


def test_slips_are_found_by_their_code_however_it_is_typed(work: Workspace) -> None:
    read = work.bridge.document.read
    patrol = _patrol_without_return(work)
    code = code_of(read, patrol.id)
    for typed in (code, code.lower(), code.replace("-", " ")):
        found = work.find_index().search(typed)[0]
        assert (found.record, found.record_id) == (Deployment, patrol.id)
    assert find_slip(read, code).id == patrol.id
    assert any(d.deployment_id == patrol.id for d in returns_due(read, datetime(2026, 9, 3, 8)))
    assert read.count(Return, deployment_id=patrol.id) == 0
