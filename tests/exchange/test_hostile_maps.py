"""Hostile maps and calendars into a plan: one sentence, exit 2, and the plan is byte for byte as it was."""

import json
from datetime import date
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.domain.errors import InvalidInput
from planner.exchange.calendar_in import read_calendar
from tests.exchange.hostile_maps import CALENDARS, EVENTS, MAPS, content, geojson
from tests.exchange.test_hostile_files import ANY_READER, PLACES, Make
from tests.storage.plans import plan_bytes, plan_file

FILES: dict[str, tuple[str, str, Make]] = {
    **{f"wards: {case}": ("wards", name, make) for case, (name, make) in MAPS.items()},
    **{
        f"places: {case}": ("places", name, make)
        for case, (name, make) in MAPS.items()
        if case != "a ring that crosses itself everywhere"
    },
    **{f"places: {case}": ("places", "p.csv", make) for case, make in PLACES.items() if "field" in case},
    **{f"calendar: {case}": ("calendar", "c.ics", make) for case, make in CALENDARS.items()},
    **{
        f"{kind}: {case}": (kind, name, make)
        for kind, name in (("wards", "m.geojson"), ("places", "m.geojson"), ("calendar", "c.ics"))
        for case, make in ANY_READER.items()
    },
}


@pytest.mark.parametrize("case", FILES)
def test_a_hostile_file_changes_nothing(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind, name, make = FILES[case]
    plan = plan_file(tmp_path)
    make(tmp_path / name)
    assert run(["import", str(plan), str(tmp_path / name), "--as", kind]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1, shown.err
    assert name in shown.err
    assert len(shown.err) < 400
    assert "/etc" not in shown.err
    assert plan.read_bytes() == plan_bytes()
    assert {p.name for p in tmp_path.iterdir()} <= {"plan.wardplan", name}


@pytest.mark.parametrize(
    "case", [c for c in FILES if c.startswith(("wards: KML", "wards: a zip", "calendar: "))]
)
def test_a_hostile_file_is_refused_without_saying_what_it_holds(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _kind, name, make = FILES[case]
    plan = plan_file(tmp_path)
    make(tmp_path / name)
    assert run(["import", str(plan), str(tmp_path / name)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert plan.read_bytes() == plan_bytes()


@pytest.mark.parametrize("case", EVENTS)
def test_an_event_that_cannot_be_read_is_named_and_spoils_no_other(case: str, tmp_path: Path) -> None:
    data, said = EVENTS[case]
    good = "BEGIN:VEVENT\r\nUID:good\r\nSUMMARY:Good\r\nDTSTART;VALUE=DATE:20260901\r\nEND:VEVENT\r\n"
    path = tmp_path / "c.ics"
    path.write_bytes(data.replace(b"BEGIN:VEVENT", f"{good}BEGIN:VEVENT".encode(), 1))
    found = read_calendar(path, start=date(2025, 1, 1), end=date(2028, 12, 31), zone="Europe/London")
    assert [d.title for d in found.days if d.uid == "good"] == ["Good"]
    if said:
        (bad,) = found.rejected
        assert said in bad.reason
        assert bad.line > 5
        assert len(found.days) == 1
    assert len(found.days) <= 2
    assert all(row.reason.endswith(".") for row in found.rejected)


def test_a_rejected_event_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = plan_file(tmp_path)
    (tmp_path / "c.ics").write_bytes(EVENTS["every second"][0])
    assert run(["import", str(plan), str(tmp_path / "c.ics"), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["updated"], told["unchanged"], told["rejected"]) == (0, 0, 0, 1)
    assert told["reasons"][0]["file"] == "c.ics"
    assert told["reasons"][0]["line"] == 3


def test_text_of_a_map_is_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Formulas, markup, control characters and endless names come in as short text and go out neutral."""
    name = "=cmd|'/c calc'!A1<b>\x1b\u202e" + "x" * 5_000
    ring = [[0.9, 51.8], [0.91, 51.8], [0.91, 51.81], [0.9, 51.8]]
    plan = plan_file(tmp_path)
    content(geojson(ring, name=name, WD25NM=name))(tmp_path / "m.geojson")
    for kind in ("places", "wards"):
        assert run(["import", str(plan), str(tmp_path / "m.geojson"), "--as", kind]) == 0
    capsys.readouterr()
    assert run(["list", str(plan), "wards", "--json"]) == 0
    (ward,) = (w for w in json.loads(capsys.readouterr().out) if w["code"] == "E05000000")
    assert ward["name"].startswith("=cmd|'/c calc'!A1<b>")
    assert len(ward["name"]) <= 200
    assert ward["name"].isprintable()
    assert run(["export", str(plan), str(tmp_path / "out.gpkg")]) == 0
    assert b"'=cmd|'/c calc'!A1\xe2\x80\xb9b\xe2\x80\xba" in (tmp_path / "out.gpkg").read_bytes()


def test_a_kind_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.ics"
    path.write_bytes(b"name,longitude,latitude\nA,0.9,51.8\n")
    with pytest.raises(InvalidInput, match="is not a calendar"):
        read_calendar(path, start=date(2025, 1, 1), end=date(2028, 12, 31), zone="Europe/London")
