"""Simplified shapes: fewer points, the same ground, no gap between neighbours."""

import shapely

from planner.exchange.district import load_district
from planner.geo.simplify import ShapePyramid, simplified
from planner.geo.wkb import Shape, from_wkb, line, to_wkb


def _wards() -> dict[str, Shape]:
    return {ward.id: from_wkb(ward.shape) for ward in load_district("colchester").wards}


def _points(shapes: dict[str, Shape]) -> int:
    return sum(len(ring) // 2 for shape in shapes.values() for ring in shape.rings())


def test_far_out_has_fewer_points_and_the_same_ground() -> None:
    full = _wards()
    pyramid = ShapePyramid(full)
    near, far = dict(pyramid.at(2.0)), dict(pyramid.at(120.0))
    assert near == full
    assert list(far) == list(full)
    assert _points(far) < 0.6 * _points(full)
    areas = [sum(shapely.from_wkb(to_wkb(shape)).area for shape in shapes.values()) for shapes in (full, far)]
    assert abs(areas[0] - areas[1]) < 0.02 * areas[0]


def test_neighbours_still_meet() -> None:
    far = [shapely.from_wkb(to_wkb(shape)) for shape in simplified(_wards(), 60.0).values()]
    overlap = sum(one.area for one in far) - shapely.union_all(far).area
    assert overlap < 1e-4 * sum(one.area for one in far)


def test_a_level_is_computed_once() -> None:
    pyramid = ShapePyramid(_wards())
    assert pyramid.at(64.0) is pyramid.at(100.0)
    assert pyramid.at(64.0) is not pyramid.at(200.0)


def test_lines_and_tiny_shapes_survive() -> None:
    shapes = {"railway": line([(0, 0), (50, 0.1), (100, 0)]), **_wards()}
    result = simplified(shapes, 5_000.0)
    assert result["railway"] == line([(0, 0), (100, 0)])
    assert all(any(shape.rings()) for shape in result.values())
