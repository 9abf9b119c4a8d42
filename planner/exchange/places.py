"""Place lists in: names and positions from a CSV or a map file, each row with its line."""

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.records.ground import Place
from planner.domain.vocabulary import PlaceKind
from planner.exchange.reading import refuse_no_file
from planner.exchange.returns_csv import Rejected
from planner.exchange.stable_ids import stable_id
from planner.exchange.ward_properties import text_of
from planner.geo.gridref import parse_gridref
from planner.geo.hit import WardFinder
from planner.geo.projection import shapes_to_grid
from planner.geo.wkb import Shape, point, to_wkb

if TYPE_CHECKING:
    from planner.exchange.features import FeatureFile

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_ROWS: Final = 50_000
DEFAULT_RANK: Final = 3

_COLUMNS: Final = {
    "name": ("name", "place", "placename", "location", "title"),
    "longitude": ("longitude", "lon", "long", "lng", "x"),
    "latitude": ("latitude", "lat", "y"),
    "easting": ("easting", "eastings", "gridgb1e"),
    "northing": ("northing", "northings", "gridgb1n"),
    "gridref": ("gridref", "gridreference", "osgridref", "osgridreference", "ngr"),
    "kind": ("kind",),
    "rank": ("rank",),
    "note": ("note", "notes"),
    "id": ("id", "placeid"),
}
_POSITIONS: Final = (("longitude", "latitude"), ("easting", "northing"), ("gridref",))
_BRITAIN: Final = (-10_000, -20_000, 700_000, 1_300_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place of a file. grid: its shape in metres; degrees: as the file gave it, if it was in degrees.

    kind is "" where the file names none, and may be no kind at all; rank and note are None where it has none.
    """

    name: str
    kind: str
    grid: Shape
    degrees: Shape | None
    note: str | None
    rank: int | None
    id: str
    line: int
    file: str


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """The rows of a file that have a name and a position, and those that have not."""

    name: str
    rows: tuple[PlaceRow, ...]
    rejected: tuple[Rejected, ...] = ()


def read_places(path: Path | str, finder: WardFinder, kind: PlaceKind = PlaceKind.LOCALITY) -> list[Place]:
    """Return the places of a CSV with a name and longitude, latitude or easting, northing columns.

    kind: for rows without a kind of their own. Ids depend on kind, name and position alone; a row
    that repeats another is left out. InvalidInput names the row or column that is wrong.
    """
    file = read_place_rows(Path(path))
    for bad in file.rejected:
        if bad.reason != NO_NAME:
            raise InvalidInput(f"Row {bad.line} of “{file.name}” cannot be taken. {bad.reason}")
    places: dict[str, Place] = {}
    for row in file.rows:
        own = PlaceKind(row.kind) if row.kind in set(PlaceKind) else kind
        place = point_place(
            name=row.name, kind=own, rank=row.rank or DEFAULT_RANK, note=row.note or "", grid=row.grid,
            degrees=row.degrees, finder=finder,
        )  # fmt: skip
        places.setdefault(place.id, place)
    return list(places.values())


NO_NAME: Final = "The row has no name."


def looks_like_places(path: Path) -> bool:
    """Return whether the first line of a file names the columns of places."""
    with path.open("rb") as file:
        head = file.read(4096).decode("utf-8-sig", "replace").split("\n", 1)[0]
    found = _found_columns(head.strip().replace('"', "").split(","))
    return "name" in found and any(found.keys() >= set(keys) for keys in _POSITIONS)


def read_place_rows(path: Path) -> PlaceFile:
    """Return the places of a CSV; InvalidInput for a file that is none, or lacks a column."""
    raw, columns = _rows(path)
    keys = next(keys for keys in _POSITIONS if columns.keys() >= set(keys))
    rejected: list[Rejected] = []
    good: list[tuple[int, Mapping[str, str | None], Shape]] = []
    for line, row in raw:
        xy = _position(row, columns, keys)
        if not text_of(row, columns["name"]):
            rejected.append(Rejected(line, NO_NAME, file=path.name))
        elif xy is None:
            reason = f"The row has no position: give {' and '.join(keys)}."
            rejected.append(Rejected(line, reason, file=path.name))
        else:
            good.append((line, row, point(*xy)))
    is_degrees = keys[0] == "longitude"
    shapes = [shape for _line, _row, shape in good]
    grid = _to_grid(shapes, path.name) if is_degrees else shapes
    rows = []
    for (line, fields, shape), metres in zip(good, grid, strict=True):
        made = _row_of(fields, columns, (metres, shape if is_degrees else None), line, path.name)
        if is_in_britain(metres):
            rows.append(made)
        else:
            rejected.append(Rejected(line, "The place lies outside Great Britain.", file=path.name))
    return PlaceFile(path.name, tuple(rows), tuple(rejected))


def places_of_features(file: "FeatureFile") -> PlaceFile:
    """Return the places of a map file; the line of each is its number in the file."""
    found = _found_columns({key for feature in file.features for key in feature.properties})
    if "name" not in found:
        raise InvalidInput(f"“{file.name}” has no property “name”, so no places: give each place its name.")
    rows, rejected = [], []
    for number, (feature, grid) in enumerate(zip(file.features, file.grid_shapes(), strict=True), 1):
        if not text_of(feature.properties, found["name"]):
            rejected.append(Rejected(number, NO_NAME, file=file.name))
            continue
        degrees = None if file.is_grid else feature.shape
        rows.append(_row_of(feature.properties, found, (grid, degrees), number, file.name))
    return PlaceFile(file.name, tuple(rows), tuple(rejected))


def is_in_britain(grid: Shape) -> bool:
    """Return whether a shape in grid metres lies where the national grid does."""
    west, south, east, north = grid.bounds
    return west >= _BRITAIN[0] and south >= _BRITAIN[1] and east <= _BRITAIN[2] and north <= _BRITAIN[3]


def _row_of(
    row: Mapping[str, object],
    columns: Mapping[str, str],
    shapes: tuple[Shape, Shape | None],
    line: int,
    file: str,
) -> PlaceRow:
    rank = _number_text(row, columns.get("rank", ""))
    return PlaceRow(
        name=text_of(row, columns["name"]),
        kind=text_of(row, columns.get("kind", "")),
        grid=shapes[0],
        degrees=shapes[1],
        note=text_of(row, columns["note"]) if "note" in columns else None,
        rank=int(rank) if rank.isascii() and rank.isdigit() and 0 < int(rank) < 100 else None,
        id=text_of(row, columns.get("id", "")),
        line=line,
        file=file,
    )


def _number_text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name) if name else None
    return str(value).strip()[:4] if isinstance(value, int | str) and not isinstance(value, bool) else ""


def _rows(path: Path) -> tuple[list[tuple[int, dict[str, str | None]]], Mapping[str, str]]:
    """Return the rows with their lines, and which column holds what."""
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
        rows: list[tuple[int, dict[str, str | None]]] = []
        for row in reader:
            if len(rows) == MAX_ROWS:
                raise InvalidInput(f"“{path.name}” has more than 50,000 rows: split it.")
            rows.append((reader.line_num, row))
    except csv.Error:
        raise InvalidInput(f"“{path.name}” is not a CSV file: save it as “CSV UTF-8”.") from None
    return rows, columns


def _found_columns(header: Iterable[str]) -> dict[str, str]:
    plain = {re.sub(r"[\s_-]", "", column).lower(): column for column in sorted(header)}
    return {
        key: next(plain[word] for word in words if word in plain)
        for key, words in _COLUMNS.items()
        if any(word in plain for word in words)
    }


def _columns(header: Iterable[str], name: str) -> Mapping[str, str]:
    found = _found_columns(header)
    if "name" not in found:
        raise InvalidInput(f"“{name}” has no column “name”: give one, with longitude and latitude.")
    if not any(found.keys() >= set(keys) for keys in _POSITIONS):
        raise InvalidInput(
            f"“{name}” has no positions: give longitude and latitude, easting and northing, or gridref."
        )
    return found


def _position(
    row: Mapping[str, str | None], columns: Mapping[str, str], keys: Sequence[str]
) -> tuple[float, float] | None:
    """Return x, y as the file gives them, a grid reference as the middle of its square; None for neither."""
    if keys[0] == "gridref":
        try:
            return parse_gridref(row[columns["gridref"]] or "").centre
        except InvalidInput:
            return None
    try:
        x, y = (float((row[columns[key]] or "").strip()) for key in keys)
    except ValueError:
        return None
    limit = (180, 90) if keys[0] == "longitude" else (700_000, 1_300_000)
    return (x, y) if math.isfinite(x + y) and abs(x) <= limit[0] and abs(y) <= limit[1] else None


def _to_grid(shapes: list[Shape], name: str) -> list[Shape]:
    try:
        return shapes_to_grid(shapes)
    except ValueError:
        raise InvalidInput(f"“{name}” has places outside the British National Grid.") from None


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
