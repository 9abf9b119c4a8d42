"""The merge command: what it says, what it writes, how it ends."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.document.command import Command
from planner.document.demo.build import make_demo
from planner.document.merging import open_conflicts
from planner.document.opening import open_command_file, open_plan
from planner.document.protecting import change_passphrase
from planner.domain.records.base import Record
from planner.domain.records.operation import BriefText, Operation


def _edited(path: Path, author: str, *rows: Record) -> None:
    document = open_plan(path, author=author)
    document.run(Command("Edit", lambda pair: [pair.put(row) for row in rows] and None))
    document.publish()
    document.close()


@pytest.fixture
def pair(demo: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two copies: both changed one brief, theirs also a title."""
    other = Path(shutil.copy(demo, tmp_path / "other.wardplan"))
    look = open_plan(demo, author="Tests", read_only=True)
    operation, brief = look.read.all(Operation)[0], look.read.all(BriefText)[0]
    look.close()
    _edited(demo, "Ann", replace(brief, text="Ann's brief"))
    _edited(other, "Bob", replace(brief, text="Bob's brief"), replace(operation, title="Bob's title"))
    return demo, other


def test_dry_run_says_all_and_writes_nothing(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = pair
    before = mine.read_bytes(), theirs.read_bytes()
    assert run(["merge", str(mine), str(theirs), "--dry-run", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert [i["theirs"]["text"] for i in said["changed"]] == ["Bob's title"]
    (conflict,) = said["conflicts"]
    assert (conflict["mine"]["text"], conflict["theirs"]["text"]) == ("Ann's brief", "Bob's brief")
    assert (conflict["mine"]["by"], conflict["theirs"]["by"]) == ("Ann", "Bob")
    assert said["new"] == said["deleted"] == said["ignored"] == []
    assert said["left_to_decide"] == [conflict["key"]]
    assert (mine.read_bytes(), theirs.read_bytes()) == before


def test_merge_leaves_decisions_open_or_takes_a_side(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = pair
    third = Path(shutil.copy(mine, mine.with_name("third.wardplan")))
    assert run(["merge", str(mine), str(theirs), "--author", "Ann"]) == 1
    out = capsys.readouterr().out
    assert "to decide" in out
    assert "1 decision left to take." in out
    look = open_plan(mine, author="Tests", read_only=True)
    assert [item.group for item in open_conflicts(look)] == ["text"]
    assert any(o.title == "Bob's title" for o in look.read.all(Operation))
    # Both briefs may be of one second; then their ids, which are random, say which stands meanwhile.
    stood = {brief.text for brief in look.read.all(BriefText)} & {"Ann's brief", "Bob's brief"}
    look.close()
    assert run(["merge", str(third), str(theirs), "--prefer", "theirs"]) == 0
    capsys.readouterr()
    assert run(["merge", str(mine), str(third)]) == 0  # the decision travels
    # An arrow only where the decision changes what stood here.
    assert ("Ann's brief -> Bob's brief" in capsys.readouterr().out) == (stood == {"Ann's brief"})
    look = open_plan(mine, author="Tests", read_only=True)
    assert not open_conflicts(look)
    assert {brief.text for brief in look.read.all(BriefText)} >= {"Bob's brief"}
    look.close()
    assert run(["merge", str(mine), str(third)]) == 0
    assert "holds nothing that demo.wardplan lacks" in capsys.readouterr().out


def test_another_plan_is_refused_by_name(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "strange.wardplan"
    make_demo(other, today=date(2026, 9, 3), operations=3).close()
    assert run(["merge", str(demo), str(other)]) == 2
    said = capsys.readouterr().err
    assert "strange.wardplan is another plan, also called Colchester demo, not a copy of this one." in said
    assert run(["merge", str(demo), str(tmp_path / "none.wardplan")]) == 2
    assert "There is no file none.wardplan" in capsys.readouterr().err


def test_what_a_preferred_side_decides_is_told_with_how(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = pair
    before = mine.read_bytes()
    assert run(["merge", str(mine), str(theirs), "--prefer", "mine", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "would be decided" in said
    assert "yours taken (Ann): Ann's brief" in said
    assert mine.read_bytes() == before
    assert run(["merge", str(mine), str(theirs), "--prefer", "theirs"]) == 0
    said = capsys.readouterr().out
    assert "to decide" not in said
    assert "theirs taken (Bob): Bob's brief  not yours: Ann's brief" in said


def test_a_third_side_is_listed_and_the_newest_of_theirs_is_preferred(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = demo
    theirs, third = (Path(shutil.copy(demo, tmp_path / name)) for name in ("bob.wardplan", "third.wardplan"))
    look = open_plan(mine, author="Tests", read_only=True)
    brief = look.read.all(BriefText)[0]
    look.close()
    _edited(mine, "Ann", replace(brief, text="Ann's brief"))
    _edited(theirs, "Bob", replace(brief, text="Bob's brief"))
    assert run(["merge", str(mine), str(theirs)]) == 1
    _edited(third, "Cat", replace(brief, text="Cat's brief"))
    capsys.readouterr()
    assert run(["merge", str(mine), str(third), "--prefer", "theirs", "--json"]) == 0
    (asked,) = json.loads(capsys.readouterr().out)["conflicts"]
    sides = [(s["side"], s["text"], s["copy"]) for s in asked["sides"]]
    assert [side for side, _, _ in sides] == ["mine", "theirs", "theirs", "before"]
    assert sides[0][1:] == ("Ann's brief", "")
    assert {sides[1][1:], sides[2][1:]} == {("Bob's brief", ""), ("Cat's brief", "third.wardplan")}
    times = [s["at"] for s in asked["sides"][1:3]]
    assert times == sorted(times, reverse=True), "the newest of theirs comes first"
    assert asked["theirs"]["text"] == sides[1][1]
    look = open_plan(mine, author="Tests", read_only=True)
    assert look.read.require(BriefText, brief.id).text == sides[1][1]
    look.close()
    assert asked["decided"] == "theirs"


def test_a_command_file_with_our_passphrase_asks_for_no_other(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phrase = tmp_path / "phrase.txt"
    phrase.write_text("four words of mine\n", encoding="utf-8")
    assert run(["command-file", str(demo), "--passphrase-file", str(phrase)]) == 0
    beside = demo.with_suffix(".command.wardplan")
    same = Path(shutil.copy(beside, tmp_path / "same.command.wardplan"))
    document = open_plan(demo, author="Ann")
    open_command_file(document, beside, "four words of mine")
    change_passphrase(document, "four words of mine", of_command_file=True)  # the same under another salt
    document.publish()
    document.close()
    assert run(["merge", str(demo), str(same), "--command", str(phrase), "--dry-run"]) == 0
    assert "holds nothing that demo.wardplan lacks" in capsys.readouterr().out
    assert run(["merge", str(demo), str(same)]) == 2
    assert "A command file opens after its plan" in capsys.readouterr().err
