"""Planned stops inside a deployment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from planner.document.command import Command
from planner.document.commands.base import changed, renew_draft
from planner.document.commands.deployment import next_visit_start, on_deployment, place_name
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.phrases import time_text
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from planner.storage.pair import Pair


def add_visit(
    *, deployment_id: str, place_id: str, start: datetime | None = None, minutes: int = 15, note: str = ""
) -> Command:
    """Add a stop at a place; without a start it follows the last stop."""

    def change(pair: Pair, deployment: Deployment) -> bool:
        pair.require(Place, place_id)
        visit = Visit(
            id=new_id(),
            deployment_id=deployment_id,
            place_id=place_id,
            sort=pair.count(Visit, deployment_id=deployment_id),
            start=start or next_visit_start(pair, deployment),
            minutes=minutes,
            note=note.strip(),
        )
        _check(visit, deployment)
        pair.add(visit)
        return True

    command = on_deployment("Add stop at", deployment_id, change)
    return replace(command, subject=lambda read: place_name(read, place_id))


def edit_visit(*, visit_id: str, **changes: object) -> Command:
    """Change the place, start, minutes or note of a stop."""

    def apply(pair: Pair) -> None:
        visit = pair.require(Visit, visit_id)
        deployment = pair.require(Deployment, visit.deployment_id)
        after = changed(visit, changes, {"place_id", "start", "minutes", "note"})
        pair.require(Place, after.place_id)
        _check(after, deployment)
        if pair.put(after) != visit:
            renew_draft(pair, deployment.operation_id)

    return Command("Edit stop", apply, f"visit/{visit_id}/{','.join(sorted(changes))}")


def reorder_visits(*, deployment_id: str, visit_ids: Sequence[str]) -> Command:
    """Put stops in another order; the times stay where they are and the places change over."""

    def change(pair: Pair, deployment: Deployment) -> bool:
        now = sorted(pair.all(Visit, deployment_id=deployment.id), key=lambda v: (v.start, v.sort))
        by_id = {v.id: v for v in now}
        if set(by_id) != set(visit_ids) or len(visit_ids) != len(now):
            raise InvalidInput("The stops have changed meanwhile; look at them again and reorder then.")
        if [v.id for v in now] == list(visit_ids):
            return False
        for sort, (visit_id, slot) in enumerate(zip(visit_ids, now, strict=True)):
            pair.put(replace(by_id[visit_id], sort=sort, start=slot.start))
        return True

    return on_deployment("Reorder stops of", deployment_id, change)


def delete_visit(*, visit_id: str) -> Command:
    """Delete a stop."""

    def apply(pair: Pair) -> None:
        visit = pair.require(Visit, visit_id)
        pair.drop(Visit, visit_id)
        renew_draft(pair, pair.require(Deployment, visit.deployment_id).operation_id)

    return Command("Delete stop", apply)


def _check(visit: Visit, deployment: Deployment) -> None:
    if not 1 <= visit.minutes <= 24 * 60:
        raise InvalidInput("A stop lasts from 1 minute to 24 hours; 15 is usual.")
    end = visit.start + timedelta(minutes=visit.minutes)
    if visit.start < deployment.start or end > deployment.end:
        raise InvalidInput(
            f"A stop from {time_text(visit.start)} to {time_text(end)} is outside the deployment, "
            f"{time_text(deployment.start)} to {time_text(deployment.end)}; choose another time."
        )
