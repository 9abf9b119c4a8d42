"""A full disk or a failed publishing leaves the published file as it was and the work where it is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.document.opening import create_plan, open_plan
from planner.domain.errors import FileProblem
from planner.domain.ids import new_id
from planner.domain.records.plan import Plan, Setting
from tests.storage.plans import edit, plan_bytes, plan_file, published_values, put, values

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0, reason="only a superuser can mount a small disk"
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "stick"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("this machine mounts no small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_keeps_the_published_file_and_the_work(small_disk: Path, tmp_path: Path) -> None:
    path = plan_file(small_disk)
    document = open_plan(path, author="Tests")
    (small_disk / "filler").write_bytes(bytes(2 * 1024 * 1024 - len(plan_bytes()) - 60_000))
    edit(document, "2")
    with pytest.raises(FileProblem, match="disk is full"):
        document.publish()
    assert path.read_bytes() == plan_bytes()
    assert {p.name for p in small_disk.iterdir()} == {"plan.wardplan", "plan.wardplan.open", "filler"}
    edit(document, "3")
    document.save_copy(tmp_path / "saved.wardplan")
    assert published_values(tmp_path / "saved.wardplan") == {"first": "3"}
    (small_disk / "filler").unlink()
    assert document.publish().changed
    document.close()
    assert published_values(path) == {"first": "3"}


def test_new_plan_on_a_full_disk_leaves_no_file(small_disk: Path, state_folder: Path) -> None:
    rows = [Setting(id=str(n), value="x" * 100_000) for n in range(30)]
    with pytest.raises(FileProblem, match="disk is full"):
        create_plan(small_disk / "a.wardplan", plan=Plan(id=new_id(), title="A"), records=rows, author="T")
    assert list(small_disk.iterdir()) == []
    assert not [p for p in state_folder.rglob("*") if p.is_file()]


def test_full_disk_under_the_working_copy_refuses_the_command(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDPLAN_STATE", str(small_disk))
    document = open_plan(plan_file(tmp_path), author="Tests")
    with pytest.raises(FileProblem, match="disk is full"):
        document.run(put(*(Setting(id=str(n), value="x" * 100_000) for n in range(30))))
    assert values(document) == {"first": "1"}
    edit(document, "2")
    assert document.publish().changed
    document.close()
    assert published_values(tmp_path / "plan.wardplan") == {"first": "2"}
