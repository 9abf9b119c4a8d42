"""Wards and places: what the map is made of."""

from typing import ClassVar

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.vocabulary import PlaceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward(Record):
    """An electoral ward of one dated ward set.

    geom: WKB MultiPolygon, WGS84 longitude and latitude (EPSG:4326).
    shape: the same as WKB MultiPolygon in British National Grid metres (EPSG:27700), ready to draw.
    population: residents, or None where not known.
    """

    TABLE: ClassVar[str] = "ward"
    GROUPS: ClassVar[dict[str, str]] = {"geom": "geom", "shape": "geom"}

    code: str
    name: str
    district_code: str = ""
    district_name: str = ""
    ward_set: str = ""
    population: int | None = None
    geom: bytes
    shape: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Record):
    """A named point, line or area.

    geom: WKB in EPSG:4326. shape: WKB in EPSG:27700. easting, northing: metres, of the point or the middle.
    ward_id: the ward that holds its middle, or empty outside the district.
    rank: which names a map shows first when there is no room for all; 1 is first.
    operation_id: set for a place drawn for one operation only (its RVP, visit point, route, cordon).
    """

    TABLE: ClassVar[str] = "place"
    GROUPS: ClassVar[dict[str, str]] = dict.fromkeys(
        ("geom", "shape", "easting", "northing", "ward_id"), "geom"
    )

    name: str
    kind: PlaceKind
    ward_id: str = ""
    operation_id: str = ""
    easting: float
    northing: float
    note: str = ""
    rank: int = 3
    geom: bytes
    shape: bytes
