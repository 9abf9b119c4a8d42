"""Keeping work apart: who is not available, and other work beside need-to-know work.

The second is found in command view only, since nobody else's snapshot holds need-to-know work. What everybody
sees of it is the first, which never says why.
"""

from collections.abc import Iterator
from datetime import datetime

from planner.domain.phrases import and_list, day_text, time_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.timespan import to_utc
from planner.domain.vocabulary import Status
from planner.rules.finding import Finding, Fix, Item, Severity
from planner.rules.snapshot import Away, Snapshot

_OVER = (Status.IDEA, Status.STOOD_DOWN, Status.DEBRIEFED)


def not_available(plan: Snapshot) -> Iterator[Finding]:
    """Say who is on a deployment on a day when they are not available: whom to ask, never why."""
    if not plan.away:
        return
    away: dict[str, list[Away]] = {}
    for row in plan.away:
        away.setdefault(row.who, []).append(row)
    own = {d.id for d in plan.deployments}
    for deployment, keys, given in plan.bookings():
        operation = plan.operations[deployment.operation_id]
        kind = plan.types.get(operation.type_id)
        if deployment.id not in own or (kind is not None and kind.need_to_know):
            continue
        for key, assignment in zip(keys, given, strict=True):
            if not any(a.start < deployment.end and a.end > deployment.start for a in away.get(key, ())):
                continue
            resource = plan.resources.get(assignment.resource_id)
            who = resource.label if resource is not None else assignment.collar_number
            yield Finding(
                "not-available",
                Severity.STOP,
                f"{who} is not available on {day_text(deployment.start.date(), short=True)}. "
                "Choose somebody else, or contact district command.",
                f"{operation.reference}/{deployment.number}",
                deployment.start,
                (Item(Operation, operation.id), Item(Deployment, deployment.id)),
                (Fix(f"Take {who} off", "unassign", (assignment.id,)),),
            )


def beside_need_to_know(plan: Snapshot) -> Iterator[Finding]:
    """Say which other work is in the same ward while need-to-know work is there; in command view only."""
    for clash in plan.clashes:
        hidden, other, deployment = clash.operation, clash.other, clash.deployment
        if other is None or deployment is None or hidden.status in _OVER or other.status in _OVER:
            continue
        if deployment.end <= plan.now or not _overlap(plan.zone, (clash.start, clash.end), deployment):
            continue
        when = f"{day_text(deployment.start.date(), short=True)}, {time_text(deployment.start)}"
        yield Finding(
            "need-to-know-beside",
            Severity.STOP,
            f"{other.title} is in {and_list(clash.wards)} on {when}–{time_text(deployment.end)}, "
            f"while {hidden.title} is there. Only command view shows this.",
            f"{hidden.reference} and {other.reference}",
            max(clash.start, deployment.start),
            (Item(Operation, hidden.id), Item(Operation, other.id), Item(Deployment, deployment.id)),
            (Fix(f"Look at {other.reference}", "show_operation", (other.id,)),),
        )


def _overlap(zone: str, span: tuple[datetime, datetime], deployment: Deployment) -> bool:
    start, end = (to_utc(moment, zone) for moment in span)
    return to_utc(deployment.start, zone) < end and to_utc(deployment.end, zone) > start
