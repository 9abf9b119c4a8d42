"""Fairness and impact in the inspector: a line for light types, a block for the others, undone one by one."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from planner.domain.errors import InvalidInput
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.review import Impact
from planner.domain.vocabulary import Weight
from planner.ui.inspector.impact import past_day
from planner.ui.state import Selection
from planner.ui.widgets.fields import CommitLine, CommitText
from planner.ui.workspace import Workspace

TODAY = date(2026, 9, 3)


def _show(work: Workspace, weight: Weight) -> str:
    read = work.bridge.document.read
    kinds = {t.id: t.weight for t in read.all(OperationType)}
    chosen = next(o for o in read.all(Operation) if kinds[o.type_id] is weight)
    work.state.select(Selection(operation_ids=(chosen.id,)))
    work.inspector.show_tab("Brief")
    QApplication.processEvents()
    return chosen.id


def _field(work: Workspace, words: str) -> CommitText | CommitLine:
    fields: list[QWidget] = [
        *work.inspector.findChildren(CommitText),
        *work.inspector.findChildren(CommitLine),
    ]
    found = next(f for f in fields if words in f.accessibleName() and f.isVisible())
    assert isinstance(found, CommitText | CommitLine)
    return found


def test_a_light_type_is_asked_for_one_line(work: Workspace) -> None:
    operation_id = _show(work, Weight.LIGHT)
    field = _field(work, "Fairness and impact")
    assert isinstance(field, CommitText)
    field.setPlainText("Older residents; calls in daylight only")
    field.commit()
    (impact,) = work.bridge.document.read.all(Impact, operation_id=operation_id)
    assert impact.affected == "Older residents; calls in daylight only"
    with pytest.raises(StopIteration):
        _field(work, "Who was asked")
    work.undo()
    left = work.bridge.document.read.all(Impact, operation_id=operation_id)
    assert all(row.affected != impact.affected for row in left)


def test_a_full_type_is_asked_for_a_block_with_the_day(work: Workspace) -> None:
    operation_id = _show(work, Weight.FULL)
    when = _field(work, "Asked on")
    assert isinstance(when, CommitLine)
    when.setText("20 august")
    when.commit()
    (impact,) = work.bridge.document.read.all(Impact, operation_id=operation_id)
    assert impact.asked_on == date(2026, 8, 20)
    said: list[str] = []
    work.bridge.failed.connect(said.append)
    when.setText("one day")
    when.commit()
    assert said == ["Type a date such as 20 August 2026."]
    (after,) = work.bridge.document.read.all(Impact, operation_id=operation_id)
    assert after.asked_on == date(2026, 8, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("20 aug", date(2026, 8, 20)),
        ("20 December 2026", date(2026, 12, 20)),
        ("1 sep", date(2026, 9, 1)),
        ("5 sep", date(2025, 9, 5)),
    ],
)
def test_a_day_without_a_year_is_the_last_one(text: str, day: date | None) -> None:
    assert past_day(text, TODAY) == day


def test_words_that_are_no_day_are_refused() -> None:
    with pytest.raises(InvalidInput, match="20 August 2026"):
        past_day("soon", TODAY)
