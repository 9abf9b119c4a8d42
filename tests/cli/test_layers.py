"""Map files with several layers on the command line: one is taken in, the others are named."""

import json
from array import array
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.geo.wkb import Shape, ShapeKind, to_wkb
from planner.storage.gis_layers import GisLayer, write_layers

TODAY = ("--today", "2026-09-03")


def layer(name: str, east: float) -> GisLayer:
    point = Shape(ShapeKind.POINT, ((array("d", [east, 51.89]),),))
    rows = [(to_wkb(point), (f"Old {name}",))]
    return GisLayer(name=name, description="", geometry="POINT", columns=(("name", "TEXT"),), rows=rows)


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    path = tmp_path / "layers.gpkg"
    write_layers(path, [layer("pumps", 0.9), layer("mills", 0.91)])
    return path


def test_one_layer_is_taken_in_and_the_others_are_named(
    demo: Path, layers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(demo), str(layers), "--json", *TODAY]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["added"] == 1
    assert "layer “pumps” was read; it also holds mills" in told["notes"][0]
    assert run(["import", str(demo), str(layers), "--layer", "Mills", "--json", *TODAY]) == 0
    assert json.loads(capsys.readouterr().out)["added"] == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("layers.gpkg", "--layer", "wells"), "has no layer “wells”, only pumps and mills"),
        (("days.ics", "--as", "calendar", "--layer", "wells"), "Only wards and places"),
        ((".",), "is a folder. Choose a file in it."),
    ],
)
def test_a_layer_that_is_not_there_changes_nothing(
    demo: Path, layers: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    layers.with_name("days.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    before = demo.read_bytes()
    file = layers.parent if words[0] == "." else layers.with_name(words[0])
    assert run(["import", str(demo), str(file), *words[1:]]) == 2
    shown = capsys.readouterr().err
    assert says in shown
    assert shown.count("\n") == 1
    assert demo.read_bytes() == before
