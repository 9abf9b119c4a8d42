"""A plan sent as a zip file is taken out of it; what lies beside it is never written over."""

import zipfile
from pathlib import Path

import pytest

from planner.document.unpacking import to_read, unpacked_beside
from planner.domain.errors import FileProblem


def _zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "."), data)
    return path


def test_it_lies_beside_the_zip_file_and_what_was_done_in_it_stays(tmp_path: Path) -> None:
    sent = _zip(tmp_path / "sent.zip", council__wardplan=b"plan", readme__txt=b"words")
    out = unpacked_beside(sent)
    assert (out, out.read_bytes()) == (tmp_path / "council.wardplan", b"plan")
    assert unpacked_beside(sent) == out
    out.write_bytes(b"plan with answers")
    with pytest.raises(FileProblem, match="it has your work"):
        unpacked_beside(sent)
    assert out.read_bytes() == b"plan with answers"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["council.wardplan", "sent.zip"]


def test_to_be_merged_it_is_put_where_nobody_works(tmp_path: Path) -> None:
    out = to_read(_zip(tmp_path / "sent.zip", council__wardplan=b"plan"))
    assert (out.name, out.read_bytes()) == ("council.wardplan", b"plan")
    assert [p.name for p in tmp_path.iterdir()] == ["sent.zip"]
    assert to_read(tmp_path / "as it is.wardplan") == tmp_path / "as it is.wardplan"


def test_a_path_inside_leads_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    sent = folder / "sent.zip"
    with zipfile.ZipFile(sent, "w") as packed:
        packed.writestr("../../evil.wardplan", b"plan")
    assert unpacked_beside(sent) == folder / "evil.wardplan"
    assert not (tmp_path / "evil.wardplan").exists()


@pytest.mark.parametrize("members", [{}, {"a__txt": b"x"}, {"a__wardplan": b"x", "b__wardplan": b"y"}])
def test_other_zip_files_are_refused_in_a_sentence(tmp_path: Path, members: dict[str, bytes]) -> None:
    with pytest.raises(FileProblem, match=r"plan\. Choose a zip file that Wardplan shared"):
        unpacked_beside(_zip(tmp_path / "sent.zip", **members))


def test_what_only_ends_like_one_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "sent.zip").write_bytes(b"PK\x03\x04 but no more")
    with pytest.raises(FileProblem, match="damaged"):
        unpacked_beside(tmp_path / "sent.zip")
    with pytest.raises(FileProblem, match="cannot be read"):
        unpacked_beside(tmp_path / "nowhere.zip")
