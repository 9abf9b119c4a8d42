"""Everything that one order needs from a plan, read once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar

from planner.domain.phrases import working_day
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import (
    BriefText,
    Measure,
    Operation,
    OperationPower,
    OperationWard,
    Risk,
    Task,
)
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner, Power, PowerWard, Priority, Resource
from planner.domain.records.plan import Plan
from planner.domain.records.review import Impact
from planner.domain.vocabulary import Heading, Marking, PlaceKind, PostKind, ResourceKind, TaskStatus
from planner.storage.authorised_parts import changed_since
from planner.storage.reader import Reader

T = TypeVar("T")


@dataclass(frozen=True)
class Gathered:
    """The records of one operation, in printing order."""

    plan: Plan
    operation: Operation
    kind: OperationType
    priority: Priority | None
    wards: tuple[Ward, ...]
    deployments: tuple[Deployment, ...]
    posts: dict[str, list[Post]]
    """By deployment id."""
    assignments: dict[str, list[Assignment]]
    """By post id."""
    visits: tuple[Visit, ...]
    places: dict[str, Place]
    """Of the visits and of the operation's own, by id."""
    resources: dict[str, Resource]
    partners: dict[str, Partner]
    briefs: dict[Heading, str]
    risks: tuple[Risk, ...]
    measures: tuple[Measure, ...]
    tasks: tuple[Task, ...]
    powers_relied_on: tuple[OperationPower, ...]
    powers: dict[str, Power]
    power_wards: dict[str, set[str]]
    """Ward ids by power id."""
    impact: Impact | None = None
    """Who is affected, what was changed for them, who was asked."""
    changed_since: tuple[str, ...] = ()
    """The parts that are not as they were authorised, after a merge."""

    @property
    def marking(self) -> Marking:
        """The higher marking of the operation and its type."""
        return Marking.highest((self.operation.marking, self.kind.marking))

    @cached_property
    def first_day(self) -> date:
        """The day the work starts."""
        return self.deployments[0].start.date() if self.deployments else self.operation.start.date()

    @cached_property
    def last_day(self) -> date:
        """The day the work ends; the small hours of a night belong to the day before."""
        if not self.deployments:
            return working_day(self.operation.end, self.operation.start)
        return max(working_day(d.end, d.start) for d in self.deployments)

    @cached_property
    def span(self) -> tuple[datetime, datetime]:
        """The first start and the last end, in local wall time."""
        if not self.deployments:
            return self.operation.start, self.operation.end
        return self.deployments[0].start, max(d.end for d in self.deployments)

    @cached_property
    def destroy_by(self) -> date:
        """The day by which copies are destroyed."""
        return self.last_day + timedelta(days=self.plan.destroy_after_days)

    @property
    def is_draft(self) -> bool:
        """Whether what prints is not what was authorised."""
        operation = self.operation
        return not operation.status.is_authorised or operation.version > operation.authorised_version

    @cached_property
    def places_of_its_own(self) -> tuple[Place, ...]:
        """The places drawn for this operation."""
        return tuple(p for p in self.places.values() if p.operation_id == self.operation.id)

    @property
    def rvp(self) -> Place | None:
        """The rendezvous point, if one was drawn."""
        return next((p for p in self.places_of_its_own if p.kind is PlaceKind.RVP), None)

    def filled(self, post: Post) -> int:
        """Return how many of a post's places are filled; a team fills all of them."""
        given = self.assignments.get(post.id, [])
        if post.kind is PostKind.TEAM and given:
            return post.count
        if any(self._is_team(a) for a in given):
            return post.count
        return min(post.count, len(given))

    def _is_team(self, assignment: Assignment) -> bool:
        resource = self.resources.get(assignment.resource_id)
        return resource is not None and resource.kind is ResourceKind.TEAM

    def manned(self, deployment: Deployment) -> tuple[int, int]:
        """Return (posts filled, posts needed) of a deployment."""
        posts = self.posts.get(deployment.id, [])
        return sum(self.filled(p) for p in posts), sum(p.count for p in posts)

    def owner_of(self, task: Task) -> str:
        """Return who owes a task, in words."""
        partner = self.partners.get(task.partner_id)
        return partner.called if partner else task.owner


def gather(read: Reader, operation_id: str) -> Gathered:
    """Read everything about one operation; NotFound if it is gone."""
    operation = read.require(Operation, operation_id)
    plans = read.all(Plan)
    deployments = sorted(read.all(Deployment, operation_id=operation_id), key=lambda d: (d.start, d.number))
    posts = read.among(Post, "deployment_id", (d.id for d in deployments))
    assignments = read.among(Assignment, "post_id", (p.id for p in posts))
    visits = read.among(Visit, "deployment_id", (d.id for d in deployments))
    places = {p.id: p for p in read.among(Place, "id", (v.place_id for v in visits))}
    places |= {p.id: p for p in read.all(Place, operation_id=operation_id)}
    tasks = read.all(Task, operation_id=operation_id)
    power_wards = defaultdict(set)
    for link in read.all(PowerWard):
        power_wards[link.power_id].add(link.ward_id)
    return Gathered(
        plan=next((p for p in plans if p.kind == "plan"), plans[0]),
        operation=operation,
        kind=read.require(OperationType, operation.type_id),
        priority=read.get(Priority, operation.priority_id),
        wards=_wards(read, operation_id, deployments),
        deployments=tuple(deployments),
        posts=_by(posts, "deployment_id"),
        assignments=_by(assignments, "post_id"),
        visits=tuple(sorted(visits, key=lambda v: (v.start, v.sort))),
        places=places,
        resources={r.id: r for r in read.among(Resource, "id", (a.resource_id for a in assignments))},
        partners={p.id: p for p in read.among(Partner, "id", (t.partner_id for t in tasks))},
        briefs={b.heading: b.text for b in read.all(BriefText, operation_id=operation_id)},
        risks=tuple(read.all(Risk, operation_id=operation_id)),
        measures=tuple(read.all(Measure, operation_id=operation_id)),
        tasks=tuple(sorted((t for t in tasks if t.status is not TaskStatus.CANCELLED), key=lambda t: t.due)),
        powers_relied_on=tuple(read.all(OperationPower, operation_id=operation_id)),
        powers={p.id: p for p in read.all(Power)},
        power_wards=dict(power_wards),
        impact=next(iter(read.all(Impact, operation_id=operation_id)), None),
        changed_since=changed_since(read, [operation]).get(operation_id, ()),
    )


def _by(records: Iterable[T], field: str) -> dict[str, list[T]]:
    result: defaultdict[str, list[T]] = defaultdict(list)
    for record in records:
        result[getattr(record, field)].append(record)
    return dict(result)


def _wards(read: Reader, operation_id: str, deployments: list[Deployment]) -> tuple[Ward, ...]:
    """Return the wards of the operation in their order, then any that only a deployment names."""
    ids = [w.ward_id for w in read.all(OperationWard, operation_id=operation_id)]
    ids += [w.ward_id for w in read.among(DeploymentWard, "deployment_id", (d.id for d in deployments))]
    found = {w.id: w for w in read.among(Ward, "id", ids)}
    return tuple(found[i] for i in dict.fromkeys(ids) if i in found)
