"""What the order's map shows: the wards, the towns, the railway, the visit points and the RVP."""

from planner.briefing.content import Audience, WardMap
from planner.briefing.gather import Gathered
from planner.briefing.order_tables import grid_reference, visit_places
from planner.domain.phrases import and_list
from planner.domain.records.ground import Place, Ward
from planner.domain.vocabulary import PlaceKind
from planner.domain.ward_sets import current_wards
from planner.geo.content import MapContent, Mark, OperationShape, Village, WardShape
from planner.geo.route import ROUTE_UNIT, route_line
from planner.geo.wkb import Bounds, from_wkb
from planner.storage.reader import Reader

_AREAS = frozenset({PlaceKind.ROUTE, PlaceKind.CORDON, PlaceKind.AREA, PlaceKind.PSPO_AREA})
_LABEL_SIZE = 6.0


def ward_map(read: Reader, about: Gathered, audience: Audience) -> WardMap | None:
    """Return the map of the operation's wards, or None when it has none; the public sees wards only."""
    if not about.wards:
        return None
    own = () if audience is Audience.PUBLIC else _marks(about)
    within = {w.id for w in about.wards}
    shapes = {w.id: from_wkb(w.shape) for w in current_wards(read.all(Ward), within)}
    chosen = [shapes[w.id].bounds for w in about.wards]
    content = MapContent(
        wards=tuple(WardShape(id=i, name="", shape=s) for i, s in shapes.items()),
        highlighted=frozenset(within),
        land=tuple(from_wkb(p.shape) for p in read.all(Place, kind=PlaceKind.CONTEXT)),
        built_up=tuple(from_wkb(p.shape) for p in read.all(Place, kind=PlaceKind.BUILT_UP)),
        railways=tuple(from_wkb(p.shape) for p in read.all(Place, kind=PlaceKind.RAILWAY)),
        villages=tuple(_names(read, about)),
        areas=(*_drawn(about), *_route(about)) if audience is not Audience.PUBLIC else (),
        marks=own,
        grid=True,
        text_size=_LABEL_SIZE,
    )
    points = [(m.easting, m.northing) for m in own]
    return WardMap(content, _around(chosen, points), _caption(about, marked=bool(own)))


def _names(read: Reader, about: Gathered) -> list[Village]:
    wards = {w.id for w in about.wards}
    visited = {p.id for p in visit_places(about)}
    result = []
    for kind, rank in ((PlaceKind.VILLAGE, 1), (PlaceKind.STATION, 2), (PlaceKind.LOCALITY, 3)):
        for p in read.all(Place, kind=kind):
            if p.id not in visited:
                place_rank = rank if p.ward_id in wards else rank + 3
                result.append(
                    Village(id=p.id, name=p.name, easting=p.easting, northing=p.northing, rank=place_rank)
                )
    return result


def _marks(about: Gathered) -> tuple[Mark, ...]:
    marks = [
        Mark(id=p.id, text=str(n), easting=p.easting, northing=p.northing)
        for n, p in enumerate(visit_places(about), 1)
    ]
    if rvp := about.rvp:
        marks.append(Mark(id=rvp.id, text="RVP", easting=rvp.easting, northing=rvp.northing))
    return tuple(marks)


def _drawn(about: Gathered) -> tuple[OperationShape, ...]:
    return tuple(
        OperationShape(id=p.id, shape=from_wkb(p.shape), colour=about.kind.colour)
        for p in about.places_of_its_own
        if p.kind in _AREAS
    )


def _route(about: Gathered) -> tuple[OperationShape, ...]:
    """Return the way from stop to stop of a patrol, where one day's is shown alone."""
    if about.kind.unit != ROUTE_UNIT or len(about.deployments) != 1:
        return ()
    stops = [about.places[v.place_id] for v in about.visits if v.place_id in about.places]
    return route_line(about.operation.id, [(p.easting, p.northing) for p in stops], about.kind.colour)


def _around(boxes: list[Bounds], points: list[tuple[float, float]]) -> Bounds:
    wests, souths, easts, norths = zip(*boxes, *((e, n, e, n) for e, n in points), strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _caption(about: Gathered, *, marked: bool) -> str:
    names = and_list([w.name for w in about.wards], 3)
    visits = len(visit_places(about)) if marked else 0
    parts = ["RVP"] if marked and about.rvp else []
    if visits:
        parts.append(f"visit point{'s 1 to ' + str(visits) if visits > 1 else ' 1'}")
    if marked and _route(about):
        parts[-1] += " with the way between them, as the crow flies"
    shown = ", ".join([f"{names} (heavy line)", *parts[:-1]])
    shown += f" and {parts[-1]}" if parts else ""
    rvp = f" RVP: {about.rvp.name}, {grid_reference(about.rvp)}." if marked and about.rvp else ""
    credit = about.plan.attribution or "No attribution recorded"
    return f"{shown}.{rvp} {credit.rstrip('.')}."
