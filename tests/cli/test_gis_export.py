"""The GeoPackage for mapping programs: opened by two of them, neutral, and only what its audience may see."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.document.leak_check import LeakFound, checked_output
from planner.document.opening import open_plan
from planner.domain.records.operation import Operation
from planner.exchange.plain_text import neutral
from planner.paths import state_dir


def exported(plan: Path, *words: str) -> Path:
    out = plan.with_name("out.gpkg")
    assert run(["export", str(plan), str(out), *words]) == 0
    return out


def features(path: Path, layer: str) -> list[dict[str, object]]:
    """The facts of a layer's features, as GDAL gives them."""
    out = path.with_name(f"{layer}.geojson")
    subprocess.run(["ogr2ogr", "-f", "GeoJSON", str(out), str(path), layer], check=True, timeout=60)
    return [feature["properties"] for feature in json.loads(out.read_text())["features"]]


gdal = pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="GDAL is not installed")


@gdal
def test_a_mapping_program_lists_layers_facts_and_extents(demo: Path) -> None:
    out = exported(demo)
    words = ["ogrinfo", "-so", "-al", str(out)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    counts = dict(re.findall(r"Layer name: (\w+)(?s:.*?)Feature Count: (\d+)", done.stdout))
    document = open_plan(demo, author="Tests", read_only=True)
    operations = document.read.all(Operation)
    document.close()
    assert counts["wards"] == "17"
    assert counts["operations"] == str(len(operations))
    assert int(counts["places"]) > 500
    assert done.stdout.count("Extent: (0.") == 3
    assert "DESCRIPTION=OFFICIAL" in done.stdout
    (week,) = (f for f in features(out, "operations") if f["reference"] == "SW-2026-01")
    assert week["type"] == "Street Week"
    assert week["start"] == "2026-04-20T10:00"
    assert re.match(r"2026.04.20.09:00:00", str(week["start_utc"]))
    assert week["status"]
    places = features(out, "places")
    assert {"Dedham", "Great Horkesley"} <= {str(p["name"]) for p in places}


@pytest.mark.skipif(importlib.util.find_spec("pyogrio") is None, reason="pyogrio is not installed")
def test_pyogrio_reads_every_layer(demo: Path) -> None:
    out = exported(demo)
    program = (
        "import json, sys, pyogrio\n"
        "names = [str(n) for n, _kind in pyogrio.list_layers(sys.argv[1])]\n"
        "print(json.dumps({n: pyogrio.read_info(sys.argv[1], layer=n)['features'] for n in names}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(out)], capture_output=True, text=True, check=True, timeout=60
    )
    found = json.loads(done.stdout)
    assert set(found) == {"operations", "wards", "places"}
    assert all(found.values())


@gdal
@pytest.mark.parametrize(
    "words", [("--audience", "public"), ("--audience", "partner", "--partner", "City Council")]
)
def test_others_get_the_operations_that_the_geojson_gives_and_no_drawn_places(
    demo: Path, words: tuple[str, ...]
) -> None:
    out = exported(demo, *words)
    beside = demo.with_name("out.geojson")
    assert run(["export", str(demo), str(beside), *words]) == 0
    expected = {f["properties"]["reference"] for f in json.loads(beside.read_text())["features"]}
    assert {f["reference"] for f in features(out, "operations")} == expected
    kinds = {f["kind"] for f in features(out, "places")}
    assert kinds <= {"village", "locality", "street", "station", "built_up_area", "railway"}
    police = exported(demo)
    assert expected < {f["reference"] for f in features(police, "operations")}


def test_nothing_is_left_behind_and_it_is_no_planning_file(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = exported(demo)
    assert not list((state_dir() / "incoming").glob("*"))
    assert not list(demo.parent.glob(".*part"))
    capsys.readouterr()
    assert run(["verify", str(out)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_planted_title_is_found_in_it(demo: Path) -> None:
    from planner.document.leak_check import refuse_leaks
    from planner.exchange.leak_search import Forbidden

    data = exported(demo).read_bytes()
    document = open_plan(demo, author="Tests", read_only=True)
    assert checked_output(document.read, "public", data, name="out.gpkg") == data
    document.close()
    with pytest.raises(LeakFound, match="table places"):
        refuse_leaks(data, Forbidden(phrases={"great horkesley": "a title"}), name="out.gpkg")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("<img src=x onerror=y>", "‹img src=x onerror=y›"),
        ("Dedham\x00\x1b", "Dedham  "),
        ("St Anne's & St John's", "St Anne's & St John's"),
    ],
)
def test_texts_are_neutral(text: str, said: str) -> None:
    assert neutral(text) == said
