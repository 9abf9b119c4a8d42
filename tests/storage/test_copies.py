"""Which copy a change was written in: known in the plan and after a merge, never in a partner's copy."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from planner.document.commands.operation import change_operation
from planner.document.commands.tasks import add_task, set_task_status
from planner.document.document import Document
from planner.document.looking_back import HistoryWanted, history_page
from planner.document.merging import apply_merge, preview_merge
from planner.document.opening import create_plan, open_plan
from planner.document.partner_tasks import Terms
from planner.document.sharing import ShareWish, share_copy
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.vocabulary import TaskStatus
from planner.storage import copies as copies_module
from planner.storage.copies import copies
from planner.storage.engine import connect
from tests.builders import find, make_operation, make_plan

HERE, THERE = "QUILLBOX-7", "LAPTOP2-ZX"
TERMS = Terms(purpose="Street meet", gateway="s.115", agreement="CBC/12", days=90, reply_to="the desk")


Be = Callable[[str], None]


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Be:
    """Say which computer this is; at first HERE."""

    def be(name: str) -> None:
        monkeypatch.setattr(copies_module, "computer_name", lambda: name)

    be(HERE)
    return be


@pytest.fixture
def plan(tmp_path: Path, on: Be) -> Iterator[Document]:
    """A published plan with an operation that the council has a task in."""
    filled = make_plan(tmp_path, name="source.wardplan")
    records = [r for kind in ALL_RECORDS[1:] for r in filled.reader.all(kind)]
    document = create_plan(tmp_path / "plan.wardplan", plan=filled.plan, records=records, author="X103")
    filled.close()
    street = make_operation(document)
    council = find(document, Partner, short_name="Council")
    due = date(2026, 9, 1)
    document.run(add_task(operation_id=street.id, title="Sweep", due=due, partner_id=council.id))
    document.publish()
    yield document
    if not document.is_closed:
        document.close()


def _newest(document: Document) -> tuple[str, str, str]:
    line = history_page(document.read, HistoryWanted(), limit=1)[0]
    return line.author, line.copy, line.copy_words


def test_a_change_of_this_computer_says_so_in_full_only(plan: Document) -> None:
    author, copy, words = _newest(plan)
    assert (author, copy) == ("X103", "")
    assert words == "on this computer"


def test_a_copy_that_only_read_leaves_no_line(plan: Document, tmp_path: Path) -> None:
    before = len(copies(plan.read.connections))
    plan.close()
    again = open_plan(tmp_path / "plan.wardplan", author="X104")
    assert len(copies(again.read.connections)) == before
    again.close()


def test_after_a_merge_each_change_says_on_which_computer_it_was_written(
    plan: Document, tmp_path: Path, on: Be
) -> None:
    plan.save_copy(tmp_path / "copy.wardplan")
    on(THERE)
    theirs = open_plan(tmp_path / "copy.wardplan", author="X104")
    street = theirs.read.all(Operation)[0]
    theirs.run(change_operation(operation_id=street.id, title="Street Week, north"))
    theirs.publish()
    theirs.close()
    on(HERE)
    preview = preview_merge(plan, tmp_path / "copy.wardplan")
    assert preview.computers == (THERE,)
    apply_merge(plan, tmp_path / "copy.wardplan")
    lines = history_page(plan.read, HistoryWanted(author="X104"), limit=1)
    assert (lines[0].author, lines[0].copy) == ("X104", f"on {THERE}")
    assert lines[0].copy_words.startswith(f"on {THERE}, in the copy opened there on ")


@pytest.mark.parametrize("is_zip", [False, True])
def test_a_partner_copy_names_no_computer_of_ours_nor_its_own(
    plan: Document, tmp_path: Path, on: Be, is_zip: bool
) -> None:
    out = tmp_path / ("council.zip" if is_zip else "council.wardplan")
    council = find(plan, Partner, short_name="Council").id
    share_copy(plan, out, ShareWish(audience="partner", partner_id=council, terms=TERMS))
    raw = out.read_bytes()
    for name in (HERE, HERE.lower()):
        assert name.encode() not in raw
        assert name.encode("utf-16-le") not in raw
    if is_zip:
        return
    on(THERE)
    theirs = open_plan(out, author="Council")
    task = theirs.read.all(Task)[0]
    theirs.run(set_task_status(task_id=task.id, status=TaskStatus.DONE))
    theirs.publish()
    theirs.close()
    assert THERE.encode() not in out.read_bytes()
    connection = connect(out, read_only=True)
    assert connection.execute("SELECT count(*) FROM copy").fetchone() == (0,)
    connection.close()


def test_a_copy_cut_for_a_partner_may_not_name_computers(plan: Document, tmp_path: Path) -> None:
    out = tmp_path / "council.wardplan"
    council = find(plan, Partner, short_name="Council").id
    share_copy(plan, out, ShareWish(audience="partner", partner_id=council, terms=TERMS))
    theirs = open_plan(out, author="Council")
    theirs.run(set_task_status(task_id=theirs.read.all(Task)[0].id, status=TaskStatus.DONE))
    writing = theirs.planning_files[0].connection
    writing.execute("INSERT INTO copy SELECT copy_id, '2026-06-02T13:05:00Z', 'FORGED' FROM change_set")
    theirs.publish()
    theirs.close()
    apply_merge(plan, out)
    assert plan.read.all(Task)[0].status is TaskStatus.DONE
    assert all(line.computer != "FORGED" for line in copies(plan.read.connections).values())


def test_what_another_file_says_of_its_computer_stays_one_short_line(plan: Document) -> None:
    writing = plan.planning_files[0].connection
    writing.execute("UPDATE copy SET made_at = 'soon', made_from = 'A\x1b[2J' || char(10) || ?", ("B" * 99,))
    _, copy, words = _newest(plan)
    assert copy == words == f"on A [2J {'B' * 34}"
