"""Eased outlines: creeks and specks go, the course of the line stays."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.geo.ease import eased

SQUARE = (0.0, 0.0, 100.0, 0.0, 100.0, 100.0, 0.0, 100.0)


def _polygon(flat: tuple[float, ...]) -> shapely.Polygon:
    return shapely.Polygon(list(zip(flat[0::2], flat[1::2], strict=True)))


def test_a_thin_creek_goes_and_the_corners_stay() -> None:
    creek = (
        0.0,
        0.0,
        49.0,
        0.0,
        49.2,
        20.0,
        49.5,
        40.0,
        49.8,
        20.0,
        50.0,
        0.0,
        100.0,
        0.0,
        100.0,
        100.0,
        0.0,
        100.0,
    )
    left = _polygon(eased(creek, 4.0))
    assert left.symmetric_difference(_polygon(SQUARE)).area < 25
    assert {(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)} <= set(left.exterior.coords)


@pytest.mark.parametrize("ring", [(), (1.0, 1.0), (0.0, 0.0, 1.0, 0.0, 1.0, 1.0), (5.0, 5.0) * 10])
def test_a_speck_is_left_out(ring: tuple[float, ...]) -> None:
    assert eased(ring, 4.0) == ()


@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), max_size=40), st.floats(0.1, 20))
def test_what_stays_was_there_in_the_same_order(points: list[tuple[float, float]], detail: float) -> None:
    flat = eased(tuple(n for point in points for n in point), detail)
    kept = list(zip(flat[0::2], flat[1::2], strict=True))
    rest = iter(points)
    assert all(point in rest for point in kept)
    assert len(kept) == 0 or len(kept) > 2


def test_a_smooth_ring_keeps_its_ground() -> None:
    circle = shapely.Point(0, 0).buffer(100, quad_segs=64)
    flat = tuple(n for point in circle.exterior.coords for n in point)
    assert _polygon(eased(flat, 4.0)).area == pytest.approx(circle.area, rel=0.02)
