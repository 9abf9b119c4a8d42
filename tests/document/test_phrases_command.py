"""Dates and lists in words, and references that never repeat."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.document.commands.operation import change_operation, delete_operation, move_operation
from planner.domain.phrases import and_list, count_text, day_range, hours_text, span_text, working_day
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.vocabulary import Status
from tests.builders import find, make_document, make_operation


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (datetime(2026, 9, 11, 14), datetime(2026, 9, 11, 22), "Friday 11 September 2026, 14:00 to 22:00"),
        (datetime(2026, 9, 11, 14), datetime(2026, 9, 12), "Friday 11 September 2026, 14:00 to 24:00"),
        (
            datetime(2026, 9, 11, 18),
            datetime(2026, 9, 12, 2),
            "Friday 11 September 2026, 18:00 to 02:00 Saturday",
        ),
        (datetime(2026, 9, 7), datetime(2026, 9, 14), "Monday 7 to Sunday 13 September 2026"),
        (datetime(2026, 9, 7), datetime(2026, 9, 8), "Monday 7 September 2026"),
        (
            datetime(2026, 9, 7, 9),
            datetime(2026, 9, 9, 17),
            "Monday 7 September 2026, 09:00 to Wednesday 9 September 2026, 17:00",
        ),
    ],
)
def test_spans_in_words(start: datetime, end: datetime, words: str) -> None:
    assert span_text(start, end) == words


def test_ranges_lists_and_counts() -> None:
    assert day_range(date(2026, 9, 28), date(2026, 10, 4)) == "Monday 28 September to Sunday 4 October 2026"
    assert (
        day_range(date(2026, 12, 28), date(2027, 1, 3), short=True)
        == "Mon 28 December 2026 to Sun 3 January 2027"
    )
    assert hours_text(datetime(2026, 9, 7, 18, 30), datetime(2026, 9, 8, 2)) == "18:30–02"
    assert [and_list(list("ABCD")[:n], 2) for n in range(5)] == [
        "",
        "A",
        "A and B",
        "A, B and 1 more",
        "A, B and 2 more",
    ]
    assert and_list(list("ABC")) == "A, B and C"
    assert (count_text(1, "day"), count_text(2, "person", "people")) == ("1 day", "2 people")
    assert working_day(datetime(2026, 9, 8, 2), datetime(2026, 9, 7, 18)) == date(2026, 9, 7)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([2025, 2026, 2027]), st.booleans()), max_size=8))
def test_no_reference_is_given_twice(
    tmp_path_factory: pytest.TempPathFactory, wishes: list[tuple[int, bool]]
) -> None:
    document = make_document(tmp_path_factory.mktemp("plan"))
    given_out: list[str] = []
    for year, deletes in wishes:
        operation = make_operation(document, "RP", "Wivenhoe", date(year, 6, 1))
        given_out.append(operation.reference)
        assert operation.reference.startswith(f"RP-{year}-")
        if deletes:
            document.run(delete_operation(operation_id=operation.id))
    assert len(set(given_out)) == len(given_out)
    document.close()


@settings(max_examples=15, deadline=None)
@given(st.integers(-3000, 3000))
def test_moving_there_and_back_changes_nothing(tmp_path_factory: pytest.TempPathFactory, days: int) -> None:
    document = make_document(tmp_path_factory.mktemp("plan"))
    villages = [p.id for p in document.read.all(Place)]
    operation = make_operation(document, "RP", "Wivenhoe", date(2026, 10, 24), place_ids=villages)
    before = [document.read.all(kind) for kind in (Operation, Deployment, Visit, Task)]
    document.run(move_operation(operation_id=operation.id, days=days))
    document.run(move_operation(operation_id=operation.id, days=-days))
    assert [document.read.all(kind) for kind in (Operation, Deployment, Visit, Task)] == before
    document.close()


def test_several_changes_are_one_step_with_the_status_last(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    castle = find(document, Ward, name="Castle").id
    document.run(
        change_operation(
            operation_id=operation.id,
            title="Centre week",
            first_day=date(2026, 10, 5),
            ward_ids=[castle],
            status=Status.AUTHORISED,
            authorised_by="Ch Insp X101",
        )
    )
    now = document.read.require(Operation, operation.id)
    assert (now.title, now.status, now.version) == ("Centre week", Status.AUTHORISED, 1)
    assert document.read.span_of(operation.id)[0] == datetime(2026, 10, 5, 10)
    document.undo()
    assert document.read.require(Operation, operation.id) == operation
