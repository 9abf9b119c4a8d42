"""New types from what is there: a copy of a type, or the template of an operation."""

from dataclasses import replace
from typing import Final

from planner.document.command import Command
from planner.document.commands.alike import made_after
from planner.document.commands.base import needed_text, operation_name
from planner.document.commands.create import type_name
from planner.document.commands.types import check_type
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.operation import BriefText, Measure, Operation, OperationPower, Risk, Task
from planner.domain.records.operation_type import (
    OperationType,
    TypeBrief,
    TypeDeployment,
    TypeMeasure,
    TypePost,
    TypePower,
    TypeRisk,
    TypeTask,
)
from planner.domain.records.people import Partner
from planner.domain.vocabulary import TypeState
from planner.storage.pair import Pair


def _new_type(pair: Pair, model: OperationType, new_type_id: str, code: str, name: str) -> OperationType:
    made = replace(
        model,
        id=new_type_id,
        code=needed_text(code, "code").upper(),
        name=needed_text(name, "name"),
        short_label=needed_text(code, "code").upper(),
        sort=1 + max((t.sort for t in pair.all(OperationType)), default=0),
        pinned=False,
        state=TypeState.ACTIVE,
        state_date=None,
        state_decision="",
        state_reason="",
    )
    check_type(pair, made)
    return made


def duplicate_type(*, type_id: str, code: str, name: str) -> tuple[Command, str]:
    """Return the command that copies a type with all its parts under another code and name, and its id."""
    copy_id = new_id()

    def apply(pair: Pair) -> None:
        made = _new_type(pair, pair.require(OperationType, type_id), copy_id, code, name)
        days = {d.id: new_id() for d in pair.all(TypeDeployment, type_id=type_id)}
        rows: list[Record] = [made]
        rows += [
            replace(d, id=days[d.id], type_id=copy_id) for d in pair.all(TypeDeployment, type_id=type_id)
        ]
        rows += [
            replace(p, id=new_id(), type_id=copy_id, type_deployment_id=days.get(p.type_deployment_id, ""))
            for p in pair.all(TypePost, type_id=type_id)
        ]
        parts: list[TypeBrief | TypeTask | TypeRisk | TypeMeasure | TypePower] = [
            *pair.all(TypeBrief, type_id=type_id),
            *pair.all(TypeTask, type_id=type_id),
            *pair.all(TypeRisk, type_id=type_id),
            *pair.all(TypeMeasure, type_id=type_id),
            *pair.all(TypePower, type_id=type_id),
        ]
        rows += [replace(part, id=new_id(), type_id=copy_id) for part in parts]
        pair.add_all(rows)

    return Command("Duplicate type", apply, subject=lambda read: type_name(read, type_id)), copy_id


def make_type_from_operation(*, operation_id: str, code: str, name: str) -> tuple[Command, str]:
    """Return the command that makes a type from an operation as it stands, and the type's id.

    Days become offsets from the first, tasks offsets too; people on posts, wards, places and dates stay out.
    """
    type_id = new_id()

    def apply(pair: Pair) -> None:
        operation = pair.require(Operation, operation_id)
        kind = pair.require(OperationType, operation.type_id)
        made = _new_type(pair, kind, type_id, code, name)
        if made.reservation:
            raise InvalidInput("A reservation has nothing to make a type of; choose another operation.")
        pair.add_all([made, *_days(pair, operation, type_id), *_content(pair, operation, type_id)])

    return Command("Make type from", apply, subject=lambda read: operation_name(read, operation_id)), type_id


def _days(pair: Pair, operation: Operation, type_id: str) -> list[Record]:
    first = pair.span_of(operation.id)[0].date()
    rows: list[Record] = []
    posts: list[Record] = []
    days = sorted(pair.all(Deployment, operation_id=operation.id), key=lambda d: d.start)
    for sort, day in enumerate(days):
        row = made_after(
            TypeDeployment,
            day,
            type_id=type_id,
            sort=sort,
            day_offset=(day.start.date() - first).days,
            start=day.start.time(),
            end=day.end.time(),
        )
        rows.append(row)
        posts += [
            made_after(TypePost, post, type_id=type_id, type_deployment_id=row.id)
            for post in pair.all(Post, deployment_id=day.id)
        ]
    return [*rows, *posts]


def _content(pair: Pair, operation: Operation, type_id: str) -> list[Record]:
    first = pair.span_of(operation.id)[0].date()
    partners = {p.id: p.short_name for p in pair.all(Partner)}
    rows: list[Record] = [
        made_after(
            TypeTask,
            t,
            type_id=type_id,
            owner=partners.get(t.partner_id, t.owner),
            due_offset=0 if t.legacy_months else (t.due - first).days,
        )
        for t in pair.all(Task, operation_id=operation.id)
    ]
    for kind, of_type in _SAME:
        rows += [
            made_after(of_type, row, type_id=type_id) for row in pair.all(kind, operation_id=operation.id)
        ]
    return rows


_SAME: Final[tuple[tuple[type[Record], type[Record]], ...]] = (
    (BriefText, TypeBrief),
    (Risk, TypeRisk),
    (Measure, TypeMeasure),
    (OperationPower, TypePower),
)
