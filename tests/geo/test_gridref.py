"""Grid references: the published vectors, both ways, and what users type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.errors import InvalidInput
from planner.geo.gridref import GridSquare, looks_like_gridref, parse_gridref, to_gridref
from planner.geo.projection import to_grid

EASTINGS = st.floats(0, 699_999.99)
NORTHINGS = st.floats(0, 1_299_999.99)


@pytest.mark.parametrize(
    ("easting", "northing", "expected"),
    [
        (599500, 225200, "TL 995 252"),
        (599999, 225200, "TL 999 252"),
        (599999.9, 225200, "TL 999 252"),
        (600000, 225200, "TM 000 252"),
        (599869, 225200, "TL 998 252"),
        (0, 0, "SV 000 000"),
        (651409, 313177, "TG 514 131"),
        (438700, 1114800, "HU 387 148"),
        (216600, 771200, "NN 166 712"),
        (530000, 180000, "TQ 300 800"),
    ],
)
def test_vectors(easting: float, northing: float, expected: str) -> None:
    assert to_gridref(easting, northing) == expected


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (51.8777, 0.9467, "TM 029 240"),
        (51.8906, 0.9030, "TL 998 253"),
        (51.7770, 0.9130, "TM 010 127"),
        (51.9590, 0.9930, "TM 057 331"),
    ],
)
def test_places_of_the_district(latitude: float, longitude: float, expected: str) -> None:
    assert to_gridref(*to_grid(longitude, latitude)) == expected


@pytest.mark.parametrize(("digits", "expected"), [(2, "TM 02 24"), (3, "TM 029 240"), (4, "TM 0299 2409")])
def test_digits_cut_and_never_round(digits: int, expected: str) -> None:
    assert to_gridref(602999.9, 224099.9, digits) == expected


@pytest.mark.parametrize(
    "text",
    ["TL 995 252", "tl995252", "TL995 252", " tl 995252 ", "TL-995-252", "ＴＬ ９９５ ２５２", "TL 995, 252"],
)
def test_usual_writings(text: str) -> None:
    assert parse_gridref(text) == GridSquare(599500, 225200, 100)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TM 02900 24000", GridSquare(602900, 224000, 1)),
        ("TM0224", GridSquare(602000, 224000, 1000)),
        ("599500 225200", GridSquare(599500, 225200, 1)),
        ("E 599500, N 225200", GridSquare(599500, 225200, 1)),
        ("HP 6 1", GridSquare(460000, 1210000, 10000)),
    ],
)
def test_other_lengths(text: str, expected: GridSquare) -> None:
    assert parse_gridref(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TL",
        "TL 1",
        "TL 12 345",
        "XX 12 34",
        "IA 12 34",
        "Dedham",
        "TL 123456 123456",
        "9" * 5000,
        "TL 1½3 456",
    ],
)
def test_what_is_no_reference_says_so(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"is not a grid reference: .*such as|there is no square"):
        parse_gridref(text)
    assert not looks_like_gridref(text)


@pytest.mark.parametrize(
    ("easting", "northing"), [(-1, 5), (700_000, 5), (5, 1_300_000), (float("nan"), 5), (float("inf"), 5)]
)
def test_off_the_grid(easting: float, northing: float) -> None:
    with pytest.raises(InvalidInput, match="no grid reference"):
        to_gridref(easting, northing)


@given(EASTINGS, NORTHINGS, st.integers(1, 5))
def test_round_trip_finds_the_square(easting: float, northing: float, digits: int) -> None:
    square = parse_gridref(to_gridref(easting, northing, digits))
    assert square.size == 10 ** (5 - digits)
    assert square.easting - 1e-5 <= easting < square.easting + square.size
    assert square.northing - 1e-5 <= northing < square.northing + square.size
    assert to_gridref(*square.centre, digits) == to_gridref(easting, northing, digits)
