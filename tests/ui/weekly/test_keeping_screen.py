"""Reviews and holds on the screen: what is due, why it is kept, and what a decision changes."""

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from planner.document.commands.review import set_review_date
from planner.document.keeping_words import AUTOMATIC, quiet_line
from planner.document.retention import keeping_of, reviews_due, schedule
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import Status, Weight
from planner.ui.attention import counts_of
from planner.ui.dialogs.plan_settings import PlanSettingsDialog
from planner.ui.keeping.dialog import KeepingDialog
from planner.ui.main_window import MainWindow
from planner.ui.widgets.fields import CommitLine
from planner.ui.workspace import Workspace
from tests.ui.weekly.hands import button_of

NOW = datetime(2026, 9, 3, 12)


def _due(work: Workspace) -> str:
    """Give a debriefed operation without a hold a review date that has come."""
    read = work.bridge.document.read
    over = [o for o in read.all(Operation) if o.status is Status.DEBRIEFED]
    chosen = next(o for o in over if not keeping_of(read, o.id).open_holds)
    work.bridge.run(set_review_date(operation_id=chosen.id, review_on=date(2026, 9, 1)))
    return chosen.id


def _opened(window: MainWindow) -> KeepingDialog:
    window.trigger("keeping")
    return next(d for d in window.findChildren(KeepingDialog) if d.isVisible())


def _press(dialog: KeepingDialog, words: str) -> None:
    QApplication.processEvents()
    QTest.mouseClick(button_of(dialog, words), Qt.MouseButton.LeftButton)


def _fill(dialog: KeepingDialog, **words: str) -> None:
    QApplication.processEvents()
    for name, text in words.items():
        field = next(f for f in dialog.findChildren(QLineEdit) if name in f.accessibleName().casefold())
        field.clear()
        QTest.keyClicks(field, text)


def test_nothing_is_asked_while_nothing_is_due(window: MainWindow, work: Workspace) -> None:
    assert all(c.opens != "keeping" for c in counts_of(work.bridge.document, NOW))
    dialog = _opened(window)
    assert not dialog.cards
    assert "Nothing is due for review." in [w.text() for w in dialog.findChildren(QLabel)]
    dialog.close()


def test_a_due_review_is_decided_and_leaves_the_list(window: MainWindow, work: Workspace) -> None:
    operation_id = _due(work)
    (count,) = [c for c in counts_of(work.bridge.document, NOW) if c.opens == "keeping"]
    assert count.words == "1 review due"
    dialog = _opened(window)
    (card,) = dialog.cards
    assert "Due 2 days ago" in [w.text() for w in card.findChildren(QLabel)]
    card.ask_keep()
    _fill(dialog, until="1 october 2028", why="civil claim open", post="Insp, Standards")
    _press(dialog, "Keep it")
    assert not dialog.cards
    kept = keeping_of(work.bridge.document.read, operation_id)
    assert kept.review_on == date(2028, 10, 1)
    assert kept.review is not None
    assert kept.review.decision == "Keep: civil claim open"
    work.undo()
    assert [c.operation_id for c in dialog.cards] == [operation_id]
    dialog.cards[0].ask_let_go()
    _fill(dialog, why="nothing open", post="Insp, Standards")
    _press(dialog, "Record the decision")
    assert not dialog.cards
    assert [d.is_decided for d in reviews_due(work.bridge.document.read, NOW)] == [True]
    assert all(c.opens != "keeping" for c in counts_of(work.bridge.document, NOW))
    dialog.show_kind("decided")
    assert [c.operation_id for c in dialog.cards] == [operation_id]
    dialog.close()


def test_a_hold_is_placed_and_released_with_its_reason(window: MainWindow, work: Workspace) -> None:
    operation_id = _due(work)
    dialog = _opened(window)
    dialog.cards[0].ask_hold()
    QApplication.processEvents()
    _press(dialog, "Place the hold")
    assert not keeping_of(work.bridge.document.read, operation_id).open_holds  # a reason is asked
    _fill(dialog, why="complaint CO/12/26")
    _press(dialog, "Place the hold")
    kept = keeping_of(work.bridge.document.read, operation_id)
    assert [h.reason for h in kept.open_holds] == ["complaint CO/12/26"]
    assert "1 hold" in quiet_line(kept)
    dialog.cards[0].ask_let_go()
    assert any("It is on hold" in w.text() for w in dialog.findChildren(QLabel))
    _press(dialog, "Release this hold…")
    _fill(dialog, why="complaint closed")
    _press(dialog, "Release it")
    assert not keeping_of(work.bridge.document.read, operation_id).open_holds
    dialog.close()


def test_a_hold_that_returns_set_says_why(window: MainWindow, work: Workspace) -> None:
    dialog = _opened(window)
    dialog.show_kind("held")
    assert dialog.cards
    words = [w.text() for w in dialog.cards[0].findChildren(QLabel)]
    assert any(AUTOMATIC in w and "Returns count" in w for w in words)
    dialog.close()


def test_the_schedule_is_changed_in_plan_settings(window: MainWindow, work: Workspace) -> None:
    window.trigger("plan_settings")
    settings = next(d for d in window.findChildren(PlanSettingsDialog) if d.isVisible())
    field = next(f for f in settings.findChildren(CommitLine) if "light" in f.accessibleName())
    assert field.text() == "24"
    field.setText("18")
    field.commit()
    assert schedule(work.bridge.document.read)[Weight.LIGHT] == 18
    field.setText("soon")
    field.commit()
    assert schedule(work.bridge.document.read)[Weight.LIGHT] == 18
    settings.close()
