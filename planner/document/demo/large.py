"""A large plan for measuring: plain rows of the usual shape, spread over the year."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from random import Random

from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Resource
from planner.domain.vocabulary import PostKind, ResourceKind, Status
from planner.storage.pair import Pair

DEPLOYMENTS_EACH = 10
_FIRST, _DAYS = date(2026, 4, 1), 350


def make_large(pair: Pair, operations: int, seed: int) -> None:
    """Write operations with ten deployments, a post and a team each."""
    random = Random(seed)
    wards, types = pair.all(Ward), pair.all(OperationType)
    teams = pair.all(Resource, kind=ResourceKind.TEAM)
    numbers: Counter[str] = Counter()
    by_kind: dict[type[Record], list[Record]] = {
        kind: [] for kind in (Operation, OperationWard, Deployment, Post, Assignment)
    }
    for _ in range(operations):
        kind, ward = random.choice(types), random.choice(wards)
        first = _FIRST + timedelta(days=random.randrange(_DAYS))
        numbers[kind.code] += 1
        operation = Operation(
            id=new_id(),
            type_id=kind.id,
            reference=f"{kind.code}-{first.year}-{numbers[kind.code]:02d}",
            title=f"{kind.name} — {ward.name}",
            status=random.choice((Status.DRAFT, Status.AUTHORISED, Status.DEBRIEFED)),
            priority_id=kind.priority_id,
            start=datetime.combine(first, time(10)),
            end=datetime.combine(first + timedelta(days=DEPLOYMENTS_EACH), time(18)),
        )
        by_kind[Operation].append(operation)
        by_kind[OperationWard].append(OperationWard(id=new_id(), operation_id=operation.id, ward_id=ward.id))
        for number in range(DEPLOYMENTS_EACH):
            _add_deployment(
                by_kind, operation, first + timedelta(days=number), number + 1, random.choice(teams)
            )
    for records in by_kind.values():
        pair.add_all(records)


def _add_deployment(
    by_kind: dict[type[Record], list[Record]], operation: Operation, day: date, number: int, team: Resource
) -> None:
    start = datetime.combine(day, time(10))
    deployment = Deployment(
        id=new_id(),
        operation_id=operation.id,
        number=number,
        start=start,
        end=start + timedelta(hours=8),
        theme="Patrol",
        lead=team.label,
    )
    post = Post(id=new_id(), deployment_id=deployment.id, role="Patrol", kind=PostKind.CONSTABLE, count=4)
    by_kind[Deployment].append(deployment)
    by_kind[Post].append(post)
    by_kind[Assignment].append(Assignment(id=new_id(), post_id=post.id, resource_id=team.id))
