"""Add, edit, move, resize and delete deployments, and choose their wards."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from planner.document.command import Command
from planner.document.commands.base import (
    changed,
    check_clock,
    check_span,
    highest_remembered,
    on_operation,
    operation_name,
    remember_highest,
    renew_draft,
    wards_named,
    zone_of,
)
from planner.document.commands.operation import shift_deployment
from planner.document.commands.template import NewDeployment, deployment_rows
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.phrases import count_text, day_text
from planner.domain.records.deployment import Deployment, DeploymentWard, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import Status
from planner.storage.pair import Pair
from planner.storage.reader import Reader

EDITABLE: Final = frozenset({"theme", "lead", "briefing", "note", "announce"})
DeploymentChange = Callable[[Pair, Deployment], bool]


def on_deployment(verb: str, deployment_id: str, change: DeploymentChange, *, merge_key: str = "") -> Command:
    """Return a command on one deployment; a printed change makes an authorised order a draft again."""

    def apply(pair: Pair) -> None:
        deployment = pair.require(Deployment, deployment_id)
        if change(pair, deployment):
            renew_draft(pair, deployment.operation_id)

    return Command(verb, apply, merge_key, lambda read: deployment_name(read, deployment_id))


def deployment_name(read: Reader, deployment_id: str) -> str:
    """Return what the Edit menu calls a deployment: "Street Week, Fri 11"."""
    deployment = read.get(Deployment, deployment_id)
    if deployment is None:
        return "deployment"
    day = day_text(deployment.start.date(), short=True)
    return f"{operation_name(read, deployment.operation_id)}, {day}"


def next_number(read: Reader, operation_id: str) -> int:
    """Return the next slip number of an operation; a number once given is never given again."""
    used = [d.number for d in read.all(Deployment, operation_id=operation_id)]
    return max([*used, highest_remembered(read, f"slips/{operation_id}")], default=0) + 1


def add_deployment(*, operation_id: str, new: NewDeployment) -> Command:
    """Add a deployment to an operation."""

    def change(pair: Pair, operation: Operation) -> bool:
        kind = pair.get(OperationType, operation.type_id)
        if kind is not None and kind.reservation:
            raise InvalidInput("A reservation holds dates, wards and a desk only; it has no deployments.")
        check_span(new.start, new.end, zone_of(pair))
        check_clock((new.start, new.end), zone_of(pair))
        wards_named(pair, new.ward_ids)
        pair.add_all(deployment_rows(operation_id, next_number(pair, operation_id), new))
        return True

    return on_operation("Add deployment to", operation_id, change)


def edit_deployment(*, deployment_id: str, **changes: object) -> Command:
    """Change the theme, lead, briefing or note of a deployment, or whether it may be announced.

    announce is on no order, so it alone makes no authorised order a draft.
    """

    def change(pair: Pair, deployment: Deployment) -> bool:
        after = pair.put(changed(deployment, changes, EDITABLE))
        return after != replace(deployment, announce=after.announce)

    key = f"deployment/{deployment_id}/{','.join(sorted(changes))}"
    return on_deployment("Edit", deployment_id, change, merge_key=key)


def move_deployment(*, deployment_id: str, days: int = 0, to: date | datetime | None = None) -> Command:
    """Move a deployment by days, to a day at the same hours, or to a moment; its length stays."""

    def change(pair: Pair, deployment: Deployment) -> bool:
        step = _step(deployment, days, to)
        if not step:
            return False
        shift_deployment(pair, deployment, step, zone_of(pair))
        return True

    key = "" if to is not None else f"move/{deployment_id}"
    return on_deployment("Move", deployment_id, change, merge_key=key)


def _step(deployment: Deployment, days: int, to: date | datetime | None) -> timedelta:
    if isinstance(to, datetime):
        return to - deployment.start
    return timedelta(days=(to - deployment.start.date()).days if to is not None else days)


def resize_deployment(
    *, deployment_id: str, start: datetime | None = None, end: datetime | None = None
) -> Command:
    """Change the start, the end or both; visits that fall outside are brought to the nearest edge."""

    def change(pair: Pair, deployment: Deployment) -> bool:
        first, last = start or deployment.start, end or deployment.end
        if (first, last) == (deployment.start, deployment.end):
            return False
        check_span(first, last, zone_of(pair))
        check_clock((m for m in (start, end) if m is not None), zone_of(pair))
        pair.put(replace(deployment, start=first, end=last))
        for visit in pair.all(Visit, deployment_id=deployment_id):
            latest = max(first, last - timedelta(minutes=visit.minutes))
            pair.put(replace(visit, start=min(max(visit.start, first), latest)))
        return True

    return on_deployment("Change hours of", deployment_id, change, merge_key=f"resize/{deployment_id}")


def set_deployment_wards(*, deployment_id: str, ward_ids: Sequence[str]) -> Command:
    """Choose the wards of one deployment; none means all wards of its operation."""

    def change(pair: Pair, deployment: Deployment) -> bool:
        wanted = {w.id for w in wards_named(pair, ward_ids)}
        rows = pair.all(DeploymentWard, deployment_id=deployment.id)
        if {r.ward_id for r in rows} == wanted:
            return False
        for row in rows:
            if row.ward_id not in wanted:
                pair.drop(DeploymentWard, row.id)
        kept = {r.ward_id for r in rows}
        pair.add_all(
            DeploymentWard(id=new_id(), deployment_id=deployment.id, ward_id=w)
            for w in dict.fromkeys(ward_ids)
            if w not in kept
        )
        return True

    return on_deployment("Change wards of", deployment_id, change)


def delete_deployment(*, deployment_id: str) -> Command:
    """Delete a deployment with its posts, visits and return; its slip number is not given again."""
    return on_deployment("Delete", deployment_id, drop_deployment)


def delete_deployments(*, deployment_ids: Sequence[str]) -> Command:
    """Delete several deployments as one step."""
    if len(deployment_ids) == 1:
        return delete_deployment(deployment_id=deployment_ids[0])

    def apply(pair: Pair) -> None:
        for deployment_id in deployment_ids:
            deployment = pair.require(Deployment, deployment_id)
            drop_deployment(pair, deployment)
            renew_draft(pair, deployment.operation_id)

    return Command(f"Delete {count_text(len(deployment_ids), 'deployment')}", apply)


def drop_deployment(pair: Pair, deployment: Deployment) -> bool:
    """Delete one deployment; the operation keeps its days when that was the last."""
    operation = pair.require(Operation, deployment.operation_id)
    if operation.status is Status.LIVE and pair.count(Deployment, operation_id=operation.id) == 1:
        raise InvalidInput("This is the only deployment of a live operation; stand the operation down first.")
    remember_highest(pair, f"slips/{operation.id}", deployment.number)
    pair.drop(Deployment, deployment.id)
    if not pair.count(Deployment, operation_id=operation.id):
        pair.put(replace(operation, start=deployment.start, end=deployment.end))
    return True


def next_visit_start(read: Reader, deployment: Deployment) -> datetime:
    """Return when the next stop can begin: 15 minutes' drive after the last one, or at the start."""
    visits = read.all(Visit, deployment_id=deployment.id)
    if not visits:
        return deployment.start
    after = max(v.start + timedelta(minutes=v.minutes + 15) for v in visits)
    return min(after, deployment.end - timedelta(minutes=15))


def place_name(read: Reader, place_id: str) -> str:
    """Return the name of a place for a label."""
    place = read.get(Place, place_id)
    return place.name if place is not None else "place"
