"""Hostile files for every reader: one sentence or a plain answer, never a traceback, the file untouched.

Maps and calendars: test_hostile_maps.py. There is no reader yet for police.uk downloads.
"""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.domain.errors import InvalidInput
from planner.exchange.places import read_places
from planner.exchange.returns_csv import read_returns
from planner.exchange.task_answers_file import read_answers
from planner.exchange.wards import read_wards
from planner.geo.hit import WardFinder
from tests.storage.plans import plan_bytes, plan_file

Make = Callable[[Path], object]


def content(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


def wards(*rings: object, **top: object) -> bytes:
    """A ward file with these rings, or whatever else is given at its top."""
    features = [
        {
            "type": "Feature",
            "properties": {"WD25CD": f"E0500{number:04}", "WD25NM": "W"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for number, ring in enumerate(rings)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **top}).encode()


def square(x: float, y: float, size: float) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def climbing() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("2026-01/../../evil.csv", "Id,Status,Your note\n")
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
BOMB = zipped(**{"[Content_Types].xml": b"<Types/>", "xl__worksheets__sheet1.xml": bytes(50_000_000)})
NAN = wards([["X", 51], [1, 51], [1, 52], ["X", 51]]).replace(b'"X"', b"NaN")

ANY_READER: dict[str, Make] = {
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo,
    "nothing": lambda path: None,
    "a link to itself": lambda path: path.symlink_to(path),
    "an empty file": content(b""),
    "noise": content(bytes(range(256)) * 40),
    "a plan": lambda path: path.write_bytes(plan_bytes()),
}
WARDS: dict[str, Make] = {
    "deep JSON": content(b"[" * 100_000),
    "deep JSON in a shape": content(wards().replace(b'"features": []', b'"features": ' + b"[" * 100_000)),
    "not a number": content(NAN),
    "infinite": content(NAN.replace(b"NaN", b"Infinity")),
    "beyond floats": content(NAN.replace(b"NaN", b"1e999")),
    "five billion": content(wards(square(5e9, 5e9, 10.0))),
    "a huge number": content(NAN.replace(b"NaN", b"9" * 5_000)),
    "latitude first": content(wards(square(51.8, 0.9, 0.01))),
    "eastings that say they are degrees": content(wards(square(0.9, 51.8, 0.01), square(6e5, 2.2e5, 100.0))),
    "another system": content(
        wards(square(0.9, 51.8, 0.01), crs={"type": "name", "properties": {"name": "EPSG:3857"}})
    ),
    "a ring of nothing": content(wards([])),
    "a ring of one point": content(wards([[0.9, 51.8]])),
    "a collapsed ring": content(wards([[0.9, 51.8]] * 5)),
    "Latin-1": content('{"type": "Münster"}'.encode("latin-1")),
    "a picture": content(b"\x89PNG\r\n\x1a\n" + bytes(99)),
    "a ZIP archive": content(zipped(**{"wards.geojson": wards(square(0.9, 51.8, 0.01))})),
}
PLACES: dict[str, Make] = {
    "a field of a megabyte": content(b"name,longitude,latitude\n" + b"x" * 1_000_000 + b",0.9,51.8\n"),
    "Latin-1": content("name,longitude,latitude\nCaf\xe9,0.9,51.8\n".encode("latin-1")),
    "no number": content(b"name,longitude,latitude\nA,nan,51.8\n"),
    "infinite": content(b"name,longitude,latitude\nA,inf,51.8\n"),
    "five billion": content(b"name,easting,northing\nA,5e9,5e9\n"),
    "a short row": content(b"name,longitude,latitude\nA\n"),
    "an open quotation mark": content(b'name,longitude,latitude\n"' + b"A" * 200_000),
}
RETURNS: dict[str, Make] = {
    "a field of a megabyte": content(b"code,status,place\n" + b"x" * 1_000_000 + b",done,Dedham\n"),
    "an open quotation mark": content(b'code,status,place\n"' + b"A" * 200_000),
    "other columns": content(b"a,b,c\n1,2,3\n"),
}
ANSWERS: dict[str, Make] = {
    "49 kB that unpack to 50 MB": content(BOMB),
    "paths that climb": content(climbing()),
    "entities": content(zipped(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": ENTITIES})),
    "a cut archive": content(BOMB[:20_000]),
    "macros": content(zipped(**{"[Content_Types].xml": b"<Types/>", "xl__vbaProject.bin": b"x"})),
    "a password": content(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999)),
}
READERS: dict[str, tuple[str, Callable[[Path], object], dict[str, Make]]] = {
    "wards": ("wards.geojson", read_wards, ANY_READER | WARDS),
    "places": ("places.csv", lambda path: read_places(path, WardFinder([])), ANY_READER | PLACES),
    "returns": ("returns.csv", read_returns, ANY_READER | RETURNS),
    "answers": ("answers.xlsx", read_answers, ANY_READER | ANSWERS),
    "answers as CSV": ("answers.csv", read_answers, ANY_READER),
}
CASES = [(reader, case) for reader, (_, _, cases) in READERS.items() for case in cases]


@pytest.mark.parametrize(("reader", "case"), CASES)
def test_a_hostile_file_is_refused_in_one_sentence(reader: str, case: str, tmp_path: Path) -> None:
    name, read, cases = READERS[reader]
    path = tmp_path / name
    cases[case](path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(InvalidInput) as caught:
        read(path)
    text = str(caught.value)
    assert name in text
    assert "\n" not in text
    assert len(text) < 400
    assert (path.read_bytes() if path.is_file() else None) == before
    assert {p.name for p in tmp_path.iterdir()} <= {name}


@pytest.mark.parametrize("case", ANY_READER | WARDS)
def test_no_plan_is_made_from_a_hostile_ward_file(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (ANY_READER | WARDS)[case](tmp_path / "wards.geojson")
    assert run(["new", str(tmp_path / "a.wardplan"), "--wards", str(tmp_path / "wards.geojson")]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert not (tmp_path / "a.wardplan").exists()


@pytest.mark.parametrize("kind", ["returns", "tasks"])
@pytest.mark.parametrize("case", ANY_READER | RETURNS)
def test_a_hostile_import_changes_nothing(
    case: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = plan_file(tmp_path)
    (ANY_READER | RETURNS)[case](tmp_path / "in.csv")
    assert run(["import", str(plan), str(tmp_path / "in.csv"), "--as", kind]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert plan.read_bytes() == plan_bytes()


def test_nul_letters_and_formulas_are_text(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(b"name,longitude,latitude,note\n=cmd|'/c calc'!A1\x00,0.9,51.8,@SUM(A1)\n")
    (place,) = read_places(path, WardFinder([]))
    assert "\x00" not in place.name
    assert place.name.startswith("=cmd|")


def test_eastings_are_taken_for_the_grid_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "wards.geojson"
    path.write_bytes(wards(square(600_000, 225_000, 1_000)))
    (ward,) = read_wards(path)
    assert len(ward.shape) == len(ward.geom)
    assert ward.shape != ward.geom
