"""A second copy, made of what is read anyway, is kept whole or not at all."""

import sys
from pathlib import Path

import pytest

from planner.storage import seen


def test_parts_and_what_is_put_over_them_are_kept(tmp_path: Path) -> None:
    part = seen.passing_name(tmp_path)
    with seen.SecondCopy(part) as second:
        second.add(memoryview(b"one "))
        second.add(memoryview(b"two 0000"))
        second.put(b"12", 8)
    seen.keep(part, "abc")
    kept = seen.recall(tmp_path, "abc")
    assert kept is not None
    assert kept.read_bytes() == b"one two 1200"


@pytest.mark.skipif(sys.platform != "linux", reason="no full device elsewhere")
def test_where_there_is_no_room_nothing_is_kept_and_nothing_said(tmp_path: Path) -> None:
    part = seen.passing_name(tmp_path)
    part.symlink_to("/dev/full")
    with seen.SecondCopy(part) as second:
        second.add(memoryview(b"one"))
        second.add(memoryview(b"two"))
        second.put(b"12", 0)
    assert list(part.parent.iterdir()) == []
    seen.keep(part, "abc")
    assert seen.recall(tmp_path, "abc") is None


def test_any_other_failure_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), seen.SecondCopy(tmp_path / "missing" / "part"):
        pass


def test_only_the_newest_two_are_kept(tmp_path: Path) -> None:
    for digest in "abc":
        part = seen.passing_name(tmp_path)
        part.write_text(digest)
        seen.keep(part, digest)
    assert [seen.recall(tmp_path, digest) is not None for digest in "abc"] == [False, True, True]
