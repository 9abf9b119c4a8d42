"""What the map of a plan shows: hours by ward in classes, symbols that share, inner points, refreshing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.document.commands.create import NewDeployment
from planner.document.commands.draw import add_place, edit_place, set_area
from planner.document.commands.visits import add_visit
from planner.document.document import Document
from planner.document.map_hours import classes_for, planned_hours, shown_hours
from planner.document.map_symbols import inner_point
from planner.document.map_view import PLANNED_HOURS, MapFeed, MapQuestion
from planner.domain.changes import ChangeSet
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place, Ward
from planner.domain.vocabulary import PlaceKind
from planner.exchange.district import load_district
from planner.geo.hit import covers
from planner.geo.wkb import from_wkb, polygon
from tests.builders import find, make_document, make_operation, point, square

SEPTEMBER = MapQuestion(start=datetime(2026, 9, 1), end=datetime(2026, 10, 1))


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """Four square wards, three villages, three types."""
    made = make_document(tmp_path)
    yield made
    made.close()


def ward_id(document: Document, name: str) -> str:
    return find(document, Ward, name=name).id


def one_block(*hours: int, wards: tuple[str, ...] = ()) -> tuple[NewDeployment, ...]:
    start, end = hours
    first = datetime(2026, 9, 7, start)
    return (NewDeployment(start=first, end=first.replace(hour=end), ward_ids=wards),)


# Hours and classes -----------------------------------------------------------------------------------


def test_hours_count_a_deployment_once_and_share_it_among_its_wards(document: Document) -> None:
    greenstead, castle = ward_id(document, "Greenstead"), ward_id(document, "Castle")
    make_operation(document, deployments=one_block(10, 18))
    make_operation(document, deployments=one_block(9, 12, wards=(greenstead, castle)))
    hours = planned_hours(document.read, SEPTEMBER.start, SEPTEMBER.end)
    assert hours == {greenstead: 9.5, castle: 1.5}


def test_hours_outside_the_period_are_cut_off_and_a_long_night_is_long(document: Document) -> None:
    night = NewDeployment(start=datetime(2026, 10, 24, 22), end=datetime(2026, 10, 25, 6))
    make_operation(document, deployments=(night,))
    greenstead = ward_id(document, "Greenstead")
    whole = planned_hours(document.read, datetime(2026, 10, 24), datetime(2026, 10, 26))
    assert whole == {greenstead: 9.0}, "the clocks go back in that night"
    evening = planned_hours(document.read, datetime(2026, 10, 24), datetime(2026, 10, 25))
    assert evening == {greenstead: 2.0}


def test_hours_leave_out_operations_that_are_hidden(document: Document) -> None:
    make_operation(document)
    feed = MapFeed(document.read)
    assert sum(feed.hours(SEPTEMBER).values()) == 7 * 8
    assert feed.hours(replace(SEPTEMBER, hidden_statuses=frozenset({"draft"}))) == {}


@given(st.lists(st.floats(0, 6000), max_size=30))
def test_classes_cover_every_figure_and_their_legend_has_no_gap(hours: list[float]) -> None:
    classes = classes_for(hours)
    assert all(0 <= classes.of(value) <= 4 for value in hours)
    if shown_hours(max(hours, default=0)) >= 8:
        assert classes.of(max(hours)) == 4
    assert list(classes.starts) == sorted(set(classes.starts))
    texts = [entry.text for entry in classes.legend]
    assert texts[0] == "0"
    assert [texts[i].split("–")[0] for i in (1, 2, 3)] == [str(start) for start in classes.starts[:3]]
    assert texts[4] == f"{classes.starts[3]}+"
    assert [entry.hatched for entry in classes.legend] == [False] * 4 + [True]


def test_a_little_is_never_shown_as_nothing() -> None:
    assert [shown_hours(value) for value in (0, 0.2, 1.4, 1.6)] == [0, 1, 1, 2]


def test_wards_take_their_class_only_when_asked(document: Document) -> None:
    make_operation(document)
    feed = MapFeed(document.read)
    assert {ward.fill_class for ward in feed.content(SEPTEMBER).wards} == {None}
    coloured = feed.content(replace(SEPTEMBER, colouring=PLANNED_HOURS))
    assert {ward.name: ward.fill_class for ward in coloured.wards}["Greenstead"] == 4
    assert {ward.fill_class for ward in coloured.wards if ward.name != "Greenstead"} == {0}
    assert coloured.legend_title


def test_the_sentence_of_a_ward_has_its_figure(document: Document) -> None:
    make_operation(document, deployments=one_block(10, 11))
    feed = MapFeed(document.read)
    sentence = feed.ward_sentence(ward_id(document, "Greenstead"), SEPTEMBER)
    assert sentence == "Greenstead: 1 planned hour in this period"
    assert feed.ward_sentence("", SEPTEMBER) == ""


# Symbols and marks -----------------------------------------------------------------------------------


def test_operations_of_one_type_in_one_ward_share_a_symbol(document: Document) -> None:
    first = make_operation(document, "RP", start=datetime(2026, 9, 2, 10))
    second = make_operation(document, "RP", start=datetime(2026, 9, 9, 10))
    other = make_operation(document, "OD", start=datetime(2026, 9, 4, 18))
    feed = MapFeed(document.read)
    assert {symbol.id for symbol in feed.content(SEPTEMBER).symbols} == {first.id, other.id}
    assert feed.sharing(first.id) == (first.id, second.id)
    assert feed.operation_sentence(first.id).endswith(", and 1 more here; click again for the next")
    chosen = feed.content(replace(SEPTEMBER, operation_ids=(second.id,)))
    assert {symbol.id: symbol.selected for symbol in chosen.symbols} == {second.id: True, other.id: False}
    assert chosen.symbols[-1].selected, "the selected one lies on top"
    assert chosen.highlighted == {ward_id(document, "Greenstead")}


def test_a_ward_with_more_symbols_than_there_is_room_for_shows_their_number(document: Document) -> None:
    first = make_operation(document, "RP", start=datetime(2026, 9, 2, 10))
    second = make_operation(document, "OD", start=datetime(2026, 9, 4, 18))
    third = make_operation(document, "RP", start=datetime(2026, 9, 9, 10))
    alone = make_operation(document, "RP", "Castle", start=datetime(2026, 9, 12, 10))
    feed = MapFeed(document.read)
    assert not any(symbol.gathered for symbol in feed.content(replace(SEPTEMBER, most_symbols=3)).symbols)
    crowded = replace(SEPTEMBER, most_symbols=2)
    assert {(s.id, s.gathered) for s in feed.content(crowded).symbols} == {
        (first.id, True),
        (alone.id, False),
    }
    assert feed.sharing(first.id) == (first.id, second.id, third.id)
    assert feed.operation_sentence(first.id).startswith("3 operations here")
    found = {s.id: s for s in feed.content(replace(crowded, operation_ids=(first.id,))).symbols}
    assert found[first.id].selected
    assert (found[second.id].letter, found[second.id].gathered) == ("2", True)
    assert feed.sharing(first.id) == (first.id, second.id, third.id), "the next click goes on from there"
    assert feed.operation_sentence(first.id).endswith("click again for the next")


def test_the_symbol_of_a_drawn_area_waits_for_the_projection_and_moves_no_other(document: Document) -> None:
    drawn = make_operation(document, "RP")
    document.run(set_area(operation_id=drawn.id, area=square(0.9, 51.8, 0.01)))
    other = make_operation(document, "OD", "Castle")
    feed = MapFeed(document.read)
    early = feed.content(replace(SEPTEMBER, drawn_areas=False)).symbols
    assert [symbol.id for symbol in early] == [other.id]
    late = feed.content(SEPTEMBER).symbols
    assert late[:-1] == early
    assert late[-1].id == drawn.id


def test_a_deployment_lights_its_own_wards(document: Document) -> None:
    castle = ward_id(document, "Castle")
    operation = make_operation(document, deployments=one_block(9, 12, wards=(castle,)))
    deployment = find(document, Deployment, operation_id=operation.id)
    content = MapFeed(document.read).content(replace(SEPTEMBER, deployment_ids=(deployment.id,)))
    assert content.highlighted == {castle}


def test_stops_are_numbered_in_their_order_and_an_rvp_has_its_name(document: Document) -> None:
    operation = make_operation(document, "RP", deployments=one_block(10, 16))
    deployment = find(document, Deployment, operation_id=operation.id)
    for village in ("Boxted", "Dedham", "Boxted"):
        document.run(add_visit(deployment_id=deployment.id, place_id=find(document, Place, name=village).id))
    rvp, _ = add_place(
        name="Car park",
        kind=PlaceKind.RVP,
        easting=602000,
        northing=225000,
        geom=point(0.93, 51.88),
        shape=point(602000, 225000),
        operation_id=operation.id,
    )
    document.run(rvp)
    feed = MapFeed(document.read)
    marks = feed.content(replace(SEPTEMBER, operation_ids=(operation.id,))).marks
    names = {place.id: place.name for place in document.read.all(Place)}
    assert [(mark.text, names[mark.id]) for mark in marks] == [
        ("1", "Boxted"),
        ("2", "Dedham"),
        ("RVP", "Car park"),
    ]
    assert feed.content(SEPTEMBER).marks == ()


def test_the_selected_place_is_named_first(document: Document) -> None:
    dedham = find(document, Place, name="Dedham")
    content = MapFeed(document.read).content(replace(SEPTEMBER, place_id=dedham.id, most_rank=0))
    assert [(village.name, village.rank) for village in content.villages] == [("Dedham", 0)]


# The ground ------------------------------------------------------------------------------------------


def test_an_inner_point_lies_inside_every_ward_of_the_district() -> None:
    for ward in load_district("colchester").wards:
        shape = from_wkb(ward.shape)
        assert covers(shape, *inner_point(shape)), ward.name


def test_an_inner_point_keeps_out_of_holes_and_bays() -> None:
    ring = polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [(1, 1), (8, 1), (8, 8), (1, 8)])
    bay = polygon([(0, 0), (10, 0), (10, 10), (9, 10), (9, 1), (0, 1)])
    for shape in (ring, bay):
        assert covers(shape, *inner_point(shape))


def test_the_ground_is_read_again_only_when_it_changed(document: Document) -> None:
    feed = MapFeed(document.read)
    answers: list[bool] = []

    def listen(changes: ChangeSet, _initiator: object) -> None:
        answers.append(feed.refresh(changes))

    document.subscribe(listen)
    ground, wards = feed.ground, feed.content(SEPTEMBER).wards
    make_operation(document)
    assert feed.ground is ground
    assert feed.content(SEPTEMBER).wards is wards
    assert len(feed.content(SEPTEMBER).symbols) == 1
    document.undo()
    assert feed.content(SEPTEMBER).symbols == ()
    document.run(edit_place(place_id=find(document, Place, name="Boxted").id, name="Boxted Cross"))
    assert feed.ground is not ground
    assert "Boxted Cross" in {village.name for village in feed.content(SEPTEMBER).villages}
    assert answers == [True, True, True]
