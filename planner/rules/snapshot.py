"""The part of a plan that rules look at: small, frozen, read before they run."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date, datetime, timedelta

from planner.domain.frozen import dataclass
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation, OperationPower, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Power, Resource
from planner.domain.timespan import DEFAULT_ZONE
from planner.domain.vocabulary import Status

NUMBER = "number "
"""What the key of somebody with a collar number begins with."""
_OVER = frozenset({Status.STOOD_DOWN, Status.DEBRIEFED})


@dataclass(frozen=True, slots=True)
class Village:
    """A village with the local moments of the last visit that a return tells of and of the next planned."""

    id: str
    name: str
    last: datetime | None
    next: datetime | None


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is not available between two local moments. who: a key as Snapshot.who() gives it."""

    who: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Clash:
    """Need-to-know work from start to end, and a deployment of other work near it in some of its wards."""

    operation: Operation
    start: datetime
    end: datetime
    deployment: Deployment | None = None
    other: Operation | None = None
    wards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replaced:
    """A former ward, and the current ward that its middle is in, both empty where there is none."""

    ward_id: str
    name: str
    now_id: str = ""
    now: str = ""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Records by id or by owner. now is local wall time; returned holds deployments with a submitted return.

    power_wards: power id to the wards it reaches; empty or missing where that is not known.
    wards_of: deployment id to its wards. owners: partner id to the name of who owes a task.
    changed_since: operation id to the parts that are not as they were authorised. doubled: reference to the
    operations that share it. beside: deployments that are here only because they may share somebody with one
    of deployments; of these the rules know operation, posts and assignments.
    """

    now: datetime
    zone: str = DEFAULT_ZONE
    operations: Mapping[str, Operation] = field(default_factory=dict)
    types: Mapping[str, OperationType] = field(default_factory=dict)
    deployments: tuple[Deployment, ...] = ()
    beside: tuple[Deployment, ...] = ()
    posts: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)
    assignments: Mapping[str, tuple[Assignment, ...]] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    wards_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ward_names: Mapping[str, str] = field(default_factory=dict)
    powers: Mapping[str, Power] = field(default_factory=dict)
    power_wards: Mapping[str, frozenset[str]] = field(default_factory=dict)
    operation_powers: tuple[OperationPower, ...] = ()
    tasks: tuple[Task, ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    returned: frozenset[str] = frozenset()
    villages: tuple[Village, ...] = ()
    changed_since: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubled: Mapping[str, tuple[Operation, ...]] = field(default_factory=dict)
    away: tuple[Away, ...] = ()
    clashes: tuple[Clash, ...] = ()
    replaced: Mapping[str, Replaced] = field(default_factory=dict)
    """Those wards of the deployments that are former, by id."""
    out_of_hours: str = ""
    """Who decides out of hours for the whole plan, where it names a post."""

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.date()

    def is_coming(self, deployment: Deployment) -> bool:
        """Return whether a deployment is still to end and its operation is neither an idea nor over."""
        status = self.operations[deployment.operation_id].status
        return deployment.end > self.now and status is not Status.IDEA and status not in _OVER

    def is_soon(self, moment: datetime) -> bool:
        """Return whether a moment lies within the next 14 days."""
        return moment <= self.now + timedelta(days=14)

    def bookings(self) -> Iterator[tuple[str, Deployment, Assignment]]:
        """Yield who is on coming deployments, on those beside too, where a person, team or thing is named."""
        for deployment in (*self.deployments, *self.beside):
            if self.is_coming(deployment):
                for post in self.posts.get(deployment.id, ()):
                    for assignment in self.assignments.get(post.id, ()):
                        if key := self.who(assignment):
                            yield key, deployment, assignment

    def who(self, assignment: Assignment) -> str:
        """Return one key for a person however booked: by collar number, else by the resource's id."""
        number = assignment.collar_number
        if not number and (resource := self.resources.get(assignment.resource_id)) is not None:
            number = resource.collar_number
        return NUMBER + number.casefold() if number else assignment.resource_id
