"""The overview map of a pack: all wards with work in them, and a number where each operation is."""

from collections.abc import Sequence

from planner.briefing.content import WardMap
from planner.briefing.gather import Gathered
from planner.briefing.order_tables import visit_places
from planner.domain.records.ground import Place, Ward
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import PlaceKind
from planner.domain.ward_sets import current_wards
from planner.geo.content import MapContent, Mark, Village, WardShape
from planner.geo.wkb import from_wkb
from planner.storage.reader import Reader

_STEP = 450.0  # metres between the numbers of operations in the same ward


def pack_map(read: Reader, parts: Sequence[Gathered], plan: Plan) -> WardMap:
    """Return the map around every ward that has work; the operations keep the numbers of the table."""
    chosen = {w.id for about in parts for w in about.wards}
    shapes = {w.id: from_wkb(w.shape) for w in current_wards(read.all(Ward), chosen)}
    boxes = [shapes[i].bounds for i in chosen]
    bounds = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    content = MapContent(
        wards=tuple(WardShape(id=i, name="", shape=s) for i, s in shapes.items()),
        highlighted=frozenset(chosen),
        land=tuple(from_wkb(p.shape) for p in read.all(Place, kind=PlaceKind.CONTEXT)),
        built_up=tuple(from_wkb(p.shape) for p in read.all(Place, kind=PlaceKind.BUILT_UP)),
        railways=tuple(from_wkb(p.shape) for p in read.all(Place, kind=PlaceKind.RAILWAY)),
        villages=tuple(
            Village(id=p.id, name=p.name, easting=p.easting, northing=p.northing, rank=p.rank)
            for p in read.all(Place, kind=PlaceKind.VILLAGE)
        ),
        marks=tuple(_marks(parts, bounds[2] - bounds[0])),
        text_size=6.0,
    )
    credit = (plan.attribution or "No attribution recorded").rstrip(".")
    return WardMap(content, bounds, f"Wards with work (heavy line); numbers as in the list. {credit}.")


def _marks(parts: Sequence[Gathered], width: float) -> list[Mark]:
    taken: dict[tuple[float, float], int] = {}
    marks = []
    for number, about in enumerate(parts, 1):
        if not (about.rvp or about.wards):
            continue
        east, north = _middle(about)
        shift = taken.get((east, north), 0)
        taken[east, north] = shift + 1
        step = max(_STEP, width * 0.07)
        marks.append(
            Mark(id=about.operation.id, text=str(number), easting=east + shift * step, northing=north)
        )
    return marks


def _middle(about: Gathered) -> tuple[float, float]:
    """Return the RVP of an operation, else its first visit point, else a point well inside its first ward."""
    if rvp := about.rvp:
        return rvp.easting, rvp.northing
    if places := visit_places(about):
        return places[0].easting, places[0].northing
    import shapely

    inside = shapely.point_on_surface(shapely.from_wkb(about.wards[0].shape))
    return float(inside.x), float(inside.y)
