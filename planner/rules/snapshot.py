"""The part of a plan that rules look at: small, frozen, read before they run."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from itertools import chain
from typing import ClassVar

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
    """Somebody who is not available between two local moments. who: a key as Snapshot.bookings() has it."""

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


class Paced(Collection[Deployment]):
    """Deployments, gone through in their order with a pause now and then, so that others can work between."""

    _OFTEN: ClassVar[int] = 128

    def __init__(self, deployments: Collection[Deployment], pause: Callable[[], object]) -> None:
        """pause: may raise to stop."""
        self._deployments, self._pause = deployments, pause

    def __iter__(self) -> Iterator[Deployment]:
        for number, deployment in enumerate(self._deployments):
            if number % self._OFTEN == 0:
                self._pause()
            yield deployment

    def __len__(self) -> int:
        return len(self._deployments)

    def __contains__(self, deployment: object) -> bool:
        return deployment in self._deployments


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
    deployments: Collection[Deployment] = ()
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

    def paced(self, pause: Callable[[], object]) -> "Snapshot":
        """Return the same with a pause now and then in each walk through the deployments."""
        return replace(self, deployments=Paced(self.deployments, pause))

    def is_coming(self, deployment: Deployment) -> bool:
        """Return whether a deployment is still to end and its operation is neither an idea nor over."""
        status = self.operations[deployment.operation_id].status
        return deployment.end > self.now and status is not Status.IDEA and status not in _OVER

    def is_soon(self, moment: datetime) -> bool:
        """Return whether a moment lies within the next 14 days."""
        return moment <= self.now + timedelta(days=14)

    def bookings(self) -> Iterator[tuple[Deployment, list[str], list[Assignment]]]:
        """Yield each coming deployment, those beside too, with the keys of who is on it and what says so.

        Only where a person, team or thing is named; the keys and the assignments come in the same order.
        """
        numbered, resourced = _Numbered(), _Resourced(self.resources)
        for deployment in chain(self.deployments, self.beside):
            if not self.is_coming(deployment):
                continue
            keys: list[str] = []
            given: list[Assignment] = []
            for post in self.posts.get(deployment.id, ()):
                for assignment in self.assignments.get(post.id, ()):
                    number = assignment.collar_number
                    if key := numbered[number] if number else resourced[assignment.resource_id]:
                        keys.append(key)
                        given.append(assignment)
            if keys:
                yield deployment, keys, given


class _Numbered(dict[str, str]):
    """One key for a person by the collar number as it was typed, made once for each."""

    def __missing__(self, number: str) -> str:
        key = self[number] = NUMBER + number.casefold()
        return key


class _Resourced(dict[str, str]):
    """One key for who or what is booked by a resource: its collar number if it has one, else its id."""

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        super().__init__()
        self._resources = resources

    def __missing__(self, resource_id: str) -> str:
        resource = self._resources.get(resource_id)
        number = resource.collar_number if resource is not None else ""
        key = self[resource_id] = NUMBER + number.casefold() if number else resource_id
        return key
