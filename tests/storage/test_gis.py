"""A plan is a GeoPackage: GIS programs list it, and what they change is told from damage."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from planner.document.opening import ChangedOutside, open_plan, verify_plan
from planner.domain.errors import FileProblem
from planner.domain.records.ground import Place, Ward
from planner.domain.records.plan import Setting
from tests.storage.plans import plan_bytes, plan_file, put

pytestmark = pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL is not installed")


def ogrinfo(*arguments: str) -> str:
    done = subprocess.run(["ogrinfo", *arguments], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def seen_plan(folder: Path) -> Path:
    """A plan that this computer has opened before."""
    path = plan_file(folder)
    open_plan(path, author="Tests", read_only=True).close()
    return path


def test_layers_are_listed_with_geometry(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    listed = ogrinfo("-ro", str(path))
    assert "ward (Multi Polygon)" in listed
    for layer, count in (("ward", 4), ("place", 3), ("operation_map", 2)):
        told = ogrinfo("-ro", "-so", str(path), layer)
        assert f"Feature Count: {count}\n" in told
        assert re.search(r"Geometry Column( NOT NULL)? = geom\n", told)
        assert 'ID["EPSG",4326]' in told
    assert "POLYGON" in ogrinfo("-ro", "-al", str(path), "operation_map")
    assert path.read_bytes() == plan_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]


def test_extents_are_right(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    for layer in ("ward", "place", "operation_map"):
        told = re.search(r"Extent: \((.+), (.+)\) - \((.+), (.+)\)", ogrinfo("-ro", "-so", str(path), layer))
        assert told is not None
        left, bottom, right, top = (float(number) for number in told.groups())
        measured = ogrinfo("-ro", "-q", str(path), layer)
        numbers = [float(n) for n in _numbers(measured)]
        low, high = min(numbers[1::2]), max(numbers[1::2])
        assert bottom <= low + 1e-6
        assert top >= high - 1e-6
        assert left <= min(numbers[0::2]) + 1e-6
        assert right >= max(numbers[0::2]) - 1e-6


def _numbers(text: str) -> list[str]:
    shapes = re.findall(r"^  (?:MULTIPOLYGON|POINT) (\(.*\))$", text, re.MULTILINE)
    return re.findall(r"-?\d+\.?\d*", " ".join(shapes))


def test_spatial_index_is_told_from_damage_and_dropped_at_publish(tmp_path: Path) -> None:
    path = seen_plan(tmp_path)
    for layer in ("ward", "place"):
        ogrinfo(str(path), "-sql", f"SELECT CreateSpatialIndex('{layer}', 'geom')")
    with pytest.raises(ChangedOutside, match="changed by another program"):
        open_plan(path, author="Tests")
    with pytest.raises(FileProblem, match="changed by another program"):
        verify_plan(path)
    document = open_plan(path, author="Tests", accept_outside_changes=True)
    assert "0 changes" in document.notes[0]
    assert document.publish().changed
    document.close()
    verify_plan(path)
    assert b"rtree_ward_geom" not in path.read_bytes()


def test_wards_and_places_are_taken_and_nothing_else(tmp_path: Path) -> None:
    path = seen_plan(tmp_path)
    ogrinfo(str(path), "-sql", "UPDATE ward SET name = 'New name' WHERE name = 'Castle'")
    ogrinfo(str(path), "-sql", "DELETE FROM place WHERE name = 'Boxted'")
    ogrinfo(str(path), "-sql", "UPDATE setting SET value = 'stolen'")
    document = open_plan(path, author="Tests", accept_outside_changes=True)
    assert [w.name for w in document.read.all(Ward)].count("New name") == 1
    assert "Boxted" not in {p.name for p in document.read.all(Place)}
    assert document.read.require(Setting, "first").value == "1"
    assert "2 changes" in document.notes[0]
    assert "setting" in document.notes[1]
    newest = document.change_sets(1)[0]
    assert newest.author == "another program"
    document.publish()
    document.close()
    verify_plan(path)


def test_moved_ward_is_redrawn(tmp_path: Path) -> None:
    path = seen_plan(tmp_path)
    before = open_plan(path, author="Tests", read_only=True)
    old = next(w for w in before.read.all(Ward) if w.name == "Castle")
    before.close()
    ogrinfo("--config", "OGR_SQLITE_LOAD_EXTENSIONS", "", str(path), "-sql", MOVE)
    document = open_plan(path, author="Tests", read_only=True, accept_outside_changes=True)
    new = document.read.require(Ward, old.id)
    assert new.geom != old.geom
    assert new.shape != old.shape
    with pytest.raises(FileProblem, match="reading only"):
        document.run(put(Setting(id="x", value="y")))
    document.close()
    assert "Castle" in ogrinfo("-ro", "-q", str(path), "ward")


MOVE = "UPDATE ward SET geom = (SELECT geom FROM ward WHERE name = 'Greenstead') WHERE name = 'Castle'"


def test_without_an_earlier_copy_nothing_is_taken(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    ogrinfo(str(path), "-sql", "UPDATE ward SET name = 'New name' WHERE name = 'Castle'")
    with pytest.raises(FileProblem, match="no earlier copy"):
        open_plan(path, author="Tests", accept_outside_changes=True)
