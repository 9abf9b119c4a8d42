"""A plan's passphrase: set, changed, removed; nothing plain stays, others notice, wrong is not damaged."""

import shutil
from pathlib import Path

import pytest

from planner.document import protecting
from planner.document.backups import back_up_now, backups_of
from planner.document.opening import create_command_file, open_command_file, open_plan, verify_plan
from planner.domain.errors import (
    DamagedFile,
    FileProblem,
    InvalidInput,
    PassphraseChanged,
    PassphraseNeeded,
    WrongPassphrase,
)
from planner.paths import state_dir
from planner.storage.working_copy import WorkingCopy
from tests.storage.plans import edit, plan_file, values

OLD, NEW = "four quiet brown owls", "three loud grey geese"
WORD = "SettledSecret"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A plan that holds the secret word, with a backup, and history, and no passphrase."""
    made = plan_file(tmp_path)
    document = open_plan(made, author="Tests")
    edit(document, WORD)
    document.publish()
    back_up_now(document, "Before something")
    document.close()
    return made


def test_after_set_nothing_plain_is_left(path: Path, tmp_path: Path) -> None:
    assert WORD.encode() in everything(tmp_path)
    document = open_plan(path, author="Tests")
    edit(document, f"{WORD} again")
    assert protecting.change_passphrase(document, OLD) == []
    edit(document, f"{WORD} while open")
    assert WORD.encode() not in everything(tmp_path)
    document.publish()
    assert document.is_encrypted
    assert not document.is_command_view
    assert [b.why for b in backups_of(document)] == [
        "Before a change of passphrase",
        "Before something",
        "When it was opened",
    ]
    document.undo()
    document.close()
    assert WORD.encode() not in everything(tmp_path)
    with pytest.raises(PassphraseNeeded):
        open_plan(path, author="Tests")
    again = open_plan(path, author="Tests", passphrase=OLD)
    assert values(again)["first"] == f"{WORD} again"
    again.close()
    assert verify_plan(path, OLD).plan_id


def test_a_change_shuts_the_old_one_out_and_removal_opens_all(path: Path, tmp_path: Path) -> None:
    document = open_plan(path, author="Tests")
    protecting.change_passphrase(document, OLD)
    protecting.change_passphrase(document, NEW)
    document.close()
    with pytest.raises(WrongPassphrase, match="does not open"):
        open_plan(path, author="Tests", passphrase=OLD)
    document = open_plan(path, author="Tests", passphrase=NEW)
    assert all(b.operations == 2 for b in backups_of(document))
    protecting.change_passphrase(document, None)
    edit(document, "plain")
    document.close()
    document = open_plan(path, author="Tests")
    assert values(document)["first"] == "plain"
    assert all(b.operations == 2 for b in backups_of(document))
    document.close()
    assert verify_plan(path).plan_id


def test_an_encrypted_plans_own_rows_are_not_taken_for_command_rows(path: Path) -> None:
    document = open_plan(path, author="Tests")
    protecting.change_passphrase(document, OLD)
    beside = path.with_suffix(".command.wardplan")
    create_command_file(document, beside, NEW, (), author="Tests")
    open_command_file(document, beside, NEW)
    edit(document, "in command view")
    assert values(document)["first"] == "in command view"
    document.undo()
    assert values(document)["first"] == WORD
    protecting.change_passphrase(document, OLD, of_command_file=True)
    document.publish()
    document.leave_command_view()
    open_command_file(document, beside, OLD)
    with pytest.raises(InvalidInput, match="always encrypted"):
        protecting.change_passphrase(document, None, of_command_file=True)
    document.close()


def test_another_process_notices_and_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = state_dir()
    document = open_plan(path, author="Tests")
    elsewhere = here.parent / "another computer"
    monkeypatch.setenv("WARDPLAN_STATE", str(elsewhere))
    other = open_plan(path, author="Other")
    protecting.change_passphrase(other, OLD)
    edit(other, "theirs", "second")
    other.close()
    reader = open_plan(path, author="Reader", read_only=True, passphrase=OLD)
    reader.close()
    monkeypatch.setenv("WARDPLAN_STATE", str(here.parent))
    edit(document, "mine")
    with pytest.raises(PassphraseChanged, match="a new passphrase"):
        document.publish()
    assert protecting.needs_new_passphrase(document)
    with pytest.raises(WrongPassphrase):
        protecting.take_new_passphrase(document, NEW)
    protecting.take_new_passphrase(document, OLD)
    document.publish()
    document.close()
    assert WORD.encode() not in everything(here.parent / "state")
    last = open_plan(path, author="Tests", passphrase=OLD)
    assert values(last)["first"] == "mine"
    last.close()


def test_work_of_a_killed_process_from_before_is_recovered_and_protected(path: Path, tmp_path: Path) -> None:
    document = open_plan(path, author="Tests")
    edit(document, f"{WORD} unpublished")
    shared = document.shared_files[0]
    saved = {p.name: p.read_bytes() for p in shared.copy.folder.iterdir()}
    state = shared.copy.state
    plan_id = document.plan.id
    document.close()
    shutil.rmtree(shared.copy.folder)
    document = open_plan(path, author="Tests")
    protecting.change_passphrase(document, OLD)
    document.close()
    dead = WorkingCopy.make(state, plan_id, path)
    for name in ("plan.wardplan", "plan.wardplan-wal"):
        (dead.folder / name).write_bytes(saved[name])
    dead.release()
    again = open_plan(path, author="Tests", passphrase=OLD)
    assert any("recovered" in note for note in again.notes)
    again.close()
    assert WORD.encode() not in everything(tmp_path)


def test_it_is_refused_while_another_window_holds_a_plain_copy(path: Path) -> None:
    document = open_plan(path, author="Tests")
    held = WorkingCopy.make(document.shared_files[0].copy.state, document.plan.id, path)
    with pytest.raises(FileProblem, match="another window"):
        protecting.change_passphrase(document, OLD)
    held.discard()
    assert not document.is_encrypted
    document.close()


def test_wrong_is_told_from_damaged(path: Path) -> None:
    document = open_plan(path, author="Tests")
    protecting.change_passphrase(document, OLD)
    document.close()
    sound = path.read_bytes()
    path.write_bytes(sound[:9000] + b"\x00" * 16 + sound[9016:])
    with pytest.raises(DamagedFile, match="is damaged"):
        open_plan(path, author="Tests", passphrase=OLD)
    path.write_bytes(sound[:2000] + b"\x00" * 16 + sound[2016:])
    with pytest.raises(DamagedFile, match="The passphrase is right"):
        open_plan(path, author="Tests", passphrase=OLD)
    with pytest.raises(WrongPassphrase):
        open_plan(path, author="Tests", passphrase=NEW)


@pytest.mark.parametrize("words", ["", "short", " " * 12])
def test_what_protects_nothing_is_refused(path: Path, words: str) -> None:
    document = open_plan(path, author="Tests")
    with pytest.raises(InvalidInput, match="too short"):
        protecting.change_passphrase(document, words)
    with pytest.raises(InvalidInput, match="has no passphrase"):
        protecting.change_passphrase(document, None)
    document.close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys with less work: what scrypt costs is no matter of these tests."""
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)


def everything(*folders: Path) -> bytes:
    """Every byte of the plan's folder and the state, and every name."""
    found = b""
    for folder in (*folders, state_dir()):
        for each in folder.rglob("*"):
            found += each.name.encode() + (each.read_bytes() if each.is_file() else b"")
    return found
