"""The seal: no single changed byte of a published plan goes unnoticed."""

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
