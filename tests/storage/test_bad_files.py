"""Whatever is not a sound plan is refused in one sentence, quickly, and left exactly as it was."""

import os
import re
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.document.opening import open_plan, verify_plan
from planner.domain.errors import FileProblem
from tests.storage.plans import doctored, plan_bytes, plan_file


def missing(folder: Path) -> Path:
    return folder / "plan.wardplan"


def a_folder(folder: Path) -> Path:
    (folder / "plan.wardplan").mkdir()
    return folder / "plan.wardplan"


def of_bytes(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "plan.wardplan"
        path.write_bytes(content)
        return path

    return make


def a_zip(folder: Path) -> Path:
    path = folder / "plan.wardplan"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "hello")
    return path


def other_database(application_id: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "plan.wardplan"
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA application_id = {application_id}")
        connection.execute("CREATE TABLE ward (id TEXT)")
        connection.commit()
        connection.close()
        return path

    return make


def cut(share: float) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        return of_bytes(plan_bytes()[: int(len(plan_bytes()) * share)])(folder)

    return make


def flipped(folder: Path) -> Path:
    content = bytearray(plan_bytes())
    content[len(content) // 2] ^= 4
    return of_bytes(bytes(content))(folder)


def zeroed_page(folder: Path) -> Path:
    content = bytearray(plan_bytes())
    content[8192 : 8192 + 4096] = bytes(4096)
    return of_bytes(bytes(content))(folder)


def sql(*statements: str) -> Callable[[Path], Path]:
    def change(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return lambda folder: doctored(folder, change)


def generated_column(folder: Path) -> Path:
    def change(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE setting")
        connection.execute(
            "CREATE TABLE setting (id TEXT NOT NULL PRIMARY KEY,"
            " value TEXT GENERATED ALWAYS AS (printf('%.*c', 100000000, 'x')) VIRTUAL)"
        )

    return doctored(folder, change)


RECURSIVE = (
    "CREATE VIEW plan AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    " SELECT i AS id, '1.0' AS format_version, 't' AS title FROM n WHERE i < 0"
)

BAD = {
    "missing": (missing, "There is no file"),
    "folder": (a_folder, "is a folder"),
    "empty": (of_bytes(b""), "is empty"),
    "text": (of_bytes(b"Dear all, the plan follows.\n" * 9), "is a text file"),
    "zip": (a_zip, "is a ZIP archive"),
    "picture": (of_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300)), "is a picture"),
    "noise": (of_bytes(os.urandom(8192)), "is encrypted, or no plan"),
    "zeros": (of_bytes(bytes(8192)), "is not a planning file"),
    "header only": (cut(0.0001), "cut short"),
    "other program": (other_database(0), "another program's database"),
    "other GeoPackage": (other_database(0x47504B47), "without a plan"),
    "cut short": (cut(0.6), "cut short"),
    "flipped byte": (flipped, "is damaged"),
    "zeroed page": (zeroed_page, "is damaged"),
    "trigger": (
        sql("CREATE TRIGGER x AFTER UPDATE ON setting BEGIN DELETE FROM operation; END"),
        'holds a trigger "x"',
    ),
    "trigger named like GDAL's": (
        sql("CREATE TRIGGER rtree_ward_geom_insert AFTER INSERT ON ward BEGIN DELETE FROM operation; END"),
        'holds a trigger "rtree_ward_geom_insert"',
    ),
    "view": (sql("CREATE VIEW y AS SELECT 1"), 'holds a view "y"'),
    "virtual table": (sql("CREATE VIRTUAL TABLE z USING fts5(a)"), 'holds a table "z'),
    "extra table": (sql("CREATE TABLE more (a)"), 'holds a table "more"'),
    "extra index": (sql("CREATE INDEX more ON setting (value)"), 'holds an index "more"'),
    "generated column": (generated_column, "is damaged"),
    "recursive view for the plan": (sql("DROP TABLE plan", RECURSIVE), "is damaged"),
    "table gone": (sql("DROP TABLE task"), "is damaged"),
    "no plan row": (sql("DELETE FROM plan"), "is damaged"),
    "newer major": (sql("UPDATE plan SET format_version = '2.3'"), "newer Wardplan (format 2.3"),
    "no version": (sql("UPDATE plan SET format_version = 'x'"), "is damaged"),
    "edited by another program": (sql("UPDATE ward SET name = 'X'"), "changed by another program"),
    "no seal": (sql("DELETE FROM seal"), "is damaged"),
    "row without its owner": (
        sql("PRAGMA foreign_keys = OFF", "DELETE FROM operation WHERE fid = 1"),
        "is damaged",
    ),
}


WAYS: dict[str, Callable[[Path], object]] = {
    "open": lambda path: open_plan(path, author="Tests"),
    "look": lambda path: open_plan(path, author="Tests", read_only=True),
    "verify": verify_plan,
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("way", WAYS)
def test_bad_file_is_refused_and_untouched(name: str, way: str, tmp_path: Path, state_folder: Path) -> None:
    make, said = BAD[name]
    path = make(tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    start = time.monotonic()
    with pytest.raises(FileProblem) as caught:
        WAYS[way](path)
    assert time.monotonic() - start < 2
    text = str(caught.value)
    assert said in text
    assert "plan.wardplan" in text
    assert "\n" not in text
    assert re.search(r"\. [A-Z][^.]+", text), "nothing says what to do"
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before
    assert not [p for p in state_folder.rglob("*") if p.is_file()], "a copy was left"


def test_sound_plan_verifies_and_is_untouched(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    report = verify_plan(path)
    assert report.published_at.endswith("Z")
    assert path.read_bytes() == plan_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["plan.wardplan"]
