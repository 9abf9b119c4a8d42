"""A file that the user named is written whole, or she is told by the name she gave."""

from pathlib import Path

import pytest

from planner.domain.errors import FileProblem
from planner.ui.writing import write_file


def test_a_name_too_long_to_write_beside_is_told_without_our_own(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as told:
        write_file(tmp_path / f"{'a' * 248}.pdf", b"one")
    assert str(told.value) == f"The name {'a' * 40}… is too long to write. Give it a shorter name."
    assert list(tmp_path.iterdir()) == []
