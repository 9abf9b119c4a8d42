"""Edit, move, lengthen and delete operations."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from planner.document.command import Command
from planner.document.commands.base import (
    changed,
    check_day,
    check_span,
    on_operation,
    one_line,
    operation_name,
    remember_highest,
    renew_draft,
    wards_named,
    zone_of,
)
from planner.document.commands.create import default_title, reference_number
from planner.document.commands.lifecycle import set_status
from planner.document.commands.repeat_rules import shifted_rule
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.phrases import count_text
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation, OperationWard, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Power, Priority
from planner.domain.vocabulary import Status, TaskStatus
from planner.storage.pair import Pair

EDITABLE: Final = frozenset(
    {
        *("title", "priority_id", "marking", "handling", "lead", "supervisor", "decision_maker"),
        *("gold", "silver", "bronze", "desk", "prepared_by", "note"),
    }
)
_NOT_PRINTED: Final = frozenset({"note"})


def edit_operation(*, operation_id: str, **changes: object) -> Command:
    """Change fields of an operation: title, priority, marking, lead, Gold, Silver, Bronze, note and so on."""

    def change(pair: Pair, operation: Operation) -> bool:
        wanted = {k: one_line(str(v), "title") if k == "title" else v for k, v in changes.items()}
        after = changed(operation, wanted, EDITABLE, needed={"title": "title"})
        if after.priority_id and after.priority_id != operation.priority_id:
            pair.require(Priority, after.priority_id)
        pair.put(after)
        return replace(after, note=operation.note) != operation

    key = f"operation/{operation_id}/{','.join(sorted(changes))}"
    return on_operation("Edit", operation_id, change, merge_key=key)


def set_wards(*, operation_id: str, ward_ids: Sequence[str]) -> Command:
    """Choose the wards of an operation; a title that named the old ones names the new ones."""

    def change(pair: Pair, operation: Operation) -> bool:
        wards = wards_named(pair, ward_ids)
        if not wards:
            raise InvalidInput("An operation needs a ward; choose one on the map or from the list.")
        rows = pair.all(OperationWard, operation_id=operation_id)
        if [r.ward_id for r in rows] == [w.id for w in wards]:
            return False
        old = wards_named(pair, [r.ward_id for r in rows])
        kind = pair.get(OperationType, operation.type_id)
        by_ward = {r.ward_id: r for r in rows}
        for gone in set(by_ward) - {w.id for w in wards}:
            pair.drop(OperationWard, by_ward[gone].id)
        for sort, ward in enumerate(wards):
            row = by_ward.get(ward.id) or OperationWard(
                id=new_id(), operation_id=operation_id, ward_id=ward.id
            )
            pair.put(replace(row, sort=sort))
        if kind is not None and operation.title == default_title(kind, old):
            pair.put(replace(operation, title=default_title(kind, wards)))
        return True

    return on_operation("Change wards of", operation_id, change)


def move_operation(*, operation_id: str, days: int | None = None, to: date | None = None) -> Command:
    """Move an operation by days, or so that it starts on a day, with deployments, visits and open tasks."""

    def change(pair: Pair, operation: Operation) -> bool:
        return _move(pair, operation, days, to)

    key = f"move/{operation_id}" if to is None else ""
    return on_operation("Move", operation_id, change, merge_key=key)


def move_operations(*, operation_ids: Sequence[str], days: int) -> Command:
    """Move several operations by the same number of days, as one step."""
    if len(operation_ids) == 1:
        return move_operation(operation_id=operation_ids[0], days=days)

    def apply(pair: Pair) -> None:
        for operation_id in operation_ids:
            if _move(pair, pair.require(Operation, operation_id), days, None):
                renew_draft(pair, operation_id)

    return Command(f"Move {count_text(len(operation_ids), 'operation')}", apply, _key("move", operation_ids))


def _key(action: str, ids: Sequence[str]) -> str:
    return f"{action}/{','.join(sorted(ids))}"


def _move(pair: Pair, operation: Operation, days: int | None, to: date | None) -> bool:
    if to is not None:
        check_day(to)
        days = (to - pair.span_of(operation.id)[0].date()).days
    if not days:
        return False
    step = timedelta(days=days)
    zone = zone_of(pair)
    check_day(_shifted_day(pair.span_of(operation.id)[0].date(), step))
    deployments = pair.all(Deployment, operation_id=operation.id)
    for deployment in deployments:
        rule = shifted_rule(deployment.rule, days)
        shift_deployment(pair, replace(deployment, rule=rule), step, zone)
    for task in pair.all(Task, operation_id=operation.id, status=TaskStatus.OPEN):
        pair.put(replace(task, due=task.due + step))
    pair.put(replace(operation, start=operation.start + step, end=operation.end + step))
    return True


def _shifted_day(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        raise InvalidInput("That is too far; give a date from 1990 to 2199.") from None


def shift_deployment(pair: Pair, deployment: Deployment, step: timedelta, zone: str) -> None:
    """Move a deployment and its visits by a length of wall time; its hours on the clock stay."""
    start, end = deployment.start + step, deployment.end + step
    check_span(start, end, zone)
    pair.put(replace(deployment, start=start, end=end))
    for visit in pair.all(Visit, deployment_id=deployment.id):
        pair.put(replace(visit, start=visit.start + step))


def delete_operation(*, operation_id: str) -> Command:
    """Delete an operation with everything that hangs on it; its reference is not given again."""
    return Command(
        "Delete",
        lambda pair: _delete(pair, operation_id),
        subject=lambda read: operation_name(read, operation_id),
    )


def delete_operations(*, operation_ids: Sequence[str]) -> Command:
    """Delete several operations as one step."""
    if len(operation_ids) == 1:
        return delete_operation(operation_id=operation_ids[0])

    def apply(pair: Pair) -> None:
        for operation_id in operation_ids:
            _delete(pair, operation_id)

    return Command(f"Delete {count_text(len(operation_ids), 'operation')}", apply)


def _delete(pair: Pair, operation_id: str) -> None:
    operation = pair.require(Operation, operation_id)
    stem, _, number = operation.reference.rpartition("-")
    year = stem.rpartition("-")[2]
    if year.isdigit() and reference_number(operation.reference, f"{stem}-"):
        remember_highest(pair, f"references/{operation.type_id}/{year}", int(number))
    places = pair.all(Place, operation_id=operation_id)
    pair.drop(Operation, operation_id)
    for place in places:
        if pair.count(Visit, place_id=place.id) or pair.count(Power, place_id=place.id):
            pair.put(replace(place, operation_id=""))  # others still go there
        else:
            pair.drop(Place, place.id)


def change_operation(
    *,
    operation_id: str,
    title: str | None = None,
    first_day: date | None = None,
    ward_ids: Sequence[str] | None = None,
    status: Status | None = None,
    authorised_by: str = "",
    reason: str = "",
) -> Command:
    """Change several things of an operation as one step; what is None stays. The status goes last."""
    steps: list[Command] = []
    if title is not None:
        steps.append(edit_operation(operation_id=operation_id, title=title))
    if ward_ids is not None:
        steps.append(set_wards(operation_id=operation_id, ward_ids=ward_ids))
    if first_day is not None:
        day = first_day.date() if isinstance(first_day, datetime) else first_day
        steps.append(move_operation(operation_id=operation_id, to=day))
    if status is not None:
        steps.append(
            set_status(operation_id=operation_id, status=status, authorised_by=authorised_by, reason=reason)
        )

    def apply(pair: Pair) -> None:
        for step in steps:
            step.apply(pair)

    return Command("Edit", apply, subject=lambda read: operation_name(read, operation_id))
