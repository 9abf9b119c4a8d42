"""Merging copies that are encrypted, of an older format, need-to-know, or several hops away."""

import gzip
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from planner.document.merging import apply_merge, open_conflicts, preview_merge
from planner.document.opening import create_command_file, open_command_file, open_plan
from planner.document.protecting import change_passphrase
from planner.domain.errors import FileProblem, WrongPassphrase
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Setting
from tests.builders import make_operation, make_type
from tests.storage.plans import plan_file, put

FILES = Path(__file__).parents[1] / "files"
COMMAND = "four quiet brown owls"


def copied(path: Path, name: str) -> Path:
    return Path(shutil.copy(path, path.with_name(f"{name}.wardplan")))


def test_a_copy_under_another_passphrase(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    theirs = copied(path, "theirs")
    bob = open_plan(theirs, author="Bob")
    change_passphrase(bob, "nine tall green herons")
    bob.run(put(Setting(id="bob", value="yes")))
    bob.publish()
    bob.close()
    ann = open_plan(path, author="Ann")
    change_passphrase(ann, "seven old grey walls")
    with pytest.raises(WrongPassphrase):
        preview_merge(ann, theirs, passphrase="seven old grey wells")
    before = theirs.read_bytes()
    apply_merge(ann, theirs, passphrase="nine tall green herons")
    assert ann.read.require(Setting, "bob").value == "yes"
    ann.publish()
    ann.close()
    assert theirs.read_bytes() == before
    again = open_plan(path, author="Ann", read_only=True, passphrase="seven old grey walls")
    assert again.read.require(Setting, "bob").value == "yes"
    again.close()


@pytest.mark.parametrize("version", ["1_0", "1_1"])
def test_a_copy_of_an_older_format(version: str, tmp_path: Path) -> None:
    path = tmp_path / "Now.wardplan"
    path.write_bytes(gzip.decompress((FILES / f"format_{version}.wardplan.gz").read_bytes()))
    old = copied(path, "old")
    before = old.read_bytes()
    ann = open_plan(path, author="Ann")
    assert preview_merge(ann, old).items == (), "what a migration fills in is no difference"
    ward = ann.read.all(Ward)[0]
    ann.run(put(replace(ward, name="Ann's")))
    apply_merge(ann, old)
    assert ann.read.require(Ward, ward.id).name == "Ann's"
    assert open_conflicts(ann) == ()
    assert old.read_bytes() == before
    ann.close()


def test_the_command_file_merges_with_its_counterpart(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    ann = open_plan(path, author="Ann")
    beside = path.with_suffix(".command.wardplan")
    create_command_file(ann, beside, COMMAND, [make_type("NTK", "Gallery", need_to_know=True)], author="Ann")
    theirs = copied(beside, "their command")
    plan = copied(path, "theirs")
    bob = open_plan(plan, author="Bob")
    open_command_file(bob, theirs, COMMAND)
    made = make_operation(bob, "NTK", "Castle", title="Quagmire")
    bob.publish()
    bob.close()
    with pytest.raises(FileProblem, match="Open your command file first"):
        preview_merge(ann, theirs, passphrase=COMMAND)
    open_command_file(ann, beside, COMMAND)
    apply_merge(ann, theirs, passphrase=COMMAND)
    assert ann.read.require(Operation, made.id).title == "Quagmire"
    assert ann.read.all(OperationType, need_to_know=True)
    ann.undo()
    assert ann.read.get(Operation, made.id) is None
    ann.redo()
    ann.publish()
    ann.close()
    assert b"Quagmire" not in path.read_bytes()


def test_a_copy_several_hops_away(tmp_path: Path) -> None:
    first = plan_file(tmp_path)
    origin = first
    for number in range(4):
        hop = copied(first, f"hop{number}")
        document = open_plan(hop, author=f"User {number}")
        document.run(put(Setting(id=f"hop{number}", value="here")))
        document.publish()
        document.close()
        first = hop
    ann = open_plan(origin, author="Ann")
    ann.run(put(Setting(id="ann", value="here")))
    apply_merge(ann, first)
    assert {s.id for s in ann.read.all(Setting)} >= {"ann", *(f"hop{n}" for n in range(4))}
    assert open_conflicts(ann) == ()
    assert preview_merge(ann, first).items == ()
    ann.close()
