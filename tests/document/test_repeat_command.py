"""Repeating deployments."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.document.commands.copy import copy_operation
from planner.document.commands.operation import move_operation
from planner.document.commands.repeat import (
    Scope,
    add_series,
    days_of_rule,
    delete_series,
    edit_series,
    move_series,
    repeated,
    rule_words,
    set_series_hours,
    weekly_rule,
)
from planner.document.commands.template import NewDeployment
from planner.document.document import Document
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Deployment
from planner.domain.timespan import Timespan
from tests.builders import make_document, make_operation

MODEL = NewDeployment(start=datetime(2026, 10, 16, 22), end=datetime(2026, 10, 17, 6), theme="Night")
RULE = weekly_rule([4, 5], date(2026, 10, 31))


def _series(document: Document) -> list[Deployment]:
    rows = [d for d in document.read.all(Deployment) if d.series_id]
    return sorted(rows, key=lambda d: d.start)


@pytest.fixture
def document(tmp_path: Path) -> Document:
    document = make_document(tmp_path)
    operation = make_operation(document, "OD", "Castle", date(2026, 10, 16))
    document.run(
        add_series(operation_id=operation.id, model=MODEL, rule=RULE, exceptions=[date(2026, 10, 23)])
    )
    return document


def test_fridays_and_saturdays_without_the_exception(document: Document) -> None:
    rows = _series(document)
    assert [r.start.day for r in rows] == [16, 17, 24, 30, 31]
    assert [r.number for r in rows] == [2, 3, 4, 5, 6]
    assert [Timespan(r.start, r.end).minutes() // 60 for r in rows] == [8, 8, 9, 8, 8]
    assert rule_words(rows[0].rule) == "Fridays and Saturdays until 31 October 2026"
    document.undo()
    assert not _series(document)


def test_this_one_leaves_the_series(document: Document) -> None:
    second = _series(document)[1]
    document.run(edit_series(deployment_id=second.id, scope=Scope.THIS, theme="Other"))
    assert len(_series(document)) == 4
    assert document.read.require(Deployment, second.id).theme == "Other"


def test_this_and_following_splits_and_all_moves_the_rule(document: Document) -> None:
    third = _series(document)[2]
    document.run(set_series_hours(deployment_id=third.id, scope=Scope.FOLLOWING, start=time(20), end=time(4)))
    rows = _series(document)
    assert len({r.series_id for r in rows[:2]}) == len({r.series_id for r in rows[2:]}) == 1
    assert rows[0].series_id != rows[2].series_id
    assert [r.start.hour for r in rows] == [22, 22, 20, 20, 20]
    assert [r.end.hour for r in rows] == [6, 6, 4, 4, 4]
    document.run(move_series(deployment_id=rows[0].id, scope=Scope.ALL, days=-1))
    moved = _series(document)
    assert [r.start.day for r in moved] == [15, 16, 24, 30, 31]
    assert rule_words(moved[0].rule) == "Thursdays and Fridays until 30 October 2026"
    document.run(delete_series(deployment_id=third.id, scope=Scope.FOLLOWING))
    assert len(_series(document)) == 2
    document.undo()
    document.undo()
    document.undo()
    assert [r.start.day for r in _series(document)] == [16, 17, 24, 30, 31]
    assert len({r.series_id for r in _series(document)}) == 1


def test_moving_or_copying_the_operation_moves_the_rule_with_it(document: Document) -> None:
    first = _series(document)[0]
    document.run(move_operation(operation_id=first.operation_id, days=2))
    assert rule_words(_series(document)[0].rule) == "Mondays and Sundays until 2 November 2026"
    command, copy_id = copy_operation(operation_id=first.operation_id, start=date(2026, 10, 23))
    document.run(command)
    copied = [d for d in _series(document) if d.operation_id == copy_id]
    assert rule_words(copied[0].rule) == "Fridays and Saturdays until 7 November 2026"
    assert [d.start.day for d in copied] == [23, 24, 31, 6, 7]


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.integers(0, 200),
    st.integers(1, 3),
)
def test_a_rule_gives_its_weekdays_and_nothing_else(
    weekdays: set[int], first: date, length: int, every: int
) -> None:
    until = first + timedelta(days=length)
    days = days_of_rule(weekly_rule(weekdays, until, every=every), first)
    assert all(d.weekday() in weekdays and first <= d <= until for d in days)
    assert days == sorted(set(days))
    if every == 1:
        every_day = (first + timedelta(days=i) for i in range(length + 1))
        assert days == [d for d in every_day if d.weekday() in weekdays]


def test_endless_empty_and_foreign_rules_are_refused() -> None:
    for rule, words in (
        ("FREQ=DAILY", "needs an end"),
        ("FREQ=DAILY;COUNT=9999", "400"),
        ("FREQ=SOMETIMES;COUNT=2", "not understood"),
    ):
        with pytest.raises(InvalidInput, match=words):
            days_of_rule(rule, date(2026, 1, 1))
    with pytest.raises(InvalidInput, match="No day"):
        repeated(MODEL, rule=weekly_rule([0], date(2026, 10, 17)))
    with pytest.raises(InvalidInput, match="at least one day"):
        weekly_rule([], date(2026, 10, 17))
