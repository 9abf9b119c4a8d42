"""Salvage: whatever is damaged, what comes out is a sound plan with what could be read, or a sentence."""

import multiprocessing
import os
import random
from pathlib import Path

import pytest

from planner.document import protecting
from planner.document.opening import create_command_file, open_command_file, open_plan, verify_plan
from planner.document.partner_copy import share_of_copy
from planner.document.salvaging import read_salvage, salvage_plan
from planner.document.sharing import ShareWish, share_copy
from planner.domain.errors import FileProblem
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Plan
from planner.paths import state_dir
from planner.storage.salvage import salvage
from tests.builders import make_type
from tests.document.test_sharing_back import TERMS, sent
from tests.storage.plans import doctored, plan_bytes, plan_file

PHRASE = "four quiet brown owls"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys with less work: what scrypt costs is no matter of these tests."""
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)


def test_of_a_sound_plan_every_row_comes_out(tmp_path: Path) -> None:
    path, out = plan_file(tmp_path), tmp_path / "out.wardplan"
    report = salvage_plan(path, out, author="Tests")
    assert (report.errors, report.left_out) == (0, 0)
    old, new = open_plan(path, author="T", read_only=True), open_plan(out, author="T", read_only=True)
    for kind in (Operation, Ward):
        assert old.read.all(kind) == new.read.all(kind)
    assert old.plan.id != new.plan.id
    old.close()
    new.close()
    assert path.read_bytes() == plan_bytes()


@pytest.mark.parametrize("seed", range(12))
def test_damage_at_random_gives_a_sound_plan_or_one_sentence(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    data = bytearray(plan_bytes())
    for _ in range(draw.choice((1, 5, 40))):
        at = draw.randrange(0 if seed % 3 == 0 else 8192, len(data) - 64)
        data[at : at + 64] = draw.randbytes(64)
    if seed % 4 == 0:
        del data[draw.randrange(50_000, len(data)) :]
    path, out = tmp_path / "bad.wardplan", tmp_path / "out.wardplan"
    path.write_bytes(data)
    said = ""
    try:
        salvage_plan(path, out, author="Tests")
    except FileProblem as problem:
        said = str(problem)
    assert bool(said) != out.exists()
    assert "backup" in said or verify_plan(out).plan_id
    assert path.read_bytes() == bytes(data)


def test_an_encrypted_plan_gives_the_pages_whose_checksum_holds(tmp_path: Path) -> None:
    path, out = plan_file(tmp_path), tmp_path / "out.wardplan"
    document = open_plan(path, author="Tests")
    protecting.change_passphrase(document, PHRASE)
    document.close()
    data = bytearray(path.read_bytes())
    page = len(data) // 4096 // 2
    data[page * 4096 : page * 4096 + 16] = bytes(16)
    path.write_bytes(data)
    report = salvage_plan(path, out, author="Tests", passphrase=PHRASE)
    assert report.rows > 20
    assert out.read_bytes()[:6] != b"SQLite"
    assert verify_plan(out, PHRASE).plan_id


@pytest.mark.parametrize("is_plan_row_lost", [False, True])
def test_a_command_file_gives_a_command_file_never_a_plan_to_hand_on(
    tmp_path: Path, is_plan_row_lost: bool
) -> None:
    document, out = open_plan(plan_file(tmp_path), author="Tests"), tmp_path / "out.command.wardplan"
    path = document.target.with_name("beside.command.wardplan")
    kind = make_type("NTK", "Gallery-Zebra", need_to_know=True)
    create_command_file(document, path, PHRASE, [kind], author="Tests")
    found = read_salvage(path, passphrase=PHRASE)
    if is_plan_row_lost:
        found.found.tables = [t for t in found.found.tables if t.kind is not Plan]
    found.write(out, author="Tests")
    with pytest.raises(FileProblem, match="is a command file"):
        open_plan(out, author="Tests", passphrase=PHRASE)
    open_command_file(document, out, PHRASE)
    assert document.read.require(OperationType, kind.id).name == "Gallery-Zebra"
    document.close()


def test_what_was_read_of_a_partners_copy_stays_a_partners(tmp_path: Path) -> None:
    document, path, _task = sent(tmp_path)
    document.close()
    out = tmp_path / "out.wardplan"
    salvage_plan(path, out, author="Tests")
    copy = open_plan(out, author="Tests")
    share = share_of_copy(copy.read)
    assert share is not None
    assert share.recipient == "City Council"
    with pytest.raises(FileProblem, match="only the district"):
        share_copy(copy, tmp_path / "on.wardplan", ShareWish(audience="police", partner_id="", terms=TERMS))
    copy.close()


def test_what_a_killed_salvage_leaves_goes_at_the_next_opening(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    child = multiprocessing.get_context("spawn").Process(
        target=_killed_while_reading, args=(path, state_dir())
    )
    child.start()
    child.join()
    left = [p for p in state_dir().rglob("*.wardplan") if p.is_file()]
    assert len(left) == 1
    open_plan(path, author="Tests", read_only=True).close()
    assert not left[0].exists()


def _killed_while_reading(path: Path, state: Path) -> None:
    salvage(path, state, key=None, report=lambda _percent, _words: os._exit(0))


def test_a_view_in_a_tables_place_is_not_read(tmp_path: Path) -> None:
    path = doctored(
        tmp_path,
        lambda c: c.executescript(
            "PRAGMA foreign_keys = OFF; DROP TABLE task; CREATE VIEW task AS"
            " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n)"
            " SELECT i AS id FROM n"
        ),
    )
    found = salvage(path, state_dir(), key=None)
    assert next(t for t in found.tables if t.kind.TABLE == "task").rows == []
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
