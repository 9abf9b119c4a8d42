"""The command file: encrypted, beside the plan, and never a byte of it in the plan."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.document.command import Command
from planner.document.document import Document
from planner.document.opening import create_command_file, open_command_file, open_plan, verify_plan
from planner.document.releasing import release_operation
from planner.domain.errors import FileProblem, InvalidInput, KnownError
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import BriefText, Operation
from planner.domain.records.operation_type import OperationType, TypeBrief
from planner.domain.records.plan import Setting
from planner.domain.vocabulary import Heading
from planner.storage.pair import Pair
from tests.builders import make_operation, make_place, make_type
from tests.storage.plans import new_plan, plan_file

PASSPHRASE = "four quiet brown owls"
SECRETS = ("Gallery-Zebra", "Quagmire", "NTK-2026", "HIDDENBRIEF", "Needles Yard")


def hidden_types() -> list[Record]:
    kind = make_type("NTK", "Gallery-Zebra", need_to_know=True)
    return [kind, TypeBrief(id=new_id(), type_id=kind.id, heading=Heading.INTENTION, text="HIDDENBRIEF text")]


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """A plan with its command file, in command view."""
    opened = open_plan(plan_file(tmp_path), author="Tests")
    create_command_file(opened, beside(opened), PASSPHRASE, hidden_types(), author="Tests")
    open_command_file(opened, beside(opened), PASSPHRASE)
    yield opened
    opened.close()


def beside(document: Document) -> Path:
    return document.target.with_suffix(".command.wardplan")


def hidden_operation(document: Document) -> Operation:
    operation = make_operation(document, "NTK", "Castle", date(2026, 9, 7), title="Quagmire")
    place = make_place("Needles Yard", 600000, 225500, operation_id=operation.id)
    document.run(Command("Needles Yard", lambda pair: pair.add(place)))
    return operation


def everything_written(*folders: Path) -> bytes:
    """Every byte on disk but those of encrypted files, which are noise."""
    found = b""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                found += path.read_bytes() + path.name.encode()
    return found


def test_nothing_of_it_is_ever_on_disk_unencrypted(
    document: Document, tmp_path: Path, state_folder: Path
) -> None:
    operation = hidden_operation(document)
    brief = BriefText(id="b", operation_id=operation.id, heading=Heading.METHOD, text="HIDDENBRIEF")
    document.run(Command("HIDDENBRIEF", lambda pair: pair.put(brief)))
    during = everything_written(tmp_path, state_folder)
    document.publish()
    document.undo()
    document.redo()
    document.save_copy(tmp_path / "copy.wardplan")
    document.publish()
    after = everything_written(tmp_path, state_folder)
    for word in (*SECRETS, operation.id, operation.reference):
        for content in (during, after):
            assert word.encode() not in content, word
            assert word.encode("utf-16-le") not in content, word
    assert beside(document).read_bytes()[:15] != b"SQLite format 3"
    verify_plan(document.target)


def test_police_view_knows_nothing_and_command_view_everything(document: Document) -> None:
    operation = hidden_operation(document)
    assert document.read.get(Operation, operation.id) is not None
    assert document.read.span_of(operation.id)[0].date() == date(2026, 9, 7)
    document.publish()
    document.leave_command_view()
    assert document.read.get(Operation, operation.id) is None
    assert not document.read.all(OperationType, code="NTK")
    assert not document.read.all(Place, name="Needles Yard")
    assert document.history.undo_label == ""
    open_command_file(document, beside(document), PASSPHRASE)
    assert document.read.require(Operation, operation.id).title == "Quagmire"
    assert document.history.undo_label == ""
    assert len(document.read.all(Ward)) == 4


def test_it_holds_nothing_of_the_plan_but_its_row(document: Document) -> None:
    make_operation(document, "OD", "Castle")
    assert document._command_file is not None
    assert document._command_file.reader.count(Operation) == 0
    assert document._command_file.reader.count(Ward) == 0
    assert document._command_file.plan.beside_id == document.plan.id


def test_wrong_passphrase_is_told_from_damage(tmp_path: Path, document: Document) -> None:
    hidden_operation(document)
    document.publish()
    document.leave_command_view()
    path = beside(document)
    with pytest.raises(FileProblem, match="passphrase does not open"):
        open_command_file(document, path, "four quiet brown owl")
    whole = path.read_bytes()
    for at in (5000, len(whole) // 2, len(whole) - 9):
        content = bytearray(whole)
        content[at] ^= 1
        path.write_bytes(content)
        with pytest.raises(FileProblem, match="damaged"):
            open_command_file(document, path, PASSPHRASE)
    path.write_bytes(whole[:-1000])
    with pytest.raises(FileProblem, match="cut short"):
        open_command_file(document, path, PASSPHRASE)
    path.write_bytes(whole)
    assert not document.is_command_view
    open_command_file(document, path, PASSPHRASE)


def test_what_opens_as_a_command_file_must_be_one(document: Document, tmp_path: Path) -> None:
    document.leave_command_view()
    with pytest.raises(FileProblem, match="not encrypted"):
        open_command_file(document, document.target, PASSPHRASE)
    with pytest.raises(FileProblem, match="There is no file"):
        open_command_file(document, tmp_path / "none.command.wardplan", PASSPHRASE)
    with pytest.raises(FileProblem, match="is encrypted"):
        open_plan(beside(document), author="Tests")


def test_command_file_of_another_plan_is_refused(document: Document, tmp_path: Path) -> None:
    other = new_plan(tmp_path / "other.wardplan")
    with pytest.raises(FileProblem, match="belongs to another plan"):
        open_command_file(other, beside(document), PASSPHRASE)
    assert not other.is_command_view
    other.close()


def test_short_passphrase_makes_no_file(tmp_path: Path) -> None:
    opened = open_plan(plan_file(tmp_path), author="Tests")
    with pytest.raises(InvalidInput, match="too short"):
        create_command_file(opened, beside(opened), "owls", hidden_types(), author="Tests")
    assert not beside(opened).exists()
    opened.close()


@pytest.mark.parametrize(
    "passphrase", ['it\'s "quoted"; DROP TABLE', "пароль с пробелами", "ｆｕｌｌ ｗｉｄｔｈ"]
)
def test_any_passphrase_works(passphrase: str, tmp_path: Path) -> None:
    opened = open_plan(plan_file(tmp_path), author="Tests")
    create_command_file(opened, beside(opened), passphrase, hidden_types(), author="Tests")
    open_command_file(opened, beside(opened), passphrase)
    assert opened.is_command_view
    opened.close()


def test_unpublished_hidden_work_is_recovered(document: Document) -> None:
    operation = hidden_operation(document)
    document.leave_command_view()
    open_command_file(document, beside(document), PASSPHRASE)
    assert document.read.get(Operation, operation.id) is not None
    assert any("recovered" in note for note in document.notes)


def test_need_to_know_type_needs_the_command_file(document: Document) -> None:
    document.leave_command_view()
    with pytest.raises(KnownError, match="command file"):
        document.run(Command("x", lambda pair: pair.add_all(hidden_types())))


def test_release_moves_an_operation_with_all_it_owns(
    document: Document, tmp_path: Path, state_folder: Path
) -> None:
    operation = hidden_operation(document)
    open_type = document.read.all(OperationType, code="OD")[0]
    counted = document.read.count(Deployment, operation_id=operation.id)
    document.run(release_operation(operation_id=operation.id, type_id=open_type.id))
    assert document._plan_file.reader.get(Operation, operation.id) is not None
    assert document._command_file is not None
    assert document._command_file.reader.get(Operation, operation.id) is None
    assert document.read.count(Deployment, operation_id=operation.id) == counted
    assert document.read.require(Operation, operation.id).type_id == open_type.id
    assert [p.name for p in document._plan_file.reader.all(Place, operation_id=operation.id)] == [
        "Needles Yard"
    ]
    assert not document.history.undo_label.startswith("Release")
    document.publish()
    document.leave_command_view()
    assert document.read.require(Operation, operation.id).title == "Quagmire"
    with pytest.raises(KnownError, match="not in the command file"):
        document.run(release_operation(operation_id=operation.id, type_id=open_type.id))


def test_what_the_plan_has_held_cannot_become_need_to_know(document: Document) -> None:
    operation = make_operation(document, "OD", "Castle")
    hidden = document.read.all(OperationType, code="NTK")[0]
    with pytest.raises(KnownError, match="cannot become need-to-know"):
        document.run(Command("x", lambda pair: pair.put(replace(operation, type_id=hidden.id))))
    kind = document.read.all(OperationType, code="OD")[0]
    with pytest.raises(KnownError, match="cannot become need-to-know"):
        document.run(Command("x", lambda pair: pair.put(replace(kind, need_to_know=True))))
    assert document.read.require(Operation, operation.id) == operation


def test_label_of_a_command_on_both_files_is_neutral_in_the_plan(document: Document) -> None:
    operation = hidden_operation(document)

    def apply(pair: Pair) -> None:
        pair.put(replace(operation, title="Quagmire II"))
        pair.put(Setting(id="s", value="v"))

    document.run(Command("Rename Quagmire", apply))
    assert document.history.undo_label == "Rename Quagmire"
    labels = {line.label for line in document.change_sets(2)}
    assert labels == {"Rename Quagmire", "Change made in command view"}


@pytest.mark.parametrize("now", ["Quagmire II", "Barley"])
def test_undo_of_a_step_whose_hidden_half_was_changed_since_does_not_name_it_in_the_plan(
    document: Document, now: str
) -> None:
    operation = hidden_operation(document)

    def apply(pair: Pair) -> None:
        pair.put(replace(operation, title="Quagmire II"))
        pair.put(Setting(id="s", value="v"))

    document.run(Command("Rename Quagmire II", apply))
    document.run(
        Command("Other", lambda pair: pair.put(replace(operation, title="Quagmire II", note="n")), stays=True)
    )
    changed = replace(operation, title="Quagmire III", note="n")
    document.run(Command("Another", lambda pair: pair.put(changed), stays=True))
    document.run(Command("x", lambda pair: pair.put(replace(changed, title=now)), stays=True))
    document.undo()
    document.redo()
    labels = document._plan_file.connection.execute("SELECT label FROM change_set").fetchall()
    assert not [label for (label,) in labels if "Quagmire" in label]


def test_release_into_a_hidden_type_is_refused(document: Document) -> None:
    operation = hidden_operation(document)
    with pytest.raises(KnownError, match="open type"):
        document.run(release_operation(operation_id=operation.id, type_id=operation.type_id))
    assert document.read.require(Operation, operation.id) == operation
