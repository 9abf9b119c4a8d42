"""What happened last time: the newest handed-in return of the same type of operation."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from planner.domain.phrases import count_text, date_text, day_name
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.vocabulary import ReturnState
from planner.storage.reader import Reader

_COLLAR: Final = re.compile(r"\b[A-Z]{1,3}\d{2,7}\b")  # numbers of staff stand on the roster only
_WINDOWS: Final = (timedelta(days=21), timedelta(days=120), timedelta(days=400))


@dataclass(frozen=True, slots=True)
class LastTime:
    """A type of operation and what its newest return says, in one line."""

    name: str
    words: str


def last_times(read: Reader, types: Collection[OperationType], before: datetime) -> list[LastTime]:
    """Return one line for each type, in the order given; a type without a return in 400 days says so."""
    found: dict[str, tuple[Operation, Deployment, Return]] = {}
    wanted = {t.id for t in types}
    for window in _WINDOWS:
        found = _newest(read, wanted, before - window, before)
        if wanted <= found.keys():
            break
    return [
        LastTime(t.name, _words(read, *found[t.id]) if t.id in found else "no return in the last 400 days.")
        for t in types
    ]


def _newest(
    read: Reader, wanted: set[str], start: datetime, before: datetime
) -> dict[str, tuple[Operation, Deployment, Return]]:
    ended = [d for d in read.deployments_between(start, before) if d.end <= before]
    operations = {
        o.id: o for o in read.among(Operation, "id", {d.operation_id for d in ended}) if o.type_id in wanted
    }
    ours = {d.id: d for d in ended if d.operation_id in operations}
    result: dict[str, tuple[Operation, Deployment, Return]] = {}
    for row in read.among(Return, "deployment_id", ours):
        deployment = ours[row.deployment_id]
        operation = operations[deployment.operation_id]
        known = result.get(operation.type_id)
        newer = known is None or deployment.end > known[1].end
        if row.state is ReturnState.SUBMITTED and newer:
            result[operation.type_id] = (operation, deployment, row)
    return result


def _words(read: Reader, operation: Operation, deployment: Deployment, row: Return) -> str:
    day = deployment.start.date()
    parts = [f"{operation.title}, {day_name(day, short=True)} {date_text(day)}: {row.outcome.value}"]
    if visits := read.count(ReturnVisit, return_id=row.id):
        parts.append(count_text(visits, "visit"))
    if row.people:
        parts.append(f"{count_text(row.people, 'person', 'people')} spoken to")
    parts += [f"{r.measure} {r.count}" for r in read.all(ReturnResult, return_id=row.id) if r.count]
    if row.abstracted_minutes:
        why = f" ({row.reason})" if row.reason else ""
        parts.append(f"{row.abstracted_minutes} min pulled away{why}")
    told = _COLLAR.sub("an officer", row.notes.strip()).rstrip(".")
    notes = f". {told}" if told else ""
    return "; ".join(parts) + notes + "."
