"""What a record is about: its operation, wards, days and people, its own or those of what it is part of."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from planner.document.facts import ward_ids_of_operations
from planner.domain.frozen import dataclass
from planner.domain.phrases import last_day
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.people import Concern, Power, PowerWard, Priority
from planner.domain.records.plan import SpecialDay
from planner.domain.records.returns import Return, ReturnVisit
from planner.domain.records.review import Acknowledgement, Hold, Strategy, UnseenWork
from planner.domain.records.sharing import Share
from planner.domain.timespan import month_after
from planner.storage.reader import Reader

Days = tuple[date, date]
_ONE_DAY: Final = {
    "task": ("due",),
    "impact": ("asked_on",),
    "review": ("reviewed_on", "review_on"),
    "purge_note": ("purged_on",),
    "concern": ("said_on",),
}
_QUARTER_MONTHS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What one record is about. days: first and last, or None without a date.

    in_every_ward: it names no ward and holds in all of them.
    """

    operation_id: str = ""
    deployment_id: str = ""
    ward_ids: frozenset[str] = frozenset()
    days: Days | None = None
    in_every_ward: bool = False


class Contexts:
    """Answers what records are about; reads what they are part of once."""

    def __init__(self, read: Reader, operation_ids: Collection[str] | None = None) -> None:
        self._read = read
        one = operation_ids is not None
        operations = read.among(Operation, "id", operation_ids or ()) if one else read.all(Operation)
        self.operations = {o.id: o for o in operations}
        deployments = read.among(Deployment, "operation_id", self.operations) if one else read.all(Deployment)
        self.deployments = {d.id: d for d in deployments}
        days = list(self.deployments)
        posts = read.among(Post, "deployment_id", days) if one else read.all(Post)
        self.posts = {p.id: p for p in posts}
        returns = read.among(Return, "deployment_id", days) if one else read.all(Return)
        self.returns = {r.id: r for r in returns}
        self.places = {p.id: p for p in read.all(Place)}
        self._wards = {
            i: frozenset(w) for i, w in ward_ids_of_operations(read, list(self.operations)).items()
        }
        self._own_wards = _grouped(
            (row.deployment_id, row.ward_id)
            for row in (
                read.among(DeploymentWard, "deployment_id", days) if one else read.all(DeploymentWard)
            )
        )
        self._power_wards = _grouped((row.power_id, row.ward_id) for row in read.all(PowerWard))
        self._spans: dict[str, Days] = {}

    def about(self, record: Record) -> About:
        """Return what a record is about."""
        if isinstance(record, Operation):
            return self._of_operation(record.id)
        if isinstance(record, Deployment):
            return self._of_deployment(record)
        if (deployment := self.deployment_of(record)) is not None:
            return self._part_of(record, self._of_deployment(deployment))
        if operation_id := str(getattr(record, "operation_id", "")):
            return self._with_days(record, self._of_operation(operation_id))
        return self._standing_alone(record)

    def deployment_of(self, record: Record) -> Deployment | None:
        """Return the deployment that a record is part of, if it is part of one."""
        wanted = str(getattr(record, "deployment_id", ""))
        if isinstance(record, Assignment):
            post = self.posts.get(record.post_id)
            wanted = post.deployment_id if post else ""
        elif return_id := getattr(record, "return_id", ""):
            found = self.returns.get(return_id)
            wanted = found.deployment_id if found else ""
        return self.deployments.get(wanted)

    def _of_operation(self, operation_id: str) -> About:
        if operation_id not in self.operations:
            return About(operation_id=operation_id)
        if operation_id not in self._spans:
            start, end = self._read.span_of(operation_id)
            self._spans[operation_id] = start.date(), last_day(start, end)
        return About(
            operation_id=operation_id,
            ward_ids=self._wards.get(operation_id, frozenset()),
            days=self._spans[operation_id],
        )

    def _of_deployment(self, deployment: Deployment) -> About:
        wards = self._own_wards.get(deployment.id) or self._wards.get(deployment.operation_id, frozenset())
        return About(
            operation_id=deployment.operation_id,
            deployment_id=deployment.id,
            ward_ids=wards,
            days=(deployment.start.date(), last_day(deployment.start, deployment.end)),
        )

    def _part_of(self, record: Record, whole: About) -> About:
        if not isinstance(record, Visit | ReturnVisit):
            return whole
        place = self.places.get(record.place_id)
        wards = frozenset({place.ward_id}) if place and place.ward_id else whole.ward_ids
        return About(
            operation_id=whole.operation_id,
            deployment_id=whole.deployment_id,
            ward_ids=wards,
            days=(record.start.date(), record.start.date()),
        )

    def _with_days(self, record: Record, whole: About) -> About:
        own = _days_of(record)
        wards = whole.ward_ids
        if isinstance(record, Place) and record.ward_id:
            wards = frozenset({record.ward_id})
        return About(operation_id=whole.operation_id, ward_ids=wards, days=own or whole.days)

    def _standing_alone(self, record: Record) -> About:
        wards, everywhere = frozenset[str](), False
        if isinstance(record, Concern | UnseenWork | Place):
            wards = frozenset({record.ward_id} - {""})
        elif isinstance(record, Power):
            wards = self._power_wards.get(record.id, frozenset())
        elif isinstance(record, Strategy):
            place = self.places.get(record.place_id)
            wards = frozenset({record.ward_id or (place.ward_id if place else "")} - {""})
            everywhere = not wards
        return About(ward_ids=wards, days=_days_of(record), in_every_ward=everywhere)


def _days_of(record: Record) -> Days | None:
    """Return the days that a record itself names; an open end goes on for ever."""
    if (spans := _SPANS.get(type(record))) is not None:
        return spans(record)
    for name in _ONE_DAY.get(record.TABLE, ()):
        day: date | None = getattr(record, name)
        if day is not None:
            return day, day
    return None


def _from_to(record: Power | Strategy | Priority | SpecialDay) -> Days:
    return _day(record.first or date.min), _day(record.last or date.max)


_SPANS: Final[dict[type[Record], Callable[[Any], Days]]] = {
    Hold: lambda r: (r.placed_on, r.released_on or date.max),
    Acknowledgement: lambda r: (r.at.date(), r.at.date()),
    Share: lambda r: (r.at.date(), r.at.date()),
    UnseenWork: lambda r: (r.quarter, month_after(r.quarter, _QUARTER_MONTHS) - timedelta(days=1)),
    Power: _from_to,
    Strategy: _from_to,
    Priority: _from_to,
    SpecialDay: _from_to,
}


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}
