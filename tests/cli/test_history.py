"""history, revert and holdings on the command line."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.cli.app import run
from tests.briefing.orders import page_texts


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def edited(demo: Path) -> Path:
    plan = str(demo)
    assert (
        run(
            [
                "edit",
                plan,
                "--operation",
                "SW-2026-03",
                "--title",
                "Street Week — quayside row",
                "--author",
                "A1",
            ]
        )
        == 0
    )
    assert run(["edit", plan, "--operation", "OD-2026-12", "--title", "=1+1 Diss", "--author", "B2"]) == 0
    return demo


def test_history_keeps_its_contract_and_details_stand_behind_a_flag(
    edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = _json(capsys, "history", str(edited), "--limit", "2")
    assert [set(s) for s in steps] == [{"id", "at", "author", "label"}] * 2
    assert [s["author"] for s in steps] == ["B2", "A1"]
    (told,) = _json(capsys, "history", str(edited), "--author", "a1", "--details")
    assert told["where"] == "on this computer"
    assert "quayside row" in told["words"]
    title = next(c for c in told["changes"] if c["field"] == "title")
    assert (title["before"].startswith("Street Week"), title["after"]) == (True, "Street Week — quayside row")


@pytest.mark.parametrize(
    ("arguments", "authors"),
    [
        (("--operation", "SW-2026-03", "--limit", "1"), ["A1"]),
        (("--text", "— QUAYSIDE row"), ["A1"]),
        (("--text", "1+1"), ["B2"]),
        (("--text", "%_%"), []),
        (("--from", "2200-01-01"), []),
        (("--to", "2000-01-01"), []),
        (("--author", "nobody"), []),
    ],
)
def test_history_narrowed(
    edited: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], authors: list[str]
) -> None:
    steps = _json(capsys, "history", str(edited), *arguments)
    assert [s["author"] for s in steps] == authors


def test_days_the_wrong_way_round_are_said(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["history", str(edited), "--from", "2026-09-02", "--to", "2026-09-01"]) == 2
    assert "Swap the two" in capsys.readouterr().err


def test_revert_a_step_and_a_field(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = str(edited)
    (step,) = _json(capsys, "history", plan, "--author", "A1", "--details")
    assert run(["revert", plan, "--change", step["changes"][0]["id"], "--author", "C3"]) == 0
    assert "Revert" in capsys.readouterr().out
    rows = _json(capsys, "list", plan, "operations")
    assert next(r for r in rows if r["reference"] == "SW-2026-03")["title"].startswith("Street Week — Green")
    assert run(["revert", plan, "--change", step["id"]]) == 2
    assert "changed since" in capsys.readouterr().err
    assert run(["revert", plan, "--change", "nothing"]) == 2


def test_holdings_as_csv_xlsx_pdf_and_json(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = str(edited)
    out = edited.parent
    for ending in ("csv", "xlsx", "pdf"):
        asked = ("holdings", plan, "--operation", "OD-2026-12", "-o", str(out / f"held.{ending}"))
        assert run(asked) == 0
        assert "The command file was not searched." in capsys.readouterr().out
    rows = list(csv.reader(io.StringIO((out / "held.csv").read_bytes().decode("utf-8-sig"))))
    assert rows[0][-1] == "Exemption (decided elsewhere)"
    assert {row[-1] for row in rows[1:]} == {""}
    assert any(row[2] == "'=1+1 Diss" for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    sheet = openpyxl.load_workbook(out / "held.xlsx").worksheets[0]
    assert sheet["A1"].value == "OFFICIAL-SENSITIVE"
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    pages = page_texts((out / "held.pdf").read_bytes())
    assert "The command file was not searched." in pages[0]
    noted = _json(capsys, "history", plan, "--limit", "3")
    assert [step["label"] for step in noted] == ["Note an export"] * 3
    found = _json(capsys, "holdings", plan, "--text", "1+1 diss")
    assert {"Operation", "History"} <= {row["kind"] for row in found["records"]}


@pytest.mark.parametrize(
    "arguments",
    [(), ("--json",), ("--text", "x"), ("--text", "x", "-o", "held.doc"), ("--ward", "Nowhere", "--json")],
)
def test_holdings_refuse_with_one_line(
    demo: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    before = sorted(demo.parent.iterdir())
    assert run(["holdings", str(demo), *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert sorted(demo.parent.iterdir()) == before


def test_a_handover_sheet(demo: Path) -> None:
    out = demo.parent / "handover.pdf"
    assert run(["report", str(demo), "--kind", "handover", "--today", "2026-09-03", "-o", str(out)]) == 0
    text = "\n".join(page_texts(out.read_bytes()))
    for heading in ("Open operations", "Powers by expiry", "Promises", "Decisions", "Holds", "Partners"):
        assert heading in text


def test_compare_with_an_older_copy(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = Path(shutil.copy(demo, demo.parent / "older.wardplan"))
    assert run(["compare", str(demo), str(older)]) == 0
    assert "says the same as" in capsys.readouterr().out
    assert run(["edit", str(demo), "--operation", "SW-2026-03", "--title", "Another title"]) == 0
    found = _json(capsys, "compare", str(demo), str(older))
    assert set(found) == {"different", "only_here", "only_there"}
    titles = [(d["operation"], d["here"]) for d in found["different"] if d["field"] == "title"]
    assert titles == [("SW-2026-03", "Another title")]
    assert run(["compare", str(demo), str(demo.parent / "nothing.wardplan")]) == 2


def test_a_deleted_operation_is_found_by_its_reference(
    edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = str(edited)
    assert run(["delete", plan, "--operation", "SW-2026-03", "--author", "C3"]) == 0
    for narrowed in (("--operation", "SW-2026-03"), ("--text", "sw-2026-03"), ("--text", "Quayside")):
        steps = _json(capsys, "history", plan, *narrowed, "--details")
        assert steps[0]["author"] == "C3", narrowed
        assert "SW-2026-03 Street Week — quayside row" in steps[0]["words"]
    held = _json(capsys, "holdings", plan, "--operation", "SW-2026-03")
    assert held["criteria"] == "A deleted operation"
    assert "recorded by C3" in [one["where"] for one in held["records"]]
    assert run(["history", plan, "--operation", "XX-2026-01"]) == 2
    assert "is or was called" in capsys.readouterr().err


def test_of_two_deleted_operations_with_one_reference_the_id_is_asked_for(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, other = str(demo), str(tmp_path / "other.wardplan")
    shutil.copyfile(plan, other)
    for path, ward in ((plan, "Castle"), (other, "Greenstead")):
        assert run(["add", path, "--type", "Street Week", "--ward", ward, "--start", "2027-03-01"]) == 0
    assert run(["merge", plan, other]) == 0
    twice = [o for o in _json(capsys, "list", plan, "operations") if o["start"].startswith("2027-03-01")]
    ids = [o["id"] for o in twice if o["type"] == "Street Week"]
    reference = twice[0]["reference"]
    for one in ids:
        assert run(["delete", plan, "--operation", one]) == 0
    capsys.readouterr()
    assert run(["history", plan, "--operation", reference]) == 2
    said = capsys.readouterr().err
    assert len(ids) == 2
    assert all(one in said for one in ids)
    assert _json(capsys, "history", plan, "--operation", ids[0])[0]["label"] == "Delete Street Week"
