"""Ward files: every usual kind comes in, every broken one says in one sentence what it lacks."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.errors import InvalidInput
from planner.exchange.stable_ids import stable_id
from planner.exchange.wards import read_wards
from planner.geo.projection import to_grid
from planner.geo.wkb import ShapeKind, from_wkb

KEYS = ("type", "features", "geometry", "properties", "coordinates", "crs", "name")
SQUARE = [[0.90, 51.88], [0.92, 51.88], [0.92, 51.90], [0.90, 51.90], [0.90, 51.88]]
NEXT = [[0.92, 51.88], [0.94, 51.88], [0.94, 51.90], [0.92, 51.90], [0.92, 51.88]]


def feature(ring: object = SQUARE, kind: str = "Polygon", **properties: object) -> dict[str, Any]:
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features: dict[str, Any], **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)})


def ward(code: str = "E05000001", name: str = "Castle", **more: object) -> dict[str, Any]:
    return feature(**{"WD25CD": code, "WD25NM": name, **more})


def grid(ring: list[list[float]]) -> list[list[float]]:
    return [list(to_grid(x, y)) for x, y in ring]


def save(folder: Path, text: str | bytes) -> Path:
    path = folder / "wards.geojson"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("code", "name", "ward_set"),
    [
        ("code", "name", ""),
        ("WD20CD", "WD20NM", "2020"),
        ("wd22cd", "wd22nm", "2022"),
        ("WD25CD", "WD25NM", "2025"),
        ("Wd25Cd", "wD25nM", "2025"),
        ("WARD_CODE", "WARD_NAME", ""),
        ("WARD2024_CD", "WARD2024_NM", "2024"),
        ("GSS_CODE", "NAME", ""),
        ("wardcode", "wardname", ""),
    ],
)
def test_usual_property_names(tmp_path: Path, code: str, name: str, ward_set: str) -> None:
    item = feature(**{code: "E05010828", name: "Castle", "LAD25CD": "E07000071", "lad25nm": "Colchester"})
    (only,) = read_wards(save(tmp_path, collection(item)))
    assert (only.code, only.name, only.ward_set) == ("E05010828", "Castle", ward_set)
    assert (only.district_code, only.district_name) == ("E07000071", "Colchester")
    assert only.id == stable_id("ward", "E05010828")


def test_the_latest_year_wins(tmp_path: Path) -> None:
    item = feature(WD11CD="E05000009", WD11NM="Old", WD24CD="E05000010", WD24NM="New", code="x", name="y")
    (only,) = read_wards(save(tmp_path, collection(item)))
    assert (only.code, only.name) == ("E05000010", "New")


@pytest.mark.parametrize("crs", [None, "urn:ogc:def:crs:EPSG::27700", "EPSG:27700"])
def test_british_national_grid(tmp_path: Path, crs: str | None) -> None:
    members = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    (degrees,) = read_wards(save(tmp_path, collection(ward())))
    (metres,) = read_wards(
        save(tmp_path, collection(feature(grid(SQUARE), WD25CD="E05000001", WD25NM="Castle"), **members))
    )
    assert metres.id == degrees.id
    assert shapely.from_wkb(metres.geom).equals_exact(shapely.from_wkb(degrees.geom), 1e-6)
    assert shapely.from_wkb(metres.shape).equals_exact(shapely.from_wkb(degrees.shape), 1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + collection(ward()),
        collection(feature(kind="MultiPolygon", WD25CD="E05000001", WD25NM="Castle")),
        collection(feature([[*xy, 12.5] for xy in SQUARE], WD25CD="E05000001", WD25NM="Castle")),
        collection(feature(SQUARE[:-1], WD25CD="E05000001", WD25NM="Castle")),
        collection(ward(), {"type": "Feature", "properties": None, "geometry": None}),
        json.dumps(ward()),
        collection(ward(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}),
    ],
)
def test_what_is_tolerated(tmp_path: Path, text: str) -> None:
    (only,) = read_wards(save(tmp_path, text))
    assert only.name == "Castle"
    assert from_wkb(only.geom).kind == from_wkb(only.shape).kind == ShapeKind.MULTIPOLYGON
    assert from_wkb(only.geom).bounds == pytest.approx((0.90, 51.88, 0.92, 51.90))


def test_a_ward_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow_tie = [[0.90, 51.88], [0.92, 51.90], [0.92, 51.88], [0.90, 51.90], [0.90, 51.88]]
    (only,) = read_wards(save(tmp_path, collection(feature(bow_tie, WD25CD="E05000001", WD25NM="Castle"))))
    assert shapely.from_wkb(only.geom).is_valid
    assert shapely.from_wkb(only.shape).is_valid


def test_wards_come_in_order_of_code_with_population(tmp_path: Path) -> None:
    items = (
        ward("E05000002", "B", population=12_345),
        feature(NEXT, WD25CD="E05000001", WD25NM="A", population="9,876"),
    )
    assert [(w.name, w.population) for w in read_wards(save(tmp_path, collection(*items)))] == [
        ("A", 9876),
        ("B", 12345),
    ]


def test_names_are_text_and_nothing_else(tmp_path: Path) -> None:
    (only,) = read_wards(save(tmp_path, collection(ward(name="  St\u0000 <b>Anne's</b>\n & " + "x" * 500))))
    assert only.name.startswith("St <b>Anne's</b> & xxx")
    assert len(only.name) == 200


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "empty": (b"", "is empty"),
    "blank": (b"\n \n", "is empty"),
    "not text": (b"\x89PNG\r\n\x1a\n\x00\xff", "is not GeoJSON"),
    "not json": ("code,name\n1,2\n", "is not GeoJSON"),
    "cut short": (collection(ward())[:-20], "cut short"),
    "a list": ("[]", "no FeatureCollection"),
    "a number": ("7", "no FeatureCollection"),
    "a topology": ('{"type": "Topology"}', "no FeatureCollection"),
    "no list": ('{"type": "FeatureCollection", "features": 3}', "list of features is missing"),
    "no features": (collection(), "holds no areas"),
    "a feature that is none": ('{"type": "FeatureCollection", "features": [3]}', "Feature 1 of"),
    "points": (
        json.dumps(
            {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [0.9, 51.9]}}
        ),
        "holds no areas",
    ),
    "not a number": (collection(ward()).replace("51.88", "NaN", 1), "is not GeoJSON"),
    "infinity": (collection(ward()).replace("51.88", "-Infinity", 1), "is not GeoJSON"),
    "1e400": (collection(ward()).replace("51.88", "1e400", 1), "broken shape"),
    "a number of 5,000 figures": (collection(ward()).replace("51.88", "9" * 5000, 1), "is not GeoJSON"),
    "a number of 400 figures": (collection(ward()).replace("51.88", "9" * 400, 1), "broken shape"),
    "far out": (collection(ward()).replace("51.88", "5000000000", 1), "neither WGS84"),
    "deep": ("[" * 200_000 + "]" * 200_000, "is not GeoJSON"),
    "deep in a ring": (collection(ward()).replace("[0.9, 51.88]", "[" * 100 + "]" * 100, 1), "broken shape"),
    "text for numbers": (collection(ward()).replace("51.88", '"51.88"', 1), "broken shape"),
    "true for a number": (collection(ward()).replace("51.88", "true", 1), "broken shape"),
    "coordinates missing": (
        json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon"}}),
        "broken shape",
    ),
    "an unknown geometry": (
        json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Circle", "coordinates": []}}),
        "broken shape",
    ),
    "no rings": (
        json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": []}}),
        "broken shape",
    ),
    "no code": (collection(feature(WD25NM="Castle")), "has no ward code"),
    "no name": (collection(feature(WD25CD="E05000001")), "has no ward name"),
    "neither": (
        collection(feature(LAD25CD="E07000071", LAD25NM="Colchester")),
        "no ward code and no ward name",
    ),
    "no properties": (collection(feature()), "no properties at all"),
    "districts": (collection(feature(code="E07000071", name="Colchester")), "holds no wards"),
    "an empty code": (collection(ward(), ward("", "B")), "Area 2 of .* has no WD25CD"),
    "an empty name": (collection(ward(), ward("E05000002", "")), "Area 2 of .* has no WD25NM"),
    "a code twice": (collection(ward(), ward()), "E05000001 twice"),
    "flat": (collection(feature([[0.9, 51.9]] * 4, WD25CD="E05000001", WD25NM="A")), "has no area"),
    "two points": (
        collection(feature([[0.9, 51.9], [0.91, 51.9]], WD25CD="E05000001", WD25NM="A")),
        "has no area",
    ),
    "turned": (
        collection(feature([[y, x] for x, y in SQUARE], WD25CD="E05000001", WD25NM="A")),
        "latitude before",
    ),
    "abroad": (
        collection(feature([[x + 10, y] for x, y in SQUARE], WD25CD="E05000001", WD25NM="A")),
        "outside Great",
    ),
    "Mercator": (
        collection(ward(), crs={"type": "name", "properties": {"name": "EPSG:3857"}}),
        "coordinate system EPSG:3857",
    ),
    "Irish grid": (
        collection(
            feature(grid(SQUARE), WD25CD="E05000001", WD25NM="A"),
            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::29903"}},
        ),
        "coordinate system",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_says_what_it_lacks(tmp_path: Path, case: str) -> None:
    text, words = BROKEN[case]
    with pytest.raises(InvalidInput, match=words) as caught:
        read_wards(save(tmp_path, text))
    message = str(caught.value)
    assert "wards.geojson" in message
    assert message.endswith(".")
    assert "\n" not in message
    assert str(tmp_path) not in message


def test_more_than_a_million_points_are_refused(tmp_path: Path) -> None:
    ring = "[" + ",".join(["[0.9,51.9]"] * 1_000_001) + "]"
    text = collection(ward()).replace(json.dumps(SQUARE), ring)
    with pytest.raises(InvalidInput, match="million points"):
        read_wards(save(tmp_path, text))


JUNK = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(KEYS), JUNK), JUNK, JUNK)
def test_any_json_is_wards_or_one_sentence(top: dict[str, Any], geometry: object, ring: object) -> None:
    features = [
        {"type": "Feature", "properties": {"code": "E05000001", "name": "A"}, "geometry": geometry},
        feature(ring, code="E05000002", name="B"),
    ]
    with TemporaryDirectory() as folder:
        for data in (
            top,
            {"type": "FeatureCollection", "features": features, **top},
            {"type": top},
            features,
        ):
            message = ""
            try:
                read_wards(save(Path(folder), json.dumps(data)))
            except InvalidInput as caught:
                message = str(caught)
            assert not message or message.endswith(".")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.geojson", tmp_path):
        with pytest.raises(InvalidInput, match=r"There is no file|is a folder"):
            read_wards(path)
