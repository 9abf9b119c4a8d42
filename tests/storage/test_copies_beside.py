"""Copies of a plan in its folder are named whatever they are called, other files are not; none is touched."""

import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from planner.document.opening import open_plan
from planner.document.protecting import change_passphrase
from planner.document.purging import NOT_TOUCHED, purge_operation
from planner.domain.records.operation import Operation
from planner.paths import state_dir
from planner.storage import copies_beside as beside
from planner.storage.copies_beside import copies_beside
from planner.storage.working_copy import plan_folder
from tests.storage.plans import new_plan, plan_file


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A plan among copies of it, other plans and other files."""
    folder = tmp_path / "shared"
    folder.mkdir()
    path = plan_file(folder, "Colchester.wardplan")
    for name in ("Anita.wardplan", "old.wardplan.bak", "Colchester (1).wardplan"):
        shutil.copy(path, folder / name)
    with zipfile.ZipFile(folder / "council.wardplan.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(path, "council.wardplan")
    new_plan(folder / "Colchester of others.wardplan").close()
    (folder / "Anita.wardplan-wal").write_bytes(b"x")
    (folder / "damaged.wardplan").write_bytes(b"SQLite format 3\x00 and no more")
    (folder / "Colchester damaged.wardplan").write_bytes(b"SQLite format 3\x00 and no more")
    (folder / "notes.wardplan.zip").write_bytes(b"PK no zip")
    (folder / "empty.wardplan").touch()
    (folder / "folder.wardplan").mkdir()
    (folder / "link.wardplan").symlink_to(path)
    return path


OURS = ("Anita.wardplan", "Colchester (1).wardplan", "Colchester damaged.wardplan", "council.wardplan.zip",
        "old.wardplan.bak")  # fmt: skip


def test_a_purge_names_each_copy(target: Path) -> None:
    before = {
        p.name: p.read_bytes() for p in target.parent.iterdir() if p.is_file() and not p.samefile(target)
    }
    document = open_plan(target, author="Tests")
    operation = document.read.all(Operation)[0]
    notes = purge_operation(
        document, operation.id, reason="Kept", authoriser="Commander", today=date(2026, 9, 11)
    )
    document.close()
    assert [note for note in notes if note.startswith(NOT_TOUCHED)] == [f"{NOT_TOUCHED}: {', '.join(OURS)}."]
    assert {name: (target.parent / name).read_bytes() for name in before} == before


def test_a_new_passphrase_names_what_the_former_one_opens(target: Path) -> None:
    document = open_plan(target, author="Tests")
    (said,) = change_passphrase(document, "four quiet brown owls")
    assert said.endswith(f"have no passphrase, or the former one: {', '.join(OURS)}.")
    for name in (*OURS, "Colchester of others.wardplan"):
        (target.parent / name).unlink()
    document.save_copy(target.with_name("Bea.wardplan"))
    (again,) = change_passphrase(document, "five quiet brown owls")
    assert again.endswith("or the former one: Bea.wardplan.")
    document.close()


def test_what_was_not_looked_at_is_said(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = open_plan(target, author="Tests", read_only=True)
    folder = plan_folder(state_dir(), document.plan.id)
    document.close()
    assert copies_beside(target, folder, (None,)).is_all
    monkeypatch.setattr(beside, "_MOST_FILES", 1)
    found = copies_beside(target, folder, (None,))
    assert found.said("Copies") == [
        "Copies: Anita.wardplan.",
        "Not every file of that folder could be looked at: look for other copies there.",
    ]
    assert not copies_beside(target.parent / "gone" / target.name, folder, (None,)).is_all
