"""Place lists: what comes in, and what is refused in one sentence."""

from pathlib import Path

import pytest

from planner.domain.errors import InvalidInput
from planner.domain.vocabulary import PlaceKind
from planner.exchange.district import load_district
from planner.exchange.places import read_places
from planner.geo.hit import WardFinder


@pytest.fixture(scope="module")
def finder() -> WardFinder:
    return WardFinder(load_district("colchester").wards)


def save(folder: Path, text: str | bytes) -> Path:
    path = folder / "places.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "name,longitude,latitude\nDedham,0.9930,51.9590\n",
        "\ufeffName,Lon,Lat\r\nDedham,0.9930,51.9590\r\n",
        "Easting,Northing,Place Name\n605739.17,233177.29,Dedham\n",
        "name,lat,lon,kind\nDedham,51.9590,0.9930,\n  Dedham ,51.9590,0.9930,locality\n",
    ],
)
def test_usual_columns(tmp_path: Path, finder: WardFinder, text: str) -> None:
    (place,) = read_places(save(tmp_path, text), finder)
    ward = finder.ward_at(place.easting, place.northing)
    assert ward is not None
    assert (place.name, place.kind, place.ward_id) == ("Dedham", PlaceKind.LOCALITY, ward.id)
    assert (int(place.easting), int(place.northing)) == (605739, 233177)


def test_kind_rank_and_note(tmp_path: Path, finder: WardFinder) -> None:
    head = "name,lon,lat,kind,rank,note\n"
    text = head + '"Elm, the Great",0.99,51.95,patrol_spot,2,by the pond\nX,0.98,51.95,?,-1,\n'
    first, second = read_places(save(tmp_path, text), finder, PlaceKind.STREET)
    assert (first.name, first.kind, first.rank, first.note) == (
        "Elm, the Great",
        PlaceKind.PATROL_SPOT,
        2,
        "by the pond",
    )
    assert (second.kind, second.rank) == (PlaceKind.STREET, 3)


def test_outside_the_wards_has_no_ward(tmp_path: Path, finder: WardFinder) -> None:
    (place,) = read_places(save(tmp_path, "name,lon,lat\nIpswich,1.15,52.06\n"), finder)
    assert place.ward_id == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00\x01", "not a CSV file in UTF-8"),
        ("lon,lat\n0.9,51.9\n", "no column “name”"),
        ("name,town\nDedham,Colchester\n", "has no positions"),
        ("name,lon,lat\nDedham,0.99,51.95\nBoxted,,\n", "Row 3 of"),
        ("name,lon,lat\nDedham,nan,51.95\n", "Row 2 of"),
        ("name,lon,lat\nDedham,inf,51.95\n", "Row 2 of"),
        ("name,lon,lat\nDedham,605739,233177\n", "Row 2 of"),
        ("name,lon,lat\nDedham\n", "Row 2 of"),
        ('name,lon,lat\n"' + "x" * 200_000 + '",0.9,51.9\n', "not a CSV file"),
    ],
)
def test_refused(tmp_path: Path, finder: WardFinder, text: str | bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        read_places(save(tmp_path, text), finder)
    assert "places.csv" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_missing_file(tmp_path: Path, finder: WardFinder) -> None:
    with pytest.raises(InvalidInput, match="There is no file"):
        read_places(tmp_path / "none.csv", finder)
