"""The ledger against a slow, obvious sum, and what it says of villages, wards and promises."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.document.command import Command
from planner.document.commands.returns import reopen_return, submit_as_planned
from planner.document.commands.strategy import add_strategy
from planner.document.commands.visits import add_visit
from planner.document.document import Document
from planner.document.village_card import village_card
from planner.document.visibility import Counts, Ledger
from planner.document.visibility_feed import LedgerFeed, ledger, visibility_rows
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.returns import Return, ReturnVisit
from planner.domain.timespan import to_utc
from planner.domain.vocabulary import PlaceKind, PromisePeriod, ReturnState, Status
from planner.storage.planning_file import PlanningFile
from tests.builders import find, make_document, make_operation, make_place, make_plan

NOW = datetime(2026, 11, 5, 12)
# Starts around this month, the year's edges and the nights on which the clocks change.
STARTS = [
    datetime(2026, 11, 1),
    datetime(2026, 11, 5, 12),
    datetime(2026, 11, 6),
    datetime(2026, 10, 24, 23, 50),
    datetime(2026, 10, 25, 0, 40),
    datetime(2026, 10, 25, 1, 30),
    datetime(2026, 3, 29, 0, 50),
    datetime(2025, 11, 30, 23, 59),
    datetime(2025, 12, 1),
    datetime(2026, 6, 3, 10),
    datetime(2026, 12, 1),
]


@st.composite
def plans(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Deployments with planned visits and up to two returns; places, starts and returns repeat on purpose."""
    visit = st.tuples(st.integers(0, 2), st.sampled_from(STARTS), st.integers(1, 200))
    returned = st.tuples(st.sampled_from(ReturnState), st.lists(visit, max_size=4))
    one = st.fixed_dictionaries(
        {
            "status": st.sampled_from([Status.IDEA, Status.AUTHORISED, Status.DEBRIEFED]),
            "planned": st.lists(visit, max_size=4),
            "returns": st.lists(returned, max_size=2),
        }
    )
    return draw(st.lists(one, max_size=4))


def rows_of(plan: list[dict[str, Any]], type_id: str, places: list[Place]) -> Iterator[Record]:
    for number, row in enumerate(plan):
        operation = Operation(
            id=new_id(),
            type_id=type_id,
            reference=f"RP-2026-{number:02d}",
            title="Rural",
            status=row["status"],
            start=STARTS[0],
            end=STARTS[1],
        )
        starts = [v[1] for v in row["planned"]] or [STARTS[0]]
        deployment = Deployment(
            id=new_id(), operation_id=operation.id, start=min(starts), end=max(starts) + timedelta(days=1)
        )
        yield operation
        yield deployment
        for place, start, minutes in row["planned"]:
            yield Visit(
                id=new_id(),
                deployment_id=deployment.id,
                place_id=places[place].id,
                start=start,
                minutes=minutes,
            )
        for state, visits in row["returns"]:
            returned = Return(id=new_id(), deployment_id=deployment.id, state=state)
            yield returned
            for place, start, minutes in visits:
                yield ReturnVisit(
                    id=new_id(),
                    return_id=returned.id,
                    place_id=places[place].id,
                    start=start,
                    end=start + timedelta(minutes=minutes),
                )


def slow_counts(plan: list[dict[str, Any]], place: int, first: date, last: date) -> Counts:
    """Add up one place from a day to before another, one row at a time."""
    planned = [
        minutes
        for row in plan
        if row["status"] is not Status.IDEA
        for at, start, minutes in row["planned"]
        if at == place and first <= start.date() < last
    ]
    made: dict[tuple[int, datetime], int] = {}
    for number, row in enumerate(plan):
        for state, visits in row["returns"]:
            for at, start, minutes in visits:
                if state is ReturnState.SUBMITTED and at == place and first <= start.date() < last:
                    true = to_utc(start + timedelta(minutes=minutes)) - to_utc(start)
                    length = int(true.total_seconds() // 60)
                    made[number, start] = max(length, made.get((number, start), length))
    return Counts(len(planned), sum(planned), len(made), sum(made.values()))


@pytest.fixture(scope="module")
def empty_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledger")
    make_plan(folder).close()
    return folder / "test.wardplan"


@given(plan=plans())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_ledger_equals_a_slow_sum(empty_plan: Path, tmp_path: Path, plan: list[dict[str, Any]]) -> None:
    path = Path(shutil.copy(empty_plan, tmp_path / f"{new_id()}.wardplan"))
    document = Document(PlanningFile.open(path), author="Tests")
    places = sorted(document.read.all(Place), key=lambda p: p.name)
    kind = find(document, OperationType, code="RP").id
    document.run(Command("Fill", lambda pair: pair.add_all(rows_of(plan, kind, places))))
    found = ledger(document.read, NOW)
    for number, place in enumerate(places):
        row = found.by_place[place.id]
        assert row.year == slow_counts(plan, number, date(2025, 12, 1), date(2026, 12, 1))
        assert row.month == slow_counts(plan, number, date(2026, 11, 1), date(2026, 12, 1))
        seen = [
            start
            for one in plan
            for state, visits in one["returns"]
            for at, start, _ in visits
            if state is ReturnState.SUBMITTED and at == number and start <= NOW
        ]
        assert (row.last.start if row.last else None) == max(seen, default=None)
        coming = [
            start
            for one in plan
            if one["status"] is Status.AUTHORISED
            for at, start, _ in one["planned"]
            if at == number and start >= NOW
        ]
        assert (row.next.start if row.next else None) == min(coming, default=None)
    document.close()
    path.unlink()


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return make_document(tmp_path)


def patrol(document: Document, day: date, *villages: str) -> Deployment:
    operation = make_operation(document, "RP", "Dedham & Boxted", day)
    deployment = find(document, Deployment, operation_id=operation.id)
    for hour, name in enumerate(villages, 10):
        start = datetime(day.year, day.month, day.day, hour, 30)
        place = find(document, Place, name=name)
        document.run(add_visit(deployment_id=deployment.id, place_id=place.id, start=start))
    return deployment


def row(found: Ledger, name: str) -> Any:
    return next(r for r in found.villages if r.place == name)


def test_only_returns_count_and_the_longest_unseen_village_names_its_ward(document: Document) -> None:
    first = patrol(document, date(2026, 9, 25), "Dedham", "Boxted")
    second = patrol(document, date(2026, 11, 2), "Boxted")
    patrol(document, date(2026, 11, 20), "Dedham")
    found = ledger(document.read, NOW)
    assert row(found, "Dedham").year == Counts(2, 30, 0, 0)
    assert row(found, "Dedham").days_since_seen is None
    for deployment in (first, second):
        document.run(submit_as_planned(deployment_id=deployment.id))
    found = ledger(document.read, NOW)
    assert row(found, "Dedham").year == Counts(2, 30, 1, 15)
    assert (row(found, "Dedham").days_since_seen, row(found, "Boxted").days_since_seen) == (41, 3)
    assert row(found, "Dedham").next.start == datetime(2026, 11, 20, 10, 30)
    ward = next(w for w in found.wards if w.ward == "Dedham & Boxted")
    assert (ward.longest, ward.days_since_seen, ward.share_of_visits) == ("Dedham", 41, 1.0)
    assert [r.place for r in found.longest_unseen()] == ["Wivenhoe", "Dedham", "Boxted"]
    assert [r.place for r in found.unplanned()] == ["Wivenhoe", "Boxted"]


def test_the_feed_follows_every_change(document: Document) -> None:
    feed = LedgerFeed(document.read, NOW)
    document.subscribe(lambda changes, _: feed.refresh(changes) and None)
    assert row(feed.ledger, "Dedham").days_since_seen is None
    deployment = patrol(document, date(2026, 9, 25), "Dedham")
    document.run(submit_as_planned(deployment_id=deployment.id))
    assert feed.ledger == ledger(document.read, NOW)
    assert row(feed.ledger, "Dedham").days_since_seen == 41
    document.run(reopen_return(deployment_id=deployment.id))
    assert feed.ledger == ledger(document.read, NOW)
    document.undo()
    document.run(add_strategy(title="Villages", visits=2, first=date(2026, 4, 1))[0])
    assert feed.ledger == ledger(document.read, NOW)
    for _ in range(2):
        document.undo()
    assert feed.ledger == ledger(document.read, NOW)
    assert row(feed.ledger, "Dedham").year.planned == 1


def test_a_promise_is_kept_or_not_by_what_returns_say(document: Document) -> None:
    for day in (date(2026, 7, 2), date(2026, 9, 25), date(2026, 10, 6)):
        deployment = patrol(document, day, "Dedham")
        document.run(submit_as_planned(deployment_id=deployment.id))
    document.run(add_strategy(title="Every village", visits=2, first=date(2026, 4, 1))[0])
    dedham = find(document, Place, name="Dedham")
    boxted = find(document, Place, name="Boxted")
    command, _ = add_strategy(
        title="Boxted", visits=1, first=date(2026, 10, 9), period=PromisePeriod.MONTH, place_id=boxted.id
    )
    document.run(command)
    card = village_card(document.read, dedham.id, NOW)
    promise = card.row.promise
    assert promise is not None
    assert (promise.words, promise.delivered, promise.period_name) == (
        "2 visits a quarter",
        1,
        "October to December 2026",
    )
    assert (promise.last_delivered, promise.last_period_name) == (2, "July to September 2026")
    assert promise.is_kept is True
    other = village_card(document.read, boxted.id, NOW).row.promise
    assert other is not None
    assert (other.words, other.last_delivered, other.is_kept) == ("1 visit a month", None, None)
    assert card.last_code == "RP-2026-03/1"
    assert [m.year for m, _ in card.months] == [2025] + [2026] * 11


def test_rows_for_json_add_up_and_name_what_the_contract_names(document: Document) -> None:
    deployment = patrol(document, date(2026, 9, 25), "Dedham", "Boxted")
    document.run(submit_as_planned(deployment_id=deployment.id))
    rows = visibility_rows(document.read, NOW)
    dedham = next(r for r in rows if r["place"] == "Dedham")
    assert dedham == {
        "place": "Dedham",
        "ward": "Dedham & Boxted",
        "days_since_seen": 41,
        "visits_planned": 1,
        "visits_delivered": 1,
        "minutes_delivered": 15,
        "next_planned": None,
    }
    assert [r["ward"] for r in rows if not r["place"]] == ["Castle", "Greenstead"]


def test_an_urban_ward_goes_by_the_last_deployment_that_was_done(document: Document) -> None:
    operation = make_operation(document, "SW", "Castle", date(2026, 10, 5))
    days = document.read.all(Deployment, operation_id=operation.id)
    document.run(submit_as_planned(deployment_id=days[2].id))
    castle = next(w for w in ledger(document.read, NOW).wards if w.ward == "Castle")
    assert (castle.longest, castle.days_since_seen) == ("", 29)


def test_a_place_without_a_village_has_a_row_once_it_is_visited(document: Document) -> None:
    spot = replace(make_place("Ferry", 605000, 232000), kind=PlaceKind.PATROL_SPOT)
    document.run(Command("Add", lambda pair: pair.add(spot)))
    assert spot.id not in ledger(document.read, NOW).by_place
    patrol(document, date(2026, 11, 20), "Ferry")
    assert ledger(document.read, NOW).by_place[spot.id].year.planned == 1
    assert not ledger(document.read, NOW).by_place[spot.id].is_village
