"""Plain GeoPackages for mapping programs: written afresh, with nothing in them but the layers given."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from planner.domain.frozen import dataclass
from planner.geo.wkb import Bounds, from_wkb
from planner.storage.codec import wkb_to_gpb
from planner.storage.engine import Connection, connect, known_errors
from planner.storage.migrations.geopackage import APPLICATION_ID, TABLES, USER_VERSION
from planner.storage.migrations.scripts import statements
from planner.storage.reader import quoted

_NEEDED: Final = ("gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns")
_COLUMN_TYPES: Final = ("TEXT", "INTEGER", "REAL", "DATETIME")
WGS84: Final = 4326


@dataclass(frozen=True, slots=True, kw_only=True)
class GisLayer:
    """One layer: its table, what it holds in words, its columns (name, GeoPackage type) and its rows.

    geometry: MULTIPOLYGON, or GEOMETRY for any. A row is WKB in EPSG:4326, or None where there is no shape,
    and a value for each column.
    """

    name: str
    description: str
    geometry: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[tuple[bytes | None, tuple[object, ...]]]


def write_layers(path: Path, layers: Sequence[GisLayer]) -> None:
    """Make a GeoPackage 1.3 at a path where nothing is yet; FileProblem when it cannot be written."""
    with known_errors(path.name):
        target = connect(path, create=True)
        try:
            target.execute("PRAGMA journal_mode = MEMORY")
            target.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            target.execute(f"PRAGMA user_version = {USER_VERSION}")
            target.execute("BEGIN IMMEDIATE")
            _make_schema(target)
            for layer in layers:
                _write(target, layer)
            target.execute("COMMIT")
        finally:
            target.close()


def _make_schema(target: Connection) -> None:
    """Make the tables that every GeoPackage has, as a plan has them, without the rows that name its layers."""
    for statement in statements(TABLES):
        head = statement.split("(", 1)[0].split()
        is_table = head[:2] == ["CREATE", "TABLE"] and head[2] in _NEEDED
        if is_table or head[:3] == ["INSERT", "INTO", "gpkg_spatial_ref_sys"]:
            target.execute(statement)


def _write(target: Connection, layer: GisLayer) -> None:
    if not all(kind in _COLUMN_TYPES for _name, kind in layer.columns):
        raise ValueError("a GeoPackage has no such column type")
    columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in layer.columns)
    target.execute(
        f"CREATE TABLE {quoted(layer.name)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,"
        f" geom {layer.geometry}, {columns})"
    )
    box = _joined([from_wkb(wkb).bounds for wkb, _values in layer.rows if wkb is not None])
    target.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x,"
        " max_y, srs_id) VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?)",
        (layer.name, layer.name, layer.description, *(box or (None,) * 4), WGS84),
    )
    target.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
        (layer.name, layer.geometry, WGS84),
    )
    names = ", ".join(quoted(name) for name, _kind in layer.columns)
    marks = ", ".join("?" * (len(layer.columns) + 1))
    target.executemany(
        f"INSERT INTO {quoted(layer.name)} (geom, {names}) VALUES ({marks})",
        [(None if wkb is None else wkb_to_gpb(wkb), *values) for wkb, values in layer.rows],
    )


def _joined(boxes: list[Bounds]) -> Bounds | None:
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
