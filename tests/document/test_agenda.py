"""Bars, lanes and notes of a span of the plan."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from planner.document.agenda import NO_TEAM, Agenda, bars, lanes, staffing
from planner.document.agenda_bars import Bar, By, Mark, covered_days
from planner.document.agenda_words import days_words, length_words, spoken, tooltip_of
from planner.document.command import Command
from planner.document.commands.deployment import delete_deployment, move_deployment
from planner.document.commands.operation import delete_operation, move_operation
from planner.document.commands.posts import assign_resource
from planner.document.commands.repeat import add_series, weekly_rule
from planner.document.commands.template import NewDeployment
from planner.document.document import Document
from planner.domain.changes import ChangeSet
from planner.domain.ids import new_id
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.ground import Place
from planner.domain.records.people import Resource
from planner.domain.records.plan import SpecialDay
from planner.domain.vocabulary import SpecialDayKind, Status
from tests.builders import find, make_document, make_operation

MONTH = (datetime(2026, 8, 31), datetime(2026, 10, 5))


def only(found: list[Bar]) -> Bar:
    assert len(found) == 1
    return found[0]


def test_a_street_week_is_one_bar_with_short_labels(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    bar = only(bars(document.read, *MONTH))
    assert (bar.first, bar.last) == (date(2026, 9, 7), date(2026, 9, 13))
    assert len(bar.deployment_ids) == 7
    assert bar.labels == ("SW Greenstead", "SW", "S")
    assert bar.long_labels[0] == "Street Week · Greenstead"
    assert bar.operation_id == operation.id
    assert bar.is_whole


def test_a_gap_parts_a_bar(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    days = document.read.all(Deployment, operation_id=operation.id)
    document.run(delete_deployment(deployment_id=days[3].id))
    found = bars(document.read, *MONTH)
    assert [(b.first.day, b.last.day) for b in found] == [(7, 9), (11, 13)]
    assert not any(b.is_whole for b in found)


def test_a_bar_keeps_its_true_ends_beyond_the_span(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    make_operation(document, start=date(2026, 8, 28))
    bar = only(bars(document.read, *MONTH))
    assert (bar.first, bar.last) == (date(2026, 8, 28), date(2026, 9, 3))


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        (datetime(2026, 9, 4, 18), datetime(2026, 9, 5, 2), 4),
        (datetime(2026, 9, 4, 22), datetime(2026, 9, 5, 7), 4),
        (datetime(2026, 9, 4, 22), datetime(2026, 9, 5, 7, 15), 5),
        (datetime(2026, 9, 4), datetime(2026, 9, 5), 4),
    ],
)
def test_a_night_counts_to_the_day_it_began(start: datetime, end: datetime, last: int) -> None:
    assert covered_days(start, end, time(7)) == (date(2026, 9, 4), date(2026, 9, last))


def test_a_route_names_its_villages(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    places = [find(document, Place, name=n).id for n in ("Dedham", "Boxted")]
    make_operation(document, "RP", "Dedham & Boxted", place_ids=places)
    assert only(bars(document.read, *MONTH)).labels == (
        "Rural: Dedham, Boxted",
        "Rural: Dedham",
        "Dedham",
        "Rural",
        "R",
    )


def test_calendar_and_lanes_show_the_same_operations(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    make_operation(document)
    make_operation(document, "OD", "Castle", date(2026, 9, 8))
    make_operation(document, "RP", "Wivenhoe", date(2026, 9, 30))
    shown = {(b.operation_id, i) for b in bars(document.read, *MONTH) for i in b.deployment_ids}
    assert shown
    for by in By:
        rows = lanes(document.read, *MONTH, by=by)
        assert {(b.operation_id, i) for row in rows for b in row.bars for i in b.deployment_ids} == shown


def test_work_goes_to_the_row_of_its_team(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document, "OD", "Castle")
    team = find(document, Resource, label="East CPT")
    assert [(r.label, len(r.bars)) for r in lanes(document.read, *MONTH)] == [("East CPT", 0), (NO_TEAM, 1)]
    only_block = find(document, Deployment, operation_id=operation.id)
    document.run(assign_resource(post_id=find(document, Post).id, resource_id=team.id))
    rows = lanes(document.read, *MONTH)
    assert [(r.id, [b.deployment_ids for b in r.bars]) for r in rows] == [(team.id, [(only_block.id,)])]
    assert staffing(document.read, [only_block.id]) == (2, 2)


def test_changes_are_taken_in_without_reading_the_rest(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    other = make_operation(document, "OD", "Castle", date(2026, 9, 8))
    agenda = Agenda(document.read, people=True)
    agenda.load(*MONTH)
    seen: list[ChangeSet] = []
    document.subscribe(lambda changes, _by: seen.append(changes))

    def fresh() -> list[Bar]:
        again = Agenda(document.read, people=True)
        again.load(*MONTH)
        return again.bars()

    days = document.read.all(Deployment, operation_id=operation.id)
    team = find(document, Resource, label="East CPT")
    post = document.read.all(Post, deployment_id=days[0].id)[0]
    for command in (
        move_operation(operation_id=operation.id, days=2),
        move_deployment(deployment_id=days[6].id, days=3),
        assign_resource(post_id=post.id, resource_id=team.id),
        move_operation(operation_id=other.id, days=300),
        move_operation(operation_id=other.id, days=-300),
        delete_operation(operation_id=operation.id),
    ):
        document.run(command)
        agenda.update(seen[-1])
        assert agenda.bars() == fresh()
    document.undo()
    agenda.update(seen[-1])
    assert agenda.bars() == fresh()
    assert len(agenda.bars()) == 3


def test_a_change_elsewhere_is_none_of_its_business(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document, start=date(2027, 2, 1))
    agenda = Agenda(document.read)
    agenda.load(*MONTH)
    changes = document.run(move_operation(operation_id=operation.id, days=1))
    assert not agenda.update(changes)


def test_an_operation_without_deployments_is_shown_by_its_own_days(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document, "OD", "Castle")
    document.run(delete_deployment(deployment_id=find(document, Deployment).id))
    bar = only(bars(document.read, *MONTH))
    assert (bar.operation_id, bar.deployment_ids) == (operation.id, ())


def test_hidden_statuses_stay_out(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    make_operation(document)
    agenda = Agenda(document.read)
    agenda.load(*MONTH)
    assert len(agenda.bars(frozenset({Status.LIVE}))) == 1
    assert not agenda.bars(frozenset({Status.DRAFT}))
    assert not agenda.blocks(frozenset({Status.DRAFT}))


def test_marks_reach_the_bar_and_the_day(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    days = document.read.all(Deployment, operation_id=operation.id)
    agenda = Agenda(document.read)
    agenda.load(*MONTH)
    agenda.marks = {days[4].id: Mark("X103 is also on Rural.")}
    bar = only(agenda.bars())
    assert bar.is_clash
    assert bar.clash_days == {date(2026, 9, 11)}
    assert "X103 is also on Rural." in spoken(bar, agenda.said_of(bar))
    assert agenda.tooltip(bar).endswith("X103 is also on Rural.")
    assert [b.is_clash for b in agenda.blocks()] == [i == 4 for i in range(7)]
    agenda.marks = {}
    assert not only(agenda.bars()).is_clash


def test_a_series_is_one_bar_for_each_weekend(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document, "OD", "Castle", date(2026, 9, 1))
    model = NewDeployment(start=datetime(2026, 9, 4, 21), end=datetime(2026, 9, 5, 3))
    document.run(
        add_series(operation_id=operation.id, model=model, rule=weekly_rule([4, 5], date(2026, 9, 26)))
    )
    found = [b for b in bars(document.read, *MONTH) if b.series_id]
    assert [(b.first.day, b.last.day) for b in found] == [(4, 5), (11, 12), (18, 19), (25, 26)]


def test_special_days_are_notes(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    days = (
        SpecialDay(id=new_id(), title="Late Summer Bank Holiday", kind=SpecialDayKind.BANK_HOLIDAY,
                   first=date(2026, 8, 31), last=date(2026, 8, 31)),
        SpecialDay(id=new_id(), title="Autumn term", kind=SpecialDayKind.TERM,
                   first=date(2026, 9, 2), last=date(2026, 12, 18)),
    )  # fmt: skip
    document.run(Command("Add days", lambda pair: pair.add_all(days)))
    agenda = Agenda(document.read)
    agenda.load(*MONTH)
    assert agenda.notes() == {
        date(2026, 8, 31): ["Late Summer Bank Holiday"],
        date(2026, 9, 2): ["Autumn term starts"],
    }


def test_words(tmp_path: Path) -> None:
    document: Document = make_document(tmp_path)
    make_operation(document, "OD", "Castle", date(2026, 10, 24))
    bar = only(bars(document.read, datetime(2026, 10, 1), datetime(2026, 11, 1)))
    assert tooltip_of(bar, 2, 1).split("\n") == [
        "Operation Diss — Castle",
        "OD-2026-01 · Draft",
        "Sat 24 October, 18:00–02:00 (9 h)",
        "Operation Diss",
        "Castle",
        "1 of 2 posts filled",
    ]
    assert days_words(date(2026, 9, 8), date(2026, 9, 14)) == "Tue 8 – Mon 14 September"
    assert days_words(date(2026, 9, 28), date(2026, 10, 4)) == "Mon 28 September – Sun 4 October"
    assert length_words(datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 6)) == "9 h"
