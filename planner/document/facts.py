"""Small facts that views, papers and the command line all show, so that nobody works them out twice.

The forms that take many ids read each table once.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from planner.domain.frozen import dataclass
from planner.domain.phrases import day_range, last_day, span_text, working_day
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Resource
from planner.domain.records.plan import Plan
from planner.domain.timespan import Timespan
from planner.rules.filling import filled_count
from planner.storage.reader import Reader


@dataclass(frozen=True, slots=True)
class PostCount:
    """How many places the posts of a deployment have and how many are filled."""

    needed: int = 0
    filled: int = 0

    @property
    def empty(self) -> int:
        """How many places are empty."""
        return self.needed - self.filled

    @property
    def words(self) -> str:
        """Return "4 of 6", or empty where no post is asked for."""
        return f"{self.filled} of {self.needed}" if self.needed else ""


def deployment_code(operation: Operation, deployment: Deployment) -> str:
    """Return the slip's code: RP-2026-17/3."""
    return f"{operation.reference}/{deployment.number}"


def is_draft(operation: Operation) -> bool:
    """Return whether its order prints as a draft: never authorised, or changed since."""
    return not operation.status.is_authorised or operation.version > operation.authorised_version


def post_counts(read: Reader, deployment_ids: Collection[str]) -> dict[str, PostCount]:
    """Return posts needed and filled for each deployment."""
    posts = read.among(Post, "deployment_id", deployment_ids)
    by_post: dict[str, list[Assignment]] = {}
    for assignment in read.among(Assignment, "post_id", [p.id for p in posts]):
        by_post.setdefault(assignment.post_id, []).append(assignment)
    used = {a.resource_id for found in by_post.values() for a in found if a.resource_id}
    kinds = {r.id: r.kind for r in read.among(Resource, "id", used)}
    counts = dict.fromkeys(deployment_ids, PostCount())
    for post in posts:
        now = counts[post.deployment_id]
        filled = filled_count(post, by_post.get(post.id, ()), kinds)
        counts[post.deployment_id] = PostCount(now.needed + post.count, now.filled + filled)
    return counts


def post_count(read: Reader, deployment_id: str) -> PostCount:
    """Return posts needed and filled for one deployment."""
    return post_counts(read, [deployment_id])[deployment_id]


def ward_ids_of_operations(read: Reader, operation_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the ward ids of each operation, in their order."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(operation_ids, ())
    for row in read.among(OperationWard, "operation_id", operation_ids):
        found[row.operation_id] += (row.ward_id,)
    return found


def ward_ids_of_deployments(read: Reader, deployments: Collection[Deployment]) -> dict[str, tuple[str, ...]]:
    """Return the ward ids of each deployment: its own, else those of its operation."""
    own: dict[str, tuple[str, ...]] = {}
    for row in read.among(DeploymentWard, "deployment_id", [d.id for d in deployments]):
        own[row.deployment_id] = (*own.get(row.deployment_id, ()), row.ward_id)
    of_operation = ward_ids_of_operations(read, {d.operation_id for d in deployments})
    return {d.id: own.get(d.id) or of_operation[d.operation_id] for d in deployments}


def wards_of_operation(read: Reader, operation_id: str) -> list[Ward]:
    """Return the wards of an operation in their order."""
    ids = ward_ids_of_operations(read, [operation_id])[operation_id]
    found = {w.id: w for w in read.among(Ward, "id", ids)}
    return [found[i] for i in ids if i in found]


def wards_of_deployment(read: Reader, deployment: Deployment) -> list[Ward]:
    """Return the wards of a deployment: its own, else those of its operation."""
    ids = ward_ids_of_deployments(read, [deployment])[deployment.id]
    found = {w.id: w for w in read.among(Ward, "id", ids)}
    return [found[i] for i in ids if i in found]


def operation_days(read: Reader, operation_id: str) -> tuple[date, date]:
    """Return the first and last working day of an operation; a night belongs to the day it began."""
    deployments = read.all(Deployment, operation_id=operation_id)
    if not deployments:
        start, end = read.span_of(operation_id)
        return start.date(), last_day(start, end)
    first = min(d.start for d in deployments).date()
    return first, max(working_day(d.end, d.start) for d in deployments)


def operation_when(read: Reader, operation_id: str, *, short: bool = False) -> str:
    """Return when an operation is: "Mon 7 to Sun 13 September 2026", or one block's day and hours."""
    deployments = read.all(Deployment, operation_id=operation_id)
    if len(deployments) == 1:
        return span_text(deployments[0].start, deployments[0].end)
    return day_range(*operation_days(read, operation_id), short=short)


def short_label(
    kind: OperationType, ward_names: Iterable[str] = (), village_names: Iterable[str] = ()
) -> str:
    """Return what a calendar bar says: "SW Greenstead", "Rural: Dedham", "Diss".

    A route names its villages after a colon, a week of days its ward; a shift has its own name alone.
    """
    villages, wards = list(village_names), list(ward_names)
    if kind.unit == "route":
        named = villages or wards
        return f"{kind.short_label}: {', '.join(named[:2])}" if named else kind.short_label
    if kind.unit == "shift" or not wards:
        return kind.short_label
    more = f" +{len(wards) - 1}" if len(wards) > 1 else ""
    return f"{kind.short_label} {wards[0]}{more}"


def village_names(read: Reader, operation_id: str) -> list[str]:
    """Return the names of the places an operation stops at, each once, in order."""
    deployments = read.all(Deployment, operation_id=operation_id)
    visits = sorted(read.among(Visit, "deployment_id", [d.id for d in deployments]), key=lambda v: v.start)
    names = {p.id: p.name for p in read.among(Place, "id", {v.place_id for v in visits})}
    return list(dict.fromkeys(names[v.place_id] for v in visits if v.place_id in names))


def planned_hours(read: Reader, start: datetime, end: datetime) -> dict[str, float]:
    """Return planned officer hours by ward id in a local period.

    A deployment counts its true hours within the period times the places of its posts (one at least), shared
    equally among its wards, so that the wards' figures add up to what is planned.
    """
    zone = read.all(Plan)[0].zone
    deployments = read.deployments_between(start, end)
    counts = post_counts(read, [d.id for d in deployments])
    wards = ward_ids_of_deployments(read, deployments)
    hours: dict[str, float] = {}
    for deployment in deployments:
        part = Timespan(max(start, deployment.start), min(end, deployment.end))
        each = part.minutes(zone) / 60 * max(1, counts[deployment.id].needed)
        for ward_id in wards[deployment.id]:
            hours[ward_id] = hours.get(ward_id, 0.0) + each / len(wards[deployment.id])
    return hours
