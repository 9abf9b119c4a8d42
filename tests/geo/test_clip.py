"""Cutting to the view, and hatching, compared with shapely."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.geo.clip import Projector, hatch, round_length
from planner.geo.sheet import Viewport
from planner.geo.wkb import line, polygon

VIEW = Viewport(1000, 1000, 1.0, 400, 400)


def _polygon(flat: tuple[float, ...]) -> shapely.Polygon:
    return shapely.Polygon(list(zip(flat[0::2], flat[1::2], strict=True)))


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 4000), st.integers(1, 4000))
def test_a_rectangle_is_cut_to_the_view(west: int, south: int, width: int, height: int) -> None:
    shape = polygon(
        [(west, south), (west + width, south), (west + width, south + height), (west, south + height)]
    )
    whole = shapely.box(*VIEW.to_page(west, south + height), *VIEW.to_page(west + width, south))
    seen = shapely.box(0, 0, 400, 400)
    drawn = shapely.union_all([_polygon(ring) for ring in Projector(VIEW).rings(shape)])
    assert shapely.intersection(drawn, seen).area == pytest.approx(shapely.intersection(whole, seen).area)
    assert drawn.is_empty or (drawn.bounds[0] >= -30 and drawn.bounds[2] <= 430)


def test_what_is_far_away_is_left_out() -> None:
    far = polygon([(9000, 9000), (9100, 9000), (9100, 9100)])
    assert Projector(VIEW).rings(far) == ()
    assert Projector(VIEW).lines(line([(9000, 9000), (9100, 9000)])) == ()


def test_a_line_keeps_only_what_is_near() -> None:
    lines = Projector(VIEW).lines(
        line([(0, 1000), (700, 1000), (1000, 1000), (1000, 2000), (1000, 3000), (0, 3000)])
    )
    assert lines == ((-100, 200, 200, 200, 200, -800),)


def test_hatching_stays_inside_and_leaves_holes() -> None:
    outer = (10.0, 10.0, 210.0, 10.0, 210.0, 150.0, 10.0, 150.0)
    hole = (50.0, 50.0, 90.0, 50.0, 90.0, 90.0, 50.0, 90.0)
    area = shapely.Polygon(_polygon(outer).exterior, [_polygon(hole).exterior])
    lines = [shapely.LineString([(a, b), (c, d)]) for a, b, c, d in hatch((outer, hole), 5, 400)]
    assert len(lines) > 40
    assert all(area.buffer(1e-6).covers(stroke) for stroke in lines)
    assert sum(stroke.length for stroke in lines) == pytest.approx(area.area / 5, rel=0.05)


@pytest.mark.parametrize(
    ("most", "expected"), [(999, 500), (1000, 1000), (4999, 2000), (7, 5), (1.9, 1), (0.3, 0.2)]
)
def test_round_lengths(most: float, expected: float) -> None:
    assert round_length(most) == pytest.approx(expected)
