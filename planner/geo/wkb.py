"""Well-known binary to plain Python and back: the map draws before any geometry library is loaded."""

import math
import struct
from array import array
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cached_property
from sys import byteorder
from typing import Final

from planner.domain.frozen import dataclass

Bounds = tuple[float, float, float, float]

LIMIT: Final = 1e8  # metres or degrees; anything beyond is no place on Earth
_Z_FLAG: Final = 0x80000000
_M_FLAG: Final = 0x40000000
_SRID_FLAG: Final = 0x20000000
_NATIVE: Final = 1 if byteorder == "little" else 0


class ShapeKind(IntEnum):
    """The six geometry types that a plan holds, by their WKB numbers."""

    POINT = 1
    LINESTRING = 2
    POLYGON = 3
    MULTIPOINT = 4
    MULTILINESTRING = 5
    MULTIPOLYGON = 6


@dataclass(frozen=True)
class Shape:
    """A geometry: parts of rings of flat x, y numbers.

    A polygon part is its outer ring followed by its holes; a line or point part has one sequence.
    """

    kind: ShapeKind
    parts: tuple[tuple["array[float]", ...], ...]

    @cached_property
    def bounds(self) -> Bounds:
        """Return (min x, min y, max x, max y); ValueError if the shape is empty."""
        outer = [part[0] for part in self.parts if part and part[0]]
        if not outer:
            raise ValueError("empty geometry")
        return (
            min(min(ring[0::2]) for ring in outer),
            min(min(ring[1::2]) for ring in outer),
            max(max(ring[0::2]) for ring in outer),
            max(max(ring[1::2]) for ring in outer),
        )

    @property
    def is_area(self) -> bool:
        """Whether the shape has an inside."""
        return self.kind in {ShapeKind.POLYGON, ShapeKind.MULTIPOLYGON}

    def rings(self) -> Iterator["array[float]"]:
        """Yield every ring or line of every part."""
        for part in self.parts:
            yield from part


def point(x: float, y: float) -> Shape:
    """Return a point shape."""
    return Shape(ShapeKind.POINT, ((array("d", (x, y)),),))


def line(coordinates: Iterable[tuple[float, float]]) -> Shape:
    """Return a line through the given points."""
    return Shape(ShapeKind.LINESTRING, ((array("d", (n for xy in coordinates for n in xy)),),))


def polygon(*rings: Iterable[tuple[float, float]]) -> Shape:
    """Return a polygon of an outer ring and its holes; rings are closed when they are not."""
    return Shape(ShapeKind.POLYGON, (tuple(_closed(ring) for ring in rings),))


def _closed(coordinates: Iterable[tuple[float, float]]) -> "array[float]":
    flat = array("d", (n for xy in coordinates for n in xy))
    if len(flat) >= 2 and (flat[0], flat[1]) != (flat[-2], flat[-1]):
        flat.extend((flat[0], flat[1]))
    return flat


class _Cursor:
    """Where reading stands in a WKB blob."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def header(self) -> tuple[str, int, int]:
        """Read byte order, type and flags; return (struct order, type number, numbers per coordinate)."""
        if self.at >= len(self.data) or self.data[self.at] > 1:
            raise ValueError("not WKB")
        order = "<" if self.data[self.at] else ">"
        self.at += 1
        word = self.count(order)
        if word & _SRID_FLAG:
            self.count(order)
        thousands, number = divmod(word & 0x0FFFFFFF, 1000)
        if thousands > 3:
            raise ValueError("unknown geometry type")
        extra = max(bool(word & _Z_FLAG) + bool(word & _M_FLAG), (0, 1, 1, 2)[thousands])
        return order, number, 2 + extra

    def count(self, order: str) -> int:
        """Read an unsigned 32-bit number."""
        try:
            (value,) = struct.unpack_from(order + "I", self.data, self.at)
        except struct.error:
            raise ValueError("WKB ends too early") from None
        self.at += 4
        return int(value)

    def numbers(self, order: str, points: int, per_point: int) -> "array[float]":
        """Read coordinates as flat x, y; heights and measures are dropped."""
        size = points * per_point * 8
        if size > len(self.data) - self.at:
            raise ValueError("WKB ends too early")
        flat = array("d")
        flat.frombytes(self.data[self.at : self.at + size])
        self.at += size
        if (order == "<") != bool(_NATIVE):
            flat.byteswap()
        if per_point > 2:
            flat = _first_two(flat, per_point)
        # sum() of finite numbers in range is cheap and catches NaN; min and max catch the rest.
        if flat and not (math.isfinite(sum(flat)) and min(flat) >= -LIMIT and max(flat) <= LIMIT):
            raise ValueError("a coordinate is not a place")
        return flat


def _first_two(flat: "array[float]", per_point: int) -> "array[float]":
    result = array("d", bytes(len(flat) // per_point * 16))
    result[0::2] = flat[0::per_point]
    result[1::2] = flat[1::per_point]
    return result


def _simple(cursor: _Cursor, order: str, number: int, per_point: int) -> tuple["array[float]", ...]:
    if number == ShapeKind.POINT:
        return (cursor.numbers(order, 1, per_point),)
    if number == ShapeKind.LINESTRING:
        return (cursor.numbers(order, cursor.count(order), per_point),)
    rings = cursor.count(order)
    if rings * 4 > len(cursor.data) - cursor.at:  # each ring has a count at least
        raise ValueError("WKB ends too early")
    return tuple(cursor.numbers(order, cursor.count(order), per_point) for _ in range(rings))


def from_wkb(data: bytes) -> Shape:
    """Read WKB, EWKB or ISO WKB of either byte order; ValueError for anything else or left-over bytes."""
    cursor = _Cursor(bytes(data))
    order, number, per_point = cursor.header()
    if number in {1, 2, 3}:
        parts: tuple[tuple[array[float], ...], ...] = (_simple(cursor, order, number, per_point),)
    elif number in {4, 5, 6}:
        parts = tuple(_members(cursor, order, number - 3))
    else:
        raise ValueError("unknown geometry type")
    if cursor.at != len(cursor.data):
        raise ValueError("bytes after the geometry")
    return Shape(ShapeKind(number), parts)


def _members(cursor: _Cursor, order: str, wanted: int) -> Iterator[tuple["array[float]", ...]]:
    members = cursor.count(order)
    if members * 9 > len(cursor.data) - cursor.at:  # a member is a header and a count at least
        raise ValueError("WKB ends too early")
    for _ in range(members):
        inner_order, number, per_point = cursor.header()
        if number != wanted:
            raise ValueError("a geometry of the wrong type inside a multi-geometry")
        yield _simple(cursor, inner_order, number, per_point)


def to_wkb(shape: Shape) -> bytes:
    """Write little-endian two-dimensional WKB."""
    if shape.kind <= ShapeKind.POLYGON:
        return _member(shape.kind, shape.parts[0])
    inner = ShapeKind(shape.kind - 3)
    head = struct.pack("<BII", 1, shape.kind, len(shape.parts))
    return head + b"".join(_member(inner, part) for part in shape.parts)


def _member(kind: ShapeKind, rings: tuple["array[float]", ...]) -> bytes:
    head = struct.pack("<BI", 1, kind)
    if kind == ShapeKind.POINT:
        return head + _little(rings[0])
    if kind == ShapeKind.LINESTRING:
        return head + struct.pack("<I", len(rings[0]) // 2) + _little(rings[0])
    body = b"".join(struct.pack("<I", len(ring) // 2) + _little(ring) for ring in rings)
    return head + struct.pack("<I", len(rings)) + body


def _little(flat: "array[float]") -> bytes:
    if _NATIVE:
        return flat.tobytes()
    swapped = array("d", flat)
    swapped.byteswap()
    return swapped.tobytes()


def as_multipolygon(shape: Shape) -> Shape:
    """Return an area as the MultiPolygon that a ward table takes; ValueError for lines and points."""
    if not shape.is_area:
        raise ValueError("not an area")
    return Shape(ShapeKind.MULTIPOLYGON, shape.parts)
