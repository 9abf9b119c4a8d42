"""Two copies of one plan on one computer: what is done to one never reaches the backups of the other."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planner.document.backups import back_up_now, backups_of
from planner.document.document import Document
from planner.document.merging import apply_merge
from planner.document.opening import open_plan
from planner.document.protecting import change_passphrase
from planner.document.purging import purge_operation
from planner.domain.records.operation import Operation
from planner.paths import state_dir
from planner.storage import backups
from planner.storage.backup_places import Standing, standing_to, tag_of
from planner.storage.first_look import is_plain
from tests.reliability.children import refuse_other_systems, told
from tests.reliability.works import TODAY
from tests.storage.plans import edit, plan_file

PHRASE = "four quiet brown owls"
MARK = "Quagmire"


def two_copies(folder: Path) -> tuple[Document, Path]:
    """A plan that is open and holds the mark, and a plain copy of it that was open here too."""
    document = open_plan(plan_file(folder), author="A")
    other = folder / "other.wardplan"
    document.save_copy(other)
    theirs = open_plan(other, author="B")
    back_up_now(theirs, "Theirs")
    theirs.close()
    edit(document, MARK)
    back_up_now(document, "Ours")
    document.publish()
    return document, other


def kept(path: Path) -> list[Path]:
    """The backups of a file on this computer."""
    folder = backups.folder_for(state_dir(), path)
    assert folder is not None
    return [one.path for one in backups.of_file(folder, path)]


def marked_in_plain(folder: Path) -> list[str]:
    files = [p for place in (folder, state_dir()) for p in place.rglob("*") if p.is_file()]
    return [p.name for p in files if MARK.encode() in p.read_bytes()]


def test_a_passphrase_on_one_copy_leaves_the_backups_of_the_other(tmp_path: Path) -> None:
    document, other = two_copies(tmp_path)
    before = {path: path.read_bytes() for path in kept(other)}
    change_passphrase(document, PHRASE)
    assert {path: path.read_bytes() for path in kept(other)} == before
    assert not any(is_plain(path) for path in kept(document.target))
    assert marked_in_plain(tmp_path) == []
    change_passphrase(document, None)
    document.close()
    assert {path: path.read_bytes() for path in kept(other)} == before
    assert all(is_plain(path) for path in kept(tmp_path / "plan.wardplan"))


@pytest.mark.skipif(bool(refuse_other_systems()), reason=refuse_other_systems())
def test_a_passphrase_broken_off_is_finished_beside_a_plain_copy_and_renamed(tmp_path: Path) -> None:
    document, other = two_copies(tmp_path)
    document.close()
    path = tmp_path / "plan.wardplan"

    def set_and_stop() -> None:
        opened = open_plan(path, author="A")
        replace = os.replace

        def swap(new: Path, old: Path) -> None:
            replace(new, old)
            if Path(old) == path:
                os._exit(9)  # under the new key, and not one backup is

        os.replace = swap  # type: ignore[assignment]  # the boundary of the system
        change_passphrase(opened, PHRASE)

    assert told(set_and_stop) is None
    assert any(name.endswith(".wardplan") for name in marked_in_plain(tmp_path))
    before = {one: one.read_bytes() for one in kept(other)}
    open_plan(path.rename(tmp_path / "renamed.wardplan"), author="A", passphrase=PHRASE).close()
    assert marked_in_plain(tmp_path) == []
    assert {one: one.read_bytes() for one in kept(other)} == before


def test_a_file_that_was_renamed_takes_its_backups_under_its_passphrase(tmp_path: Path) -> None:
    document, _other = two_copies(tmp_path)
    document.close()
    moved = (tmp_path / "plan.wardplan").rename(tmp_path / "renamed.wardplan")
    document = open_plan(moved, author="A")
    assert "Ours" in {one.why for one in backups_of(document)}
    change_passphrase(document, PHRASE)
    document.close()
    assert marked_in_plain(tmp_path) == []


def test_a_purge_leaves_the_backups_of_a_copy_under_its_own_passphrase(tmp_path: Path) -> None:
    document, other = two_copies(tmp_path)
    document.close()
    theirs = open_plan(other, author="B")
    change_passphrase(theirs, PHRASE)
    theirs.close()
    document = open_plan(tmp_path / "plan.wardplan", author="A")
    before = {path: path.read_bytes() for path in kept(other)}
    operation = document.read.all(Operation)[0]
    notes = purge_operation(document, operation.id, reason="Old", authoriser="A", today=TODAY)
    assert any("passphrase of its own" in note for note in notes)
    assert {path: path.read_bytes() for path in kept(other)} == before
    theirs = open_plan(other, author="B", passphrase=PHRASE)
    apply_merge(theirs, document.target)
    document.close()
    theirs.publish()
    assert all(one.operations == 1 for one in backups_of(theirs) if one.path in before)
    theirs.close()


def test_rotation_counts_each_copys_backups_for_itself(tmp_path: Path) -> None:
    document, other = two_copies(tmp_path)
    shared = document.shared_files[0]
    folder = shared.copy.folder.parent
    theirs = kept(other)
    for day in range(1, 70):
        at = datetime.now(UTC) - timedelta(days=day)
        (folder / "backups" / f"{at:%Y%m%dT%H%M%S}-000000-{tag_of(shared.target)}-0000.wardplan").touch()
    made = back_up_now(document, "Now")
    document.close()
    assert made.exists()
    assert kept(other) == theirs
    assert len(kept(tmp_path / "plan.wardplan")) < 70


def test_a_backup_from_before_there_were_tags_is_of_the_last_file(tmp_path: Path) -> None:
    document, other = two_copies(tmp_path)
    folder = document.shared_files[0].copy.folder.parent
    standing = standing_to(document.target, folder)
    assert standing(tag_of(other)) is Standing.ANOTHERS
    assert standing("") is Standing.OWN, "it made the last backup"
    older = kept(document.target)[0]
    older.rename(older.with_name(older.name.replace(f"-{tag_of(document.target)}", "")))
    open_plan(other, author="B").close()
    back_up_now(document, "More")
    assert len(kept(document.target)) == 3, "it was named before the other copy made its own"
    other.unlink()
    assert standing_to(document.target, folder)(tag_of(other)) is Standing.GONE
    document.close()
