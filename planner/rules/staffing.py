"""Posts that are empty and people who are in two places at once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count, repeat

from planner.domain.phrases import day_text, time_text
from planner.domain.records.deployment import Assignment, Deployment
from planner.domain.records.operation import Operation
from planner.domain.timespan import to_utc
from planner.rules.filling import filled_count
from planner.rules.finding import Finding, Fix, Item, Severity
from planner.rules.overlap import overlapping
from planner.rules.snapshot import Snapshot

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def empty_posts(plan: Snapshot) -> Iterator[Finding]:
    """Say of each coming deployment how many places are empty: "Fri 11: 2 of 6 posts empty.\""""
    kinds = {r.id: r.kind for r in plan.resources.values()}
    for deployment in plan.deployments:
        posts = plan.posts.get(deployment.id, ())
        if not posts or not plan.is_coming(deployment):
            continue
        needed = sum(p.count for p in posts)
        filled = sum(filled_count(p, plan.assignments.get(p.id, ()), kinds) for p in posts)
        if filled == needed:
            continue
        operation = plan.operations[deployment.operation_id]
        urgent = operation.status.is_authorised and plan.is_soon(deployment.start)
        yield Finding(
            "post-empty",
            Severity.STOP if urgent else Severity.WORTH if plan.is_soon(deployment.start) else Severity.NOTE,
            f"{day_text(deployment.start.date(), short=True)}: {needed - filled} of {needed} posts empty.",
            f"{operation.reference}/{deployment.number}",
            deployment.start,
            (Item(Operation, operation.id), Item(Deployment, deployment.id)),
            (Fix("Fill posts", "fill_post", (deployment.id,)),),
        )


def double_bookings(plan: Snapshot) -> Iterator[Finding]:
    """Say who, or which team or vehicle, is on two deployments that overlap in true time.

    The order in which rows were read makes no difference, so that a small plan finds what the whole one does.
    """
    people: defaultdict[str, int] = defaultdict(count().__next__)
    days: list[Deployment] = []
    who: list[int] = []
    on: list[int] = []
    said_by: list[Assignment] = []
    for deployment, keys, given in plan.bookings():
        who += map(people.__getitem__, keys)
        on += repeat(len(days), len(keys))
        said_by += given
        days.append(deployment)
    spans = [(_minute(d.start, plan.zone), _minute(d.end, plan.zone), d.id, n) for n, d in enumerate(days)]
    spans.sort()
    rank = [0] * len(spans)
    for place, (_, _, _, n) in enumerate(spans):
        rank[n] = place
    beside = {d.id for d in plan.beside}
    for i, j in overlapping(who, [rank[n] for n in on], [s[0] for s in spans], [s[1] for s in spans]):
        first, second = days[on[i]], days[on[j]]
        if not (first.id in beside and second.id in beside):
            yield _clash(plan, said_by[i], first, second)


@lru_cache(maxsize=65_536)  # many deployments begin and end at the same moments
def _minute(moment: datetime, zone: str) -> int:
    """Return a local moment in minutes of true time."""
    return int((to_utc(moment, zone) - _EPOCH).total_seconds() // 60)


@lru_cache(maxsize=4_096)
def _span_text(start: datetime, end: datetime) -> str:
    return f"{day_text(start.date(), short=True)}, {time_text(start)}–{time_text(end)}"


def _clash(plan: Snapshot, assignment: Assignment, first: Deployment, second: Deployment) -> Finding:
    resource = plan.resources.get(assignment.resource_id)
    who = resource.label if resource else assignment.collar_number
    operations = [plan.operations[d.operation_id] for d in (first, second)]
    span = _span_text(second.start, second.end)
    return Finding(
        "double-booking",
        Severity.STOP,
        f"{who} is on {operations[0].title} and also on {operations[1].title}, {span}.",
        f"{operations[0].reference}/{first.number}",
        max(first.start, second.start),
        (
            *(Item(Operation, i) for i in dict.fromkeys(o.id for o in operations)),
            Item(Deployment, first.id),
            Item(Deployment, second.id),
        ),
        (Fix(f"Take {who} off one", "unassign", (assignment.id,)),),
    )
