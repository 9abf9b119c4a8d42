"""Copy an operation to other wards and another day, with every date shifted alike."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from planner.document.command import Command
from planner.document.commands.base import check_day, check_span, operation_name, wards_named, zone_of
from planner.document.commands.create import default_title, next_reference, refuse_inactive
from planner.document.commands.repeat_rules import shifted_rule
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.phrases import count_text
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import (
    BriefText,
    Measure,
    Operation,
    OperationConcern,
    OperationPower,
    OperationWard,
    Risk,
    Task,
)
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Concern, Resource
from planner.domain.vocabulary import ResourceKind, Status, TaskStatus
from planner.storage.pair import Pair


@dataclass
class _Copy:
    """What is being copied: old and new ids, the shift, and what was left out."""

    operation: Operation
    new_id: str
    wards: list[Ward]
    same_wards: bool
    step: timedelta
    rows: list[Record] = field(default_factory=list)
    place_ids: dict[str, str] = field(default_factory=dict)
    people_left: int = 0
    stops_left: int = 0


def copy_operation(
    *, operation_id: str, start: date, ward_ids: Sequence[str] | None = None, title: str | None = None
) -> tuple[Command, str]:
    """Return the command that copies an operation to a first day, and the copy's id.

    ward_ids None keeps the wards. Teams stay on their posts; people do not, and neither do returns, the
    authorisation, and stops and drawn places outside the new wards: the copy's note says what was left.
    """
    copy_id = new_id()

    def apply(pair: Pair) -> None:
        _copy(pair, operation_id, copy_id, start, ward_ids, (title or "").strip())

    return Command("Copy", apply, subject=lambda read: operation_name(read, operation_id)), copy_id


def _copy(
    pair: Pair, operation_id: str, copy_id: str, start: date, ward_ids: Sequence[str] | None, title: str
) -> None:
    operation = pair.require(Operation, operation_id)
    kind = pair.require(OperationType, operation.type_id)
    refuse_inactive(kind)
    check_day(start)
    old_wards = [r.ward_id for r in pair.all(OperationWard, operation_id=operation_id)]
    wards = wards_named(pair, old_wards if ward_ids is None else ward_ids)
    if not wards:
        raise InvalidInput("A copy needs a ward; choose one on the map or from the list.")
    step = start - pair.span_of(operation_id)[0].date()
    same = {w.id for w in wards} == set(old_wards)
    copy = _Copy(operation, copy_id, wards, same, step)
    if same:
        _copy_places(pair, copy)
    _copy_deployments(pair, copy)
    _copy_content(pair, copy)
    _copy_concerns(pair, copy)
    was_default = operation.title == default_title(kind, wards_named(pair, old_wards))
    head = replace(
        operation,
        id=copy_id,
        reference=next_reference(pair, kind, start.year),
        title=title or (default_title(kind, wards) if was_default else operation.title),
        status=Status.DRAFT,
        start=operation.start + step,
        end=operation.end + step,
        area=operation.area if same else None,
        prepared_by=operation.prepared_by,
        authorised_by="",
        authorised_at=None,
        version=1,
        authorised_version=0,
        authorised_parts="",
        note=_note(copy),
    )
    pair.add_all([head, *_ward_rows(copy), *copy.rows])


def _ward_rows(copy: "_Copy") -> list[Record]:
    wards = enumerate(copy.wards)
    return [OperationWard(id=new_id(), operation_id=copy.new_id, ward_id=w.id, sort=i) for i, w in wards]


def _note(copy: _Copy) -> str:
    left = []
    if copy.people_left:
        left.append(f"{count_text(copy.people_left, 'person', 'people')} on posts")
    if copy.stops_left:
        left.append(f"{count_text(copy.stops_left, 'stop')} outside the new wards")
    tail = f" Left out: {' and '.join(left)}." if left else ""
    return f"Copied from {copy.operation.reference}.{tail}"


def _copy_places(pair: Pair, copy: _Copy) -> None:
    for place in pair.all(Place, operation_id=copy.operation.id):
        copy.place_ids[place.id] = new_id()
        copy.rows.append(replace(place, id=copy.place_ids[place.id], operation_id=copy.new_id))


def _copy_deployments(pair: Pair, copy: _Copy) -> None:
    zone = zone_of(pair)
    series: dict[str, str] = {}
    found = sorted(pair.all(Deployment, operation_id=copy.operation.id), key=lambda d: d.start)
    for number, old in enumerate(found, 1):
        new = replace(
            old,
            id=new_id(),
            operation_id=copy.new_id,
            number=number,
            start=old.start + copy.step,
            end=old.end + copy.step,
            rule=shifted_rule(old.rule, copy.step.days),
            series_id=series.setdefault(old.series_id, new_id()) if old.series_id else "",
        )
        check_span(new.start, new.end, zone)
        copy.rows.append(new)
        if copy.same_wards:
            copy.rows += [
                replace(w, id=new_id(), deployment_id=new.id)
                for w in pair.all(DeploymentWard, deployment_id=old.id)
            ]
        _copy_visits(pair, copy, old.id, new.id)
        _copy_posts(pair, copy, old.id, new.id)


def _copy_visits(pair: Pair, copy: _Copy, old_id: str, new_deployment: str) -> None:
    visits = pair.all(Visit, deployment_id=old_id)
    places = {p.id: p for p in pair.among(Place, "id", {v.place_id for v in visits})}
    inside = {w.id for w in copy.wards} | {""}
    for visit in visits:
        place = places.get(visit.place_id)
        own = place is not None and place.operation_id != ""
        if place is None or (not copy.same_wards and (own or place.ward_id not in inside)):
            copy.stops_left += 1
            continue
        copy.rows.append(
            replace(
                visit,
                id=new_id(),
                deployment_id=new_deployment,
                place_id=copy.place_ids.get(visit.place_id, visit.place_id),
                start=visit.start + copy.step,
            )
        )


def _copy_posts(pair: Pair, copy: _Copy, old_id: str, new_deployment: str) -> None:
    for post in pair.all(Post, deployment_id=old_id):
        new = replace(post, id=new_id(), deployment_id=new_deployment)
        copy.rows.append(new)
        for assignment in pair.all(Assignment, post_id=post.id):
            resource = pair.get(Resource, assignment.resource_id) if assignment.resource_id else None
            if resource is None or resource.kind is ResourceKind.PERSON:
                copy.people_left += 1
            else:
                copy.rows.append(replace(assignment, id=new_id(), post_id=new.id))


def _copy_concerns(pair: Pair, copy: _Copy) -> None:
    """A copy answers what residents of its own wards said; the concerns of other wards stay behind."""
    inside = {w.id for w in copy.wards}
    links = pair.all(OperationConcern, operation_id=copy.operation.id)
    known = {c.id for c in pair.among(Concern, "id", {k.concern_id for k in links}) if c.ward_id in inside}
    copy.rows += [
        replace(link, id=new_id(), operation_id=copy.new_id) for link in links if link.concern_id in known
    ]


def _copy_content(pair: Pair, copy: _Copy) -> None:
    old = copy.operation.id
    parts: list[BriefText | OperationPower | Risk | Measure] = [
        *pair.all(BriefText, operation_id=old),
        *pair.all(OperationPower, operation_id=old),
        *pair.all(Risk, operation_id=old),
        *pair.all(Measure, operation_id=old),
    ]
    copy.rows += [replace(part, id=new_id(), operation_id=copy.new_id) for part in parts]
    copy.rows += [
        replace(
            task,
            id=new_id(),
            operation_id=copy.new_id,
            due=task.due + copy.step,
            status=TaskStatus.OPEN,
            note="",
        )
        for task in pair.all(Task, operation_id=old)
    ]
