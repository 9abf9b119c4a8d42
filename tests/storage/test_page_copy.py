"""A working copy copied page by page: nothing deleted is in it, nothing wrong gets through, commits go on."""

import os
import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.domain.errors import FileProblem
from planner.storage import page_copy, seal
from planner.storage.engine import Connection, DatabaseError, connect
from planner.storage.free_space import free_space, unused
from planner.storage.planning_file import PlanningFile
from planner.storage.publish import write_copy
from planner.storage.whole_copy import WholeCopy, Written
from tests.storage.plans import plan_bytes, plan_file

WORD = "Raptorsecret"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PAGE = 4096


@pytest.fixture
def working(tmp_path: Path) -> Iterator[PlanningFile]:
    """A working copy that is open."""
    file = PlanningFile.open(plan_file(tmp_path, "working.wardplan"))
    yield file
    file.close()


@pytest.fixture
def by_pages(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each copy that was begun page by page, whether it went through."""
    told: list[bool] = []
    real = WholeCopy._by_pages

    def copied(copy: WholeCopy, connection: Connection) -> Written | None:
        done = real(copy, connection)
        told.append(done is not None)
        return done

    monkeypatch.setattr(WholeCopy, "_by_pages", copied)
    return told


def insert(connection: Connection, rows: list[tuple[str, str]]) -> None:
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO setting (id, value) VALUES (?, ?)", rows)
    connection.execute("COMMIT")


def delete(connection: Connection, ids: list[str]) -> None:
    connection.execute("BEGIN")
    connection.executemany("DELETE FROM setting WHERE id = ?", [(one,) for one in ids])
    connection.execute("COMMIT")


def settings(path: Path) -> dict[str, str]:
    with closing(connect(path, read_only=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return dict(connection.execute("SELECT id, value FROM setting").fetchall())


def copied(working: PlanningFile, **how: bool) -> Path:
    """Write a copy, and hold it against every promise about a published file."""
    out = working.path.with_name("out.wardplan")
    out.unlink(missing_ok=True)
    written = write_copy(working.path, out, key=None, at=AT, **how)  # type: ignore[arg-type]
    assert written is not None
    content, looked = out.read_bytes(), seal.look(out)
    assert content[18:20] == b"\x01\x01", "it says that it has a log beside it"
    assert looked.intact
    assert not looked.torn
    assert content.count(seal.MARKER) == 1
    assert written.digest in content.hex()
    assert sorted(path.name for path in out.parent.glob("out*")) == ["out.wardplan"]
    return out


def test_nothing_of_what_was_deleted_is_copied(working: PlanningFile, by_pages: list[bool]) -> None:
    chance, there = random.Random(20261122), []
    for turn in range(12):
        rows = [
            (f"{turn}/{number}", f"{WORD} {turn}/{number} " + "x" * chance.randrange(900))
            for number in range(80)
        ]
        chance.shuffle(rows)
        insert(working.connection, rows)
        there += [row_id for row_id, _ in rows]
        chance.shuffle(there)
        delete(working.connection, there[:60])
        there = there[60:]
        out = copied(working)
        assert WORD.encode() not in free_space(out)
        assert not unused(out.read_bytes()).left_over
        assert {row_id for row_id, value in settings(out).items() if WORD in value} == set(there)
        assert out.read_bytes().count(WORD.encode()) == len(there)
    assert by_pages.count(True) > 6


def test_what_another_build_of_sqlite_left_over_is_not_copied(tmp_path: Path, by_pages: list[bool]) -> None:
    path = plan_file(tmp_path, "working.wardplan")
    other = sqlite3.connect(path)
    other.execute("PRAGMA secure_delete = OFF")
    other.executemany(
        "INSERT INTO setting (id, value) VALUES (?, ?)", [(str(n), WORD * 20) for n in range(150)]
    )
    other.commit()
    other.execute("DELETE FROM setting WHERE value LIKE ?", (f"{WORD}%",))
    other.commit()
    other.close()
    assert path.read_bytes().count(WORD.encode()) > 100
    working = PlanningFile.open(path)
    out = copied(working)
    working.close()
    assert by_pages == [True]
    assert out.read_bytes().count(WORD.encode()) == 0
    assert not unused(out.read_bytes()).left_over


def test_a_copy_that_the_system_got_wrong_is_written_anew(
    working: PlanningFile, by_pages: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.copy_file_range

    def wrong(source: int, out: int, size: int) -> int:
        done = real(source, out, size)
        os.pwrite(out, b"\xff", 3 * PAGE + 2000)
        return done

    insert(working.connection, [("kept", "1")])
    monkeypatch.setattr(os, "copy_file_range", wrong)
    out = copied(working)
    assert by_pages == [False]
    assert settings(out)["kept"] == "1"


def test_a_damaged_working_copy_is_mended_or_not_published(tmp_path: Path) -> None:
    """A damaged index is made anew from its table; a damaged table is refused."""
    path, out = plan_file(tmp_path, "working.wardplan"), tmp_path / "out.wardplan"
    PlanningFile.open(path).close()
    sound, chance, refused = path.read_bytes(), random.Random(20261122), 0
    before = _rows(path)
    for page in range(10, 50, 3):
        content = bytearray(sound)
        content[page * PAGE : (page + 1) * PAGE] = b"\xff" + chance.randbytes(PAGE - 1)
        path.write_bytes(content)
        out.unlink(missing_ok=True)
        try:
            with closing(PlanningFile.open(path)):
                write_copy(path, out, key=None, at=AT)
            assert _rows(out) == before
        except (DatabaseError, FileProblem):
            refused += 1
    assert 0 < refused < 14


def _rows(path: Path) -> dict[str, object]:
    """Every row of a database but those that only a published file has."""
    with closing(connect(path, read_only=True)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        return {
            name: sorted(map(str, connection.execute(f'SELECT * FROM "{name}"').fetchall()))
            for name in tables
            if name not in ("seal", "gpkg_contents")
        }


def test_whoever_reads_how_it_was_before_makes_it_be_written_anew(
    working: PlanningFile, by_pages: list[bool]
) -> None:
    with closing(connect(working.path, read_only=True)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM setting").fetchone()
        insert(working.connection, [("later", "1")])
        out = copied(working)
    assert by_pages == []
    assert settings(out)["later"] == "1"


def test_much_free_space_makes_it_be_written_anew(working: PlanningFile, by_pages: list[bool]) -> None:
    insert(working.connection, [(str(n), WORD * 250) for n in range(900)])
    delete(working.connection, [str(n) for n in range(900)])
    out = copied(working)
    assert by_pages == []
    assert out.stat().st_size < len(plan_bytes()) + 4 * PAGE < working.path.stat().st_size


def test_commits_go_on_and_every_copy_is_of_one_moment(working: PlanningFile, by_pages: list[bool]) -> None:
    """Two settings are always changed together; no copy ever holds one without the other."""
    insert(working.connection, [("left", "0"), ("right", "0")])
    stop = threading.Event()

    def commit() -> None:
        with closing(connect(working.path)) as connection:
            number = 0
            while not stop.is_set():
                number += 1
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("UPDATE setting SET value = ? WHERE id = 'left'", (str(number),))
                connection.execute("INSERT INTO setting VALUES (?, ?)", (f"n{number}", "x" * 500))
                connection.execute("UPDATE setting SET value = ? WHERE id = 'right'", (str(number),))
                connection.execute("COMMIT")

    writer = threading.Thread(target=commit)
    writer.start()
    try:
        seen = []
        for _ in range(12):
            found = settings(copied(working))
            assert found["left"] == found["right"]
            assert len([one for one in found if one.startswith("n")]) == int(found["left"])
            seen.append(int(found["left"]))
    finally:
        stop.set()
        writer.join()
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


def test_an_encrypted_copy_is_written_anew_and_checked(tmp_path: Path, by_pages: list[bool]) -> None:
    key = "ab" * 48
    with closing(connect(plan_file(tmp_path, "plain.wardplan"))) as plain:
        plain.execute(f"ATTACH DATABASE '{tmp_path / 'working.wardplan'}' AS e KEY \"x'{key}'\"")
        plain.execute("SELECT sqlcipher_export('e')")
    working = PlanningFile.open(tmp_path / "working.wardplan", key=key)
    assert write_copy(working.path, tmp_path / "out.wardplan", key=key, at=AT) is not None
    working.close()
    assert by_pages == []
    assert page_copy.is_sound(tmp_path / "out.wardplan", key)
    assert not page_copy.is_sound(tmp_path / "out.wardplan", "cd" * 48)


def test_pages_that_say_what_cannot_be_are_refused(tmp_path: Path) -> None:
    content = bytearray(plan_bytes())
    assert unused(bytes(content)).size
    content[PAGE + 5 : PAGE + 7] = b"\x00\x01"  # where the rows of page 2 begin
    with pytest.raises(ValueError, match="outside"):
        unused(bytes(content))
    path = tmp_path / "bad.wardplan"
    path.write_bytes(content)
    assert free_space(path) == bytes(content)
