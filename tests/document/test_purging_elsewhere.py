"""A purge made on another laptop: once it came in, no byte of it is left on this one either."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.document.backups import back_up_now, backups_at
from planner.document.document import Document
from planner.document.merging import apply_merge
from planner.document.opening import open_plan
from planner.document.restoring import restore_copy
from planner.domain.records.operation import Operation
from planner.domain.records.sharing import PurgeNote, Share
from planner.paths import config_dir, state_dir
from tests.document.test_purging import WORDS, purged, written
from tests.storage.plans import plan_file, put


class Laptops:
    """Two laptops on one shared folder: A purges, B has the operation in all that it keeps."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch, self._home = monkeypatch, state_dir().parent
        self.path = plan_file(folder)
        a = self.at("a", open_plan_as="A")
        self.operation = written(a)
        a.publish()
        a.close()
        b = self.at("b", open_plan_as="B")
        b.run(put(replace(b.read.require(Operation, self.operation.id), title="Quagmire of B")))
        b.publish()
        back_up_now(b, "Before Quagmire of B")
        (share,) = b.read.all(Share)
        b.run(put(replace(share, id="0123456789abcdef", what="Shared sheet of B, Quagmire")))
        self.b = b

    def at(self, laptop: str, *, open_plan_as: str = "") -> Document:
        self.go_to(laptop)
        return open_plan(self.path, author=open_plan_as)

    def go_to(self, laptop: str) -> None:
        self._patch.setenv("WARDPLAN_STATE", str(self._home / laptop))

    def purge_on_a(self, copy: Path | None = None) -> None:
        a = self.at("a", open_plan_as="A")
        purged(a, self.operation)
        if copy is not None:
            a.save_copy(copy)
        a.close()
        self.go_to("b")

    def words_left(self) -> list[str]:
        """Words of the purged work in any file of B, or of the plan's folder."""
        found = b""
        for folder in (self.path.parent, state_dir(), config_dir()):
            for each in folder.rglob("*"):
                if self._home / "a" not in each.parents:
                    found += each.name.encode() + (each.read_bytes() if each.is_file() else b"")
        return [word for word in WORDS if word.encode() in found]


@pytest.fixture
def laptops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Laptops:
    return Laptops(tmp_path, monkeypatch)


def test_nothing_is_left_once_it_came_in_by_publishing(laptops: Laptops) -> None:
    laptops.purge_on_a()
    b = laptops.b
    assert b.history.undo_label
    assert laptops.words_left() == list(WORDS)
    assert any("taken out of the backups" in note for note in b.publish().notes)
    assert laptops.words_left() == []
    assert (b.history.undo_label, b.history.redo_label) == ("", "")
    assert {share.what for share in b.read.all(Share)} == {"A purged operation"}
    assert b.publish().notes == ()
    b.close()
    assert laptops.words_left() == []
    again = laptops.at("b", open_plan_as="B")
    assert again.notes == []
    assert len(again.read.all(PurgeNote)) == 1
    again.close()


def test_nothing_is_left_once_a_copy_was_merged_and_published(laptops: Laptops, tmp_path: Path) -> None:
    copy = tmp_path / "from A.wardplan"
    laptops.purge_on_a(copy)
    b = laptops.b
    apply_merge(b, copy)
    assert b.read.get(Operation, laptops.operation.id) is None
    assert (b.history.undo_label, b.history.redo_label) == ("", "")
    b.publish()
    assert laptops.words_left() == []
    b.close()


def test_nothing_is_left_once_it_is_opened(laptops: Laptops) -> None:
    """Unpublished work of a laptop that was switched off meanwhile is recovered without it."""
    laptops.b.close()
    laptops.purge_on_a()
    assert laptops.words_left() == list(WORDS)
    b = laptops.at("b", open_plan_as="B")
    assert any("taken out of the backups" in note for note in b.notes)
    b.publish()
    assert laptops.words_left() == []
    b.close()


def test_a_backup_written_as_a_plan_is_without_what_was_purged_since(laptops: Laptops) -> None:
    laptops.b.publish()
    laptops.b.close()
    laptops.purge_on_a()
    for number, backup in enumerate(backups_at(laptops.path)):
        out = laptops.path.with_name(f"restored {number}.wardplan")
        restore_copy(backup, out)
        assert [word for word in WORDS if word.encode() in out.read_bytes()] == []
    assert number
