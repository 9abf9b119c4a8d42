"""The command line as other tools use it: its JSON, its exit codes, its one line of trouble."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.cli.app import run


def ask(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Any:
    assert run([str(w) for w in words]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert run([str(w) for w in words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1, shown.err
    return shown.err.strip()


def test_new_plan_has_the_wards_of_the_first_district(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "new.wardplan"
    assert run(["new", str(plan), "--title", "Colchester 2026"]) == 0
    capsys.readouterr()
    wards = ask(capsys, "list", plan, "wards", "--json")
    assert len(wards) == 17
    facts = ask(capsys, "info", plan, "--json")
    assert facts["title"] == "Colchester 2026"
    assert facts["operations"] == 0


def test_new_refuses_to_overwrite(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = demo.read_bytes()
    assert "there already" in refused(capsys, "new", demo)
    assert demo.read_bytes() == before


def test_demo_covers_the_year_with_all_open_types(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    operations = ask(capsys, "list", demo, "operations", "--json")
    assert len(operations) >= 40
    names = {o["type"] for o in operations}
    assert {"Street Week", "Operation Diss", "Rural patrol", "Night-time patrol"} <= names
    assert not {n for n in names if "Gallery" in n or "Raptor" in n}
    assert any(o["type"] == "Street Week" and o["start"].startswith("2026-06-0") for o in operations)
    assert any(o["type"].startswith("Freshers") and o["start"] >= "2026-09-20" for o in operations)
    assert any(o["type"].startswith("PSPO") and o["start"] > "2026-10-23T23:59" for o in operations)
    assert set(operations[0]) == {
        "id",
        "reference",
        "title",
        "type",
        "status",
        "wards",
        "start",
        "end",
        "marking",
    }
    deployments = ask(capsys, "list", demo, "deployments", "--json")
    assert any(d["returned"] for d in deployments)
    assert not any(d["returned"] for d in deployments if d["start"] > "2026-09-03")


def test_the_same_seed_makes_the_same_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lists = []
    for name in ("a", "b"):
        assert run(["demo", str(tmp_path / f"{name}.wardplan"), "--seed", "7", "--today", "2026-09-03"]) == 0
        capsys.readouterr()
        rows = ask(capsys, "list", tmp_path / f"{name}.wardplan", "deployments", "--json")
        lists.append([{k: v for k, v in row.items() if k != "id"} for row in rows])
    assert lists[0] == lists[1]


def test_add_edit_brief_delete_history(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = ask(
        capsys,
        "add",
        demo,
        "--type",
        "Street Week",
        "--ward",
        "greenstead",
        "--start",
        "2026-06-02",
        "--json",
    )
    assert made["reference"].startswith("SW-2026-")
    assert made["title"] == "Street Week — Greenstead"
    reference = made["reference"]
    assert run(["edit", str(demo), "--operation", reference, "--start", "2026-06-09"]) == 0
    assert (
        run(["edit", str(demo), "--operation", reference, "--status", "authorised", "--by", "Ch Insp X100"])
        == 0
    )
    capsys.readouterr()
    found = [o for o in ask(capsys, "list", demo, "operations", "--json") if o["reference"] == reference]
    assert found[0]["start"].startswith("2026-06-09")
    assert found[0]["status"] == "authorised"
    order = tmp_path / "order.pdf"
    assert run(["brief", str(demo), "--operation", reference, "-o", str(order)]) == 0
    assert order.read_bytes().startswith(b"%PDF-")
    assert run(["delete", str(demo), "--operation", reference, "--author", "Sgt X102"]) == 0
    capsys.readouterr()
    newest = ask(capsys, "history", demo, "--limit", "1", "--json")[0]
    assert newest["author"] == "Sgt X102"
    assert "Delete" in newest["label"]
    assert run(["verify", str(demo)]) == 0


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("list", "MISSING", "wards"), "There is no"),
        (
            ("add", "DEMO", "--type", "Street Weak", "--ward", "Castle", "--start", "2026-06-02"),
            "no operation type",
        ),
        (("add", "DEMO", "--type", "Street Week", "--ward", "Dullville", "--start", "2026-06-02"), "no ward"),
        (("add", "DEMO", "--type", "Street Week", "--ward", "Castle", "--start", "02/06/2026"), "not a date"),
        (
            ("add", "DEMO", "--type", "Operation Gallery", "--ward", "Castle", "--start", "2026-06-02"),
            "command-file",
        ),
        (("edit", "DEMO", "--operation", "XX-2026-01", "--title", "x"), "No operation is called"),
        (("brief", "DEMO", "--operation", "XX-2026-01", "-o", "x.pdf"), "No operation is called"),
        (("export", "DEMO", "out.docx"), "use .ics"),
        (("nonsense",), "No such command"),
        (("list", "DEMO", "unicorns"), "Invalid value"),
    ],
)
def test_trouble_is_one_line_and_exit_2(
    words: tuple[str, ...], part: str, demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    before = demo.read_bytes()
    names = sorted(p.name for p in tmp_path.iterdir())
    given = [{"DEMO": str(demo), "MISSING": str(tmp_path / "gone.wardplan")}.get(w, w) for w in words]
    assert part.casefold() in refused(capsys, *given).casefold()
    assert demo.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == names


def test_command_file_keeps_need_to_know_work_out_of_the_plan(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "key.txt"
    key.write_text("correct horse battery\n", encoding="utf-8")
    assert run(["command-file", str(demo), "--passphrase-file", str(key)]) == 0
    words = ["add", str(demo), "--type", "Operation Gallery", "--ward", "Castle", "--start", "2026-12-02"]
    assert run([*words, "--title", "Zebra crossing", "--command", str(key)]) == 0
    capsys.readouterr()
    assert not [o for o in ask(capsys, "list", demo, "operations", "--json") if "Zebra" in o["title"]]
    seen = ask(capsys, "list", demo, "operations", "--command", key, "--json")
    assert [o for o in seen if o["title"] == "Zebra crossing"]
    for path in tmp_path.rglob("*"):
        if path.is_file() and path != key:
            assert b"Zebra" not in path.read_bytes(), path.name
    key.write_text("wrong\n", encoding="utf-8")
    assert "passphrase" in refused(capsys, "list", demo, "operations", "--command", key).casefold()


def test_calendar_export_speaks_local_time(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from icalendar import Calendar

    out = tmp_path / "plan.ics"
    assert run(["export", str(demo), str(out)]) == 0
    capsys.readouterr()
    calendar = Calendar.from_ical(out.read_bytes())
    events = calendar.walk("VEVENT")
    deployments = ask(capsys, "list", demo, "deployments", "--json")
    assert len([e for e in events if "T" in e["DTSTART"].to_ical().decode()]) == len(deployments)
    assert calendar.walk("VTIMEZONE")
    assert b"DTSTART;TZID=Europe/London:" in out.read_bytes()
    assert all(str(e["DESCRIPTION"]).startswith("OFFICIAL") for e in events if "DESCRIPTION" in e)


def test_the_command_line_never_loads_qt(demo: Path) -> None:
    code = (
        "import sys; from planner.cli.app import run; "
        f"status = run(['info', {str(demo)!r}, '--json']); "
        "assert not [m for m in sys.modules if m.startswith('PySide6')]; raise SystemExit(status)"
    )
    environment = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "QT_QPA_PLATFORM"}}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["wards"] == 17
