"""Purge: no byte of the operation is left anywhere, one note stays, and no old copy brings it back."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from planner.document.backups import back_up_now, backups_of
from planner.document.command import Command
from planner.document.document import Document
from planner.document.merging import apply_merge, preview_merge
from planner.document.opening import create_command_file, open_command_file, open_plan, verify_plan
from planner.document.purging import purge_operation
from planner.domain.errors import InvalidInput, KnownError
from planner.domain.ids import new_id
from planner.domain.merging import MergeState
from planner.domain.records.base import Record
from planner.domain.records.operation import BriefText, Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Setting
from planner.domain.records.review import Acknowledgement, Hold
from planner.domain.records.sharing import PurgeNote, Share
from planner.domain.vocabulary import Heading, HoldKind, ShareKind
from planner.paths import config_dir, state_dir
from tests.builders import make_operation, make_place, make_type
from tests.storage.plans import plan_file, put

TODAY = date(2026, 9, 11)
WORDS = ("Quagmire", "BRIEFTEXT", "Needles Yard", "OLDTITLE", "Shared sheet")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return plan_file(tmp_path)


def purged(document: Document, operation: Operation, reason: str = "Kept too long") -> list[str]:
    return purge_operation(
        document, operation.id, reason=reason, authoriser="District commander", today=TODAY
    )


def written(document: Document, code: str = "RP") -> Operation:
    """An operation with history, a drawn place, a share, an acknowledgement and a remembered number."""
    ward = {"RP": "Dedham & Boxted", "NTK": "Castle"}[code]
    made = make_operation(document, code, ward, title="OLDTITLE")
    operation = replace(document.read.require(Operation, made.id), title="Quagmire")
    brief = BriefText(id=new_id(), operation_id=made.id, heading=Heading.METHOD, text="BRIEFTEXT one")
    document.run(put(operation, brief))
    document.run(put(replace(brief, text="BRIEFTEXT two")))
    document.run(Command("Needles Yard", lambda pair: pair.drop(BriefText, brief.id)))
    share = Share(
        id=new_id(),
        kind=next(iter(ShareKind)),
        audience="command" if code == "NTK" else "partner",
        operation_id=made.id,
        what="Shared sheet of Quagmire",
        file_name="Quagmire.xlsx",
        at=datetime(2026, 9, 1, 8, 0),
        by="Tests",
    )
    seen = Acknowledgement(
        id=new_id(),
        code="double",
        about_ids=made.id,
        operation_id=made.id,
        message="Quagmire twice",
        reason="known",
        by="Tests",
        at=datetime(2026, 9, 1, 8, 0),
    )
    place = make_place("Needles Yard", 600000, 225500, operation_id=made.id)
    document.run(put(share, seen, place, Setting(id=f"slips/{made.id}", value="3")))
    document.undo()
    document.redo()
    return document.read.require(Operation, made.id)


def everything(tmp_path: Path) -> bytes:
    found = b""
    for folder in (tmp_path, state_dir(), config_dir()):
        for each in folder.rglob("*"):
            found += each.name.encode() + (each.read_bytes() if each.is_file() else b"")
    return found


def test_no_byte_of_it_is_left_but_the_note(path: Path, tmp_path: Path) -> None:
    document = open_plan(path, author="Tests")
    operation = written(document)
    document.publish()
    back_up_now(document, "Before Quagmire was changed")
    document.run(
        Command("Move Quagmire", lambda pair: pair.put(replace(operation, title="Quagmire BRIEFTEXT")))
    )
    assert all(word.encode() in everything(tmp_path) for word in WORDS)
    assert purged(document, operation) == []
    for _ in range(2):
        found = everything(tmp_path)
        assert [w for w in WORDS if w.encode() in found] == []
        assert document.history.undo_label == ""
        assert found.count(operation.reference.encode()) <= 3  # the note: working copy, plan, nothing else
        document.publish()
    (note,) = document.read.all(PurgeNote)
    assert (note.reference, note.authoriser, note.reason) == (
        operation.reference,
        "District commander",
        "Kept too long",
    )
    assert document.read.get(Operation, operation.id) is None
    (share,) = document.read.all(Share)
    assert (share.operation_id, share.what) == ("", "A purged operation")
    assert [b.why for b in backups_of(document)] == [
        "Before a purge",
        "Before a change",
        "When it was opened",
    ]
    document.close()
    assert [w for w in WORDS if w.encode() in everything(tmp_path)] == []
    assert verify_plan(path).plan_id
    for backup in list_copies(path, tmp_path):
        assert verify_plan(backup).plan_id


def list_copies(path: Path, tmp_path: Path) -> list[Path]:
    document = open_plan(path, author="Tests", read_only=True)
    found = []
    for number, backup in enumerate(backups_of(document)):
        found.append(tmp_path / f"backup {number}.wardplan")
        shutil.copyfile(backup.path, found[-1])
    document.close()
    return found


def test_a_hold_keeps_it(path: Path) -> None:
    document = open_plan(path, author="Tests")
    operation = written(document)
    hold = Hold(
        id=new_id(),
        operation_id=operation.id,
        kind=next(iter(HoldKind)),
        reason="inquest 14",
        placed_on=date(2026, 6, 2),
    )
    document.run(put(hold))
    with pytest.raises(KnownError, match=r"on hold since 2 June 2026 .*inquest 14"):
        purged(document, operation)
    assert document.read.get(Operation, operation.id) is not None
    document.close()


@pytest.mark.parametrize(("reason", "authoriser"), [("", "A"), ("  ", "A"), ("R", ""), ("R", "\n")])
def test_reason_and_authoriser_are_asked(path: Path, reason: str, authoriser: str) -> None:
    document = open_plan(path, author="Tests")
    operation = document.read.all(Operation)[0]
    with pytest.raises(InvalidInput, match="Say "):
        purge_operation(document, operation.id, reason=reason, authoriser=authoriser, today=TODAY)
    document.close()


def test_need_to_know_work_is_purged_from_the_command_file(path: Path, tmp_path: Path) -> None:
    document = open_plan(path, author="Tests")
    beside = path.with_suffix(".command.wardplan")
    types: list[Record] = [make_type("NTK", "Gallery-Zebra", need_to_know=True)]
    create_command_file(document, beside, "four quiet brown owls", types, author="Tests")
    open_command_file(document, beside, "four quiet brown owls")
    assert document.read.all(OperationType, need_to_know=True)
    operation = written(document, "NTK")
    purged(document, operation)
    assert document.read.get(Operation, operation.id) is None
    assert [n.reference for n in document.read.all(PurgeNote)] == [operation.reference]
    document.publish()
    document.leave_command_view()
    assert document.read.all(PurgeNote) == []
    document.close()
    assert operation.reference.encode() not in everything(tmp_path)


def _listens(document: Document) -> tuple[list[str], Callable[[], None]]:
    heard: list[str] = []
    return heard, document.subscribe(
        lambda changes, _by: heard.extend(r.id for r in changes.rows if r.after is None)
    )


def test_views_are_told(path: Path) -> None:
    document = open_plan(path, author="Tests")
    operation = written(document)
    heard, stop = _listens(document)
    purged(document, operation)
    stop()
    assert operation.id in heard
    document.close()


def test_no_old_copy_brings_it_back(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a merge, by a publish over another laptop's changes, or by a working copy found again."""
    document = open_plan(path, author="Tests")
    operation = written(document)
    document.publish()
    old = tmp_path / "old.wardplan"
    document.save_copy(old)
    document.close()
    here = state_dir().parent
    monkeypatch.setenv("WARDPLAN_STATE", str(here / "another computer"))
    other = open_plan(path, author="Other")
    other.run(put(replace(other.read.require(Operation, operation.id), title="Quagmire here")))
    monkeypatch.setenv("WARDPLAN_STATE", str(here))

    document = open_plan(path, author="Tests")
    purged(document, operation)
    assert preview_merge(document, old).of(MergeState.NEW, MergeState.DECIDE) == ()
    apply_merge(document, old)
    assert document.read.get(Operation, operation.id) is None
    document.publish()
    document.close()
    assert [w for w in WORDS if w.encode() in path.read_bytes()] == []

    monkeypatch.setenv("WARDPLAN_STATE", str(here / "another computer"))
    other.publish()
    assert other.read.get(Operation, operation.id) is None
    assert [w for w in WORDS if w.encode() in path.read_bytes()] == []
    other.close()
    monkeypatch.setenv("WARDPLAN_STATE", str(here))
    last = open_plan(path, author="Tests", read_only=True)
    assert last.read.get(Operation, operation.id) is None
    assert [n.reference for n in last.read.all(PurgeNote)] == [operation.reference]
    last.close()
