"""A shipped district: its wards and places as records, from the data files under resources/district."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from planner.domain.errors import NotFound
from planner.domain.records.ground import Place, Ward
from planner.domain.vocabulary import PlaceKind
from planner.exchange.geojson import read_features
from planner.exchange.places import read_places
from planner.exchange.stable_ids import stable_id
from planner.exchange.ward_properties import text_of
from planner.exchange.wards import read_wards
from planner.geo.hit import WardFinder
from planner.geo.projection import shape_to_wgs84
from planner.geo.wkb import Shape, to_wkb
from planner.paths import resource_path

_FOLDER = "district"


@dataclass(frozen=True, slots=True)
class DistrictData:
    """Everything that a new plan of a district begins with."""

    name: str
    title: str
    district: str
    zone: str
    wards: tuple[Ward, ...]
    places: tuple[Place, ...]
    attribution: tuple[str, ...]
    """The lines that must travel with the data and print on every map, one each."""
    map_attribution: str
    """The same in one short line for the foot of a map."""


def list_districts() -> list[str]:
    """Return the names of the districts that are shipped."""
    root = resource_path(_FOLDER)
    return sorted(entry.parent.name for entry in root.glob("*/district.json"))


def load_district(name: str) -> DistrictData:
    """Return a shipped district with every record complete; NotFound lists the names that exist."""
    known = list_districts()
    if name not in known:
        raise NotFound(f"There is no district “{name}” here: choose one of {', '.join(known)}.")
    return _loaded(name)


@cache
def _loaded(name: str) -> DistrictData:
    folder = resource_path(f"{_FOLDER}/{name}")
    card: dict[str, Any] = json.loads((folder / "district.json").read_text(encoding="utf-8"))
    wards = read_wards(folder / card["wards"], ward_set=card["ward_set"])
    finder = WardFinder(wards)
    places: list[Place] = []
    for file_name in card["places"]:
        places += read_places(folder / file_name, finder)
    for kind, file_name in card["shapes"].items():
        places += _shape_places(folder / file_name, PlaceKind(kind), finder)
    return DistrictData(
        name=card["name"],
        title=card["title"],
        district=card["district"],
        zone=card["zone"],
        wards=tuple(wards),
        places=tuple(places),
        attribution=tuple(card["attribution"]),
        map_attribution=card["map_attribution"],
    )


def _shape_places(path: Path, kind: PlaceKind, finder: WardFinder) -> list[Place]:
    """Return lines and areas as places; same-named ones are told apart by their order in the file."""
    file = read_features(path)
    return [
        shape_place(
            identity=stable_id("place", kind.value, text_of(feature.properties, "name"), str(number)),
            name=text_of(feature.properties, "name"),
            kind=kind,
            shape=shape,
            finder=finder,
            degrees=None if file.is_grid else feature.shape,
        )
        for number, (feature, shape) in enumerate(zip(file.features, file.grid_shapes(), strict=True))
    ]


def shape_place(
    *,
    identity: str,
    name: str,
    kind: PlaceKind,
    shape: Shape,
    finder: WardFinder,
    degrees: Shape | None = None,
) -> Place:
    """Return a place for a line or area in grid metres; its position is the middle of its bounds."""
    west, south, east, north = shape.bounds
    easting, northing = (west + east) / 2, (south + north) / 2
    return Place(
        id=identity,
        name=name,
        kind=kind,
        ward_id=finder.ward_id_at(easting, northing),
        easting=easting,
        northing=northing,
        geom=to_wkb(degrees or shape_to_wgs84(shape)),
        shape=to_wkb(shape),
    )
