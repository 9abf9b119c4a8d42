"""Plain GeoPackages: written afresh for mapping programs, and read as they come from them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.phrases import and_list
from planner.geo.wkb import Bounds, from_wkb
from planner.storage.codec import gpb_to_wkb, wkb_to_gpb
from planner.storage.engine import Connection, OperationalError, connect, known_errors, time_limit
from planner.storage.migrations.geopackage import APPLICATION_ID, TABLES, USER_VERSION
from planner.storage.migrations.scripts import statements
from planner.storage.sql import marks, quoted

_NEEDED: Final = ("gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns")
_COLUMN_TYPES: Final = ("TEXT", "INTEGER", "REAL", "DATETIME")
WGS84: Final = 4326
_MOST_SECONDS: Final = 2.0
_MOST_ROWS: Final = 50_000
_MOST_NAMED: Final = 8


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
    """Make the tables that every GeoPackage has, as a plan has them, without a plan's own layers."""
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
    target.executemany(
        f"INSERT INTO {quoted(layer.name)} (geom, {names}) VALUES (?, {marks(layer.columns)})",
        [(None if wkb is None else wkb_to_gpb(wkb), *values) for wkb, values in layer.rows],
    )


def _joined(boxes: list[Bounds]) -> Bounds | None:
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLayer:
    """One layer of another program's GeoPackage. system: the EPSG number. rows: WKB and facts by column.

    others: the names of the layers that were not read.
    """

    name: str
    system: int
    rows: tuple[tuple[bytes, dict[str, object]], ...]
    others: tuple[str, ...]


class NotReadable(Exception):
    """A GeoPackage that cannot be used; the text is what is wrong, to follow the file's name."""


def read_layer(path: Path, prefer: str = "", name: str = "") -> ReadLayer:
    """Return one layer of features; NotReadable says why there is none, FileProblem when it cannot be opened.

    name: the layer's own; without it prefer is what it begins with, if there are several. Only ordinary
    tables are read, column by column: no view, trigger, virtual table or computed column comes to run.
    """
    with known_errors(path.name):
        connection = connect(path, read_only=True, immutable=True)
        try:
            with time_limit(connection, _MOST_SECONDS):
                return _read(connection, prefer, name)
        except OperationalError as error:
            raise NotReadable("is a damaged GeoPackage") from error
        finally:
            connection.close()


_Layer = tuple[str, str, int]
"""Table, column of the shapes, EPSG number."""


def _layers(connection: Connection) -> list[_Layer]:
    """Return the layers that are ordinary tables; NotReadable if the file has none to read."""
    plain = {
        name
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
        if str(sql).upper().startswith("CREATE TABLE")
    }
    if not {"gpkg_contents", "gpkg_geometry_columns"} <= plain:
        raise NotReadable("is a database but no GeoPackage")
    if {"change_set", "seal", "plan"} <= plain:
        raise NotReadable("is a planning file: merge it instead (File, Share, Merge a copy)")
    found = [
        (str(table), str(column), _epsg(system))
        for table, column, system in connection.execute(
            "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns LIMIT 1000"
        )
        if table in plain
    ]
    if not found:
        raise NotReadable("holds no layer with shapes")
    return found


def _epsg(system: object) -> int:
    """Return the number of a coordinate system: any type may stand in any column of such a file."""
    if not isinstance(system, int):
        raise NotReadable("is a damaged GeoPackage")
    return system


def _chosen(layers: list[_Layer], prefer: str, name: str) -> _Layer:
    def begins(start: str) -> list[_Layer]:
        return [layer for layer in layers if layer[0].casefold().startswith(start.casefold())]

    if not name:
        return (begins(prefer) or layers)[0]
    named = [layer for layer in begins(name) if len(layer[0]) == len(name)]
    if not named:
        raise NotReadable(
            f"has no layer “{name[:60]}”, only {and_list([layer[0] for layer in layers], _MOST_NAMED)}"
        )
    return named[0]


def _read(connection: Connection, prefer: str, name: str) -> ReadLayer:
    layers = _layers(connection)
    table, column, system = _chosen(layers, prefer, name)
    names = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({quoted(table)})")]
    if column not in names:
        raise NotReadable("holds no layer with shapes")
    wanted = ", ".join(quoted(name) for name in [column, *(n for n in names if n != column)])
    cursor = connection.execute(f"SELECT {wanted} FROM {quoted(table)} LIMIT {_MOST_ROWS + 1}")
    rows = cursor.fetchall()
    if len(rows) > _MOST_ROWS:
        raise NotReadable("has more than 50,000 features")
    facts = [name for name in names if name != column]
    return ReadLayer(
        name=table,
        system=system,
        others=tuple(layer[0] for layer in layers if layer[0] != table),
        rows=tuple(
            (_wkb(row[0]), dict(zip(facts, row[1:], strict=True))) for row in rows if row[0] is not None
        ),
    )


def _wkb(blob: object) -> bytes:
    if not isinstance(blob, bytes):
        raise NotReadable("is a damaged GeoPackage")
    try:
        return gpb_to_wkb(blob)
    except ValueError:
        raise NotReadable("is a damaged GeoPackage") from None
