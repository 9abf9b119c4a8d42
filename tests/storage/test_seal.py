"""The seal: no single changed byte of a published plan goes unnoticed."""

import hashlib
import random
import sqlite3
from pathlib import Path

import pytest

from planner.document.opening import open_plan
from planner.domain.errors import FileProblem
from planner.storage import seal
from tests.storage.plans import edit, new_plan, plan_bytes, plan_file


def test_marker_is_in_a_published_plan_once(tmp_path: Path) -> None:
    document = new_plan(tmp_path / "a.wardplan")
    for number in range(3):
        edit(document, str(number))
        document.save_copy(tmp_path / f"copy {number}.wardplan")
    document.close()
    for path in tmp_path.glob("*.wardplan"):
        assert path.read_bytes().count(seal.MARKER) == 1
        report = seal.look(path)
        assert report.intact
        assert not report.torn


def test_sixty_flipped_bytes_are_all_noticed(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    for _ in range(60):
        content = bytearray(plan_bytes())
        at = chance.randrange(len(content))
        content[at] ^= 1 << chance.randrange(8)
        path = tmp_path / "plan.wardplan"
        path.write_bytes(content)
        with pytest.raises(FileProblem):
            open_plan(path, author="Tests", read_only=True).close()


@pytest.mark.parametrize("at", [*range(16), 18, 24, 27, 28, 31, 40, 60, 68, 92, 95, 96, 99])
def test_flipped_header_byte_is_noticed(at: int, tmp_path: Path) -> None:
    content = bytearray(plan_bytes())
    content[at] ^= 1
    path = tmp_path / "plan.wardplan"
    path.write_bytes(content)
    with pytest.raises(FileProblem):
        open_plan(path, author="Tests").close()
    assert path.read_bytes() == content


def test_flipped_seal_is_noticed(tmp_path: Path) -> None:
    starts = plan_bytes().index(seal.MARKER)
    for at in (starts, starts + 15, starts + 16, starts + 47):
        content = bytearray(plan_bytes())
        content[at] ^= 0x80
        (tmp_path / "plan.wardplan").write_bytes(content)
        with pytest.raises(FileProblem, match="damaged"):
            open_plan(tmp_path / "plan.wardplan", author="Tests").close()


def test_counter_stands_beside_the_seal(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    connection = sqlite3.connect(path)
    (counter,) = connection.execute("SELECT change_counter FROM seal").fetchone()
    connection.close()
    assert counter == seal.change_counter(path)


def unsealed(folder: Path, name: str, size: int, place: int) -> Path:
    """A file of noise with room for a seal."""
    data = bytearray(random.Random(size).randbytes(size))
    data[place : place + len(seal.MARKER) + 32] = seal.MARKER + bytes(32)
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("place", [0, 5_000, (1 << 18) - 7, (1 << 18) + 3, 600_000 - 48])
@pytest.mark.parametrize("is_local", [True, False])
def test_pressing_reads_every_byte_wherever_the_file_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_local: bool, place: int
) -> None:
    """Also where the marker begins in one part that is read and ends in the next."""
    monkeypatch.setattr(seal, "is_on_local_disk", lambda _path: is_local)
    path, passed = unsealed(tmp_path, "file", 600_000, place), bytearray()
    before = path.read_bytes()
    digest, starts = seal.press(path, passed.extend)
    assert bytes(passed) == before
    assert digest == hashlib.sha256(before).digest()
    assert starts == place + len(seal.MARKER)
    assert path.read_bytes() == before[:starts] + digest + before[starts + 32 :]


def test_a_second_marker_or_a_digest_is_refused(tmp_path: Path) -> None:
    twice = unsealed(tmp_path, "twice", 600_000, 100)
    with twice.open("r+b") as file:
        file.seek((1 << 18) - 3)
        file.write(seal.MARKER)
    with pytest.raises(ValueError, match="not unique"):
        seal.press(twice)
    again = unsealed(tmp_path, "again", 600_000, 100)
    seal.press(again)
    with pytest.raises(ValueError, match="already"):
        seal.press(again)
