"""Ward of a point: known places, edges, and agreement with shapely."""

import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.records.ground import Ward
from planner.exchange.district import load_district
from planner.geo.hit import WardFinder, covers, places_within
from planner.geo.projection import to_grid
from planner.geo.wkb import as_multipolygon, from_wkb, polygon, to_wkb


def _square(code: str, west: float) -> Ward:
    shape = as_multipolygon(polygon([(west, 0), (west + 10, 0), (west + 10, 10), (west, 10)]))
    return Ward(id=code.lower(), code=code, name=code, geom=to_wkb(shape), shape=to_wkb(shape))


def test_boundary_belongs_to_the_lowest_code() -> None:
    finder = WardFinder([_square("B", 0), _square("A", 10)])
    assert finder.ward_id_at(10, 5) == "a"
    assert [w and w.code for w in finder.wards_of([10, 5, 15, 25], [5, 5, 5, 5])] == ["A", "B", "A", None]
    assert finder.ward_id_at(0, 0) == "b"
    assert finder.ward_at(20.001, 5) is None


def test_known_places() -> None:
    finder = WardFinder(load_district("colchester").wards)
    known = {
        (0.9467, 51.8777): "Wivenhoe",
        (0.9030, 51.8906): "Castle",
        (0.9930, 51.9590): "Rural North",
        (0.9130, 51.7770): "Mersea and Pyefleet",
    }
    for (longitude, latitude), name in known.items():
        ward = finder.ward_at(*to_grid(longitude, latitude))
        assert ward is not None
        assert ward.name == name


@given(st.integers(-1, 13), st.integers(-1, 13))
def test_covers_agrees_with_shapely(x: int, y: int) -> None:
    """Small whole numbers fall on corners and edges all the time."""
    shape = polygon(
        [(0, 0), (12, 0), (12, 12), (6, 4), (0, 12)],
        [(2, 1), (4, 1), (4, 3), (2, 3)],
        [(9, 2), (10, 4), (8, 4)],
    )
    assert covers(shape, x, y) == shapely.from_wkb(to_wkb(shape)).intersects(shapely.Point(x, y))


@given(st.floats(585_000, 609_000), st.floats(211_000, 236_000))
def test_one_point_and_many_agree(easting: float, northing: float) -> None:
    finder = WardFinder(load_district("colchester").wards)
    assert [finder.ward_at(easting, northing)] == finder.wards_of([easting], [northing])


def test_places_within_come_nearest_first() -> None:
    places = load_district("colchester").places
    dedham = next(place for place in places if place.name == "Dedham")
    near = places_within((p for p in places if p.kind == "village"), dedham.easting, dedham.northing, 3_000)
    assert near[0] == (0.0, dedham)
    assert [distance for distance, _ in near] == sorted(distance for distance, _ in near)
    assert "Dedham Heath" in {place.name for _, place in near}


def test_every_ward_holds_a_point_of_its_own() -> None:
    wards = load_district("colchester").wards
    finder = WardFinder(wards)
    for ward in wards:
        inside = shapely.from_wkb(ward.shape).representative_point()
        assert finder.ward_at(inside.x, inside.y) == ward
        assert covers(from_wkb(ward.shape), inside.x, inside.y)
