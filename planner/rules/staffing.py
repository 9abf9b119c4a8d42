"""Posts that are empty and people who are in two places at once."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from planner.domain.phrases import day_text, time_text
from planner.domain.records.deployment import Assignment, Deployment
from planner.domain.records.operation import Operation
from planner.domain.timespan import to_utc
from planner.rules.filling import filled_count
from planner.rules.finding import Finding, Fix, Item, Severity
from planner.rules.snapshot import Snapshot


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
    """Say who, or which team or vehicle, is on two deployments that overlap in true time."""
    booked: dict[str, list[tuple[datetime, datetime, Deployment, Assignment]]] = defaultdict(list)
    for deployment in plan.deployments:
        if not plan.is_coming(deployment):
            continue
        start, end = to_utc(deployment.start, plan.zone), to_utc(deployment.end, plan.zone)
        for post in plan.posts.get(deployment.id, ()):
            for assignment in plan.assignments.get(post.id, ()):
                if key := _who(plan, assignment):
                    booked[key].append((start, end, deployment, assignment))
    for bookings in booked.values():
        yield from _clashes(plan, sorted(bookings, key=lambda b: (b[0], b[1])))


def _who(plan: Snapshot, assignment: Assignment) -> str:
    """Return one key for a person however booked: by collar number, else by the resource's id."""
    resource = plan.resources.get(assignment.resource_id)
    number = assignment.collar_number or (resource.collar_number if resource else "")
    return f"number {number.casefold()}" if number else assignment.resource_id


def _clashes(
    plan: Snapshot, bookings: list[tuple[datetime, datetime, Deployment, Assignment]]
) -> Iterator[Finding]:
    for i, (_, end, first, assignment) in enumerate(bookings):
        seen = {first.id}
        for start, _, second, _other in bookings[i + 1 :]:
            if start >= end:
                break
            if second.id not in seen:
                seen.add(second.id)
                yield _clash(plan, assignment, first, second)


def _clash(plan: Snapshot, assignment: Assignment, first: Deployment, second: Deployment) -> Finding:
    resource = plan.resources.get(assignment.resource_id)
    who = resource.label if resource else assignment.collar_number
    operations = [plan.operations[d.operation_id] for d in (first, second)]
    span = f"{day_text(second.start.date(), short=True)}, {time_text(second.start)}–{time_text(second.end)}"
    return Finding(
        "double-booking",
        Severity.STOP,
        f"{who} is on {operations[0].title} and also on {operations[1].title}, {span}.",
        f"{operations[0].reference}/{first.number}",
        max(first.start, second.start),
        tuple(
            Item(kind, i)
            for kind, i in (
                *((Operation, o.id) for o in dict.fromkeys(operations)),
                (Deployment, first.id),
                (Deployment, second.id),
            )
        ),
        (Fix(f"Take {who} off one", "unassign", (assignment.id,)),),
    )
