"""Tasks sent to a partner and taken back: by what was sent, not by what the sheet claims; one undo."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.briefing.raster import page_count
from planner.document.commands.create import create_operation
from planner.document.commands.operation import edit_operation
from planner.document.commands.tasks import add_task, delete_task, edit_task, set_task_status
from planner.document.commands.types import add_type
from planner.document.document import Document
from planner.document.merging import decide, open_conflicts
from planner.document.partner_tasks import (
    GATEWAYS,
    SentTasks,
    Terms,
    partner_lines,
    send_tasks,
    tasks_to_send,
    terms_for,
)
from planner.document.share_log import given_of
from planner.document.taking_answers import take_answers
from planner.document.task_answers import Comparison, compare_answers
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.merging import Choice, MergeState
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.records.plan import Plan
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import Marking, ShareKind, TaskStatus
from planner.exchange.task_answers_file import AnswersFile, read_answers
from planner.storage.planning_file import PlanningFile
from tests.briefing.orders import page_texts
from tests.builders import find, make_document, make_operation

TODAY = date(2026, 9, 3)
NOW = datetime(2026, 9, 3, 8, 12)
TERMS = Terms(purpose="Agreed tasks", gateway=GATEWAYS[0], agreement="ISA-7", days=14, reply_to="CS desk")


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    """A plan with a Street Week in which the council owes three tasks."""
    made = make_document(tmp_path)
    operation = make_operation(made)
    council = find(made, Partner, short_name="Council")
    for task in made.read.all(Task):
        made.run(delete_task(task_id=task.id))
    for number, title in enumerate(("Clear three garage courts", "CCTV column report", "Street lights")):
        made.run(add_task(operation_id=operation.id, title=title, due=date(2026, 9, 10 + number),
                          partner_id=council.id, legacy_months=3 if number == 2 else 0))  # fmt: skip
    yield made
    made.close()


def task(document: Document, title: str) -> Task:
    return find(document, Task, title=title)


def send(document: Document) -> SentTasks:
    sent = send_tasks(document.read, find(document, Partner, short_name="Council").id, TERMS, now=NOW)
    document.run(sent.note)
    return sent


Change = Callable[[Worksheet, dict[str, int]], object]


def back(folder: Path, sent: SentTasks, change: Change, name: str = "back.xlsx") -> AnswersFile:
    """Return the sheet as it comes back; change gets the page and the row of each task."""
    book = load_workbook(io.BytesIO(sent.xlsx))
    page = book.worksheets[0]
    rows = {str(page.cell(r, 3).value): r for r in range(10, 10 + sent.number)}
    change(page, rows)
    book.save(folder / name)
    return read_answers(folder / name)


def states(found: Comparison) -> dict[str, MergeState]:
    return {f"{i.about}/{i.field or i.group}": i.state for i in found.preview.items}


def _done_and_note(page: Worksheet, rows: dict[str, int]) -> None:
    page.cell(rows["Clear three garage courts"], 6).value = "Done"
    page.cell(rows["CCTV column report"], 7).value = "Survey booked 14 September"


def test_what_is_sent_is_the_partners_own_and_is_noted_with_its_terms(document: Document) -> None:
    sent = send(document)
    share = find(document, Share)
    council = find(document, Partner, short_name="Council")
    assert (share.kind, share.partner_id, share.gateway) == (ShareKind.TASKS, council.id, GATEWAYS[0])
    assert (share.purpose, share.agreement, share.expires) == ("Agreed tasks", "ISA-7", date(2026, 9, 17))
    assert set(given_of(share)["task"]) == {t.id for t in document.read.all(Task)}
    assert all(set(heads) == {"status", "note"} for heads in given_of(share)["task"].values())
    assert terms_for(document.read, council) == TERMS
    assert sent.number == 3
    assert sent.stem == "Tasks Council 2026-09-03"
    text = " ".join(page_texts(sent.pdf))
    for words in (
        "Clear three garage courts",
        "Agreed tasks",
        "ISA-7",
        "Destroy by 17 September 2026",
        "CS desk",
    ):
        assert words in text
    assert page_count(sent.pdf) == 1
    (line,) = partner_lines(document.read, date(2026, 9, 11))
    assert (line.partner.id, line.open, line.overdue) == (council.id, 3, 1)
    assert line.last_sent is not None


def test_a_partner_that_owes_nothing_is_sent_nothing(document: Document) -> None:
    fire = find(document, Partner, short_name="Fire")
    with pytest.raises(KnownError, match="has no tasks to send"):
        send_tasks(document.read, fire.id, TERMS, now=NOW)
    assert not document.read.count(Share)


def test_sensitive_work_marks_the_sheet(document: Document) -> None:
    sensitive = {"marking": Marking.OFFICIAL_SENSITIVE}
    document.run(edit_operation(operation_id=find(document, Operation).id, **sensitive))
    sent = send(document)
    page = load_workbook(io.BytesIO(sent.xlsx)).worksheets[0]
    assert page["A1"].value == "OFFICIAL-SENSITIVE"
    assert find(document, Share).marking is Marking.OFFICIAL_SENSITIVE


def test_answers_are_taken_once_and_one_undo_takes_them_back(document: Document, tmp_path: Path) -> None:
    file = back(tmp_path, send(document), _done_and_note)
    found = compare_answers(document.read, file, today=TODAY)
    assert states(found) == {
        "Clear three garage courts/status": MergeState.CHANGED,
        "CCTV column report/note": MergeState.CHANGED,
    }
    assert found.preview.title.startswith("Council sheet of ")
    assert found.preview.origin == "City Council"
    command, report = take_answers(file=file, today=TODAY)
    document.run(command)
    assert (report.added, report.updated, report.unchanged, report.rejected) == (0, 2, 1, [])
    assert task(document, "Clear three garage courts").status is TaskStatus.DONE
    assert task(document, "CCTV column report").note == "Survey booked 14 September"
    assert compare_answers(document.read, file, today=TODAY).preview.is_empty
    document.undo()
    assert task(document, "Clear three garage courts").status is TaskStatus.OPEN
    assert task(document, "CCTV column report").note == ""
    assert len(compare_answers(document.read, file, today=TODAY).preview.taken) == 2


def test_an_untouched_sheet_says_nothing_whatever_we_changed_since(
    document: Document, tmp_path: Path
) -> None:
    file = back(tmp_path, send(document), lambda _page, _rows: None)
    lights = task(document, "Street lights")
    document.run(edit_task(task_id=lights.id, title="Mend street lights", due=date(2026, 9, 30)))
    document.run(set_task_status(task_id=lights.id, status=TaskStatus.NOT_DONE, note="No crew"))
    found = compare_answers(document.read, file, today=TODAY)
    assert not found.preview.items
    assert found.unchanged == 3


def test_both_sides_alike_is_nothing_and_differently_is_asked(document: Document, tmp_path: Path) -> None:
    file = back(tmp_path, send(document), _done_and_note)
    cctv = task(document, "CCTV column report")
    document.run(
        set_task_status(task_id=task(document, "Clear three garage courts").id, status=TaskStatus.DONE)
    )
    document.run(edit_task(task_id=cctv.id, note="Chased twice"))
    (item,) = compare_answers(document.read, file, today=TODAY).preview.items
    assert item.state is MergeState.DECIDE
    assert (item.before.text, item.mine.text, item.theirs.text) == (
        "",
        "Chased twice",
        "Survey booked 14 September",
    )
    assert (item.mine.by, item.theirs.by) == ("Tests", "Council")
    command, report = take_answers(file=file, today=TODAY)
    document.run(command)
    assert task(document, "CCTV column report").note == "Chased twice"
    assert "waits in the list of decisions" in report.rejected[0].reason


@pytest.mark.parametrize(
    ("choice", "note"),
    [(Choice.MINE, "Chased twice"), (Choice.THEIRS, "Survey booked 14 September"), (Choice.BEFORE, "")],
)
def test_a_decision_is_not_asked_again(document: Document, tmp_path: Path, choice: Choice, note: str) -> None:
    file = back(tmp_path, send(document), _done_and_note)
    cctv = task(document, "CCTV column report")
    document.run(edit_task(task_id=cctv.id, note="Chased twice"))
    key = f"task/{cctv.id}/note"
    document.run(take_answers(file=file, today=TODAY, choices={key: choice})[0])
    assert task(document, "CCTV column report").note == note
    again = compare_answers(document.read, file, today=TODAY).preview.items
    # Before brings back what was sent, against which their answer is a plain change: it is offered again.
    assert not [i for i in again if i.state is MergeState.DECIDE]
    if choice is not Choice.BEFORE:
        assert not again
    document.run(edit_task(task_id=cctv.id, note="Chased three times"))
    assert not compare_answers(document.read, file, today=TODAY).preview.of(MergeState.DECIDE)
    document.undo()
    document.undo()
    assert compare_answers(document.read, file, today=TODAY).preview.of(MergeState.DECIDE)


def test_what_is_not_theirs_to_change_is_ignored_with_the_reason(document: Document, tmp_path: Path) -> None:
    other = find(document, Operation)
    document.run(add_task(operation_id=other.id, title="Police task", due=TODAY))
    police, gone = task(document, "Police task"), task(document, "Street lights")
    sent = send(document)
    document.run(delete_task(task_id=gone.id))

    def change(page: Worksheet, rows: dict[str, int]) -> None:
        first = rows["Clear three garage courts"]
        page.cell(first, 3).value = "Clear one garage court"
        page.cell(first, 5).value = "1 December 2026"
        page.cell(first, 6).value = '=IF(1,"done","open")'
        page.cell(rows["CCTV column report"], 6).value = "finished"
        page.cell(13, 1).value, page.cell(13, 6).value = police.id, "done"
        page.cell(14, 1).value, page.cell(14, 6).value = "f" * 16, "done"
        page.cell(15, 7).value = "a note to nothing"

    file = back(tmp_path, sent, change)
    found = compare_answers(document.read, file, today=TODAY)
    assert {i.state for i in found.preview.items} == {MergeState.IGNORED}
    reasons = {(i.about, i.field): i.reason for i in found.preview.items}
    expected = {
        ("Clear three garage courts", "status"): "is a formula",
        ("Clear three garage courts", "title"): "The title is not theirs to change",
        ("Clear three garage courts", "date"): "The date is not theirs to change",
        ("CCTV column report", "status"): "is not one of: open, done, not done, cancelled",
        ("Police task", ""): "was not on the sheet that was sent",
        ("Line 14", ""): "no task with this id",
        ("Street lights", ""): "no longer in the plan",
        ("Line 15", ""): "neither an id nor a task",
    }
    assert reasons.keys() == expected.keys()
    for key, words in expected.items():
        assert words in reasons[key]
        assert reasons[key].endswith(".")
    before = document.read.all(Task)
    document.run(take_answers(file=file, today=TODAY)[0])
    assert document.read.all(Task) == before


def _two_new(page: Worksheet, _rows: dict[str, int]) -> None:
    page.cell(13, 3).value, page.cell(13, 5).value = "Paint the underpass", datetime(2026, 10, 2)
    page.cell(14, 3).value, page.cell(14, 2).value = "=Lights", "XX-2026-99"


def test_a_line_typed_below_becomes_a_task(document: Document, tmp_path: Path) -> None:
    sent = send(document)
    file = back(tmp_path, sent, _two_new)
    found = compare_answers(document.read, file, today=TODAY)
    assert states(found) == {"Paint the underpass/+": MergeState.NEW, "=Lights/": MergeState.IGNORED}
    command, report = take_answers(file=file, today=TODAY)
    document.run(command)
    assert report.added == 1
    made = task(document, "Paint the underpass")
    assert (made.due, made.status) == (date(2026, 10, 2), TaskStatus.OPEN)
    assert made.partner_id == find(document, Partner, short_name="Council").id
    assert not compare_answers(document.read, file, today=TODAY).preview.taken

    def later(page: Worksheet, rows: dict[str, int]) -> None:
        _two_new(page, rows)
        page.cell(13, 6).value = "done"

    again = back(tmp_path, sent, later, "later.xlsx")
    (item,) = compare_answers(document.read, again, today=TODAY).preview.taken
    assert (item.row_id, item.state, item.theirs.text) == (made.id, MergeState.CHANGED, "done")
    document.run(delete_task(task_id=made.id))
    (ignored, _other) = compare_answers(document.read, again, today=TODAY).preview.items
    assert "taken in once and deleted since" in ignored.reason


def test_a_sheet_that_nobody_sent_gives_nothing_by_itself(document: Document, tmp_path: Path) -> None:
    sent = send_tasks(document.read, find(document, Partner, short_name="Council").id, TERMS, now=NOW)
    reference = find(document, Operation).reference

    def change(page: Worksheet, rows: dict[str, int]) -> None:
        _done_and_note(page, rows)
        page.cell(13, 2).value, page.cell(13, 3).value = reference, "Paint the underpass"

    file = back(tmp_path, sent, change)
    found = compare_answers(document.read, file, today=TODAY)
    assert not found.preview.is_known_origin
    assert [i.about for i in found.preview.taken] == ["Paint the underpass"]
    assert {i.reason for i in found.preview.of(MergeState.IGNORED)} == {
        "This plan has not sent this sheet, so its answers are not taken."
    }
    document.run(take_answers(file=file, today=TODAY)[0])
    assert not document.read.count(Task, title="Paint the underpass")
    document.run(take_answers(file=file, today=TODAY, leave_out=())[0])
    assert task(document, "Paint the underpass").due == date(2026, 10, 1)


def test_lines_may_be_deleted_doubled_and_sorted(document: Document, tmp_path: Path) -> None:
    def change(page: Worksheet, rows: dict[str, int]) -> None:
        _done_and_note(page, rows)
        for at in range(1, 8):
            page.cell(13, at).value = page.cell(rows["CCTV column report"], at).value
        page.cell(13, 7).value = "Something else"
        page.delete_rows(rows["Street lights"])

    file = back(tmp_path, send(document), change)
    found = compare_answers(document.read, file, today=TODAY)
    assert states(found)["Clear three garage courts/status"] is MergeState.CHANGED
    doubled = [i for i in found.preview.items if i.about == "CCTV column report"]
    assert len(doubled) == 2
    assert all("answer this task differently" in i.reason for i in doubled)
    assert len({i.key for i in found.preview.items}) == len(found.preview.items)


def test_need_to_know_work_is_never_sent(document: Document, tmp_path: Path) -> None:
    beside = Plan(id=new_id(), title="Command", kind="command", beside_id=document.plan.id)
    document.open_command_file(
        PlanningFile.create(tmp_path / "test.command.wardplan", beside, author="Tests", key="0a" * 32)
    )
    command, gallery = add_type(code="OG", name="Gallery", need_to_know=True)
    document.run(command)
    ward = find(document, Ward, name="Castle").id
    command, hidden = create_operation(type_id=gallery, ward_ids=[ward], start=date(2026, 10, 5))
    document.run(command)
    council = find(document, Partner, short_name="Council")
    document.run(add_task(operation_id=hidden, title="Umbrella", due=TODAY, partner_id=council.id))
    titles = [t.title for t in tasks_to_send(document.read, council.id, TODAY)]
    assert titles == ["Clear three garage courts", "CCTV column report", "Street lights"]
    sent = send(document)
    with zipfile.ZipFile(io.BytesIO(sent.xlsx)) as packed:
        assert not [n for n in packed.namelist() if b"Umbrella" in packed.read(n) or b"OG-" in packed.read(n)]
    secret = task(document, "Umbrella")

    def change(page: Worksheet, rows: dict[str, int]) -> None:
        page.cell(13, 1).value, page.cell(13, 6).value = secret.id, "done"

    found = compare_answers(document.read, back(tmp_path, sent, change), today=TODAY)
    assert "Umbrella" not in repr(found.preview)
    assert found.preview.items[0].reason == "The plan has no task with this id."


def test_an_answer_put_off_waits_with_the_other_decisions_and_travels(
    document: Document, tmp_path: Path
) -> None:
    file = back(tmp_path, send(document), _done_and_note)
    cctv = task(document, "CCTV column report")
    document.run(edit_task(task_id=cctv.id, note="Chased twice"))
    document.run(take_answers(file=file, today=TODAY)[0])
    (item,) = open_conflicts(document)
    assert (item.about, item.field, item.now) == ("CCTV column report", "note", Choice.MINE)
    assert [side.text for _, side in item.sides] == ["Chased twice", "Survey booked 14 September", "empty"]
    assert item.theirs.by == "City Council, by the task sheet"
    assert task(document, "CCTV column report").note == "Chased twice", "what stands here stays until then"
    assert task(document, "Clear three garage courts").status is TaskStatus.DONE, "the rest is taken"
    assert compare_answers(document.read, file, today=TODAY).preview.items == (), "nobody is asked twice"
    document.undo()
    assert open_conflicts(document) == ()
    assert task(document, "Clear three garage courts").status is TaskStatus.OPEN
    document.redo()
    assert len(open_conflicts(document)) == 1
    decide(document, {item.key: Choice.THEIRS})
    assert task(document, "CCTV column report").note == "Survey booked 14 September"
    assert open_conflicts(document) == ()
    assert compare_answers(document.read, file, today=TODAY).preview.items == ()


def test_a_newer_answer_of_the_same_partner_stands_in_the_place_of_the_one_put_off(
    document: Document, tmp_path: Path
) -> None:
    def booked(page: Worksheet, rows: dict[str, int]) -> None:
        page.cell(rows["CCTV column report"], 7).value = "Survey moved to 21 September"

    sent = send(document)
    first, second = back(tmp_path, sent, _done_and_note), back(tmp_path, sent, booked, "second.xlsx")
    document.run(edit_task(task_id=task(document, "CCTV column report").id, note="Chased twice"))
    document.run(take_answers(file=first, today=TODAY)[0])
    document.run(take_answers(file=second, today=TODAY)[0])
    (item,) = open_conflicts(document)
    assert [side.text for _, side in item.sides] == ["Chased twice", "Survey moved to 21 September", "empty"]
