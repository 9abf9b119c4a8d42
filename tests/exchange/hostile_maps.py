"""Hostile map files and calendars, made small: believed, they would become large."""

import io
import json
import os
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.exchange.calendars import calendar, event

Make = Callable[[Path], object]

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha ha ha ha ">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><kml><Document><Placemark><name>&j;</name></Placemark></Document></kml>"
).encode()
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    b"<kml><Document><Placemark><name>&x;</name></Placemark></Document></kml>"
)


def content(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


def geojson(*rings: object, **facts: object) -> bytes:
    """Polygons with a code and a name each."""
    features = [
        {
            "type": "Feature",
            "properties": {"WD25CD": f"E0500{number:04}", "WD25NM": "W", "name": "W", **facts},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for number, ring in enumerate(rings)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def kml(inner: str) -> bytes:
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inner}</Document></kml>'.encode()


def placemark(coordinates: str, name: str = "Dedham") -> str:
    return (
        f"<Placemark><name>{name}</name><Point><coordinates>{coordinates}</coordinates></Point></Placemark>"
    )


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def shp(*records: bytes) -> bytes:
    """A .shp of records: their contents, without heads."""
    body = b"".join(struct.pack(">ii", n, len(r) // 2) + r for n, r in enumerate(records, 1))
    return struct.pack(">i20xi", 9994, 50 + len(body) // 2) + bytes(72) + body


def dbf(*names: str) -> bytes:
    """A table with one column, NAME."""
    field = b"NAME".ljust(11, b"\0") + b"C" + bytes(4) + bytes([20]) + bytes(15)
    head = struct.pack("<BBBBIHH20x", 3, 26, 1, 1, len(names), 32 + 32 + 1, 21)
    return head + field + b"\r" + b"".join(b" " + name.encode().ljust(20) for name in names) + b"\x1a"


def point_record(x: float, y: float) -> bytes:
    return struct.pack("<idd", 1, x, y)


def polygon_record(points: int, parts: int, *numbers: float) -> bytes:
    """A polygon that claims so many points and parts, whatever it holds."""
    return struct.pack("<i4dii", 5, 0, 0, 1, 1, parts, points) + struct.pack(
        f"<i{len(numbers)}d", 0, *numbers
    )


def database(*statements: str) -> Make:
    def make(path: Path) -> None:
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return make


GPKG = (
    "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)",
    "CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id, z, m)",
)
_COLUMNS = "INSERT INTO gpkg_geometry_columns VALUES ('ward', 'geom', 'GEOMETRY', {}, 0, 0)"


def scribble(points: int) -> list[list[float]]:
    """A ring that crosses itself at every turn."""
    random = Random(7)
    ring = [[0.9 + random.random() / 10, 51.8 + random.random() / 10] for _ in range(points)]
    return [*ring, ring[0]]


def many_points(path: Path) -> None:
    """A million and one vertices in one ring."""
    position = b"[0.9,51.8],"
    head, tail = geojson("X").split(b'"X"')
    path.write_bytes(head + b"[" + position * 1_000_001 + b"[0.9,51.8]]" + tail)


def a_gigabyte(head: bytes) -> Make:
    """A file that says it is a gigabyte long, of which the disk holds the first bytes only."""

    def make(path: Path) -> None:
        path.write_bytes(head)
        os.truncate(path, 1 << 30)

    return make


MAPS: dict[str, tuple[str, Make]] = {
    "a million points": ("m.geojson", many_points),
    "a ring that crosses itself everywhere": ("m.geojson", content(geojson(scribble(3_000)))),
    "coordinates of five billion": ("m.geojson", content(geojson([[5e9, 5e9], [5e9, 6e9], [6e9, 6e9]]))),
    "UTF-16 GeoJSON": ("m.geojson", content(geojson(scribble(4)).decode().encode("utf-16"))),
    "NUL in GeoJSON": ("m.geojson", content(b"\0" + geojson(scribble(4)))),
    "a gigabyte": ("m.geojson", a_gigabyte(b'{"type": "FeatureCollection"')),
    "a thousand million laughs": ("m.kml", content(LAUGHS)),
    "an entity from another file": ("m.kml", content(OUTSIDE)),
    "KML cut short": ("m.kml", content(kml(placemark("0.9,51.8"))[:60])),
    "KML nested deeply": ("m.kml", content(b"<kml>" + b"<Folder>" * 100_000)),
    "KML not a number": ("m.kml", content(kml(placemark("nan,51.8")))),
    "KML infinite": ("m.kml", content(kml(placemark("inf,51.8")))),
    "KML five billion": ("m.kml", content(kml(placemark("5e9,5e9")))),
    "KML without places": ("m.kml", content(kml(""))),
    "other XML": ("m.kml", content(b"<gpx/>")),
    "a zip bomb": ("m.zip", content(zipped({"w.shp": bytes(50_000_000)}))),
    "a zip of nothing": ("m.zip", content(zipped({"readme.txt": b"hello"}))),
    "a cut zip": ("m.zip", content(zipped({"w.shp": bytes(range(256)) * 99})[:300])),
    "two shapefiles": ("m.zip", content(zipped({"a.shp": shp(), "b.shp": shp()}))),
    "a shapefile without facts": ("m.zip", content(zipped({"w.shp": shp(point_record(0.9, 51.8))}))),
    "a shapefile of another length": (
        "m.zip", content(zipped({"w.shp": shp(point_record(0.9, 51.8)), "w.dbf": dbf("a", "b")})),
    ),
    "a shapefile in Web Mercator": (
        "m.zip",
        content(zipped({"w.shp": shp(point_record(1e5, 6.7e6)), "w.dbf": dbf("a"),
                        "w.prj": b'PROJCS["WGS_1984_Web_Mercator"]'})),
    ),
    "a shapefile in Web Mercator that does not say so": (
        "m.zip", content(zipped({"w.shp": shp(point_record(1e5, 6.7e6)), "w.dbf": dbf("a")})),
    ),
    "a polygon of two thousand million points": (
        "m.zip", content(zipped({"w.shp": shp(polygon_record(2**31 - 1, 1)), "w.dbf": dbf("a")})),
    ),
    "a polygon of no points": (
        "m.zip", content(zipped({"w.shp": shp(polygon_record(0, 1)), "w.dbf": dbf("a")})),
    ),
    "a shapefile not a number": (
        "m.zip", content(zipped({"w.shp": shp(point_record(float("nan"), 51)), "w.dbf": dbf("a")})),
    ),
    "a shapefile cut": (
        "m.zip", content(zipped({"w.shp": shp(point_record(0, 51))[:110], "w.dbf": dbf("a")})),
    ),
    "a table of four thousand million rows": (
        "m.zip",
        content(zipped({"w.shp": shp(), "w.dbf": struct.pack("<BBBBIHH20x", 3, 0, 0, 0, 2**32 - 1, 65, 21)})),
    ),
    "a database that is no GeoPackage": ("m.gpkg", database("CREATE TABLE ward (a)")),
    "a GeoPackage without layers": ("m.gpkg", database(*GPKG)),
    "a layer that is an endless view": (
        "m.gpkg",
        database(
            *GPKG, _COLUMNS.format(4326),
            "CREATE VIEW ward AS WITH RECURSIVE n(geom) AS"
            " (SELECT 1 UNION ALL SELECT geom FROM n) SELECT * FROM n",
        ),
    ),
    "a layer whose columns are worked out": (
        "m.gpkg",
        database(
            *GPKG, _COLUMNS.format(4326),
            "CREATE TABLE ward (fid INTEGER PRIMARY KEY,"
            " geom GENERATED ALWAYS AS (printf('%.*c', 90000000, 'x')) VIRTUAL)",
            "INSERT INTO ward (fid) VALUES (1)",
        ),
    ),
    "a layer of no shapes": (
        "m.gpkg",
        database(
            *GPKG, _COLUMNS.format(4326), "CREATE TABLE ward (geom)", "INSERT INTO ward VALUES ('POINT')",
        ),
    ),
    "a layer of broken shapes": (
        "m.gpkg",
        database(
            *GPKG, _COLUMNS.format(4326), "CREATE TABLE ward (geom)",
            "INSERT INTO ward VALUES (x'4750000100000000' || zeroblob(3))",
        ),
    ),
    "a layer in Web Mercator": (
        "m.gpkg", database(*GPKG, _COLUMNS.format(3857), "CREATE TABLE ward (geom)"),
    ),
    "a layer in a system that is no number": (
        "m.gpkg", database(*GPKG, _COLUMNS.format("'abc'"), "CREATE TABLE ward (geom)"),
    ),
    "a torn GeoPackage": ("m.gpkg", content(b"SQLite format 3\x00" + bytes(range(256)) * 16)),
}  # fmt: skip

ENDLESS = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "SUMMARY:A", "DTSTART:20260901"]).encode()
CALENDARS: dict[str, Make] = {
    "no events": content(calendar()),
    "a gigabyte on one line": a_gigabyte(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:"),
    "UTF-16": content(calendar(event("1", "A", "20260901")).decode().encode("utf-16")),
    "NUL": content(calendar(event("1", "A\0B", "20260901"))),
    "Latin-1": content(calendar(event("1", "X", "20260901")).replace(b"X", b"Caf\xe9")),
    "a web page": content(b"<html><body>BEGIN:VCALENDAR</body></html>"),
    "a hundred thousand events": content(calendar(*[event("1", "A", "20260901")] * 100_000)),
}
EVENTS: dict[str, tuple[bytes, str]] = {
    "no end": (ENDLESS, "no end"),
    "every second": (
        calendar(event("1", "A", "20260901T100000", rule="FREQ=SECONDLY")),
        "more often than daily",
    ),
    "every day for ever": (calendar(event("1", "A", "20200101", rule="FREQ=DAILY")), "more than a thousand"),
    "every day since the year 1": (calendar(event("1", "A", "00010101", rule="FREQ=DAILY")), "before 1970"),
    "30 February for ever": (
        calendar(event("1", "A", "20200101", rule="FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")),
        "",
    ),
    "the 400th Monday": (calendar(event("1", "A", "20260101", rule="FREQ=DAILY;BYDAY=400MO")), "RRULE"),
    "the zeroth day": (
        calendar(event("1", "A", "20260101", rule="FREQ=MONTHLY;BYMONTHDAY=99")),
        "BYMONTHDAY",
    ),
    "by week numbers": (calendar(event("1", "A", "20260101", rule="FREQ=YEARLY;BYWEEKNO=1")), "BYWEEKNO"),
    "no rule at all": (calendar(event("1", "A", "20260101", rule="X")), ""),
    "a huge interval": (
        calendar(event("1", "A", "20260101", rule="FREQ=DAILY;INTERVAL=" + "9" * 5_000)),
        "RRULE",
    ),
    "33 September": (calendar(event("1", "A", "20260933")), "DTSTART"),
    "ends before it starts": (calendar(event("1", "A", "20260905", "20260901")), "ends before"),
    "runs for a century": (calendar(event("1", "A", "20260905", "21260905")), "more than a year"),
    "no title": (calendar(event("1", "", "20260905")), "no title"),
    "no start": (calendar(event("1", "A", "20260905").replace("DTSTART", "X-START")), "no start"),
    "a zone that nobody knows": (
        calendar(
            event("1", "A", "20260905").replace(
                ";VALUE=DATE:20260905", ";TZID=../../etc/passwd:20260905T100000"
            )
        ),
        "time zone",
    ),
    "two starts": (
        calendar(event("1", "A", "20260905", "", "", "DTSTART;VALUE=DATE:20260906")),
        "more than one",
    ),
    "a length past the year 9999": (
        calendar(event("1", "A", "20260905T100000", "", "", "DURATION:P99999999D")),
        "",
    ),
    "a megabyte of title": (calendar(event("1", "A" * 1_000_000, "20260905")), "far too long"),
}
"""Events that are not taken, with what is said of them; of those without words the event itself is enough."""
