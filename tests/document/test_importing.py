"""Wards, places and calendars taken into a plan: known again, followed, and never more than was said."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.document.document import Document
from planner.document.importing.intake import compare_now, take_in
from planner.document.importing.kinds import guessed_kind, read_files
from planner.document.opening import open_plan
from planner.domain.errors import InvalidInput
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import OperationWard
from planner.domain.records.plan import SpecialDay
from planner.domain.vocabulary import SpecialDayKind
from planner.domain.ward_sets import is_former
from planner.exchange.wards import read_wards
from planner.geo.hit import WardFinder
from planner.geo.projection import to_wgs84
from planner.paths import resource_path
from tests.exchange.calendars import calendar, event
from tests.exchange.hostile_maps import zipped
from tests.storage.plans import plan_file, put

TODAY = date(2026, 9, 3)


class Stopped(Exception):
    """What a progress bar raises when somebody cancels."""


def opened(folder: Path) -> Document:
    return open_plan(plan_file(folder), author="Tests")


def taken(document: Document, kind: str, *paths: Path) -> tuple[int, int, int, int]:
    """Take files in; added, updated, unchanged, rejected."""
    imported = read_files(document.read, paths, kind, today=TODAY)
    compared = compare_now(document.read, imported.compare)
    command, report = take_in(imported.label, imported.compare, compared)
    document.run(command)
    return report.added, report.updated, report.unchanged, len(report.rejected)


def notes(document: Document, kind: str, path: Path) -> str:
    imported = read_files(document.read, [path], kind, today=TODAY)
    return " ".join(imported.compare(document.read).notes)


def ring(east: float, north: float, width: float, height: float) -> list[list[float]]:
    corners = [(0, 0), (width, 0), (width, height), (0, height), (0, 0)]
    return [list(to_wgs84(east + x, north + y)) for x, y in corners]


def ward_file(folder: Path, *wards: tuple[str, str, list[list[float]]], year: str = "26") -> Path:
    features = [
        {"type": "Feature", "properties": {f"WD{year}CD": code, f"WD{year}NM": name},
         "geometry": {"type": "Polygon", "coordinates": [shape]}}
        for code, name, shape in wards
    ]  # fmt: skip
    path = folder / "wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def ward(document: Document, name: str) -> Ward:
    (found,) = document.read.all(Ward, name=name)
    return found


def test_a_newer_ward_file_updates_by_code_and_one_undo_takes_it_back(tmp_path: Path) -> None:
    document = opened(tmp_path)
    before = {kind: document.read.all(kind) for kind in (Ward, Place)}
    castle = ward(document, "Castle")
    path = ward_file(tmp_path, (castle.code, "Castle and North", ring(599000, 225000, 2500, 2000)))
    assert taken(document, "wards", path) == (0, 1, 0, 0)
    after = document.read.require(Ward, castle.id)
    assert (after.name, after.ward_set, after.population) == ("Castle and North", "2026", castle.population)
    assert after.shape != castle.shape
    assert taken(document, "wards", path) == (0, 0, 1, 0)
    document.undo()
    assert {kind: document.read.all(kind) for kind in (Ward, Place)} == before
    document.close()


def test_a_replaced_ward_stays_as_a_former_one_and_what_uses_it_is_named(tmp_path: Path) -> None:
    document = opened(tmp_path)
    used = {row.ward_id for row in document.read.all(OperationWard)}
    old = next(w for w in document.read.all(Ward) if w.id in used)
    (place,) = document.read.all(Place, name="Dedham")
    north = ward(document, "Dedham & Boxted")
    files = ward_file(
        tmp_path,
        ("E05099990", "New Ward", ring(601000, 224000, 2000, 2000)),
        ("E05099991", "Vale", ring(603000, 230000, 4000, 4000)),
    )
    said = notes(document, "wards", files)
    assert old.name in said
    added, updated, _unchanged, _rejected = taken(document, "wards", files)
    assert (added, updated) == (2, 2)
    assert is_former(document.read.require(Ward, old.id).ward_set)
    assert document.read.require(Ward, old.id).shape == old.shape
    vale = ward(document, "Vale")
    assert document.read.require(Place, place.id).ward_id == vale.id != north.id
    assert document.read.count(OperationWard, ward_id=old.id) > 0
    finder = WardFinder(document.read.all(Ward))
    assert finder.ward_id_at(place.easting, place.northing) == vale.id
    assert taken(document, "wards", files) == (0, 0, 2, 0)
    document.close()


def test_places_are_known_by_name_kind_and_200_metres_or_by_id(tmp_path: Path) -> None:
    document = opened(tmp_path)
    (dedham,) = document.read.all(Place, name="Dedham")
    (boxted,) = document.read.all(Place, name="Boxted")
    path = tmp_path / "places.csv"
    east, north = dedham.easting, dedham.northing
    path.write_text(
        "id,name,kind,easting,northing,note\n"
        f",DEDHAM,village,{east + 150},{north},by the church\n"
        f",Dedham,village,{east + 450},{north},another\n"
        f"{boxted.id},Boxted Cross,village,{boxted.easting + 3000},{boxted.northing},\n"
    )
    assert taken(document, "places", path) == (1, 2, 0, 0)
    moved = document.read.require(Place, dedham.id)
    assert (moved.name, moved.easting, moved.note) == ("DEDHAM", east + 150, "by the church")
    assert document.read.require(Place, boxted.id).name == "Boxted Cross"
    assert taken(document, "places", path) == (0, 0, 3, 0)
    document.undo()
    assert document.read.require(Place, dedham.id) == dedham
    document.close()


@pytest.mark.parametrize("head", ["gridref", "lat,lon", "easting,northing"])
def test_every_way_to_say_where_finds_the_ward(tmp_path: Path, head: str) -> None:
    document = opened(tmp_path)
    longitude, latitude = to_wgs84(601550, 224550)
    said = {
        "gridref": "TM 0155 2455",
        "lat,lon": f"{latitude},{longitude}",
        "easting,northing": "601550,224550",
    }
    path = tmp_path / "places.csv"
    path.write_text(f"name,kind,{head}\nHythe steps,Patrol spot,{said[head]}\n")
    assert guessed_kind(path) == "places"
    assert taken(document, "places", path) == (1, 0, 0, 0)
    (place,) = document.read.all(Place, name="Hythe steps")
    assert place.ward_id == ward(document, "Greenstead").id
    assert abs(place.easting - 601550) < 6
    assert place.kind.value == "patrol_spot"
    document.close()


def _carnival() -> SpecialDay:
    return SpecialDay(id="typed", title="Carnival", kind=SpecialDayKind.EVENT, first=TODAY, last=TODAY)


def test_a_newer_calendar_moves_adds_and_takes_out_its_own_days(tmp_path: Path) -> None:
    document = opened(tmp_path)
    path = tmp_path / "c.ics"
    document.run(put(_carnival()))
    path.write_bytes(
        calendar(
            event("1", "Market", "20260904", "", "FREQ=WEEKLY;COUNT=3"),
            event("2", "United v City", "20260905T150000"),
            event("3", "Carnival", "20260903"),
        )
    )
    assert taken(document, "calendar", path) == (4, 0, 1, 0)
    (match,) = document.read.all(SpecialDay, title="United v City")
    document.run(put(replace(match, kind=SpecialDayKind.EVENT)))
    path.write_bytes(
        calendar(
            event("1", "Market", "20260904", "", "FREQ=WEEKLY;COUNT=2"),
            event("2", "United v Town", "20260906T150000"),
        )
    )
    assert taken(document, "calendar", path) == (0, 2, 2, 0)
    moved = document.read.require(SpecialDay, match.id)
    assert (moved.title, moved.first, moved.kind) == ("United v Town", date(2026, 9, 6), SpecialDayKind.EVENT)
    assert document.read.count(SpecialDay, title="Market") == 2
    assert document.read.require(SpecialDay, "typed").title == "Carnival"
    document.undo()
    assert document.read.count(SpecialDay, title="Market") == 3
    assert taken(document, "calendar", path) == (0, 2, 2, 0)
    document.close()


def test_an_event_that_can_no_longer_be_read_takes_nothing_out(tmp_path: Path) -> None:
    document = opened(tmp_path)
    path = tmp_path / "c.ics"
    path.write_bytes(calendar(event("1", "Market", "20260904", "", "FREQ=WEEKLY;COUNT=3")))
    assert taken(document, "calendar", path)[0] == 3
    path.write_bytes(
        calendar(event("1", "Market", "20260904", "", "FREQ=HOURLY"), event("2", "X", "20260904"))
    )
    assert taken(document, "calendar", path) == (1, 0, 0, 1)
    assert document.read.count(SpecialDay, title="Market") == 3
    document.close()


def test_two_copies_that_take_in_one_file_have_the_same_days(tmp_path: Path) -> None:
    path = tmp_path / "c.ics"
    path.write_bytes(calendar(event("1", "Market", "20260904", "", "FREQ=WEEKLY;COUNT=3")))
    mine = plan_file(tmp_path)
    theirs = plan_file(tmp_path, "theirs.wardplan")
    for plan in (mine, theirs):
        assert run(["import", str(plan), str(path), "--today", "2026-09-03"]) == 0
    assert run(["merge", str(mine), str(theirs)]) == 0
    document = open_plan(mine, author="Tests", read_only=True)
    assert document.read.count(SpecialDay, title="Market") == 3
    document.close()


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    document = opened(tmp_path)
    path = tmp_path / "c.ics"
    path.write_bytes(calendar(event("1", "A", "20260904")))

    def stop(percent: int, _words: str) -> None:
        if percent >= 80:
            raise Stopped

    with pytest.raises(Stopped):
        read_files(document.read, [path], "calendar", today=TODAY, report=stop)
    document.close()


def test_a_partners_copy_takes_nothing_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, copy = plan_file(tmp_path), tmp_path / "copy.wardplan"
    assert run(["share", str(plan), str(copy), "--audience", "partner"]) == 0
    path = tmp_path / "c.ics"
    path.write_bytes(calendar(event("1", "A", "20260904")))
    before = copy.read_bytes()
    capsys.readouterr()
    assert run(["import", str(copy), str(path)]) == 2
    assert "was sent for reading" in capsys.readouterr().err
    assert copy.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("w.gpkg", "GPKG"),
        ("w.kml", "KML"),
        ("w.kmz", "LIBKML"),
        ("w.zip", "ESRI Shapefile"),
        ("g.gpkg", "grid"),
    ],
)
def test_every_format_gives_the_same_wards(tmp_path: Path, name: str, kind: str) -> None:
    if shutil.which("ogr2ogr") is None:
        pytest.skip("GDAL is not installed")
    source = next(resource_path("district/colchester").glob("*ward*.geojson"))
    out = tmp_path / name.replace(".zip", ".shz").replace(".kmz", ".kml")
    system = ["-t_srs", "EPSG:27700"] if kind == "grid" else []
    driver = "GPKG" if kind == "grid" else kind if kind != "LIBKML" else "KML"
    subprocess.run(["ogr2ogr", "-f", driver, *system, str(out), str(source)], check=True, timeout=60)
    if name.endswith(".kmz"):
        packed = out.read_bytes()
        out = tmp_path / name
        out.write_bytes(zipped({"doc.kml": packed}))
    expected, found = read_wards(source), read_wards(out)
    assert [(w.code, w.name) for w in found] == [(w.code, w.name) for w in expected]
    finders = WardFinder(expected), WardFinder(found)
    for east in range(580_000, 610_000, 900):
        at = [finder.ward_at(float(east), 225_050.0) for finder in finders]
        assert len({w.code if w else "" for w in at}) == 1


def test_kinds_are_told_from_what_is_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    point = {"type": "Point", "coordinates": [0.9, 51.8]}
    path.write_text(json.dumps({"type": "Feature", "properties": {"name": "A"}, "geometry": point}))
    assert guessed_kind(path) == "places"
    assert guessed_kind(ward_file(tmp_path, ("E05000001", "A", ring(601000, 224000, 900, 900)))) == "wards"
    (tmp_path / "c.txt").write_bytes(calendar(event("1", "A", "20260904")))
    assert guessed_kind(tmp_path / "c.txt") == "calendar"
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InvalidInput, match="Say what it is with --as"):
        guessed_kind(tmp_path / "x.csv")
