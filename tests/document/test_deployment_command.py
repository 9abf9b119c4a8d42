"""Deployments, visits, posts and assignments."""

from datetime import date, datetime
from pathlib import Path

import pytest

from planner.document import facts
from planner.document.commands import deployment as deployments
from planner.document.commands import posts, visits
from planner.document.commands.lifecycle import authorise
from planner.document.commands.template import NewDeployment
from planner.document.document import Document
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Assignment, Deployment, Post, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation
from planner.domain.records.people import Resource
from planner.domain.timespan import Timespan
from planner.domain.vocabulary import PostKind, Status
from tests.builders import find, make_document, make_operation


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return make_document(tmp_path)


def _only(document: Document) -> Deployment:
    return find(document, Deployment, operation_id=make_operation(document, "OD", "Castle").id)


def test_slip_numbers_are_never_given_again(document: Document) -> None:
    operation = make_operation(document)
    last = document.read.all(Deployment, operation_id=operation.id)[-1]
    document.run(deployments.delete_deployment(deployment_id=last.id))
    new = NewDeployment(start=datetime(2026, 9, 20, 10), end=datetime(2026, 9, 20, 12))
    document.run(deployments.add_deployment(operation_id=operation.id, new=new))
    numbers = [d.number for d in document.read.all(Deployment, operation_id=operation.id)]
    assert numbers == [1, 2, 3, 4, 5, 6, 8]


@pytest.mark.parametrize(
    ("start", "hours"),
    [(datetime(2026, 10, 24, 22), 9), (datetime(2027, 3, 27, 22), 7), (datetime(2026, 6, 1, 22), 8)],
)
def test_a_night_moved_onto_a_clock_change_keeps_its_hours_on_the_clock(
    document: Document, start: datetime, hours: int
) -> None:
    row = _only(document)
    document.run(
        deployments.resize_deployment(
            deployment_id=row.id, start=datetime(2026, 9, 7, 22), end=datetime(2026, 9, 8, 6)
        )
    )
    document.run(deployments.move_deployment(deployment_id=row.id, to=start))
    moved = document.read.require(Deployment, row.id)
    assert (moved.start, moved.end.hour) == (start, 6)
    assert Timespan(moved.start, moved.end).minutes() == hours * 60


def test_impossible_spans_are_refused(document: Document) -> None:
    row = _only(document)
    with pytest.raises(InvalidInput, match="not after the start"):
        document.run(deployments.resize_deployment(deployment_id=row.id, end=row.start))
    with pytest.raises(InvalidInput, match="45 days"):
        document.run(deployments.resize_deployment(deployment_id=row.id, end=datetime(2026, 12, 1)))
    assert document.read.require(Deployment, row.id) == row


def test_the_last_deployment_leaves_its_days_to_the_operation(document: Document) -> None:
    row = _only(document)
    document.run(deployments.move_deployment(deployment_id=row.id, days=4))
    document.run(deployments.delete_deployment(deployment_id=row.id))
    assert document.read.span_of(row.operation_id)[0] == datetime(2026, 9, 11, 18)


def test_stops_follow_each_other_and_change_places(document: Document) -> None:
    operation = make_operation(document, "RP", "Dedham & Boxted")
    row = find(document, Deployment, operation_id=operation.id)
    villages = [find(document, Place, name=n).id for n in ("Dedham", "Boxted", "Wivenhoe")]
    for place in villages:
        document.run(visits.add_visit(deployment_id=row.id, place_id=place))
    now = document.read.all(Visit, deployment_id=row.id)
    assert [(v.start.hour, v.start.minute, v.minutes) for v in now] == [
        (10, 0, 15),
        (10, 30, 15),
        (11, 0, 15),
    ]
    order = [now[2].id, now[0].id, now[1].id]
    document.run(visits.reorder_visits(deployment_id=row.id, visit_ids=order))
    again = sorted(document.read.all(Visit, deployment_id=row.id), key=lambda v: v.start)
    assert [v.place_id for v in again] == [villages[2], villages[0], villages[1]]
    with pytest.raises(InvalidInput, match="outside the deployment"):
        document.run(visits.edit_visit(visit_id=now[0].id, start=datetime(2026, 9, 7, 9)))
    document.run(visits.delete_visit(visit_id=now[0].id))
    assert facts.village_names(document.read, operation.id) == ["Wivenhoe", "Boxted"]


def test_posts_fill_by_people_and_at_once_by_a_team(document: Document) -> None:
    row = _only(document)
    post = find(document, Post, deployment_id=row.id)
    document.run(posts.assign(post_id=post.id, rank="PC", collar_number="X110", call_sign="CO31"))
    assert facts.post_count(document.read, row.id).words == "1 of 2"
    with pytest.raises(InvalidInput, match="already"):
        document.run(posts.assign(post_id=post.id, collar_number="x110"))
    person = find(document, Resource, label="X103")
    document.run(posts.assign_resource(post_id=post.id, resource_id=person.id))
    with pytest.raises(InvalidInput, match="2 of 2"):
        document.run(posts.assign(post_id=post.id, collar_number="X111"))
    with pytest.raises(InvalidInput, match="take some off"):
        document.run(posts.edit_post(post_id=post.id, count=1))
    team = find(document, Resource, label="East CPT")
    document.run(posts.assign_resource(post_id=post.id, resource_id=team.id))
    only = find(document, Assignment, post_id=post.id)
    document.run(posts.edit_post(post_id=post.id, count=5))
    assert facts.post_count(document.read, row.id).words == "5 of 5"
    document.run(posts.unassign(assignment_id=only.id))
    document.run(posts.add_post(deployment_id=row.id, role="Driver", kind=PostKind.CONSTABLE))
    assert facts.post_count(document.read, row.id) == facts.PostCount(6, 0)


def test_filling_a_post_makes_an_authorised_order_a_draft(document: Document) -> None:
    row = _only(document)
    document.run(authorise(operation_id=row.operation_id, authorised_by="Ch Insp X101"))
    document.run(posts.assign(post_id=find(document, Post, deployment_id=row.id).id, collar_number="X110"))
    operation = document.read.require(Operation, row.operation_id)
    assert (operation.status, operation.version) == (Status.DRAFT, 2)
    assert facts.is_draft(operation)


def test_planned_hours_share_a_deployment_among_its_wards(document: Document) -> None:
    row = _only(document)
    wards = [find(document, Ward, name=n).id for n in ("Castle", "Greenstead")]
    document.run(deployments.set_deployment_wards(deployment_id=row.id, ward_ids=wards))
    hours = facts.planned_hours(document.read, datetime(2026, 9, 7), datetime(2026, 9, 8))
    assert hours == {wards[0]: 6.0, wards[1]: 6.0}


def test_days_and_labels_in_words(document: Document) -> None:
    week, diss = make_operation(document), make_operation(document, "OD", "Castle", date(2026, 10, 30))
    assert facts.operation_when(document.read, week.id, short=True) == "Mon 7 to Sun 13 September 2026"
    assert facts.operation_when(document.read, diss.id) == "Friday 30 October 2026, 18:00 to 02:00 Saturday"
    assert facts.operation_days(document.read, diss.id) == (date(2026, 10, 30), date(2026, 10, 30))


def test_a_time_that_the_clocks_skip_is_refused_where_it_is_typed(document: Document) -> None:
    night = _only(document)
    start = datetime(2026, 3, 28, 22)
    document.run(deployments.move_deployment(deployment_id=night.id, to=start))
    with pytest.raises(InvalidInput, match=r"There is no 01:30 on Sunday 29 March 2026.*give 02:30"):
        document.run(deployments.resize_deployment(deployment_id=night.id, end=datetime(2026, 3, 29, 1, 30)))
    document.run(deployments.resize_deployment(deployment_id=night.id, end=datetime(2026, 3, 29, 2, 30)))
    assert document.read.require(Deployment, night.id).end == datetime(2026, 3, 29, 2, 30)
