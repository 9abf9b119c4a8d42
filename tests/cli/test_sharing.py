"""share, and list and export for an audience, as other tools call them."""

import json
import shutil
from pathlib import Path

import pytest

from planner.cli.app import run
from tests.cli.conftest import copied_from

PASSPHRASE = "four words for testing"


@pytest.fixture(scope="module")
def made(made_demo: Path, apart: Path) -> Path:
    plan, key = Path(shutil.copy(made_demo, apart / "demo.wardplan")), apart / "passphrase"
    key.write_text(PASSPHRASE)
    assert run(["command-file", str(plan), "--passphrase-file", str(key)]) == 0
    words = ["add", str(plan), "--type", "Operation Gallery", "--ward", "Castle", "--start", "2026-10-05"]
    assert run([*words, "--title", "Quixotry", "--command", str(key)]) == 0
    return plan


@pytest.fixture
def both(made: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A demo plan with a command file in which an operation has a title of its own; the passphrase file."""
    return copied_from(made, tmp_path), tmp_path / "passphrase"


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(["list", *words, "--json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_a_copy_for_a_partner_opens_and_holds_its_work(
    both: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, key = both
    out = tmp_path / "council.wardplan"
    words = ["share", str(plan), str(out), "--audience", "partner", "--partner", "City Council"]
    assert run([*words, "--agreement", "CBC/12", "--command", str(key)]) == 0
    assert run(["verify", str(out)]) == 0
    whose = ("--audience", "partner", "--partner", "City Council")
    assert listed(capsys, str(out), "tasks") == listed(capsys, str(plan), "tasks", *whose)
    assert listed(capsys, str(out), "operations") == listed(capsys, str(plan), "operations", *whose)
    assert b"Quixotry" not in out.read_bytes()
    assert run(words) == 2
    assert "there already" in capsys.readouterr().err


def test_what_an_audience_may_not_see_is_not_listed(
    both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    plan, key = both
    every = {o["title"] for o in listed(capsys, str(plan), "operations", "--command", str(key))}
    police = {o["title"] for o in listed(capsys, str(plan), "operations", "--audience", "police",
                                         "--command", str(key))}  # fmt: skip
    assert every - police == {"Quixotry"}
    assert listed(capsys, str(plan), "tasks", "--audience", "partner") == []
    assert listed(capsys, str(plan), "resources", "--audience", "public") == []
    assert listed(capsys, str(plan), "visibility", "--audience", "partner") == []
    assert run(["list", str(plan), "tasks", "--partner", "City Council"]) == 2


@pytest.mark.parametrize("ending", [".ics", ".geojson", ".gpkg", ".csv", ".xlsx"])
@pytest.mark.parametrize("audience", ["police", "partner", "public"])
def test_every_export_for_every_audience_passes_the_leak_check(
    both: tuple[Path, Path], tmp_path: Path, ending: str, audience: str
) -> None:
    plan, key = both
    out = tmp_path / f"out{ending}"
    words = ["export", str(plan), str(out), "--audience", audience, "--what", "operations"]
    assert run([*words, "--command", str(key)]) == 0
    assert b"Quixotry" not in out.read_bytes()
    if ending == ".geojson":
        assert json.loads(out.read_bytes())["type"] == "FeatureCollection"


def test_a_leak_in_the_plans_own_text_stops_the_paper_and_says_where(
    both: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A title that a later file repeats is caught even where no rule would look: here, in the file's name."""
    plan, key = both
    out = tmp_path / "Quixotry.ics"
    assert run(["export", str(plan), str(out), "--audience", "police", "--command", str(key)]) == 2
    said = capsys.readouterr().err
    assert "the file's name" in said
    assert "quixotry" not in said.casefold()
    assert not out.exists()


def test_a_plain_copy_of_an_encrypted_plan_is_said(
    both: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)
    plan, key = both
    words = ["share", str(plan), "--audience", "police"]
    assert run([*words, str(tmp_path / "plain.wardplan")]) == 0
    assert "encrypted" not in "".join(capsys.readouterr())
    assert run(["passphrase", str(plan), "--set", str(key)]) == 0
    words += ["--plan-passphrase-file", str(key)]
    capsys.readouterr()
    assert run([*words, str(tmp_path / "open.wardplan")]) == 0
    assert "its copy is not" in capsys.readouterr().err
    assert run([*words, str(tmp_path / "sealed.wardplan"), "--passphrase-file", str(key)]) == 0
    assert "encrypted" not in "".join(capsys.readouterr())
