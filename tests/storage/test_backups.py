"""Backups: made at opening and when asked, rotated, encrypted with an encrypted file, whole and sealed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.document.backups import back_up_now, backups_of
from planner.document.opening import create_command_file, open_command_file, open_plan, verify_plan
from planner.paths import state_dir
from planner.storage import backups
from planner.storage.rotation import LAST
from tests.storage.plans import edit, plan_file, published_values


def test_the_first_opening_of_a_day_keeps_what_was_opened(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    for _ in range(3):
        document = open_plan(path, author="Tests")
        found = backups_of(document)
        document.close()
    assert [backup.why for backup in found] == [backups.AT_OPENING]
    assert found[0].operations == 2
    assert found[0].path.read_bytes() == path.read_bytes()


def test_reading_makes_none(tmp_path: Path) -> None:
    document = open_plan(plan_file(tmp_path), author="Tests", read_only=True)
    assert backups_of(document) == []
    document.close()


def test_one_asked_for_holds_what_is_not_yet_published_and_says_why(tmp_path: Path) -> None:
    document = open_plan(plan_file(tmp_path), author="Tests")
    edit(document, "new")
    made = back_up_now(document, "Before a merge")
    listed = backups_of(document)
    document.close()
    assert [b.why for b in listed] == ["Before a merge", backups.AT_OPENING]
    assert listed[0].path == made
    copy = tmp_path / "copy.wardplan"
    copy.write_bytes(made.read_bytes())
    assert verify_plan(copy).plan_id
    assert published_values(copy) == {"first": "new", "backup": "Before a merge"}


def test_the_folder_is_found_again_by_the_plans_path(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    document = open_plan(path, author="Tests")
    folder = document.shared_files[0].copy.folder.parent
    document.close()
    assert backups.folder_for(state_dir(), path) == folder
    assert backups.folder_for(state_dir(), tmp_path / "other.wardplan") is None


def test_what_rotation_drops_is_gone(tmp_path: Path) -> None:
    document = open_plan(plan_file(tmp_path), author="Tests")
    shared = document.shared_files[0]
    start = datetime.now(UTC)
    for minute in range(1, LAST + 5):
        backups.back_up(
            document.path,
            shared.copy.folder.parent,
            shared.target,
            key=None,
            why=f"{minute}",
            at=start.replace(hour=12) + timedelta(days=1, minutes=minute),
        )
    whys = [b.why for b in backups_of(document)]
    document.close()
    assert whys == [*(str(m) for m in range(LAST + 4, 4, -1)), backups.AT_OPENING]


def test_the_command_files_backup_is_encrypted(tmp_path: Path) -> None:
    document = open_plan(plan_file(tmp_path), author="Tests")
    beside = document.target.with_suffix(".command.wardplan")
    create_command_file(document, beside, "four quiet brown owls", (), author="Tests")
    open_command_file(document, beside, "four quiet brown owls")
    back_up_now(document, "Before Quagmire")
    document.leave_command_view()
    hidden = backups.folder_for(state_dir(), beside)
    document.close()
    assert hidden is not None
    assert [b.path.read_bytes()[:6] == b"SQLite" for b in backups.stored(hidden)] == [False] * 2


def test_what_a_killed_backup_left_is_named_with_its_journal(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    names = {"a.wardplan.1.making", "a.wardplan.1.making-journal", "a.wardplan.1.making-wal"}
    for name in (*names, "a.wardplan"):
        (folder / name).write_bytes(b"x")
    assert {path.name for path in backups.leftovers(tmp_path)} == names
