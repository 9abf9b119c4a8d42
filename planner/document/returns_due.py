"""Which returns are owed, and the deployment that a slip's code names."""

import re
from datetime import datetime

from planner.document.facts import deployment_code, short_label, ward_ids_of_deployments
from planner.domain.errors import Ambiguous, NotFound
from planner.domain.frozen import dataclass
from planner.domain.phrases import day_text, hours_text
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.returns import Return, ReturnResult
from planner.domain.results import STANDARD_MEASURES
from planner.domain.vocabulary import ReturnState
from planner.storage.owed import unreturned_ids
from planner.storage.reader import Reader

_SLIP = re.compile(r"([A-Z]+)[\s\-–—./]*(\d{4})[\s\-–—./]*(\d+)[\s/\\.\-–—#]+(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDue:
    """A deployment that ended and whose return is not submitted.

    what: "Rural: Dedham, Boxted". when: "Wed 2 Sept 10–14" in words of the app. days: since it ended.
    planned_visits: how many stops it had. is_draft: a return was begun and not submitted.
    """

    deployment_id: str
    operation_id: str
    code: str
    what: str
    when: str
    start: datetime
    end: datetime
    days: int
    planned_visits: int
    is_draft: bool


def owes_return(operation: Operation, kind: OperationType | None) -> bool:
    """Return whether deployments of an operation owe returns: it was authorised once, and is our own work."""
    return operation.was_authorised and (kind is None or not kind.reservation)


def returns_due(read: Reader, now: datetime) -> list[ReturnDue]:
    """Return what ended before a local moment and is not returned, oldest first."""
    found = read.among(Deployment, "id", unreturned_ids(read, now))
    operations = {o.id: o for o in read.among(Operation, "id", {d.operation_id for d in found})}
    types = {t.id: t for t in read.all(OperationType)}
    owed = [
        d
        for d in found
        if (operation := operations.get(d.operation_id)) is not None
        and owes_return(operation, types.get(operation.type_id))
    ]
    about = _About(read, owed, operations, types)
    return [about.line(d, now) for d in sorted(owed, key=lambda d: (d.end, d.start, d.id))]


def due_line(read: Reader, deployment: Deployment, now: datetime) -> ReturnDue:
    """Return the line of any deployment, whether or not its return is owed."""
    operation = read.require(Operation, deployment.operation_id)
    types = {t.id: t for t in read.all(OperationType, id=operation.type_id)}
    return _About(read, [deployment], {operation.id: operation}, types).line(deployment, now)


class _About:
    """Reads what the lines of some deployments say, each table once."""

    def __init__(
        self,
        read: Reader,
        deployments: list[Deployment],
        operations: dict[str, Operation],
        types: dict[str, OperationType],
    ) -> None:
        ids = [d.id for d in deployments]
        self._operations, self._types = operations, types
        self._wards = ward_ids_of_deployments(read, deployments)
        self._names = {w.id: w.name for w in read.all(Ward)}
        self._stops: dict[str, list[Visit]] = {}
        for visit in read.among(Visit, "deployment_id", ids):
            self._stops.setdefault(visit.deployment_id, []).append(visit)
        wanted = {v.place_id for stops in self._stops.values() for v in stops}
        self._places = {p.id: p.name for p in read.among(Place, "id", wanted)}
        self._drafts = {r.deployment_id for r in read.among(Return, "deployment_id", ids)}

    def line(self, deployment: Deployment, now: datetime) -> ReturnDue:
        operation = self._operations[deployment.operation_id]
        kind = self._types.get(operation.type_id)
        stops = sorted(self._stops.get(deployment.id, []), key=lambda v: v.start)
        villages = list(dict.fromkeys(self._places[v.place_id] for v in stops if v.place_id in self._places))
        wards = [self._names[w] for w in self._wards[deployment.id] if w in self._names]
        hours = hours_text(deployment.start, deployment.end)
        return ReturnDue(
            deployment_id=deployment.id,
            operation_id=operation.id,
            code=deployment_code(operation, deployment),
            what=short_label(kind, wards, villages) if kind else operation.title,
            when=f"{day_text(deployment.start.date())}, {hours}",
            start=deployment.start,
            end=deployment.end,
            days=(now.date() - deployment.end.date()).days,
            planned_visits=len(stops),
            is_draft=deployment.id in self._drafts,
        )


def return_of(read: Reader, deployment_id: str) -> Return | None:
    """Return the return of a deployment: a submitted one before a draft, else None."""
    rows = read.all(Return, deployment_id=deployment_id)
    return min(rows, key=lambda r: (r.state is not ReturnState.SUBMITTED, r.id), default=None)


def code_of(read: Reader, deployment_id: str, gone: str = "deployment") -> str:
    """Return the slip's code of a deployment; gone: what to say when there is none."""
    deployment = read.get(Deployment, deployment_id)
    operation = read.get(Operation, deployment.operation_id) if deployment else None
    return deployment_code(operation, deployment) if operation and deployment else gone


def parse_slip(text: str) -> tuple[str, int] | None:
    """Return the reference and number of a slip's code, or None; case, spaces and dashes do not matter."""
    match = _SLIP.fullmatch(text.strip().upper())
    if match is None:
        return None
    code, year, number, slip = match.groups()
    return f"{code}-{year}-{number.zfill(2)}", int(slip)


def find_slip(read: Reader, text: str) -> Deployment:
    """Return the deployment of a slip's code such as RP-2026-17/3.

    NotFound for what is no code or has no deployment; Ambiguous when two operations have the reference.
    """
    if (parsed := parse_slip(text)) is None:
        raise NotFound(f'"{text[:40]}" is not a slip\'s code. Write it as on the slip: RP-2026-17/3.')
    reference, number = parsed
    operations = read.all(Operation, reference=reference)
    if not operations:
        raise NotFound(f"No operation is called {reference}. Check the code on the slip.")
    found = [d for o in operations for d in read.all(Deployment, operation_id=o.id, number=number)]
    if not found:
        raise NotFound(f"{reference} has no deployment {number}. Check the code on the slip.")
    if len(found) > 1:
        raise Ambiguous(
            f"{reference} is the reference of {len(operations)} operations, so the code fits more than one "
            "deployment. Renumber one of them."
        )
    return found[0]


def measures_offered(read: Reader, deployment_id: str) -> list[str]:
    """Return the measures to offer for a deployment: those its type's returns used, then the stable list."""
    deployment = read.require(Deployment, deployment_id)
    operation = read.require(Operation, deployment.operation_id)
    same = {o.id for o in read.all(Operation, type_id=operation.type_id)}
    days = [d.id for d in read.among(Deployment, "operation_id", same)]
    rows = [r.id for r in read.among(Return, "deployment_id", days)]
    used: dict[str, int] = {}
    for result in read.among(ReturnResult, "return_id", rows):
        used[result.measure] = used.get(result.measure, 0) + 1
    common = sorted(used, key=lambda m: (-used[m], m))[:12]
    return list(dict.fromkeys([*common, *STANDARD_MEASURES]))
