"""Which ward holds a point, and which places are near: for hover, import and drawing.

One point at a time is plain Python and ready before the first paint; many points at once use shapely.
A point on a boundary belongs to the ward with the lowest code. Wards that a newer set has replaced lie under
those that took their place, which come first.
"""

from collections.abc import Iterable, Sequence
from math import hypot

from planner.domain.records.ground import Place, Ward
from planner.domain.ward_sets import is_former
from planner.geo.wkb import Bounds, Shape, from_wkb


class WardFinder:
    """Finds the ward of a point in grid metres."""

    def __init__(self, wards: Iterable[Ward]) -> None:
        self._wards = sorted(wards, key=lambda ward: (is_former(ward.ward_set), ward.code))
        self._shapes = [from_wkb(ward.shape) for ward in self._wards]
        self._bounds: list[Bounds] = [shape.bounds for shape in self._shapes]

    def ward_at(self, easting: float, northing: float) -> Ward | None:
        """Return the ward that holds a point or has it on its edge, or None outside all wards."""
        for ward, shape, (west, south, east, north) in zip(
            self._wards, self._shapes, self._bounds, strict=True
        ):
            if west <= easting <= east and south <= northing <= north and covers(shape, easting, northing):
                return ward
        return None

    def ward_id_at(self, easting: float, northing: float) -> str:
        """Return the id of the ward that holds a point, or "" outside all wards."""
        ward = self.ward_at(easting, northing)
        return ward.id if ward else ""

    def wards_of(self, eastings: Sequence[float], northings: Sequence[float]) -> list[Ward | None]:
        """Return the ward of each of many points (shapely tree: thousands in a few milliseconds)."""
        import numpy
        import shapely

        tree = shapely.STRtree(shapely.from_wkb([ward.shape for ward in self._wards]))
        points = shapely.points(numpy.asarray(eastings, float), numpy.asarray(northings, float))
        found: list[Ward | None] = [None] * len(eastings)
        inputs, hits = tree.query(points, predicate="intersects")
        best: dict[int, int] = {}
        for point, ward in zip(inputs.tolist(), hits.tolist(), strict=True):
            best[point] = min(ward, best.get(point, ward))
        for point, ward in best.items():
            found[point] = self._wards[ward]
        return found


def covers(shape: Shape, x: float, y: float) -> bool:
    """Whether a point lies in an area or on its edge; holes are outside, their edges inside."""
    inside = False
    for ring in shape.rings():
        crossing, on_edge = _crossings(ring, x, y)
        if on_edge:
            return True
        inside ^= crossing
    return inside


def _crossings(ring: Sequence[float], x: float, y: float) -> tuple[bool, bool]:
    """Return (whether a ray to the east crosses an odd number of edges, whether the point is on one)."""
    odd = False
    if len(ring) < 2:
        return False, False
    ax, ay = ring[-2], ring[-1]
    for bx, by in zip(ring[0::2], ring[1::2], strict=True):
        if (ay > y) != (by > y):
            side = (bx - ax) * (y - ay) - (x - ax) * (by - ay)
            if side == 0:
                return False, True
            if (side > 0) == (by > ay):
                odd = not odd
        elif ay == y == by:
            if min(ax, bx) <= x <= max(ax, bx):
                return False, True
        elif (x, y) == (bx, by):
            return False, True
        ax, ay = bx, by
    return odd, False


def places_within(
    places: Iterable[Place], easting: float, northing: float, metres: float
) -> list[tuple[float, Place]]:
    """Return (distance in metres, place) of every place whose middle is near enough, nearest first."""
    near = [
        (distance, place)
        for place in places
        if (distance := hypot(place.easting - easting, place.northing - northing)) <= metres
    ]
    return sorted(near, key=lambda pair: (pair[0], pair[1].name, pair[1].id))
