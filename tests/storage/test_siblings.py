"""Second copies beside a plan: which names are looked at, what is found; nothing beside is touched."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from planner.document.commands.operation import edit_operation
from planner.document.demo.build import make_demo
from planner.document.document import Document
from planner.document.opening import open_plan
from planner.document.siblings import SiblingWatch
from planner.domain.records.operation import Operation
from planner.storage.siblings import is_lookalike

TODAY = date(2026, 9, 3)


@pytest.mark.parametrize(
    "other",
    [
        "Plan-LAPTOP2.wardplan",
        "Plan (1).wardplan",
        "Plan (conflicted copy 2026-08-28 081200).wardplan",
        "Plan (X101's conflicted copy 2026-08-28).wardplan",
        "Plan.sync-conflict-20260828-081200-ABCDEFG.wardplan",
        "plan copy.WARDPLAN",
    ],
)
def test_names_that_sync_clients_give_are_looked_at(other: str) -> None:
    assert is_lookalike("Plan.wardplan", other)
    assert is_lookalike(other, "Plan.wardplan")


@pytest.mark.parametrize(
    "other",
    [
        "Plan.wardplan",
        "PLAN.wardplan",
        "Plan.command.wardplan",
        "Planets.wardplan",
        "Other.wardplan",
        "Plan.pdf",
    ],
)
def test_other_files_are_not(other: str) -> None:
    assert not is_lookalike("Plan.wardplan", other)


def test_a_second_copy_of_the_command_file_is_not_one_of_the_plan() -> None:
    assert not is_lookalike("Plan.wardplan", "Plan-LAPTOP2.command.wardplan")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDPLAN_STATE", str(tmp_path_factory.mktemp("made_state")))
        path = tmp_path_factory.mktemp("made") / "Plan.wardplan"
        make_demo(path, today=TODAY).close()
    return path


@pytest.fixture
def plan(made: Path, tmp_path: Path) -> Path:
    """A demo plan, published and closed."""
    return Path(shutil.copy(made, tmp_path / made.name))


def change_title(path: Path, author: str, title: str) -> None:
    """Change an operation of a copy, as another laptop would."""
    document = open_plan(path, author=author)
    first = min(document.read.all(Operation), key=lambda o: o.reference)
    document.run(edit_operation(operation_id=first.id, title=title))
    document.publish()
    document.close()


def digest(path: Path) -> str:
    """Return what tells one content of a file from another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_changes_beside_are_counted_by_author_once_and_nothing_is_touched(plan: Path) -> None:
    beside = Path(shutil.copy(plan, plan.with_name("Plan-LAPTOP2.wardplan")))
    change_title(beside, "X103", "Theirs")
    change_title(beside, "X101", "Theirs again")
    before, listed = digest(beside), sorted(plan.parent.iterdir())
    document = open_plan(plan, author="X107")
    watch = SiblingWatch(document)
    (found,) = watch.look()
    assert (found.path, found.changes, found.authors) == (beside, 2, ("X101", "X103"))
    assert watch.look() == [], "a file that was looked at is not looked at again"
    document.close()
    assert digest(beside) == before
    assert sorted(plan.parent.iterdir()) == listed


def test_a_copy_with_nothing_new_another_plan_and_a_broken_file_are_not_offered(plan: Path) -> None:
    shutil.copy(plan, plan.with_name("Plan (1).wardplan"))
    make_demo(plan.with_name("Plan (2).wardplan"), today=TODAY).close()
    plan.with_name("Plan (3).wardplan").write_bytes(b"SQLite format 3\x00" + bytes(5000))
    plan.with_name("Plan (4).wardplan").write_text("not a plan", encoding="utf-8")
    document = open_plan(plan, author="X107")
    assert SiblingWatch(document).look() == []
    document.close()


def test_a_copy_that_changes_later_is_looked_at_again(plan: Path) -> None:
    beside = Path(shutil.copy(plan, plan.with_name("Plan-LAPTOP2.wardplan")))
    document: Document = open_plan(plan, author="X107")
    watch = SiblingWatch(document)
    assert watch.look() == []
    change_title(beside, "X103", "Later")
    assert [s.changes for s in watch.look()] == [1]
    document.close()
