"""Copying, stretching, drawing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.document import facts
from planner.document.commands import posts
from planner.document.commands.copy import copy_operation
from planner.document.commands.draw import add_place, delete_place, set_area
from planner.document.commands.lifecycle import authorise
from planner.document.commands.stretch import stretch_operation
from planner.document.commands.visits import add_visit
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.deployment import Assignment, Deployment, Post, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Resource
from planner.domain.records.returns import Return
from planner.domain.vocabulary import PlaceKind, Status
from tests.builders import find, make_document, make_operation, point, square


@settings(max_examples=12, deadline=None)
@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)))
def test_a_copy_shifts_every_date_alike(tmp_path_factory: pytest.TempPathFactory, start: date) -> None:
    document = make_document(tmp_path_factory.mktemp("plan"))
    read = document.read
    villages = [p.id for p in read.all(Place, name="Dedham")]
    old = make_operation(document, "RP", "Dedham & Boxted", place_ids=villages)
    document.run(authorise(operation_id=old.id, authorised_by="Ch Insp X101"))
    command, copy_id = copy_operation(operation_id=old.id, start=start)
    document.run(command)
    step = timedelta(days=(start - old.start.date()).days)
    new = read.require(Operation, copy_id)
    assert (new.status, new.version, new.authorised_version) == (Status.DRAFT, 1, 0)
    assert new.authorised_at is None
    before, after = (
        find(document, Deployment, operation_id=old.id),
        find(document, Deployment, operation_id=copy_id),
    )
    assert (after.start - before.start, after.end - before.end) == (step, step)
    stops = [find(document, Visit, deployment_id=d.id).start for d in (before, after)]
    assert stops[1] - stops[0] == step
    dues = [[t.due for t in read.all(Task, operation_id=i)] for i in (old.id, copy_id)]
    assert [a + step for a in dues[0]] == dues[1]
    document.close()


def test_a_copy_elsewhere_keeps_teams_and_leaves_people_and_far_stops(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    read = document.read
    old = make_operation(
        document, "RP", "Dedham & Boxted", place_ids=[find(document, Place, name="Dedham").id]
    )
    days = find(document, Deployment, operation_id=old.id)
    first = find(document, Post, deployment_id=days.id)
    document.run(posts.assign(post_id=first.id, collar_number="X110"))
    document.run(posts.add_post(deployment_id=days.id, role="Team", kind=first.kind, count=3))
    team_post = find(document, Post, deployment_id=days.id, role="Team")
    team = find(document, Resource, label="East CPT")
    document.run(posts.assign_resource(post_id=team_post.id, resource_id=team.id))
    wivenhoe = find(document, Ward, name="Wivenhoe").id
    command, copy_id = copy_operation(operation_id=old.id, start=date(2026, 12, 1), ward_ids=[wivenhoe])
    document.run(command)
    new = read.require(Operation, copy_id)
    assert new.title == "Rural patrol — Wivenhoe"
    assert new.note == "Copied from RP-2026-01. Left out: 1 person on posts and 1 stop outside the new wards."
    copied = find(document, Deployment, operation_id=copy_id)
    new_posts = read.all(Post, deployment_id=copied.id)
    kept = read.among(Assignment, "post_id", [p.id for p in new_posts])
    assert [a.resource_id for a in kept] == [team.id]
    document.undo()
    assert read.get(Operation, copy_id) is None


def test_stretching_adds_days_like_the_last_and_cuts_the_rest(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    read = document.read
    operation = make_operation(document)
    document.run(
        stretch_operation(operation_id=operation.id, first_day=date(2026, 9, 6), last_day=date(2026, 9, 15))
    )
    days = sorted(read.all(Deployment, operation_id=operation.id), key=lambda d: d.start)
    assert [d.start.day for d in days] == list(range(6, 16))
    assert sorted(d.number for d in days) == list(range(1, 11))
    assert facts.post_count(read, days[-1].id).needed == 6
    document.run(stretch_operation(operation_id=operation.id, last_day=date(2026, 9, 8)))
    assert read.count(Deployment, operation_id=operation.id) == 3
    document.run(stretch_operation(operation_id=operation.id, last_day=date(2026, 9, 9)))
    newest = max(read.all(Deployment, operation_id=operation.id), key=lambda d: d.start)
    assert newest.number == 11
    with pytest.raises(InvalidInput, match="move the operation"):
        document.run(
            stretch_operation(
                operation_id=operation.id, first_day=date(2026, 9, 20), last_day=date(2026, 9, 21)
            )
        )


def test_a_day_with_a_return_is_not_cut_off(tmp_path: Path) -> None:
    from planner.document.command import Command

    document = make_document(tmp_path)
    operation = make_operation(document)
    last = document.read.all(Deployment, operation_id=operation.id)[-1]
    document.run(Command("Return", lambda pair: pair.add(Return(id=new_id(), deployment_id=last.id))))
    with pytest.raises(InvalidInput, match="Sunday 13 September 2026 has a return"):
        document.run(stretch_operation(operation_id=operation.id, last_day=date(2026, 9, 10)))


def test_drawn_places_belong_to_the_order_and_go_with_it(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    read = document.read
    operation = make_operation(document)
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    command, place_id = add_place(
        name="Parade car park",
        kind=PlaceKind.RVP,
        easting=601900,
        northing=225400,
        geom=point(0.93, 51.89),
        shape=point(601900, 225400),
        operation_id=operation.id,
    )
    document.run(command)
    assert document.history.undo_label == "Add RVP"
    assert read.require(Operation, operation.id).status is Status.DRAFT
    day = read.all(Deployment, operation_id=operation.id)[0]
    document.run(add_visit(deployment_id=day.id, place_id=place_id))
    with pytest.raises(InvalidInput, match="stop of 1"):
        document.run(delete_place(place_id=place_id))
    document.run(set_area(operation_id=operation.id, area=square(0.9, 51.8, 0.01)))
    assert read.require(Operation, operation.id).area is not None
    for _ in range(3):
        document.undo()
    assert read.get(Place, place_id) is None
