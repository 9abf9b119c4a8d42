"""Operation types: edit, add, duplicate, pause, retire, resume, delete, and make one from an operation."""

from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from planner.document.command import Command
from planner.document.commands.base import changed, check_day, needed_text
from planner.document.commands.create import type_name
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.phrases import count_text
from planner.domain.records.operation import Operation
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
from planner.domain.vocabulary import CommandStyle, Heading, Marking, TypeState, Weight
from planner.storage.pair import Pair

P = TypeVar("P", TypeDeployment, TypePost, TypeTask, TypeRisk, TypeMeasure, TypePower)
EDITABLE: Final = frozenset(
    {
        *("code", "name", "short_label", "summary", "colour", "symbol", "weight", "unit", "sort", "pinned"),
        *("command_style", "marking", "handling", "priority_id"),
    }
)
_NEEDED: Final = {"code": "code", "name": "name", "short_label": "short label", "symbol": "symbol"}
_PART_WORDS: Final[dict[type, str]] = {
    TypeDeployment: "default deployment",
    TypePost: "default post",
    TypeTask: "default task",
    TypeRisk: "default risk",
    TypeMeasure: "default measure",
    TypePower: "default power",
}
_PART_NEEDED: Final = {"theme": "theme", "role": "role", "title": "title", "hazard": "hazard", "text": "text"}


def add_type(
    *,
    code: str,
    name: str,
    colour: str = "#4a5a70",
    symbol: str = "",
    short_label: str = "",
    weight: Weight = Weight.STANDARD,
    unit: str = "day",
    need_to_know: bool = False,
    reservation: bool = False,
    command_style: CommandStyle = CommandStyle.LEAD,
    marking: Marking = Marking.OFFICIAL,
    summary: str = "",
) -> tuple[Command, str]:
    """Return the command that adds an empty type, and its id. Need-to-know ones go to the command file."""
    type_id = new_id()

    def apply(pair: Pair) -> None:
        made = OperationType(
            id=type_id,
            code=needed_text(code, "code").upper(),
            name=needed_text(name, "name"),
            short_label=short_label.strip() or code.strip(),
            summary=summary.strip(),
            colour=colour,
            symbol=symbol.strip() or name.strip()[:1].upper(),
            weight=weight,
            unit=unit,
            sort=1 + max((t.sort for t in pair.all(OperationType)), default=0),
            need_to_know=need_to_know,
            reservation=reservation,
            command_style=command_style,
            marking=marking,
        )
        check_type(pair, made)
        pair.add(made)

    return Command(f"Add type {name.strip()}", apply), type_id


def edit_type(*, type_id: str, **changes: object) -> Command:
    """Change fields of a type; operations made from it before stay as they are."""

    def apply(pair: Pair) -> None:
        after = changed(pair.require(OperationType, type_id), changes, EDITABLE, needed=_NEEDED)
        check_type(pair, after)
        pair.put(after)

    key = f"type/{type_id}/{','.join(sorted(changes))}"
    return Command("Edit type", apply, key, lambda read: type_name(read, type_id))


def check_type(pair: Pair, kind: OperationType) -> None:
    """Refuse a code that is taken or unfit for a reference, a colour or symbol that cannot be drawn."""
    if not (kind.code.isascii() and kind.code.isalnum() and len(kind.code) <= 6):
        raise InvalidInput("A code is one to six letters or digits, such as SW; it begins every reference.")
    for other in pair.all(OperationType):
        if other.id != kind.id and other.code.casefold() == kind.code.casefold():
            raise InvalidInput(f"The code {kind.code} belongs to {other.name}; choose another.")
    tail = kind.colour.removeprefix("#")
    if len(tail) != 6 or not kind.colour.startswith("#") or set(tail.casefold()) - set("0123456789abcdef"):
        raise InvalidInput("A colour is written as # and six digits, such as #0b6e4f.")
    if not 1 <= len(kind.symbol) <= 2:
        raise InvalidInput("A symbol is one or two letters, such as S.")


def set_type_brief(*, type_id: str, heading: Heading, text: str) -> Command:
    """Write a type's text under one IIMARCH heading; empty takes it away."""

    def apply(pair: Pair) -> None:
        pair.require(OperationType, type_id)
        found = pair.all(TypeBrief, type_id=type_id, heading=heading)
        words = text.rstrip()
        if not words.strip():
            for row in found:
                pair.drop(TypeBrief, row.id)
        elif found:
            pair.put(replace(found[0], text=words))
        else:
            pair.add(TypeBrief(id=new_id(), type_id=type_id, heading=heading, text=words))

    key = f"type_brief/{type_id}/{heading.value}"
    return Command("Edit brief of type", apply, key, lambda read: type_name(read, type_id))


def add_type_part(*, part: P) -> Command:
    """Add a default deployment, post, task, risk, measure or power to a type; an empty id gets a new one."""

    def apply(pair: Pair) -> None:
        pair.require(OperationType, part.type_id)
        row = replace(part, id=part.id or new_id())
        _check_part(changed(row, {}, ()))
        pair.add(row)

    return Command(f"Add {_PART_WORDS[type(part)]} to", apply, "", lambda read: type_name(read, part.type_id))


def edit_type_part(*, kind: type[P], part_id: str, **changes: object) -> Command:
    """Change fields of a default deployment, post, task, risk, measure or power."""
    fields = set(kind.__dataclass_fields__) - {"id", "type_id"}

    def apply(pair: Pair) -> None:
        after = changed(pair.require(kind, part_id), changes, fields, needed=_PART_NEEDED)
        _check_part(after)
        pair.put(after)

    return Command(f"Edit {_PART_WORDS[kind]}", apply, f"{kind.TABLE}/{part_id}/{','.join(sorted(changes))}")


def delete_type_part(*, kind: type[P], part_id: str) -> Command:
    """Delete a part of a type; a default deployment takes its own posts with it."""

    def apply(pair: Pair) -> None:
        part = pair.require(kind, part_id)
        if isinstance(part, TypeDeployment):
            for post in pair.all(TypePost, type_deployment_id=part.id):
                pair.drop(TypePost, post.id)
        pair.drop(kind, part_id)

    return Command(f"Delete {_PART_WORDS[kind]}", apply)


def _check_part(
    part: TypeDeployment | TypePost | TypeTask | TypeRisk | TypeMeasure | TypePower,
) -> None:
    if isinstance(part, TypeDeployment) and not 0 <= part.day_offset <= 366:
        raise InvalidInput("The day of a default deployment counts from 0, the first day, to 366.")
    if isinstance(part, TypePost) and not 1 <= part.count <= 999:
        raise InvalidInput("A post needs from 1 to 999 people.")
    if isinstance(part, TypeTask) and not 0 <= part.legacy_months <= 60:
        raise InvalidInput(
            "A legacy check is due 1 to 60 months after the last day; 0 makes it a plain task."
        )
    if isinstance(part, TypeRisk) and not all(
        1 <= n <= 5 for n in (part.likelihood, part.impact, part.likelihood_after, part.impact_after)
    ):
        raise InvalidInput("Likelihood and impact go from 1 to 5; choose a number in that range.")


def pause_type(*, type_id: str, on: date, decision: str, reason: str) -> Command:
    """Stop offering a type for now, noting when, what was decided and why."""
    return _set_state("Pause", type_id, TypeState.PAUSED, on, decision, reason)


def retire_type(*, type_id: str, on: date, decision: str, reason: str) -> Command:
    """Stop offering a type for good, noting when, what was decided and why."""
    return _set_state("Retire", type_id, TypeState.RETIRED, on, decision, reason)


def resume_type(*, type_id: str, on: date, decision: str = "", reason: str = "") -> Command:
    """Offer a paused or retired type again."""
    return _set_state("Resume", type_id, TypeState.ACTIVE, on, decision, reason)


def _set_state(verb: str, type_id: str, state: TypeState, on: date, decision: str, reason: str) -> Command:
    def apply(pair: Pair) -> None:
        kind = pair.require(OperationType, type_id)
        check_day(on)
        if kind.state is state:
            raise InvalidInput(f"{kind.name} is {state.value} already.")
        if state is not TypeState.ACTIVE and not (decision.strip() and reason.strip()):
            raise InvalidInput(f"To {verb.lower()} {kind.name}, say who decided what, and why.")
        pair.put(
            replace(
                kind,
                state=state,
                state_date=on,
                state_decision=decision.strip(),
                state_reason=reason.strip(),
            )
        )

    return Command(verb, apply, subject=lambda read: type_name(read, type_id))


def delete_type(*, type_id: str) -> Command:
    """Delete a type that no operation was made from; one that was used is paused or retired instead."""

    def apply(pair: Pair) -> None:
        kind = pair.require(OperationType, type_id)
        if used := pair.count(Operation, type_id=type_id):
            raise InvalidInput(
                f"{kind.name} has {count_text(used, 'operation')}; retire it instead, or delete them first."
            )
        pair.drop(OperationType, type_id)

    return Command("Delete type", apply, subject=lambda read: type_name(read, type_id))
