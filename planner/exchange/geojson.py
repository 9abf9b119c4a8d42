"""GeoJSON from anywhere into features: every way in which a file can be wrong is one clear sentence."""

import json
import math
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NoReturn

from planner.domain.errors import InvalidInput
from planner.exchange.features import (
    MAX_BYTES,
    MAX_FEATURES,
    MAX_VERTICES,
    Feature,
    FeatureFile,
    feature_file,
    too_many_points,
)
from planner.exchange.reading import refuse_no_file
from planner.geo.wkb import Shape, ShapeKind

_KNOWN_SYSTEMS: Final = ("27700", "4326", "CRS84", "4258", "4277")
_KINDS: Final = {
    "Point": ShapeKind.POINT,
    "LineString": ShapeKind.LINESTRING,
    "Polygon": ShapeKind.POLYGON,
    "MultiPoint": ShapeKind.MULTIPOINT,
    "MultiLineString": ShapeKind.MULTILINESTRING,
    "MultiPolygon": ShapeKind.MULTIPOLYGON,
}


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
    if text.count("[") > MAX_VERTICES:
        raise too_many_points(name)  # every point has its bracket: told before a long time is spent
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
    return feature_file(path.name, reader.features(raw))


def _refuse_system(crs: object, name: str) -> None:
    """Raise InvalidInput for a `crs` member that names neither WGS84 nor the British National Grid."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    system = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if system and not any(known in system.upper() for known in _KNOWN_SYSTEMS):
        raise InvalidInput(
            f"“{name}” is in the coordinate system {system[:60]}: "
            "export it in WGS84 (EPSG:4326) or British National Grid (EPSG:27700)."
        )


class _Reader:
    """Walks the features of one file and counts their points."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._vertices = 0

    def features(self, raw: list[object]) -> Iterator[Feature]:
        """Yield features that have a geometry; InvalidInput for a broken one."""
        if len(raw) > MAX_FEATURES:
            raise InvalidInput(f"“{self._name}” has more than 50,000 features: export fewer.")
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
            raise too_many_points(self._name)
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
