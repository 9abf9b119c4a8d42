"""Plans as they are mailed, in a zip file: merged and compared like the plan inside; hostile ones refused."""

import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.document.command import Command
from planner.document.opening import open_plan
from planner.domain.records.operation import Operation


def _zip(path: Path, *members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", packing) as packed:
        warnings.simplefilter("ignore")  # of two members of one name
        for name, data in members:
            packed.writestr(name, data)
    return path


def _retitled(copy: Path) -> bytes:
    document = open_plan(copy, author="Bob")
    operation = document.read.all(Operation)[0]
    document.run(Command("Edit", lambda pair: pair.put(replace(operation, title="Mailed title")) and None))
    document.publish()
    document.close()
    return copy.read_bytes()


def test_a_mailed_plan_is_compared_and_merged(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    copy = tmp_path / "elsewhere" / "theirs.wardplan"
    copy.write_bytes(demo.read_bytes())
    sent = _zip(tmp_path / "theirs.wardplan.ZIP", ("../../theirs.wardplan", _retitled(copy)))
    before = sorted(path.name for path in tmp_path.iterdir())
    assert run(["compare", str(demo), str(sent)]) == 0
    assert "there Mailed title" in capsys.readouterr().out
    assert run(["merge", str(demo), str(sent)]) == 0
    assert "Mailed title" in capsys.readouterr().out
    assert run(["compare", str(demo), str(sent)]) == 0
    assert "Mailed title" not in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def _locked(path: Path) -> Path:
    """Make a zip file whose one member says that it is encrypted."""
    data = bytearray(_zip(path, ("a.wardplan", b"plan")).read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    path.write_bytes(data)
    return path


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (_zip, "holds no plan"),
    "other things": (lambda path: _zip(path, ("a.exe", b"x"), (".wardplan", b"x")), "holds no plan"),
    "two plans": (
        lambda path: _zip(path, ("a.wardplan", b"x"), ("b/a.wardplan", b"y")),
        "more than one plan",
    ),
    "one name twice": (lambda path: _zip(path, ("a.wardplan", b"x"), ("a.wardplan", b"y")), "of one name"),
    "bomb": (lambda path: _zip(path, ("a.wardplan", bytes(3_000_000))), "far more than a map or plan"),
    "unusual": (
        lambda path: _zip(path, ("a.wardplan", b"plan"), packing=zipfile.ZIP_LZMA),
        "packed in an unusual way",
    ),
    "locked": (_locked, "locked by a password"),
    "cut off": (lambda path: path.write_bytes(b"PK\x03\x04 but no more"), "is damaged"),
    "no plan inside": (lambda path: _zip(path, (f"{'é' * 200}\n.wardplan", b"not one")), "wardplan"),
    "not there": (lambda path: None, "cannot be read"),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("command", ["merge", "compare"])
def test_a_hostile_zip_is_refused_in_one_line(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, kind: str
) -> None:
    make, says = HOSTILE[kind]
    sent = tmp_path / "sent.zip"
    make(sent)
    before = demo.read_bytes()
    assert run([command, str(demo), str(sent)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert says in shown.err
    assert demo.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} <= {demo.name, sent.name, "state"}
