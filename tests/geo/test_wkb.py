"""WKB: round trips against shapely, hostile bytes, and speed before the first paint."""

import struct
import subprocess
import sys
from array import array

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from planner.geo.wkb import Shape, ShapeKind, as_multipolygon, from_wkb, line, point, polygon, to_wkb

NUMBERS = st.floats(-1e7, 1e7)
LINES = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=8)
POLYGONS = st.lists(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=8), min_size=1, max_size=3)

MULTI = MultiPolygon([Polygon(box(0, 0, 9, 9).exterior, [box(2, 2, 3, 3).exterior]), box(20, 20, 30, 30)])


@given(LINES)
def test_lines_round_trip(points: list[tuple[float, float]]) -> None:
    shape = line(points)
    assert from_wkb(to_wkb(shape)) == shape
    assert shapely.from_wkb(to_wkb(shape)).coords[:] == points


@given(st.lists(POLYGONS, min_size=1, max_size=3))
def test_multipolygons_round_trip(parts: list[list[list[tuple[float, float]]]]) -> None:
    shape = Shape(ShapeKind.MULTIPOLYGON, tuple(polygon(*rings).parts[0] for rings in parts))
    assert from_wkb(to_wkb(shape)) == shape


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "POINT (1 2)",
        "MULTIPOINT (1 2, 3 4)",
        "LINESTRING (1 2, 3 4)",
        "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
        "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))",
        "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), ((9 9, 8 9, 8 8, 9 9)))",
        "POLYGON Z ((0 0 5, 4 0 6, 4 4 7, 0 0 5))",
    ],
)
@pytest.mark.parametrize("flavour", ["extended", "iso"])
def test_reads_what_shapely_writes(text: str, big_endian: bool, flavour: str) -> None:
    geometry = shapely.from_wkt(text)
    data = shapely.to_wkb(geometry, byte_order=0 if big_endian else 1, flavor=flavour)
    assert shapely.from_wkb(to_wkb(from_wkb(data))).equals_exact(shapely.force_2d(geometry))


def test_reads_an_srid() -> None:
    data = shapely.to_wkb(shapely.set_srid(shapely.Point(1, 2), 27700), include_srid=True)
    assert from_wkb(data) == point(1, 2)


def test_bounds_and_kinds() -> None:
    shape = from_wkb(MULTI.wkb)
    assert shape.bounds == (0, 0, 30, 30)
    assert shape.is_area
    assert as_multipolygon(polygon([(0, 0), (1, 0), (1, 1)])).kind == ShapeKind.MULTIPOLYGON
    with pytest.raises(ValueError, match="not an area"):
        as_multipolygon(point(1, 2))
    with pytest.raises(ValueError, match="empty"):
        _ = Shape(ShapeKind.MULTIPOLYGON, ()).bounds


def _huge(*counts: int, kind: int) -> bytes:
    return struct.pack("<BI", 1, kind) + b"".join(struct.pack("<I", count) for count in counts)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        b"\x07\x01\x00\x00\x00",
        b"GP\x00\x01",
        _huge(0xFFFFFFFF, kind=2),
        _huge(0xFFFFFFFF, kind=3),
        _huge(1, 0xFFFFFFFF, kind=3),
        _huge(0xFFFFFFFF, kind=6),
        _huge(1, kind=7),
        _huge(1, kind=99_003),
        struct.pack("<BI", 1, 6) + struct.pack("<I", 1) + MULTI.wkb,  # a multipolygon inside a multipolygon
        (struct.pack("<BII", 1, 7, 1)) * 100_000,  # collections, a hundred thousand deep
        to_wkb(point(1, 2)) + b"x",
        to_wkb(Shape(ShapeKind.POINT, ((array("d", (float("nan"), 2)),),))),
        to_wkb(Shape(ShapeKind.POINT, ((array("d", (float("inf"), 2)),),))),
        to_wkb(Shape(ShapeKind.POINT, ((array("d", (5e9, 2)),),))),
        struct.pack("<BII4d", 1, 2, 2, float("inf"), 0, float("-inf"), 0),
    ],
)
def test_hostile_bytes_are_refused_at_once(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_wkb(data)


def test_every_shortened_blob_is_refused() -> None:
    data = MULTI.wkb
    for length in range(len(data)):
        with pytest.raises(ValueError, match=r"\w"):
            from_wkb(data[:length])


@given(st.binary(max_size=200))
def test_any_bytes_give_a_shape_or_value_error(data: bytes) -> None:
    try:
        shape = from_wkb(data)
    except ValueError:
        return
    assert from_wkb(to_wkb(shape)) == shape


def test_drawing_needs_no_geometry_library() -> None:
    code = (
        "import sys, planner.geo.build, planner.geo.hit, planner.geo.simplify, planner.geo.projection, "
        "planner.geo.gridref, planner.exchange.district\n"
        "print([m for m in ('shapely', 'numpy', 'pyproj', 'platformdirs') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
