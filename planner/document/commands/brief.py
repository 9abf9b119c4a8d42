"""The brief of an operation: texts under the IIMARCH headings, risks, measures, powers relied on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from planner.document.command import Command
from planner.document.commands.base import changed, needed_text, on_operation, renew_draft
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.operation import BriefText, Measure, Operation, OperationPower, Risk
from planner.domain.records.people import Power
from planner.domain.results import is_counted_only
from planner.domain.vocabulary import Heading
from planner.storage.pair import Pair

Part = TypeVar("Part", Risk, Measure, OperationPower)
_WORDS: dict[type[Risk | Measure | OperationPower], str] = {
    Risk: "risk",
    Measure: "measure",
    OperationPower: "power",
}
_FIELDS: dict[type[Risk | Measure | OperationPower], frozenset[str]] = {
    Risk: frozenset(
        {
            *("hazard", "who", "likelihood", "impact", "control", "owner"),
            *("likelihood_after", "impact_after", "sort"),
        }
    ),
    Measure: frozenset({"text", "baseline", "goal", "sort"}),
    OperationPower: frozenset({"text", "power_id", "sort"}),
}
_NEEDED = {"hazard": "hazard", "text": "text"}


def set_brief(*, operation_id: str, heading: Heading, text: str) -> Command:
    """Write the text under one IIMARCH heading; empty takes it away."""

    def change(pair: Pair, operation: Operation) -> bool:
        found = pair.all(BriefText, operation_id=operation.id, heading=heading)
        words = text.rstrip()
        if not words.strip():
            for row in found:
                pair.drop(BriefText, row.id)
            return bool(found)
        if not found:
            pair.add(BriefText(id=new_id(), operation_id=operation.id, heading=heading, text=words))
            return True
        return pair.put(replace(found[0], text=words)) != found[0]

    key = f"brief/{operation_id}/{heading.value}"
    return on_operation("Edit brief of", operation_id, change, merge_key=key)


def add_risk(*, operation_id: str, hazard: str, **fields: object) -> Command:
    """Add a line to the risk table."""

    def make(sort: int) -> Risk:
        row = Risk(id=new_id(), operation_id=operation_id, sort=sort, hazard=needed_text(hazard, "hazard"))
        return _checked(changed(row, fields, _FIELDS[Risk]))

    def change(pair: Pair, operation: Operation) -> bool:
        pair.add(make(_next(pair, Risk, operation.id)))
        return True

    return on_operation("Add risk to", operation_id, change)


def add_measure(*, operation_id: str, text: str, baseline: str = "", goal: str = "") -> Command:
    """Add a measure of success."""

    def change(pair: Pair, operation: Operation) -> bool:
        _refuse_target(text, goal)
        pair.add(
            Measure(
                id=new_id(),
                operation_id=operation.id,
                sort=_next(pair, Measure, operation.id),
                text=needed_text(text, "text"),
                baseline=baseline.strip(),
                goal=goal.strip(),
            )
        )
        return True

    return on_operation("Add measure to", operation_id, change)


def add_operation_power(*, operation_id: str, text: str = "", power_id: str = "") -> Command:
    """Add a power that the operation relies on: words, or a power from the register, whose title it takes."""

    def change(pair: Pair, operation: Operation) -> bool:
        words = text.strip()
        if power_id:
            power = pair.require(Power, power_id)
            words = words or ", ".join(t for t in (power.title, power.section) if t)
        pair.add(
            OperationPower(
                id=new_id(),
                operation_id=operation.id,
                sort=_next(pair, OperationPower, operation.id),
                text=needed_text(words, "text"),
                power_id=power_id,
            )
        )
        return True

    return on_operation("Add power to", operation_id, change)


def edit_risk(*, risk_id: str, **changes: object) -> Command:
    """Change a line of the risk table; likelihood and impact are 1 to 5."""
    return _edit(Risk, risk_id, changes)


def edit_measure(*, measure_id: str, **changes: object) -> Command:
    """Change a measure's text, baseline or goal; searches, arrests and tickets take no goal."""
    edited = _edit(Measure, measure_id, changes)

    def apply(pair: Pair) -> None:
        edited.apply(pair)
        if set(changes) & {"text", "goal"}:
            after = pair.require(Measure, measure_id)
            _refuse_target(after.text, after.goal)

    return replace(edited, apply=apply)


def _refuse_target(text: str, goal: str) -> None:
    if goal.strip() and is_counted_only(text):
        raise InvalidInput(
            "Searches, arrests and tickets are counted and never have a target; leave it empty."
        )


def edit_operation_power(*, operation_power_id: str, **changes: object) -> Command:
    """Change a power relied on: its words or its link to the register."""
    return _edit(OperationPower, operation_power_id, changes)


def delete_risk(*, risk_id: str) -> Command:
    """Delete a line of the risk table."""
    return _delete(Risk, risk_id)


def delete_measure(*, measure_id: str) -> Command:
    """Delete a measure."""
    return _delete(Measure, measure_id)


def delete_operation_power(*, operation_power_id: str) -> Command:
    """Take a power off the operation."""
    return _delete(OperationPower, operation_power_id)


def reorder_parts(*, kind: type[Part], ids: Sequence[str]) -> Command:
    """Put risks, measures or powers of one operation in another order."""

    def apply(pair: Pair) -> None:
        rows = {r.id: r for r in pair.among(kind, "id", ids)}
        moved = False
        for sort, row_id in enumerate(ids):
            if row_id in rows and rows[row_id].sort != sort:
                pair.put(replace(rows[row_id], sort=sort))
                moved = True
        if moved:
            renew_draft(pair, next(iter(rows.values())).operation_id)

    return Command(f"Reorder {_WORDS[kind]}s", apply)


def _edit(kind: type[Part], row_id: str, changes: dict[str, object]) -> Command:
    def apply(pair: Pair) -> None:
        row = pair.require(kind, row_id)
        after = changed(row, changes, _FIELDS[kind], needed=_NEEDED)
        if isinstance(after, Risk):
            _checked(after)
        if pair.put(after) != row:
            renew_draft(pair, row.operation_id)

    return Command(f"Edit {_WORDS[kind]}", apply, f"{kind.TABLE}/{row_id}/{','.join(sorted(changes))}")


def _delete(kind: type[Part], row_id: str) -> Command:
    def apply(pair: Pair) -> None:
        row = pair.require(kind, row_id)
        pair.drop(kind, row_id)
        renew_draft(pair, row.operation_id)

    return Command(f"Delete {_WORDS[kind]}", apply)


def _checked(risk: Risk) -> Risk:
    for value in (risk.likelihood, risk.impact, risk.likelihood_after, risk.impact_after):
        if not 1 <= value <= 5:
            raise InvalidInput("Likelihood and impact go from 1 to 5; choose a number in that range.")
    return risk


def _next(pair: Pair, kind: type[Part], operation_id: str) -> int:
    return 1 + max((row.sort for row in pair.all(kind, operation_id=operation_id)), default=-1)
