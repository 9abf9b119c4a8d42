"""Map files of any format that is read here, told apart by what is in them and not by their names."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from planner.domain.errors import FileProblem, InvalidInput
from planner.exchange.archives import unzipped
from planner.exchange.features import (
    MAX_BYTES,
    MAX_VERTICES,
    Feature,
    FeatureFile,
    feature_file,
    too_many_points,
)
from planner.exchange.geojson import read_features
from planner.exchange.imported_text import read_bytes
from planner.exchange.kml import read_kml
from planner.exchange.reading import refuse_no_file
from planner.exchange.shapefile import beside, read_shapefile, read_zipped_shapefile
from planner.geo.wkb import from_wkb

FILTER: Final = "*.geojson *.json *.gpkg *.kml *.kmz *.zip *.shp"
"""Endings of the map files that can be chosen, for a dialog."""
_ZIP: Final = b"PK\x03\x04"
_SQLITE: Final = b"SQLite format 3\x00"
_SHAPES: Final = b"\x00\x00\x27\x0a"
_KNOWN_SYSTEMS: Final = (4326, 4258, 4277, 27700)


def read_feature_file(path: Path, *, likely: str = "", layer: str = "") -> FeatureFile:
    """Return a map file's features; InvalidInput says in one sentence why it cannot be used.

    GeoJSON, GeoPackage, KML and KMZ, shapefiles as zip or side by side. Of files with
    several layers, likely is what the one to read begins with, layer its own name.
    """
    refuse_no_file(path)
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as trouble:
        reason = trouble.strerror or "the system refused"
        raise InvalidInput(f"“{path.name}” cannot be read: {reason}; check its name.") from trouble
    if head.startswith(_SQLITE):
        return _geopackage(path, likely, layer)
    if layer:
        raise InvalidInput(f"“{path.name}” has no layers to choose from; leave the layer out.")
    if head.startswith(_ZIP):
        return _zipped(read_bytes(path, most=MAX_BYTES, what="a map"), path.name)
    if head.startswith(_SHAPES):
        return read_shapefile(beside(path, read_bytes(path, most=MAX_BYTES, what="a map")), path.name)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or path.suffix.lower() == ".kml":
        return read_kml(read_bytes(path, most=MAX_BYTES, what="a map"), path.name)
    return read_features(path)


def _zipped(data: bytes, name: str) -> FeatureFile:
    documents = unzipped(data, name, (".kml",))
    if documents:
        return read_kml(documents[min(documents)], name)
    return read_zipped_shapefile(data, name)


def _geopackage(path: Path, likely: str, layer: str) -> FeatureFile:
    from planner.storage.gis_layers import NotReadable, read_layer

    if path.stat().st_size > MAX_BYTES:
        raise InvalidInput(f"“{path.name}” is larger than 256 MB: export only the layer that is wanted.")
    try:
        found = read_layer(path, likely, layer)
    except NotReadable as problem:
        raise InvalidInput(f"“{path.name}” {problem}; choose another file.") from None
    except FileProblem:
        raise InvalidInput(f"“{path.name}” is a damaged GeoPackage: export it again.") from None
    if found.system not in _KNOWN_SYSTEMS:
        raise InvalidInput(
            f"“{path.name}” is in the coordinate system EPSG:{found.system}: "
            "export it in WGS84 (EPSG:4326) or British National Grid (EPSG:27700)."
        )
    features, vertices = [], 0
    for number, (wkb, facts) in enumerate(found.rows, 1):
        try:
            shape = from_wkb(wkb)
            if not shape.parts:
                raise ValueError("empty")
        except ValueError:
            raise InvalidInput(
                f"Feature {number} of “{path.name}” has a broken shape: export the file again."
            ) from None
        vertices += sum(len(ring) // 2 for ring in shape.rings())
        if vertices > MAX_VERTICES:
            raise too_many_points(path.name)
        features.append(Feature(facts, shape))
    return replace(feature_file(path.name, features), layer=found.name, others=found.others)
