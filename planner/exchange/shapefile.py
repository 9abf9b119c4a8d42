"""Shapefiles into features: shapes (.shp), facts (.dbf), coordinate system (.prj), as zip or side by side.

After the ESRI Shapefile Technical Description (1998) and the dBASE III table layout. Heights and measures are
passed over; patches of surfaces are not read.
"""

import struct
from array import array
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from planner.domain.errors import InvalidInput
from planner.exchange.archives import unzipped
from planner.exchange.features import (
    MAX_BYTES,
    MAX_FEATURES,
    MAX_VERTICES,
    Feature,
    FeatureFile,
    feature_file,
    too_many_points,
)
from planner.geo.wkb import LIMIT, Shape, ShapeKind

ENDINGS: Final = (".shp", ".dbf", ".prj", ".cpg")
_FILE_CODE: Final = 9994
_POINTS, _LINES, _AREAS, _MANY = (1, 11, 21), (3, 13, 23), (5, 15, 25), (8, 18, 28)
_MOST_LOOKS: Final = 5_000_000
_GRID_WORDS: Final = ("british_national_grid", "osgb", "27700")


def read_zipped_shapefile(data: bytes, name: str) -> FeatureFile:
    """Return the features of the one shapefile in a zip file."""
    parts = unzipped(data, name, ENDINGS)
    stems = sorted({member[:-4] for member in parts if member.lower().endswith(".shp")})
    if len(stems) != 1:
        many = "several shapefiles: leave one" if stems else "no shapefile (.shp): put one"
        raise InvalidInput(f"“{name}” holds {many} in it, or export it as GeoJSON.")
    by_ending = {m[-4:].lower(): content for m, content in parts.items() if m[:-4] == stems[0]}
    return read_shapefile(by_ending, name)


def beside(path: Path, data: bytes) -> dict[str, bytes]:
    """Return the parts of a shapefile on disk: the .shp and what lies beside it under the same name."""
    parts = {".shp": data}
    for ending in ENDINGS[1:]:
        for candidate in (path.with_suffix(ending), path.with_suffix(ending.upper())):
            if candidate.is_file() and candidate.stat().st_size <= MAX_BYTES:
                parts.setdefault(ending, candidate.read_bytes())
    return parts


def read_shapefile(parts: Mapping[str, bytes], name: str) -> FeatureFile:
    """Return features from a shapefile's parts by their endings; InvalidInput for what cannot be used."""
    _refuse_system(parts.get(".prj", b""), name)
    try:
        shapes = list(_shapes(parts[".shp"], name))
        facts = list(_facts(parts[".dbf"], parts.get(".cpg", b""))) if ".dbf" in parts else []
    except (struct.error, ValueError, IndexError, OverflowError):
        raise InvalidInput(f"“{name}” is a damaged shapefile: export or download it again.") from None
    if ".dbf" not in parts:
        raise InvalidInput(
            f"“{name}” has no .dbf with it, so no names: choose the zip that holds all its parts."
        )
    if len(facts) != len(shapes):
        raise InvalidInput(f"The .shp and .dbf of “{name}” do not belong together: export it again.")
    pairs = zip(facts, shapes, strict=True)
    return feature_file(name, (Feature(f, s) for f, s in pairs if f is not None and s is not None))


def _refuse_system(prj: bytes, name: str) -> None:
    """Raise InvalidInput for a coordinate system that is neither WGS84 degrees nor the national grid."""
    text = prj[:10_000].decode("latin-1").strip()
    plain = text.casefold().replace(" ", "_")
    is_projected = plain.startswith("projc")
    if text and is_projected and not any(word in plain for word in _GRID_WORDS):
        system = text.partition('"')[2].partition('"')[0] or "another system"
        raise InvalidInput(
            f"“{name}” is in the coordinate system {system[:60]}: "
            "export it in WGS84 (EPSG:4326) or British National Grid (EPSG:27700)."
        )


def _shapes(data: bytes, name: str) -> Iterator[Shape | None]:
    """Yield the shape of every record, None for one without."""
    if len(data) < 100 or struct.unpack_from(">i", data)[0] != _FILE_CODE:
        raise ValueError("no shapefile")
    at, vertices, count = 100, 0, 0
    while at + 12 <= len(data):
        words = struct.unpack_from(">i", data, at + 4)[0]
        end = at + 8 + words * 2
        if words < 2 or end > len(data):
            raise ValueError("a record ends too early")
        shape = _shape(data[at + 8 : end])
        vertices += sum(len(ring) // 2 for ring in shape.rings()) if shape else 0
        count += 1
        if vertices > MAX_VERTICES:
            raise too_many_points(name)
        if count > MAX_FEATURES:
            raise InvalidInput(f"“{name}” has more than 50,000 shapes: export fewer.")
        yield shape
        at = end


def _shape(record: bytes) -> Shape | None:
    kind = struct.unpack_from("<i", record)[0]
    if kind == 0:
        return None
    if kind in _POINTS:
        return Shape(ShapeKind.POINT, ((_numbers(record, 4, 1),),))
    if kind in _MANY:
        count = struct.unpack_from("<i", record, 36)[0]
        flat = _numbers(record, 40, count)
        return Shape(ShapeKind.MULTIPOINT, tuple((flat[n : n + 2],) for n in range(0, len(flat), 2)))
    if kind not in _LINES + _AREAS:
        raise ValueError("a kind of shape that is not read")
    rings = _rings(record)
    if kind in _LINES:
        many = ShapeKind.LINESTRING if len(rings) == 1 else ShapeKind.MULTILINESTRING
        return Shape(many, tuple((ring,) for ring in rings))
    parts = _with_holes(rings)
    return Shape(ShapeKind.POLYGON if len(parts) == 1 else ShapeKind.MULTIPOLYGON, parts)


def _rings(record: bytes) -> list["array[float]"]:
    parts, points = struct.unpack_from("<ii", record, 36)
    if not 0 < parts <= points or points > len(record) // 16:
        raise ValueError("counts that cannot be")
    starts = [*struct.unpack_from(f"<{parts}i", record, 44), points]
    if starts[0] != 0 or any(a >= b for a, b in pairwise(starts)):
        raise ValueError("parts out of order")
    first = 44 + 4 * parts
    return [_numbers(record, first + 16 * a, b - a) for a, b in pairwise(starts)]


def _numbers(record: bytes, at: int, points: int) -> "array[float]":
    if points <= 0:
        raise ValueError("no points")
    flat = array("d", struct.unpack_from(f"<{2 * points}d", record, at))
    if not all(abs(number) <= LIMIT for number in flat):
        raise ValueError("a coordinate is not a place")
    return flat


def _with_holes(rings: list["array[float]"]) -> tuple[tuple["array[float]", ...], ...]:
    """Return polygons: clockwise rings are outer ones, each other ring a hole of the outer one around it."""
    from planner.geo.hit import covers

    outer = [ring for ring in rings if _doubled_area(ring) <= 0] or rings
    parts: list[list[array[float]]] = [[ring] for ring in outer]
    ids = {id(ring) for ring in outer}
    holes = [ring for ring in rings if id(ring) not in ids]
    if len(holes) * sum(map(len, outer)) > _MOST_LOOKS:
        raise ValueError("more holes than any area has")
    for hole in holes:
        around = [part for part in parts if covers(Shape(ShapeKind.POLYGON, ((part[0],),)), hole[0], hole[1])]
        (around or parts)[0].append(hole)
    return tuple(tuple(part) for part in parts)


def _doubled_area(ring: "array[float]") -> float:
    """Return twice the area that a ring goes round, positive anticlockwise."""
    xs, ys = ring[0::2], ring[1::2]
    x0, y0 = xs[0], ys[0]
    return sum((xs[n] - x0) * (ys[n + 1] - y0) - (xs[n + 1] - x0) * (ys[n] - y0) for n in range(len(xs) - 1))


def _facts(data: bytes, code_page: bytes) -> Iterator[dict[str, Any] | None]:
    """Yield the facts of every record, None for one marked as deleted."""
    count, head, size = struct.unpack_from("<IHH", data, 4)
    if size < 1 or head < 33 or count > MAX_FEATURES:
        raise ValueError("no dBASE table")
    encoding = "utf-8" if b"utf" in code_page[:40].lower() else "cp1252"
    fields: list[tuple[str, str, int]] = []
    for at in range(32, head - 1, 32):
        if data[at] == 0x0D:
            break
        label = data[at : at + 11].split(b"\0", 1)[0].decode(encoding, "replace")
        fields.append((label, chr(data[at + 11]), data[at + 16]))
    for number in range(count):
        start = head + number * size
        record = data[start : start + size]
        if len(record) < size:
            raise ValueError("the table ends too early")
        yield None if record[:1] == b"*" else dict(_values(record, fields, encoding))


def _values(record: bytes, fields: list[tuple[str, str, int]], encoding: str) -> Iterator[tuple[str, object]]:
    at = 1
    for label, kind, width in fields:
        text = record[at : at + width].decode(encoding, "replace").strip("\0 ").strip()
        at += width
        if kind in "NF" and text.lstrip("-").isdigit() and len(text) < 16:
            yield label, int(text)
        else:
            yield label, text
