"""Whatever is not a sound plan is refused in one sentence, quickly, and left exactly as it was."""

import contextlib
import io
import os
import re
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.document.merging import preview_merge
from planner.document.opening import open_plan, verify_plan
from planner.domain.errors import FileProblem
from planner.paths import state_dir
from planner.storage import seal
from tests.storage.plans import doctored, plan_bytes, plan_file, resealed


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


def schema_byte(folder: Path) -> Path:
    content = bytearray(plan_bytes())
    content[content.index(b"CREATE TABLE plan") + 40] = 0xB2
    return of_bytes(bytes(content))(folder)


def header_byte(folder: Path) -> Path:
    content = bytearray(plan_bytes())
    content[47] = 9
    return of_bytes(bytes(content))(folder)


def two_markers(folder: Path) -> Path:
    path = plan_file(folder)
    path.write_bytes(path.read_bytes() + seal.MARKER + bytes(4096 - len(seal.MARKER)))
    return path


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "plan.wardplan")
    return folder / "plan.wardplan"


def dangling(folder: Path) -> Path:
    (folder / "plan.wardplan").symlink_to(folder / "gone" / "plan.wardplan")
    return folder / "plan.wardplan"


def circle(folder: Path) -> Path:
    (folder / "plan.wardplan").symlink_to(folder / "plan.wardplan")
    return folder / "plan.wardplan"


def sealed_again(*statements: str) -> Callable[[Path], Path]:
    """Written by somebody who computes the seal as Wardplan does: only what the rows hold can tell."""

    def change(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return lambda folder: resealed(folder, change)


def values(statement: str, where: str) -> tuple[Callable[[Path], Path], str]:
    return sealed_again("PRAGMA ignore_check_constraints = ON", statement), f"never writes ({where})"


SECOND_PLAN = (
    "INSERT INTO plan SELECT 'x', title, kind, beside_id, format_version, district, zone, marking, wording,"
    " force_day_start, prepared_by, out_of_hours, briefing_place, custody, nearest_ae, safe_places,"
    " control_room, media_contact, destroy_after_days, attribution FROM plan"
)
CIRCLE = (
    "UPDATE change SET parents = json_array((SELECT id FROM change c WHERE c.seq = change.seq % 3 + 1))"
    " WHERE seq IN (1, 2, 3)"
)
MANY_POINTS = "x'4750000100000000' || x'010600000001000000' || x'0103000000ffffff7f'"
FAR_POINT = "x'0101000000' || x'00000000a2a0f241' || x'00000000a2a0f241'"

RECURSIVE = (
    "CREATE VIEW plan AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    " SELECT i AS id, '1.0' AS format_version, 't' AS title FROM n WHERE i < 0"
)

BAD = {
    "missing": (missing, "There is no file"),
    "folder": (a_folder, "is a folder"),
    "pipe": (fifo, "is no file"),
    "link to nothing": (dangling, "There is no file"),
    "link to itself": (circle, "There is no file"),
    "empty": (of_bytes(b""), "is empty"),
    "text": (of_bytes(b"Dear all, the plan follows.\n" * 9), "is a text file"),
    "zip": (a_zip, "Unpack it"),
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
    "two plan rows": (sealed_again(SECOND_PLAN), "never writes (plan)"),
    "no plan row, sealed again": (sealed_again("DELETE FROM plan"), "is damaged"),
    "trigger, sealed again": (
        sealed_again("CREATE TRIGGER x AFTER UPDATE ON setting BEGIN DELETE FROM operation; END"),
        'holds a trigger "x"',
    ),
    "two markers": (two_markers, "is damaged"),
    "short seal": (sql("UPDATE seal SET digest = x'00'"), "is damaged"),
    "seal of text": (sql("UPDATE seal SET published_at = 'never'"), "is damaged"),
    "huge cell": values("UPDATE plan SET title = printf('%.*c', 30000000, 'x')", "plan"),
    "huge zero cell": values("UPDATE ward SET shape = zeroblob(20000000)", "ward"),
    "status that there is none of": values("UPDATE operation SET status = 'x'", "operation"),
    "date in words": values("UPDATE deployment SET start = 'tomorrow'", "deployment"),
    "clock with a zone": values("UPDATE deployment SET start = '2026-01-01T10:00+05:00'", "deployment"),
    "a trillion posts": values("UPDATE type_post SET count = 1000000000000", "type post"),
    "infinite place": values("UPDATE place SET easting = 9e999", "place"),
    "place at five billion": values("UPDATE place SET northing = 5e9", "place"),
    "point at five billion": values(f"UPDATE place SET shape = CAST({FAR_POINT} AS BLOB)", "place"),
    "ring of two billion points": values(f"UPDATE ward SET geom = CAST({MANY_POINTS} AS BLOB)", "ward"),
    "shape of text": values("UPDATE ward SET shape = CAST('here' AS BLOB)", "ward"),
    "text that is no text": (sealed_again("UPDATE plan SET title = CAST(x'ff41' AS TEXT)"), "cannot be read"),
    "schema that is no text": (schema_byte, "is damaged"),
    "header of no version": (header_byte, "is damaged"),
    "zone of a path": values("UPDATE plan SET zone = '../../etc/passwd'", "time zone"),
    "zone there is none of": values("UPDATE plan SET zone = 'Europe/Nowhere'", "time zone"),
    "deep parents": values(f"UPDATE change SET parents = '{'[' * 100_000}'", "change log"),
    "parents of numbers": values("UPDATE change SET parents = '[1, 2]'", "change log"),
    "ancestors in a circle": values(CIRCLE, "change log"),
    "log of another table": values("UPDATE change SET table_name = 'sqlite_schema'", "change log"),
    "log with infinity": values(
        """UPDATE change SET "after" = '{"value": 1e999}' WHERE seq = 5""", "change log"
    ),
    "newer major, far": (sql("UPDATE plan SET format_version = '9.0'"), "newer Wardplan (format 9.0"),
    "newer minor without what it says": (
        sql("UPDATE plan SET format_version = '1.99'", "DROP TABLE task"),
        "is damaged",
    ),
    "newer major": (sql("UPDATE plan SET format_version = '2.3'"), "newer Wardplan (format 2.3"),
    "no version": (sql("UPDATE plan SET format_version = 'x'"), "is damaged"),
    "edited by another program": (sql("UPDATE ward SET name = 'X'"), "changed by another program"),
    "no seal": (sql("DELETE FROM seal"), "is damaged"),
    "row without its owner": (
        sql("PRAGMA foreign_keys = OFF", "DELETE FROM operation WHERE fid = 1"),
        "is damaged",
    ),
}


def sound_plan() -> Path:
    """A plan to merge into, in a folder of its own."""
    folder = state_dir().parent / "mine"
    folder.mkdir(exist_ok=True)
    return plan_file(folder)


def merged(path: Path) -> None:
    """Merge a file into a sound plan, which stays as it was."""
    mine = sound_plan()
    document = open_plan(mine, author="Tests")
    try:
        preview_merge(document, path)
    finally:
        document.close()
        assert mine.read_bytes() == plan_bytes()
        shutil.rmtree(state_dir().parent)


def merged_by_command(path: Path) -> None:
    """Merge a file by the command, which leaves the plan as it was."""
    mine = sound_plan()
    try:
        by_command("merge", str(mine), str(path))
    finally:
        assert mine.read_bytes() == plan_bytes()
        shutil.rmtree(state_dir().parent)


def by_command(*words: str) -> None:
    """Run a command; what it said on standard error comes back as the FileProblem that it was."""
    said, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(error):
        code = run(list(words))
    assert code == 2
    assert said.getvalue() == ""
    raise FileProblem(error.getvalue().removeprefix("Error: ").strip())


WAYS: dict[str, Callable[[Path], object]] = {
    "open": lambda path: open_plan(path, author="Tests"),
    "look": lambda path: open_plan(path, author="Tests", read_only=True),
    "verify": verify_plan,
    "merge": merged,
    "merge by command": merged_by_command,
    "info": lambda path: by_command("info", str(path)),
    "list": lambda path: by_command("list", str(path), "operations"),
    "edit": lambda path: by_command(
        "add", str(path), "--type", "RP", "--ward", "Castle", "--start", "2026-09-03"
    ),
    "order": lambda path: by_command("brief", str(path), "--operation", "SW-2026-01", "-o", f"{path}.pdf"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("way", WAYS)
def test_bad_file_is_refused_and_untouched(name: str, way: str, tmp_path: Path, state_folder: Path) -> None:
    make, said = BAD[name]
    path = make(tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    start = time.process_time()  # of this process, whatever else the machine is doing
    with pytest.raises(FileProblem) as caught:
        WAYS[way](path)
    assert time.process_time() - start < 2
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
