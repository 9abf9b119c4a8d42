"""Who is not available, and which work must be kept clear of need-to-know work: read for the rules."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from planner.document.facts import ward_ids_of_deployments, ward_ids_of_operations
from planner.domain.absence import PREFIX, Absence, absence_of
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Resource
from planner.domain.records.plan import Plan
from planner.rules.snapshot import NUMBER, Away, Clash
from planner.storage.reader import Reader
from planner.storage.settings import settings_under

_CLOCK_CHANGE = timedelta(hours=2)


def absences(read: Reader) -> list[Absence]:
    """Return who is not available when, by day."""
    found = [a for s in settings_under(read, PREFIX) if (a := absence_of(s)) is not None]
    return sorted(found, key=lambda a: (a.first, a.last, a.who))


def away(read: Reader) -> tuple[Away, ...]:
    """Return the absences as local moments, each with the key by which rules know a person."""
    rows = absences(read)
    if not rows:
        return ()
    starts = read.all(Plan)[0].force_day_start
    known = {r.id: r for r in read.among(Resource, "id", {a.who for a in rows})}
    return tuple(
        Away(
            _key(known.get(row.who), row.who),
            datetime.combine(row.first, starts),
            datetime.combine(row.last + timedelta(days=1), starts),
        )
        for row in rows
    )


def _key(resource: Resource | None, who: str) -> str:
    number = who if resource is None else resource.collar_number
    return NUMBER + number.casefold() if number else who


def clashes(read: Reader, operation_ids: Collection[str]) -> tuple[Clash, ...]:
    """Return need-to-know work that has other work in its wards at its time, if either is among some ids.

    Without the command file there is none: its types are not there to be read.
    """
    types = [t.id for t in read.all(OperationType) if t.need_to_know]
    found: list[Clash] = []
    for operation in read.among(Operation, "type_id", types) if types else ():
        for start, end, wards in _stretches(read, operation):
            near = read.deployments_between(start - _CLOCK_CHANGE, end + _CLOCK_CHANGE)
            found += _beside(read, Clash(operation, start, end), wards, near, set(types), operation_ids)
    return tuple(found)


def _stretches(read: Reader, operation: Operation) -> Iterable[tuple[datetime, datetime, frozenset[str]]]:
    """Yield when need-to-know work is where; a reservation has no deployments and keeps its whole span."""
    own = read.all(Deployment, operation_id=operation.id)
    if not own:
        start, end = read.span_of(operation.id)
        yield start, end, frozenset(ward_ids_of_operations(read, [operation.id])[operation.id])
    wards = ward_ids_of_deployments(read, own)
    for deployment in own:
        yield deployment.start, deployment.end, frozenset(wards[deployment.id])


def _beside(
    read: Reader,
    clash: Clash,
    wards: frozenset[str],
    near: Collection[Deployment],
    hidden_types: set[str],
    operation_ids: Collection[str],
) -> Iterable[Clash]:
    reach = ward_ids_of_deployments(read, near)
    others = {o.id: o for o in read.among(Operation, "id", {d.operation_id for d in near})}
    for deployment in near:
        other, shared = others[deployment.operation_id], wards.intersection(reach[deployment.id])
        wanted = clash.operation.id in operation_ids or other.id in operation_ids
        if wanted and shared and other.type_id not in hidden_types:
            names = sorted(w.name for w in read.among(Ward, "id", shared))
            yield Clash(clash.operation, clash.start, clash.end, deployment, other, tuple(names))
