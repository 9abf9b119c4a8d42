"""WGS84 to British National Grid and back, with one fixed formula on every machine.

The seven-parameter shift that Ordnance Survey publishes is used, without the OSTN15 correction grid: places
agree with a paper map to about 2 metres (5 at the worst), and no file or network is needed. pyproj is loaded
at the first use, not at start.

pyproj keeps a context for each thread, and frees it with the interpreter's state of that thread but goes on
using it if the thread comes back with a new state. A pool of Qt's does just that between two jobs, and the
second then crashed the process. So work off the main thread is done by one thread of our own, which stays.
"""

import math
import os
import threading
from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from planner.geo.wkb import Shape, from_wkb, to_wkb

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from pyproj import Transformer

NATIONAL_GRID: Final = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
"""The projection itself, from latitude and longitude on the Airy ellipsoid (PROJ string)."""

_PIPELINE: Final = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
    "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector +step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 +step "
) + NATIONAL_GRID


@cache
def _transformer() -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_pipeline(_PIPELINE)


@cache
def _own_thread() -> "ThreadPoolExecutor":
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="projection")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_own_thread.cache_clear)


def _transformed(xs: Any, ys: Any, direction: str = "FORWARD") -> tuple[Any, Any]:  # noqa: ANN401  # as pyproj
    """Return coordinates, numbers or arrays of them, in the other system."""

    def work() -> tuple[Any, Any]:
        x, y = _transformer().transform(xs, ys, direction=direction)
        return x, y

    if threading.current_thread() is threading.main_thread():
        return work()
    return _own_thread().submit(work).result()


def to_grid(longitude: float, latitude: float) -> tuple[float, float]:
    """Return easting, northing in metres; ValueError where the grid does not reach."""
    easting, northing = _transformed(longitude, latitude)
    if not (math.isfinite(easting) and math.isfinite(northing)):
        raise ValueError("outside the British National Grid")
    return float(easting), float(northing)


def to_wgs84(easting: float, northing: float) -> tuple[float, float]:
    """Return longitude, latitude in degrees; ValueError where the grid does not reach."""
    longitude, latitude = _transformed(easting, northing, "INVERSE")
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise ValueError("outside the British National Grid")
    return float(longitude), float(latitude)


def shape_to_grid(shape: Shape) -> Shape:
    """Return a shape in longitude and latitude as one in grid metres."""
    return shapes_to_grid([shape])[0]


def shape_to_wgs84(shape: Shape) -> Shape:
    """Return a shape in grid metres as one in longitude and latitude."""
    return _converted([shape], "INVERSE")[0]


def shapes_to_grid(shapes: Sequence[Shape]) -> list[Shape]:
    """Return many shapes in grid metres at the cost of one call."""
    return _converted(shapes, "FORWARD")


def wkb_to_grid(wkb: bytes) -> bytes:
    """Return WKB in EPSG:4326 as WKB in EPSG:27700."""
    return to_wkb(shape_to_grid(from_wkb(wkb)))


def wkb_to_wgs84(wkb: bytes) -> bytes:
    """Return WKB in EPSG:27700 as WKB in EPSG:4326."""
    return to_wkb(shape_to_wgs84(from_wkb(wkb)))


def _converted(shapes: Iterable[Shape], direction: str) -> list[Shape]:
    shapes = list(shapes)
    xs, ys = array("d"), array("d")
    for shape in shapes:
        for ring in shape.rings():
            xs.extend(ring[0::2])
            ys.extend(ring[1::2])
    if xs:
        xs, ys = _transformed(xs, ys, direction)
    flat = array("d", bytes(len(xs) * 16))
    flat[0::2] = array("d", xs)
    flat[1::2] = array("d", ys)
    if flat and not math.isfinite(sum(flat)):
        raise ValueError("outside the British National Grid")
    result, at = [], 0
    for shape in shapes:
        parts = []
        for part in shape.parts:
            rings = []
            for ring in part:
                rings.append(flat[at : at + len(ring)])
                at += len(ring)
            parts.append(tuple(rings))
        result.append(Shape(shape.kind, tuple(parts)))
    return result
