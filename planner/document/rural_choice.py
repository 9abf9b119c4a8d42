"""What a rural patrol may be planned from: the patrols to come, and the villages and spots to choose."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from planner.document.facts import deployment_code
from planner.document.visibility import Ledger, unseen_for
from planner.document.wards_offered import ward_names
from planner.domain.frozen import dataclass
from planner.domain.phrases import span_text
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import PlaceKind, Status
from planner.geo.route import ROUTE_UNIT
from planner.storage.reader import Reader

AHEAD: Final = timedelta(days=56)
_OVER: Final = frozenset({Status.STOOD_DOWN, Status.DEBRIEFED})
_SPOTS: Final = (PlaceKind.PATROL_SPOT, PlaceKind.VISIT_POINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A village or spot that may be a stop; days_since_seen is None when no return tells of a visit."""

    place_id: str
    name: str
    ward: str
    is_village: bool
    days_since_seen: int | None
    easting: float
    northing: float


def is_route(read: Reader, deployment: Deployment) -> bool:
    """Return whether a deployment is a patrol that drives from stop to stop, by its operation's type."""
    operation = read.get(Operation, deployment.operation_id)
    kind = read.get(OperationType, operation.type_id) if operation is not None else None
    return kind is not None and kind.unit == ROUTE_UNIT


def coming_patrols(read: Reader, now: datetime) -> list[tuple[str, str]]:
    """Return (deployment id, words) of the patrols of the next eight weeks, by start; now: local."""
    kinds = {k.id for k in read.all(OperationType) if k.unit == ROUTE_UNIT}
    found = [d for d in read.deployments_between(now, now + AHEAD) if d.start > now]
    owners = {o.id: o for o in read.among(Operation, "id", {d.operation_id for d in found})}
    return [
        (d.id, patrol_words(owners[d.operation_id], d))
        for d in sorted(found, key=lambda d: (d.start, d.id))
        if owners[d.operation_id].type_id in kinds and owners[d.operation_id].status not in _OVER
    ]


def patrol_words(operation: Operation, deployment: Deployment) -> str:
    """Return "RP-2026-19/1, Thursday 24 September 2026, 10:00 to 16:00"."""
    return f"{deployment_code(operation, deployment)}, {span_text(deployment.start, deployment.end)}"


def candidates(read: Reader, ledger: Ledger, deployment: Deployment) -> list[Candidate]:
    """Return villages, spots of this operation and other visited places, longest unseen first."""
    places = {p.id: p for p in read.among(Place, "id", ledger.by_place)}
    places |= {p.id: p for p in read.all(Place, kind=PlaceKind.VILLAGE) if not p.operation_id}
    places |= {p.id: p for p in read.all(Place, operation_id=deployment.operation_id) if p.kind in _SPOTS}
    wards = ward_names(read)
    rows = []
    for place in places.values():
        if place.operation_id not in {"", deployment.operation_id}:
            continue
        row = ledger.by_place.get(place.id)
        rows.append(
            Candidate(
                place_id=place.id,
                name=place.name,
                ward=wards.get(place.ward_id, "outside the district"),
                is_village=place.kind is PlaceKind.VILLAGE,
                days_since_seen=row.days_since_seen if row is not None else None,
                easting=place.easting,
                northing=place.northing,
            )
        )
    return sorted(rows, key=lambda r: (not r.is_village, -unseen_for(r.days_since_seen), r.name))


def planned_places(read: Reader, deployment_id: str) -> list[str]:
    """Return the places that a deployment stops at now, in order, each once."""
    visits: Sequence[Visit] = read.all(Visit, deployment_id=deployment_id)
    return list(dict.fromkeys(v.place_id for v in sorted(visits, key=lambda v: (v.start, v.sort))))
