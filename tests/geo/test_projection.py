"""Projection: the Ordnance Survey example, round trips, and places the grid does not reach."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from planner.geo import projection
from planner.geo.wkb import from_wkb, point, polygon, to_wkb


def test_ordnance_survey_example() -> None:
    """The published example gives Airy latitude and longitude, so it tests the projection alone."""
    step = "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step "
    project = Transformer.from_pipeline(step + projection.NATIONAL_GRID)
    easting, northing = project.transform(1 + 43 / 60 + 4.5177 / 3600, 52 + 39 / 60 + 27.2531 / 3600)
    assert (round(easting, 3), round(northing, 3)) == (651409.903, 313177.270)


def test_same_as_the_registered_transformation() -> None:
    registered = Transformer.from_crs(4326, 27700, always_xy=True)
    for longitude, latitude in ((0.9467, 51.8777), (-3.2, 55.9), (-5.7, 50.1)):
        ours = projection.to_grid(longitude, latitude)
        theirs = registered.transform(longitude, latitude)
        assert hypot(ours[0] - theirs[0], ours[1] - theirs[1]) < 5


@given(st.floats(100_000, 650_000), st.floats(10_000, 1_200_000))
def test_there_and_back(easting: float, northing: float) -> None:
    again = projection.to_grid(*projection.to_wgs84(easting, northing))
    assert hypot(again[0] - easting, again[1] - northing) < 0.01


def test_shapes_keep_their_rings() -> None:
    square = polygon(
        [(0.9, 51.8), (0.91, 51.8), (0.91, 51.81)], [(0.902, 51.801), (0.903, 51.801), (0.903, 51.802)]
    )
    there = projection.shape_to_grid(square)
    assert [len(ring) for ring in there.rings()] == [8, 8]
    back = projection.shape_to_wgs84(there)
    for before, after in zip(square.rings(), back.rings(), strict=True):
        assert list(after) == pytest.approx(list(before), abs=1e-7)


def test_wkb_both_ways() -> None:
    wkb = to_wkb(point(0.9467, 51.8777))
    x, y = from_wkb(projection.wkb_to_grid(wkb)).parts[0][0]
    assert (int(x), int(y)) == (602924, 224007)
    assert from_wkb(projection.wkb_to_wgs84(projection.wkb_to_grid(wkb))).bounds[:2] == pytest.approx(
        (0.9467, 51.8777)
    )


@pytest.mark.parametrize(("x", "y"), [(float("nan"), 51.0), (float("inf"), 51.0), (0.9, 1e300)])
def test_nowhere(x: float, y: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        projection.to_grid(x, y)
