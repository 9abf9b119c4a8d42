"""Repeating deployments: a rule expanded to rows, and edits of this one, this and following, or all.

Every row of a series carries its series id and the rule (RFC 5545). "This and following" splits the series:
the rows from there on get an id of their own.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from planner.document.command import Command
from planner.document.commands.base import (
    changed,
    check_span,
    end_after,
    on_operation,
    renew_draft,
    zone_of,
)
from planner.document.commands.deployment import EDITABLE, deployment_name, drop_deployment, next_number
from planner.document.commands.operation import shift_deployment
from planner.document.commands.repeat_rules import days_of_rule, rule_words, shifted_rule, weekly_rule
from planner.document.commands.template import NewDeployment, deployment_rows
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.storage.pair import Pair

__all__ = [
    "Scope",
    "add_series",
    "days_of_rule",
    "delete_series",
    "edit_series",
    "move_series",
    "repeated",
    "rule_words",
    "series_rows",
    "set_series_hours",
    "weekly_rule",
]


class Scope(StrEnum):
    """Which rows of a series an edit reaches."""

    THIS = "this one"
    FOLLOWING = "this and following"
    ALL = "all"


def repeated(model: NewDeployment, *, rule: str, exceptions: Collection[date] = ()) -> list[NewDeployment]:
    """Return a deployment once for each day of a rule, at the model's hours on the clock, as one series."""
    series = new_id()
    length_days = (model.end.date() - model.start.date()).days
    made = []
    for day in days_of_rule(rule, model.start.date(), exceptions):
        start = datetime.combine(day, model.start.time())
        end = datetime.combine(day + timedelta(days=length_days), model.end.time())
        made.append(replace(model, start=start, end=end, series_id=series, rule=rule))
    if not made:
        raise InvalidInput("No day fits that repeat; give a later last day or other days of the week.")
    return made


def add_series(
    *, operation_id: str, model: NewDeployment, rule: str, exceptions: Collection[date] = ()
) -> Command:
    """Add a deployment to an operation on every day of a rule."""

    def change(pair: Pair, operation: Operation) -> bool:
        zone, number = zone_of(pair), next_number(pair, operation.id)
        rows: list[Record] = []
        for i, new in enumerate(repeated(model, rule=rule, exceptions=exceptions)):
            check_span(new.start, new.end, zone)
            rows += deployment_rows(operation.id, number + i, new)
        pair.add_all(rows)
        return True

    return on_operation("Add repeat to", operation_id, change)


def series_rows(pair: Pair, deployment: Deployment, scope: Scope) -> list[Deployment]:
    """Return the rows of a deployment's series that a scope means, by start."""
    if not deployment.series_id or scope is Scope.THIS:
        return [deployment]
    rows = [
        d
        for d in pair.all(Deployment, series_id=deployment.series_id)
        if d.operation_id == deployment.operation_id and (scope is Scope.ALL or d.start >= deployment.start)
    ]
    return sorted(rows, key=lambda d: d.start)


def edit_series(*, deployment_id: str, scope: Scope, **changes: object) -> Command:
    """Change theme, lead, briefing or note of this one, this and following, or all."""

    def change(pair: Pair, row: Deployment) -> None:
        pair.put(changed(row, changes, EDITABLE))

    return _on_series("Edit", deployment_id, scope, change)


def move_series(*, deployment_id: str, scope: Scope, days: int) -> Command:
    """Move this one, this and following, or all by days."""

    def change(pair: Pair, row: Deployment) -> None:
        shift_deployment(pair, row, timedelta(days=days), zone_of(pair))

    return _on_series("Move", deployment_id, scope, change, days=days)


def set_series_hours(*, deployment_id: str, scope: Scope, start: time, end: time) -> Command:
    """Give this one, this and following, or all other hours; an end not after the start is the next day."""

    def change(pair: Pair, row: Deployment) -> None:
        first = datetime.combine(row.start.date(), start)
        if first != row.start:
            shift_deployment(pair, row, first - row.start, zone_of(pair))
        last = end_after(first, end)
        check_span(first, last, zone_of(pair))
        now = pair.require(Deployment, row.id)
        pair.put(replace(now, end=last))

    return _on_series("Change hours of", deployment_id, scope, change)


def delete_series(*, deployment_id: str, scope: Scope) -> Command:
    """Delete this one, this and following, or all."""

    def apply(pair: Pair) -> None:
        chosen = pair.require(Deployment, deployment_id)
        rows = series_rows(pair, chosen, scope)
        for row in rows:
            drop_deployment(pair, row)
        renew_draft(pair, chosen.operation_id)

    return _labelled("Delete", deployment_id, scope, apply)


def _on_series(
    verb: str,
    deployment_id: str,
    scope: Scope,
    change: Callable[[Pair, Deployment], None],
    *,
    days: int = 0,
) -> Command:
    def apply(pair: Pair) -> None:
        chosen = pair.require(Deployment, deployment_id)
        rows = series_rows(pair, chosen, scope)
        _split(pair, chosen, rows, scope, days=days)
        for row in rows:
            change(pair, pair.require(Deployment, row.id))
        renew_draft(pair, chosen.operation_id)

    return _labelled(verb, deployment_id, scope, apply)


def _split(pair: Pair, chosen: Deployment, rows: Sequence[Deployment], scope: Scope, *, days: int) -> None:
    """Part the edited rows from their series: one alone leaves it, following ones become a new one."""
    if not chosen.series_id:
        return
    if scope is Scope.THIS:
        pair.put(replace(chosen, series_id="", rule=""))
        return
    series = chosen.series_id
    if scope is Scope.FOLLOWING and len(rows) < pair.count(Deployment, series_id=series):
        series = new_id()
    for row in rows:
        pair.put(replace(row, series_id=series, rule=shifted_rule(row.rule, days)))


def _labelled(verb: str, deployment_id: str, scope: Scope, apply: Callable[[Pair], None]) -> Command:
    tail = "" if scope is Scope.THIS else f" ({scope.value})"
    return Command(verb, apply, subject=lambda read: f"{deployment_name(read, deployment_id)}{tail}")
