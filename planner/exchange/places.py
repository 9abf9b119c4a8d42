"""Place lists in: a CSV of names and positions as place records, each with its ward."""

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from planner.domain.errors import InvalidInput
from planner.domain.records.ground import Place
from planner.domain.vocabulary import PlaceKind
from planner.exchange.reading import refuse_no_file
from planner.exchange.stable_ids import stable_id
from planner.exchange.ward_properties import text_of
from planner.geo.hit import WardFinder
from planner.geo.projection import shapes_to_grid
from planner.geo.wkb import Shape, point, to_wkb

MAX_BYTES: Final = 64 * 1024 * 1024
DEFAULT_RANK: Final = 3

_COLUMNS: Final = {
    "name": ("name", "place", "placename", "location", "title"),
    "longitude": ("longitude", "lon", "long", "lng", "x"),
    "latitude": ("latitude", "lat", "y"),
    "easting": ("easting", "eastings", "gridgb1e"),
    "northing": ("northing", "northings", "gridgb1n"),
    "kind": ("kind",),
    "rank": ("rank",),
    "note": ("note",),
}


def read_places(path: Path | str, finder: WardFinder, kind: PlaceKind = PlaceKind.LOCALITY) -> list[Place]:
    """Return the places of a CSV with a name and longitude, latitude or easting, northing columns.

    kind: for rows without a kind of their own. Ids depend on kind, name and position alone; a row
    that repeats another is left out. InvalidInput names the row or column that is wrong.
    """
    path = Path(path)
    rows, columns = _rows(path)
    degrees = "longitude" in columns
    positions = [_position(row, columns, degrees, number, path.name) for number, row in enumerate(rows, 2)]
    shapes = [point(x, y) for x, y in positions]
    places: dict[str, Place] = {}
    for row, shape, grid in zip(rows, shapes, _to_grid(shapes, degrees, path.name), strict=True):
        place = _place(row, columns, shape if degrees else None, grid, kind, finder)
        if place.name:
            places.setdefault(place.id, place)
    return list(places.values())


def _rows(path: Path) -> tuple[list[dict[str, str]], Mapping[str, str]]:
    """Return the rows and which column holds what."""
    refuse_no_file(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidInput(f"“{path.name}” is larger than 64 MB: it cannot be a list of places.")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"“{path.name}” is not a CSV file in UTF-8: save it as “CSV UTF-8”.") from None
    except OSError as trouble:
        raise InvalidInput(
            f"“{path.name}” cannot be read: {trouble.strerror or 'the system refused'}; check the name."
        ) from trouble
    if not text.strip():
        raise InvalidInput(f"“{path.name}” is empty: choose another file.")
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""))
        columns = _columns(reader.fieldnames or [], path.name)
        return list(reader), columns
    except csv.Error:
        raise InvalidInput(f"“{path.name}” is not a CSV file: save it as “CSV UTF-8”.") from None


def _columns(header: Iterable[str], name: str) -> Mapping[str, str]:
    plain = {re.sub(r"[\s_-]", "", column).lower(): column for column in header}
    found = {
        key: next(plain[word] for word in words if word in plain)
        for key, words in _COLUMNS.items()
        if any(word in plain for word in words)
    }
    if "name" not in found:
        raise InvalidInput(f"“{name}” has no column “name”: give one, with longitude and latitude.")
    if not ({"longitude", "latitude"} <= found.keys() or {"easting", "northing"} <= found.keys()):
        raise InvalidInput(
            f"“{name}” has no positions: give columns longitude and latitude, or easting and northing."
        )
    return found


def _position(
    row: Mapping[str, str | None], columns: Mapping[str, str], degrees: bool, number: int, name: str
) -> tuple[float, float]:
    keys = ("longitude", "latitude") if degrees else ("easting", "northing")
    try:
        x, y = (float((row[columns[key]] or "").strip()) for key in keys)
    except ValueError:
        x = y = math.nan
    limit = (180, 90) if degrees else (700_000, 1_300_000)
    if not (abs(x) <= limit[0] and abs(y) <= limit[1]):
        raise InvalidInput(
            f"Row {number} of “{name}” has no position: give {keys[0]} and {keys[1]} as numbers."
        )
    return x, y


def _to_grid(shapes: list[Shape], degrees: bool, name: str) -> list[Shape]:
    if not degrees:
        return shapes
    try:
        return shapes_to_grid(shapes)
    except ValueError:
        raise InvalidInput(f"“{name}” has places outside the British National Grid.") from None


def _place(
    row: Mapping[str, str | None],
    columns: Mapping[str, str],
    degrees: Shape | None,
    grid: Shape,
    kind: PlaceKind,
    finder: WardFinder,
) -> Place:
    def text(key: str) -> str:
        return text_of(row, columns.get(key, ""))

    own_kind = text("kind")
    rank = text("rank")
    return point_place(
        name=text("name"),
        kind=PlaceKind(own_kind) if own_kind in set(PlaceKind) else kind,
        rank=int(rank) if rank.isascii() and rank.isdigit() and len(rank) < 4 else DEFAULT_RANK,
        note=text("note"),
        grid=grid,
        degrees=degrees,
        finder=finder,
    )


def point_place(
    *,
    name: str,
    kind: PlaceKind,
    rank: int,
    note: str,
    grid: Shape,
    degrees: Shape | None,
    finder: WardFinder,
) -> Place:
    """Return a place at a point; degrees is worked out from grid where the source had none."""
    from planner.geo.projection import shape_to_wgs84

    easting, northing = grid.parts[0][0]
    return Place(
        id=stable_id("place", kind.value, name, f"{easting:.0f}"[:-1], f"{northing:.0f}"[:-1]),
        name=name,
        kind=kind,
        rank=rank,
        ward_id=finder.ward_id_at(easting, northing),
        easting=easting,
        northing=northing,
        note=note,
        geom=to_wkb(degrees or shape_to_wgs84(grid)),
        shape=to_wkb(grid),
    )
