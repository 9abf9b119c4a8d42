"""GeoJSON from anywhere into shapes: every way in which a file can be wrong is one clear sentence."""

import json
import math
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from planner.domain.errors import InvalidInput
from planner.exchange.reading import refuse_no_file
from planner.geo.projection import shapes_to_grid
from planner.geo.wkb import Bounds, Shape, ShapeKind

MAX_BYTES: Final = 256 * 1024 * 1024
MAX_VERTICES: Final = 1_000_000
_BRITAIN_DEGREES: Final[Bounds] = (-9.5, 49.0, 2.5, 61.5)
_BRITAIN_METRES: Final[Bounds] = (-10_000, -20_000, 700_000, 1_300_000)
_KNOWN_SYSTEMS: Final = ("27700", "4326", "CRS84", "4258", "4277")
_KINDS: Final = {
    "Point": ShapeKind.POINT,
    "LineString": ShapeKind.LINESTRING,
    "Polygon": ShapeKind.POLYGON,
    "MultiPoint": ShapeKind.MULTIPOINT,
    "MultiLineString": ShapeKind.MULTILINESTRING,
    "MultiPolygon": ShapeKind.MULTIPOLYGON,
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file, in the file's own coordinates."""

    properties: Mapping[str, Any]
    shape: Shape


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """A file's features and whether they are in grid metres (else longitude and latitude)."""

    name: str
    features: tuple[Feature, ...]
    is_grid: bool

    def grid_shapes(self) -> list[Shape]:
        """Return every feature's shape in grid metres; InvalidInput where the grid does not reach."""
        shapes = [feature.shape for feature in self.features]
        if self.is_grid:
            return shapes
        try:
            return shapes_to_grid(shapes)
        except ValueError:
            raise InvalidInput(
                f"“{self.name}” has places outside the British National Grid, which this plan works in."
            ) from None


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number that JSON knows")


def _load(path: Path) -> object:
    name = path.name
    refuse_no_file(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidInput(
                f"“{name}” is larger than 256 MB: download the generalised (BGC) boundaries instead."
            )
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(
            f"“{name}” is not GeoJSON: it is not text; export it as GeoJSON (UTF-8)."
        ) from None
    except OSError as trouble:
        raise InvalidInput(
            f"“{name}” cannot be read: {trouble.strerror or 'the system refused'}; check its name."
        ) from trouble
    if not text.strip():
        raise InvalidInput(f"“{name}” is empty: download it again.")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise InvalidInput(
            f"“{name}” is not GeoJSON, or is cut short: export or download it again."
        ) from None


def read_features(path: Path) -> FeatureFile:
    """Read a GeoJSON file of any geometry; InvalidInput says in one sentence why it cannot be used."""
    data = _load(path)
    if not isinstance(data, dict) or data.get("type") not in ("FeatureCollection", "Feature"):
        raise InvalidInput(
            f"“{path.name}” is not GeoJSON: it has no FeatureCollection; export it as GeoJSON."
        )
    raw = [data] if data["type"] == "Feature" else data.get("features")
    if not isinstance(raw, list):
        raise InvalidInput(f"“{path.name}” is not GeoJSON: its list of features is missing; export it again.")
    _refuse_system(data.get("crs"), path.name)
    reader = _Reader(path.name)
    features = tuple(reader.features(raw))
    if not features:
        return FeatureFile(path.name, (), False)
    return FeatureFile(path.name, features, _is_grid([f.shape for f in features], path.name))


def _refuse_system(crs: object, name: str) -> None:
    """Raise InvalidInput for a `crs` member that names neither WGS84 nor the British National Grid."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    system = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if system and not any(known in system.upper() for known in _KNOWN_SYSTEMS):
        raise InvalidInput(
            f"“{name}” is in the coordinate system {system[:60]}: "
            "export it in WGS84 (EPSG:4326) or British National Grid (EPSG:27700)."
        )


def _is_grid(shapes: list[Shape], name: str) -> bool:
    """Tell grid metres from degrees by where all the shapes lie."""
    each = [shape.bounds for shape in shapes]
    bounds = (
        min(b[0] for b in each),
        min(b[1] for b in each),
        max(b[2] for b in each),
        max(b[3] for b in each),
    )
    if _within(bounds, _BRITAIN_DEGREES):
        return False
    if _within((bounds[1], bounds[0], bounds[3], bounds[2]), _BRITAIN_DEGREES):
        raise InvalidInput(
            f"“{name}” gives latitude before longitude: GeoJSON has longitude first; export it again."
        )
    if _within(bounds, (-180, -90, 180, 90)):
        raise InvalidInput(f"“{name}” has places outside Great Britain: choose a file of British wards.")
    if _within(bounds, _BRITAIN_METRES):
        if any(_within(b, (-180, -90, 180, 90)) for b in each):
            raise InvalidInput(f"“{name}” mixes degrees and metres: export all of it in one system.")
        return True
    raise InvalidInput(
        f"“{name}” has coordinates that are neither WGS84 (EPSG:4326) nor British National Grid (EPSG:27700) "
        "in Great Britain: export it in one of these."
    )


def _within(inner: Bounds, outer: Bounds) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


class _Reader:
    """Walks the features of one file and counts their points."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._vertices = 0

    def features(self, raw: list[object]) -> Iterator[Feature]:
        """Yield features that have a geometry; InvalidInput for a broken one."""
        for number, item in enumerate(raw, 1):
            if not isinstance(item, dict) or not isinstance(item.get("properties") or {}, dict):
                raise InvalidInput(
                    f"Feature {number} of “{self._name}” is not GeoJSON: export the file again."
                )
            geometry = item.get("geometry")
            if geometry is None:
                continue
            try:
                shape = self._shape(geometry)
            except (ValueError, TypeError, KeyError, OverflowError):
                raise InvalidInput(
                    f"Feature {number} of “{self._name}” has a broken shape: export the file again."
                ) from None
            yield Feature(item.get("properties") or {}, shape)

    def _shape(self, geometry: dict[str, Any]) -> Shape:
        kind = _KINDS[geometry["type"]]
        coordinates = geometry["coordinates"]
        if kind == ShapeKind.POINT:
            return Shape(kind, ((self._flat([coordinates]),),))
        if kind == ShapeKind.MULTIPOINT:
            return Shape(kind, tuple((self._flat([xy]),) for xy in coordinates))
        if kind == ShapeKind.LINESTRING:
            return Shape(kind, ((self._flat(coordinates),),))
        if kind == ShapeKind.MULTILINESTRING:
            return Shape(kind, tuple((self._flat(line),) for line in coordinates))
        parts = [coordinates] if kind == ShapeKind.POLYGON else coordinates
        if not parts or any(not part for part in parts):
            raise ValueError("an area without a ring")
        return Shape(kind, tuple(tuple(self._flat(ring) for ring in part) for part in parts))

    def _flat(self, positions: list[list[float]]) -> "array[float]":
        """Return positions as flat x, y; heights are dropped; ValueError for what is no number."""
        self._vertices += len(positions)
        if self._vertices > MAX_VERTICES:
            raise InvalidInput(
                f"“{self._name}” has more than a million points: download the generalised (BGC) file instead."
            )
        if not isinstance(positions, list) or not positions:
            raise ValueError("no positions")
        flat = array("d")
        for position in positions:
            if not isinstance(position, list) or not 2 <= len(position) <= 4:
                raise ValueError("not a position")
            x, y = position[0], position[1]
            if isinstance(x, bool | str) or isinstance(y, bool | str):
                raise TypeError("not a number")
            flat.append(x)
            flat.append(y)
        if not math.isfinite(sum(flat)):
            raise ValueError("not finite")
        return flat
