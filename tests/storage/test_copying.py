"""Files that lose their name are freed by another thread, on disks of this computer only."""

import os
import sys
import threading
from pathlib import Path

import pytest

from planner.storage import copying
from planner.storage.copying import flush, flush_data, freed_later, is_on_local_disk


def held(path: Path) -> list[str]:
    """The names of handles of this process to a file, by its first name."""
    handles = Path("/proc/self/fd").iterdir()
    return [name for name in (os.readlink(one) for one in handles if one.is_symlink()) if path.name in name]


def let_go() -> None:
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is held")
@pytest.mark.parametrize("is_local", [True, False])
def test_what_is_replaced_is_held_only_on_a_local_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_local: bool
) -> None:
    monkeypatch.setattr(copying, "is_on_local_disk", lambda _path: is_local)
    old, new = tmp_path / "unheard-of-name", tmp_path / "new"
    old.write_text("old")
    new.write_text("new")
    with freed_later(old):
        os.replace(new, old)
        assert len(held(old)) == is_local
    let_go()
    assert not held(old)
    assert old.read_text() == "new"


def test_a_failure_comes_through_and_nothing_stays_held(tmp_path: Path) -> None:
    old = tmp_path / "unheard-of-name"
    old.write_text("old")
    with pytest.raises(FileNotFoundError), freed_later(old):
        os.replace(tmp_path / "missing", old)
    let_go()
    assert old.read_text() == "old"
    assert sys.platform != "linux" or not held(old)


def test_a_file_that_is_not_there_needs_no_freeing(tmp_path: Path) -> None:
    with freed_later(tmp_path / "missing"):
        (tmp_path / "missing").write_text("new")
    assert (tmp_path / "missing").read_text() == "new"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no disk is known to be local")
def test_what_has_no_device_is_not_on_a_local_disk() -> None:
    assert not is_on_local_disk(Path("/proc/self/status"))


def test_flushing_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"some")
    flush(path)
    with path.open("ab") as file:
        file.write(b" more")
    flush_data(path)
    assert path.read_bytes() == b"some more"
