"""Promises and unseen work on the screen: typed, edited, ended, and never more shown than may be."""

from datetime import date

import pytest

from planner.document.promise_standing import read_promise, recent_quarters, standing_of
from planner.domain.errors import InvalidInput
from planner.domain.records.review import Strategy, UnseenWork
from planner.domain.vocabulary import PromisePeriod
from planner.ui.main_window import MainWindow
from planner.ui.promises.dialog import PromisesDialog
from planner.ui.promises.unseen import UnseenDialog
from planner.ui.workspace import Workspace

PLACES, WARDS = {"Dedham": "d"}, {"Rural North": "r"}


def _promises(window: MainWindow) -> PromisesDialog:
    window.trigger("promises")
    return next(d for d in window.findChildren(PromisesDialog) if d.isVisible())


def _unseen(window: MainWindow) -> UnseenDialog:
    window.trigger("unseen")
    return next(d for d in window.findChildren(UnseenDialog) if d.isVisible())


@pytest.mark.parametrize(
    ("text", "place", "ward", "visits", "period"),
    [
        ("Dedham, 2 visits a quarter", "d", "", 2, PromisePeriod.QUARTER),
        ("rural north 1 visit per month", "", "r", 1, PromisePeriod.MONTH),
        ("3 a quarter", "", "", 3, PromisePeriod.QUARTER),
    ],
)
def test_a_promise_is_read_from_a_line(
    text: str, place: str, ward: str, visits: int, period: PromisePeriod
) -> None:
    read = read_promise(text, PLACES, WARDS)
    assert (read.place_id, read.ward_id, read.visits, read.period) == (place, ward, visits, period)


@pytest.mark.parametrize("text", ["Dedham", "Atlantis, 2 visits a quarter", "2 visits a year"])
def test_a_line_that_promises_nothing_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_promise(text, PLACES, WARDS)


def test_a_promise_is_added_stands_against_the_ledger_and_ends(window: MainWindow, work: Workspace) -> None:
    dialog, read = _promises(window), work.bridge.document.read
    before = read.count(Strategy)
    dialog.editor.adder.setText("Langham, 2 visits a month")
    dialog.editor.add()
    made = next(s for s in read.all(Strategy) if s.title.startswith("Langham"))
    assert (made.visits, made.first, made.last) == (2, work.state.today, None)
    row = next(i for i, r in enumerate(dialog.editor.model.lines) if r.id == made.id)
    dialog.editor.view.selectRow(row)
    standing = standing_of(work.figures.ledger, made.id)
    assert [r.place for r in standing.places] == ["Langham"]
    assert dialog.standing.text() == standing.words
    assert "No whole period has passed yet" in dialog.standing.text()
    dialog.end_today()
    assert read.require(Strategy, made.id).last == work.state.today
    work.undo()
    work.undo()
    assert read.count(Strategy) == before
    dialog.close()


def test_what_was_kept_and_for_whom_not_is_counted_from_the_ledger(
    window: MainWindow, work: Workspace
) -> None:
    dialog, read = _promises(window), work.bridge.document.read
    whole = next(s for s in read.all(Strategy) if not s.place_id and not s.ward_id)
    standing = standing_of(work.figures.ledger, whole.id)
    rows = [r for r in work.figures.ledger.villages if r.promise and r.promise.strategy_id == whole.id]
    assert len(standing.short) == sum(r.promise is not None and r.promise.is_kept is False for r in rows)
    assert f"kept for {len(rows) - len(standing.short)} of {len(rows)} villages" in standing.words
    assert "Dedham" not in [r.place for r in standing.places]  # its own promise is the nearer one
    dialog.close()


def test_a_count_is_set_withheld_under_five_and_taken_off(window: MainWindow, work: Workspace) -> None:
    dialog, read = _unseen(window), work.bridge.document.read
    before = read.all(UnseenWork)
    dialog.quarter.show_value(date(2026, 4, 1))
    dialog.quarter.chosen.emit(date(2026, 4, 1))
    ward = next(i for i in range(dialog.ward.count()) if dialog.ward.itemText(i) == "Wivenhoe")
    dialog.ward.setCurrentIndex(ward)
    dialog.count.setText("3")
    dialog.set_count()
    assert len(read.all(UnseenWork)) == len(before) + 1
    assert "Wivenhoe: warrants fewer than 5" in dialog.shown.text()
    dialog.count.setText("many")
    dialog.set_count()
    assert len(read.all(UnseenWork)) == len(before) + 1
    dialog.count.setText("0")
    dialog.set_count()
    assert read.all(UnseenWork) == before
    dialog.close()


def test_the_running_quarter_is_not_shown_to_others(window: MainWindow, work: Workspace) -> None:
    dialog = _unseen(window)
    dialog.quarter.show_value(date(2026, 7, 1))
    dialog.quarter.chosen.emit(date(2026, 7, 1))
    assert dialog.shown.text().startswith("Not shown to others yet")
    assert dialog.editor.model.lines  # the police see what was counted
    dialog.close()


def test_quarters_go_back_over_the_year() -> None:
    assert recent_quarters(date(2026, 2, 3), 3) == [date(2026, 1, 1), date(2025, 10, 1), date(2025, 7, 1)]
