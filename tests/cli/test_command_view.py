"""The command file on the command line: its returns come in, its orders print, and others learn nothing."""

import json
from pathlib import Path

import pytest

from planner.cli.app import run
from tests.cli.conftest import copied_from

HEAD = "code,status,place,start,end,people,abstracted_minutes,reason,notes"


@pytest.fixture(scope="module")
def made(apart: Path) -> Path:
    key, plan = apart / "key.txt", apart / "district.wardplan"
    key.write_text("a passphrase that is long\n", encoding="utf-8")
    assert run(["demo", str(plan), "--command", str(key), "--today", "2026-12-20"]) == 0
    return plan


@pytest.fixture
def plan(made: Path, tmp_path: Path) -> Path:
    return copied_from(made, tmp_path)


@pytest.fixture
def key(plan: Path) -> Path:
    return plan.with_name("key.txt")


def _hidden(plan: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the reference of need-to-know work that has deployments."""
    capsys.readouterr()
    assert run(["list", str(plan), "deployments", "--command", str(key), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    return next(str(r["operation"]) for r in rows if str(r["operation"]).startswith("OG-"))


def test_who_gave_the_key_is_told_to_ask_for_a_command_copy(
    plan: Path, key: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    reference, out = _hidden(plan, key, capsys), tmp_path / "o.pdf"
    words = ["brief", str(plan), "--operation", reference, "-o", str(out)]
    assert run([*words, "--command", str(key)]) == 2
    assert "add --audience command" in capsys.readouterr().err
    assert run(words) == 2
    told = capsys.readouterr().err
    assert "No operation is called" in told
    assert "need-to-know" not in told
    assert not out.exists()
    assert run([*words, "--command", str(key), "--audience", "command"]) == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_an_unknown_reference_is_unknown_with_the_key_too(
    plan: Path, key: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["brief", str(plan), "--operation", "ZZ-2026-99", "-o", str(tmp_path / "o.pdf")]
    assert run([*words, "--command", str(key)]) == 2
    assert "No operation is called" in capsys.readouterr().err


def test_a_return_of_need_to_know_work_comes_in_with_the_key_only(
    plan: Path, key: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    reference, file = _hidden(plan, key, capsys), tmp_path / "hidden.csv"
    file.write_text(f"{HEAD}\n{reference}/1,done,,,,4,0,,\n", encoding="utf-8")
    before = plan.read_bytes()
    words = ["import", str(plan), str(file), "--as", "returns", "--json"]
    assert run(words) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["added"], answer["rejected"]) == (0, 1)
    assert run([*words, "--command", str(key)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["added"], answer["rejected"]) == (1, 0)
    assert reference.encode() not in plan.read_bytes()
    assert reference.encode() not in before
    assert run(["list", str(plan), "deployments", "--command", str(key), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert next(r["returned"] for r in rows if r["code"] == f"{reference}/1")


def test_rejected_lines_name_their_file(
    plan: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("north.csv", "south.csv")]
    for file in files:
        file.write_text(f"{HEAD}\nXX-2026-01/1,done,,,,0,0,,\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["import", str(plan), *map(str, files), "--as", "returns"]) == 1
    told = capsys.readouterr().out
    assert "north.csv, line 2: " in told
    assert "south.csv, line 2: " in told


def test_a_handover_sheet_and_a_list_of_what_we_hold_are_read_back_before_they_are_written(
    plan: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from planner.document import leak_check

    asked: list[tuple[str, str]] = []
    whole = leak_check.checked_output

    def checked(read: object, audience: str, data: bytes, *, name: str, **more: object) -> bytes:
        asked.append((name, audience))
        return whole(read, audience, data, name=name, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(leak_check, "checked_output", checked)
    handover, held = ["report", str(plan), "--kind", "handover"], ["holdings", str(plan), "--text", "street"]
    for words, name in ((handover, "sheet.pdf"), (held, "held.csv")):
        for more, audience in (([], "police"), (["--command", str(key)], "command")):
            assert run([*words, *more, "-o", str(tmp_path / name)]) == 0, capsys.readouterr().err
            assert asked.pop() == (name, audience)
