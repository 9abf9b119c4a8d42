"""The shipped district: complete, linked, and the same every time."""

import csv
from collections import Counter

import pytest
import shapely

from planner.domain.errors import NotFound
from planner.domain.records.ground import Place
from planner.domain.vocabulary import PlaceKind
from planner.exchange import district
from planner.exchange.district import DistrictData, list_districts, load_district
from planner.geo.hit import WardFinder
from planner.geo.projection import to_grid
from planner.paths import resource_path


@pytest.fixture(scope="module")
def data() -> DistrictData:
    return load_district("colchester")


def _named(data: DistrictData, name: str) -> Place:
    (place,) = [
        p for p in data.places if p.name == name and p.kind in {PlaceKind.VILLAGE, PlaceKind.LOCALITY}
    ]
    return place


def test_seventeen_wards_and_their_people(data: DistrictData) -> None:
    assert [ward.code for ward in data.wards] == [f"E050108{number}" for number in range(27, 44)]
    assert sum(ward.population or 0 for ward in data.wards) == 200_222
    assert {ward.district_code for ward in data.wards} == {"E07000071"}
    assert data.zone == "Europe/London"


def test_each_settled_place_stands_once(data: DistrictData) -> None:
    settled = Counter(p.name for p in data.places if p.kind in {PlaceKind.VILLAGE, PlaceKind.LOCALITY})
    assert [name for name, times in settled.items() if times > 1] == []
    assert settled["Dedham"] == 1
    assert 60 <= sum(settled.values()) <= 110


@pytest.mark.parametrize(
    ("place", "ward"),
    [
        ("Dedham", "Rural North"),
        ("Colchester", "Castle"),
        ("Colchester Castle", "Castle"),
        ("University of Essex", "Wivenhoe"),
        ("Greenstead", "Greenstead"),
        ("West Mersea", "Mersea and Pyefleet"),
        ("Stanway", "Stanway"),
        ("Rowhedge", "Old Heath and The Hythe"),
        ("Tiptree", "Tiptree"),
        ("Layer de la Haye", "Marks Tey and Layer"),
    ],
)
def test_ward_of_known_places(data: DistrictData, place: str, ward: str) -> None:
    names = {w.id: w.name for w in data.wards}
    assert names[_named(data, place).ward_id] == ward


def test_every_place_is_complete(data: DistrictData) -> None:
    ids = Counter(place.id for place in data.places)
    assert ids.most_common(1)[0][1] == 1
    wards = {ward.id for ward in data.wards}
    for place in data.places:
        assert place.name
        assert place.ward_id in wards | {""}
        assert shapely.from_wkb(place.geom).is_valid
        assert not shapely.from_wkb(place.shape).is_empty
    kinds = Counter(place.kind for place in data.places)
    assert kinds[PlaceKind.STREET] > 1900
    assert all(
        kinds[kind] for kind in (PlaceKind.STATION, PlaceKind.BUILT_UP, PlaceKind.RAILWAY, PlaceKind.CONTEXT)
    )
    assert all(p.ward_id for p in data.places if p.kind in {PlaceKind.VILLAGE, PlaceKind.STREET})


def test_every_street_lies_in_the_ward_that_the_source_gives(data: DistrictData) -> None:
    finder = WardFinder(data.wards)
    path = resource_path("district/colchester/streets.csv")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    grid = [to_grid(float(row["longitude"]), float(row["latitude"])) for row in rows]
    found = finder.wards_of([e for e, _ in grid], [n for _, n in grid])
    assert [
        row for row, ward in zip(rows, found, strict=True) if ward is None or ward.code != row["ward_code"]
    ] == []


def test_the_land_lies_under_every_ward(data: DistrictData) -> None:
    land = shapely.union_all([shapely.from_wkb(p.shape) for p in data.places if p.kind == PlaceKind.CONTEXT])
    wards = shapely.union_all([shapely.from_wkb(ward.shape) for ward in data.wards])
    assert wards.difference(land).area < 0.01 * wards.area
    west, south, east, north = wards.bounds
    assert not land.contains(shapely.Point(east + 2_000, south - 3_000))  # the sea off Mersea
    assert land.contains(shapely.Point(west + 4_000, north + 2_000))  # Suffolk, across the Stour


def test_ids_are_the_same_every_time(data: DistrictData) -> None:
    district._loaded.cache_clear()
    again = load_district("colchester")
    assert again == data


def test_attribution_travels(data: DistrictData) -> None:
    assert len(data.attribution) == 4
    text = resource_path("district/colchester/ATTRIBUTION.txt").read_text(encoding="utf-8")
    assert all(line in text for line in data.attribution)
    assert "Office for National Statistics" in data.map_attribution


def test_unknown_district() -> None:
    assert list_districts() == ["colchester"]
    for name in ("atlantis", "../colchester", ""):
        with pytest.raises(NotFound, match="choose one of colchester"):
            load_district(name)
