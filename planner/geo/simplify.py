"""Shapes with fewer points for far-out zooms, neighbours still meeting; cached per zoom level."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from planner.geo.wkb import Shape, from_wkb, to_wkb

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_UNITS: Final = 0.7  # how many page units a simplified line may stray
_FINEST: Final = 8.0  # metres: below this the source (20 m generalised) has nothing to lose


class ShapePyramid:
    """The same shapes at any zoom; each level is computed once, at the first call that needs it.

    Areas that tile the ground are simplified together, so that no gap opens between neighbours.
    """

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self._full = dict(shapes)
        self._levels: dict[int, dict[str, Shape]] = {}

    def at(self, metres_per_unit: float) -> Mapping[str, Shape]:
        """Return the shapes for a zoom; close in these are the full ones and nothing is computed."""
        level = math.floor(math.log2(max(metres_per_unit, 1e-6)))
        tolerance = _UNITS * 2.0**level
        if tolerance < _FINEST:
            return self._full
        if level not in self._levels:
            self._levels[level] = simplified(self._full, tolerance)
        return self._levels[level]


def simplified(shapes: Mapping[str, Shape], tolerance: float) -> dict[str, Shape]:
    """Return shapes with points removed that stray less than tolerance metres; nothing ever vanishes."""
    areas = {key: shape for key, shape in shapes.items() if shape.is_area}
    result = {key: _line_simplified(shape, tolerance) for key, shape in shapes.items() if not shape.is_area}
    result.update(_areas_simplified(areas, tolerance))
    return {key: result[key] for key in shapes}


def _areas_simplified(shapes: Mapping[str, Shape], tolerance: float) -> dict[str, Shape]:
    import shapely

    if not shapes:
        return {}
    geometries = [shapely.from_wkb(to_wkb(shape)) for shape in shapes.values()]
    reduced = shapely.coverage_simplify(geometries, tolerance)
    return {
        key: _back(geometry, shape) for (key, shape), geometry in zip(shapes.items(), reduced, strict=True)
    }


def _line_simplified(shape: Shape, tolerance: float) -> Shape:
    import shapely

    return _back(shapely.from_wkb(to_wkb(shape)).simplify(tolerance), shape)


def _back(geometry: "BaseGeometry", original: Shape) -> Shape:
    """Return the simplified shape, or the original where simplifying left nothing to draw."""
    if geometry.is_empty:
        return original
    shape = from_wkb(geometry.wkb)
    return shape if shape.is_area == original.is_area else original
