"""The extents of the map layers in gpkg_contents, written at publish for whoever opens a plan in a GIS."""

import struct
from collections.abc import Iterable
from functools import lru_cache

from planner.geo.wkb import from_wkb
from planner.storage.codec import gpb_to_wkb
from planner.storage.engine import Connection

Box = tuple[float, float, float, float]
Extents = dict[str, Box | None]
_PLAIN_POINT = b"\x01\x01\x00\x00\x00"
_POINT_AT = 8 + len(_PLAIN_POINT)  # after the header of a GeoPackage geometry without an envelope


def read(connection: Connection) -> Extents:
    """Return the extent of every layer; a layer without features has none."""
    wards = _joined(_box(gpb_to_wkb(g)) for (g,) in connection.execute("SELECT geom FROM ward"))
    places = _place_extent(connection)
    operations = None
    if connection.execute("SELECT 1 FROM operation WHERE geom IS NOT NULL").fetchone():
        # What has no drawn area has the shape of its wards, so nothing lies outside these two.
        drawn = connection.execute("SELECT area FROM operation WHERE area IS NOT NULL").fetchall()
        operations = _joined([wards, *(_box(area) for (area,) in drawn)])
    return {"ward": wards, "place": places, "operation_map": operations}


def write(connection: Connection, extents: Extents) -> None:
    """Write the extent of every layer."""
    for layer, box in extents.items():
        connection.execute(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?",
            (*(box or (None,) * 4), layer),
        )


def _place_extent(connection: Connection) -> Box | None:
    """Return the extent of the places: thousands of points, so they are read as one array of numbers."""
    points: list[bytes] = []
    shapes: list[bytes] = []
    for (blob,) in connection.execute("SELECT geom FROM place"):
        plain = len(blob) == _POINT_AT + 16 and blob.startswith(_PLAIN_POINT, _POINT_AT - len(_PLAIN_POINT))
        (points if plain else shapes).append(blob)
    boxes = [_box(gpb_to_wkb(blob)) for blob in shapes]
    if points:
        flat = struct.unpack(f"<{2 * len(points)}d", b"".join(blob[_POINT_AT:] for blob in points))
        boxes.append((min(flat[::2]), min(flat[1::2]), max(flat[::2]), max(flat[1::2])))
    return _joined(boxes)


@lru_cache(maxsize=1024)
def _box(wkb: bytes) -> Box | None:
    """Return the bounds of a shape, or None for one that is empty or that nobody can draw.

    Kept: most shapes are the same at each publishing, and reading them would take half of its CPU time.
    """
    try:
        return from_wkb(wkb).bounds
    except ValueError:
        return None


def _joined(boxes: Iterable[Box | None]) -> Box | None:
    found = [box for box in boxes if box is not None]
    if not found:
        return None
    low_x, low_y, high_x, high_y = zip(*found, strict=True)
    return min(low_x), min(low_y), max(high_x), max(high_y)
