"""Backups, restore, salvage, passphrase and purge as other programs call them."""

import io
import json
from pathlib import Path

import pytest

from planner.cli.app import run
from tests.storage.plans import plan_file


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return plan_file(tmp_path)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return phrase(tmp_path, "key", "four quiet brown owls")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys with less work: what scrypt costs is no matter of these tests."""
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)


def phrase(folder: Path, name: str, words: str) -> Path:
    path = folder / name
    path.write_text(words + "\n", encoding="utf-8")
    return path


def do(capsys: pytest.CaptureFixture[str], *words: object, status: int = 0) -> str:
    assert run([str(w) for w in words]) == status, capsys.readouterr().err
    shown = capsys.readouterr()
    if status == 2:
        assert shown.out == ""
        assert shown.err.count("\n") == 1, shown.err
    return shown.err if status == 2 else shown.out


def references(capsys: pytest.CaptureFixture[str], plan: Path, *words: object) -> list[str]:
    found = json.loads(do(capsys, "list", plan, "operations", "--json", *words))
    return [o["reference"] for o in found]


def test_every_command_opens_an_encrypted_plan(
    plan: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    do(capsys, "passphrase", plan, "--set", key)
    assert "passphrase" in do(capsys, "info", plan, status=2)
    facts = json.loads(do(capsys, "info", plan, "--json", "--passphrase-file", key))
    assert facts["encrypted"] is True
    assert "sound" in do(capsys, "verify", plan, "--passphrase-file", key)
    assert "does not open" in do(
        capsys, "info", plan, "--passphrase-file", phrase(tmp_path, "wrong", "other words here"), status=2
    )
    new = phrase(tmp_path, "new", "three loud grey geese")
    do(capsys, "passphrase", plan, "--change", key, new)
    assert "does not open" in do(capsys, "list", plan, "operations", "--passphrase-file", key, status=2)
    assert len(references(capsys, plan, "--passphrase-file", new)) == 2
    do(capsys, "passphrase", plan, "--remove", new)
    assert json.loads(do(capsys, "info", plan, "--json"))["encrypted"] is False


def test_the_command_files_passphrase_changes(
    plan: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    do(capsys, "command-file", plan, "--passphrase-file", key)
    new = phrase(tmp_path, "new", "three loud grey geese")
    do(capsys, "passphrase", plan, "--of-command-file", "--change", key, new)
    assert "does not open" in do(capsys, "info", plan, "--command", key, status=2)
    do(capsys, "info", plan, "--command", new)
    assert "always encrypted" in do(
        capsys, "passphrase", plan, "--of-command-file", "--remove", new, status=2
    )


@pytest.mark.parametrize("words", [(), ("--set", "F", "--remove", "F")])
def test_one_thing_at_a_time(plan: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert "Say one of" in do(capsys, "passphrase", plan, *words, status=2)


def test_a_backup_is_listed_previewed_and_gone_back_to(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = references(capsys, plan)
    do(capsys, "delete", plan, "--operation", before[0])
    (listed,) = json.loads(do(capsys, "backups", plan, "--json"))
    assert listed["why"] == "When it was opened"
    assert listed["operations"] == 2
    shown = json.loads(do(capsys, "restore", plan, "--backup", 1, "--dry-run", "--json"))
    assert [item["state"] for item in shown] == ["new"]
    assert references(capsys, plan) == before[1:]
    assert "comes back" in do(capsys, "restore", plan, "--backup", 1)
    assert sorted(references(capsys, plan)) == sorted(before)
    assert "Before a restore" in do(capsys, "backups", plan)
    copy = tmp_path / "copy.wardplan"
    do(capsys, "restore", plan, "--backup", 1, "-o", copy)
    assert references(capsys, copy) == before[1:]
    assert "no backup 9" in do(capsys, "restore", plan, "--backup", 9, status=2)


def test_a_damaged_plan_says_where_its_backups_are_and_gives_what_it_can(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = references(capsys, plan)
    do(capsys, "edit", plan, "--operation", before[0], "--title", "Once more")
    sound = plan.read_bytes()
    plan.write_bytes(b"\x00" * 90 + sound[90:])
    assert "not a planning file" in do(capsys, "info", plan, status=2)
    plan.write_bytes(sound[:60_000] + b"\xff" * 16 + sound[60_016:])
    assert "backups PLAN" in do(capsys, "info", plan, status=2)
    assert "When it was opened" in do(capsys, "backups", plan)
    copy, salvaged = tmp_path / "copy.wardplan", tmp_path / "salvaged.wardplan"
    do(capsys, "restore", plan, "--backup", 1, "-o", copy)
    assert references(capsys, copy) == before
    assert run(["salvage", str(plan), "-o", str(salvaged), "--json"]) in {0, 1}
    report = json.loads(capsys.readouterr().out)
    assert sum(t["rows"] for t in report["tables"]) > 20
    do(capsys, "verify", salvaged)


class _Terminal(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self) -> bool:
        return True


def test_purge_asks_at_a_terminal_only(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = references(capsys, plan)
    words = ["purge", str(plan), "--operation", before[0], "--reason", "R", "--authoriser", "A"]
    for typed in ("", "no\n"):
        monkeypatch.setattr("sys.stdin", _Terminal(typed))
        assert run(words) == 2
        capsys.readouterr()
        assert references(capsys, plan) == before
    monkeypatch.setattr("sys.stdin", io.StringIO())
    do(capsys, *words)
    assert references(capsys, plan) == before[1:]


def test_looking_at_a_copy_under_a_passphrase_leaves_the_backups_of_the_plan_alone(
    plan: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    do(capsys, "edit", plan, "--operation", references(capsys, plan)[0], "--title", "Another title")
    listed = do(capsys, "backups", plan)
    copy = tmp_path / "to send.wardplan"
    do(capsys, "share", plan, copy, "--audience", "police", "--passphrase-file", key)
    do(capsys, "info", copy, "--passphrase-file", key)
    assert do(capsys, "backups", plan) == listed
    plan.unlink()  # its backups stay what can be gone back to, without the passphrase of what was sent
    do(capsys, "info", copy, "--passphrase-file", key)
    assert do(capsys, "backups", plan) == listed
