"""Rural routes: order, hours, varied times, and the command that fills a deployment."""

from datetime import date, datetime, timedelta
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.document.commands.rural import longest_unseen, plan_rural_route
from planner.document.rural import Spot, plan_route, route_metres, shortest_order, travel_minutes
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from tests.builders import find, make_document, make_operation

START, END = datetime(2026, 9, 2, 10), datetime(2026, 9, 2, 16)
spots = st.lists(
    st.builds(
        Spot,
        st.uuids().map(str),
        st.floats(590000, 610000, allow_nan=False),
        st.floats(215000, 235000, allow_nan=False),
    ),
    max_size=12,
)


@given(found=spots, seed=st.integers(0, 1000), hours=st.integers(0, 10))
def test_stops_fit_the_hours_one_after_the_other(found: list[Spot], seed: int, hours: int) -> None:
    end = START + timedelta(hours=hours)
    stops = plan_route(found, START, end, seed=seed)
    by_id = {s.place_id: s for s in found}
    assert len({s.place_id for s in stops}) == len(stops)
    assert all(s.start >= START and s.start + timedelta(minutes=s.minutes) <= end for s in stops)
    for one, other in pairwise(stops):
        way = travel_minutes(by_id[one.place_id], by_id[other.place_id])
        assert one.start + timedelta(minutes=15 + way) <= other.start
    assert stops == plan_route(found, START, end, seed=seed)
    if stops:  # what is left out is what was wanted least
        assert {s.place_id for s in stops} == {s.place_id for s in found[: len(stops)]}


@given(found=spots.filter(lambda f: 2 <= len(f) <= 6))
def test_the_order_is_near_the_shortest(found: list[Spot]) -> None:
    best = min(route_metres(order) for order in permutations(found))
    assert route_metres(shortest_order(found)) <= best * 1.3 + 1


def test_times_vary_from_seed_to_seed() -> None:
    found = [Spot(str(i), 600000 + 2000 * i, 225000) for i in range(4)]
    times = {tuple(s.start for s in plan_route(found, START, END, seed=n)) for n in range(20)}
    assert len(times) > 15


def test_the_command_replaces_the_stops_in_one_step(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document, "RP", "Dedham & Boxted", date(2026, 9, 2))
    deployment = find(document, Deployment, operation_id=operation.id)
    villages = longest_unseen(document.read, START)
    assert [document.read.require(Place, i).name for i in villages] == ["Boxted", "Dedham", "Wivenhoe"]
    document.run(plan_rural_route(deployment_id=deployment.id, place_ids=villages, seed=7))
    first = sorted(document.read.all(Visit), key=lambda v: v.start)
    assert {v.place_id for v in first} == set(villages)
    assert {v.minutes for v in first} == {15}
    document.run(plan_rural_route(deployment_id=deployment.id, place_ids=villages[:1], seed=8))
    assert document.read.count(Visit) == 1
    document.undo()
    assert sorted(document.read.all(Visit), key=lambda v: v.start) == first
    with pytest.raises(InvalidInput, match="No stop fits"):
        document.run(plan_rural_route(deployment_id=deployment.id, place_ids=[], seed=1))
