"""The task sheet as a spreadsheet: what is in it, what is not, and what comes back of it in odd shapes."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from planner.domain.errors import InvalidInput
from planner.domain.vocabulary import TaskStatus
from planner.exchange.spreadsheets import csv_bytes, defused, restored, table_xlsx
from planner.exchange.task_answers_file import AnswersFile, looks_like_tasks, parse_due, read_answers
from planner.exchange.tasks_xlsx import SheetTask, TaskSheet, task_sheet_xlsx

TASKS = (
    SheetTask(id="a" * 16, operation="SW-2026-04", title="Clear three garage courts", where="Greenstead",
              due=date(2026, 9, 14), status="open", note=""),
    SheetTask(id="b" * 16, operation="SW-2026-04", title='=HYPERLINK("http://x")', where="Castle & Lexden",
              due=date(2026, 12, 7), status="open", note="-1 day late\nsecond line", legacy="3 months"),
)  # fmt: skip
SHEET = TaskSheet(
    share_id="0123456789abcdef",
    partner="Colchester City Council",
    district="Colchester",
    marking="OFFICIAL",
    purpose="Tasks agreed for partnership operations",
    gateway="Crime and Disorder Act 1998, s.115",
    agreement="SCP-ISA-7",
    destroy_by=date(2026, 10, 1),
    sent_on=date(2026, 9, 3),
    reply_to="Community safety desk",
    tasks=TASKS,
)


def written(
    folder: Path, name: str = "sheet.xlsx", change: Callable[[Worksheet], object] | None = None
) -> Path:
    """Write the sheet, changed by hand as a partner would."""
    path = folder / name
    path.write_bytes(task_sheet_xlsx(SHEET))
    if change is not None:
        book = load_workbook(path)
        change(book.worksheets[0])
        book.save(path)
    return path


def by_id(answers: AnswersFile) -> dict[str, tuple[str | None, str | None]]:
    return {line.id: (line.status, line.note) for line in answers.lines}


def test_one_visible_sheet_in_which_only_status_and_note_can_be_typed() -> None:
    book = load_workbook(io.BytesIO(task_sheet_xlsx(SHEET)))
    (page,) = book.worksheets
    assert page.sheet_state == "visible"
    assert page.protection.sheet
    header = next(row for row in page.iter_rows() if row[0].value == "Id")
    assert [c.value for c in header] == [
        "Id", "Operation", "Task", "Where", "Due", "Status", "Your note", "Legacy check",
    ]  # fmt: skip
    first = int(header[0].row or 0) + 1
    assert [c.protection.locked for c in page[first]] == [True] * 5 + [False, False, True]
    assert page.cell(first, 5).value == datetime(2026, 9, 14)
    assert page.cell(first + 1, 8).value == "3 months"
    (rule,) = page.data_validations.dataValidation
    assert rule.formula1 == f'"{",".join(TaskStatus)}"'
    assert f"F{first}" in str(rule.sqref)
    assert page.freeze_panes == f"A{first}"
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToWidth) == (
        "landscape", 9, 1,
    )  # fmt: skip
    setup = page.sheet_properties.pageSetUpPr
    assert setup is not None
    assert setup.fitToPage
    words = [c.value for row in page.iter_rows(max_row=8) for c in row if c.value]
    for expected in ("OFFICIAL", "Crime and Disorder Act 1998, s.115", "SCP-ISA-7", "0123456789abcdef",
                     "Community safety desk", datetime(2026, 10, 1)):  # fmt: skip
        assert expected in words


def test_nothing_is_hidden_named_commented_or_signed() -> None:
    content = task_sheet_xlsx(SHEET)
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    assert not book.defined_names
    assert not page.defined_names
    assert not any(d.hidden for d in (*page.column_dimensions.values(), *page.row_dimensions.values()))
    assert not any(c.comment for row in page.iter_rows() for c in row)
    assert not any(c.data_type == "f" for row in page.iter_rows() for c in row)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        text = "\n".join(packed.read(n).decode() for n in names)
    assert not any(word in n.lower() for n in names for word in ("comment", "vba", "external", "printer"))
    assert "creator" not in text.lower()
    assert "lastModifiedBy" not in text
    assert "openpyxl" not in text.lower()
    assert "<f>" not in text
    assert not re.search(r'hidden="(1|true)"', text)
    assert not re.search(r"[A-Z]:\\\\|/home/|/tmp/|file:", text)
    assert {i.date_time for i in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_was_not_touched_comes_back_as_it_went_out(tmp_path: Path) -> None:
    answers = read_answers(written(tmp_path))
    assert answers.share_id == SHEET.share_id
    assert not answers.remarks
    assert by_id(answers) == {t.id: (t.status, t.note) for t in TASKS}
    assert [line.title for line in answers.lines] == [t.title for t in TASKS]
    assert [parse_due(line.due or "") for line in answers.lines] == [t.due for t in TASKS]
    assert not any(line.formulas for line in answers.lines)


@pytest.mark.parametrize("text", ["=1+1", "+44 1206", "-x", "@here", "|cmd", "'quoted'", "plain", "", " =1"])
def test_texts_are_defused_and_restored(text: str) -> None:
    assert not defused(text).lstrip().startswith(("=", "+", "-", "@", "|"))
    assert restored(defused(text)) == text
    assert defused(text).encode() in csv_bytes(("a",), [(text,)])


def test_a_plain_table_has_real_dates_and_no_formula() -> None:
    content = table_xlsx("Tasks", "OFFICIAL", ("Title", "Due", "No"), [("=1+1", date(2026, 6, 2), 3)])
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [c.value for c in page[5]] == ["'=1+1", datetime(2026, 6, 2), 3]


def _answered(page: Worksheet) -> None:
    page["F10"], page["G10"] = "done", "Cleared 12 September"


def test_the_columns_may_be_moved_renamed_or_missing(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Sheet", SHEET.share_id])
    book.worksheets[0].append(["NOTES", "state", "ID", "whatever"])
    book.worksheets[0].append(["Cleared", "done", "a" * 16, 3])
    extra = book.create_sheet("Pivot")
    extra["A1"] = "sums"
    path = tmp_path / "moved.xlsx"
    book.save(path)
    answers = read_answers(path)
    assert by_id(answers) == {"a" * 16: ("done", "Cleared")}
    assert answers.lines[0].title is None
    assert answers.remarks == ("The sheet “Pivot” was added and is not read.",)
    other = written(tmp_path, "one.xlsx", lambda page: page.delete_cols(6))
    assert by_id(read_answers(other))["a" * 16] == (None, "")
    assert "The column Status is not in the sheet" in read_answers(other).remarks[0]


def test_formulas_are_text_and_are_named(tmp_path: Path) -> None:
    def change(page: Worksheet) -> None:
        page["F10"], page["G10"], page["G11"] = "=A1", '=WEBSERVICE("http://x")', 42

    answers = read_answers(written(tmp_path, change=change))
    assert answers.lines[0].formulas == {"status", "note"}
    assert answers.lines[0].note == '=WEBSERVICE("http://x")'
    assert answers.lines[1].note == "42"


@pytest.mark.parametrize(
    "text", ["14 September 2026", "14/09/2026", "2026-09-14", "14 Sep 2026", "14.9.2026"]
)
def test_dates_are_read_as_text_too(text: str) -> None:
    assert parse_due(text) == date(2026, 9, 14)
    assert parse_due(f"by {text}") is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_saved_from_the_sheet_reads_the_same(tmp_path: Path, encoding: str, mark: str) -> None:
    book = load_workbook(written(tmp_path, change=_answered))
    rows = [["" if c.value is None else c.value for c in row] for row in book.worksheets[0].iter_rows()]
    shown = [[v.strftime("%d/%m/%Y") if isinstance(v, datetime) else str(v) for v in row] for row in rows]
    quoted = "\r\n".join(mark.join('"' + v.replace('"', '""') + '"' for v in row) for row in shown)
    path = tmp_path / "saved.csv"
    path.write_bytes(quoted.encode(encoding))
    assert looks_like_tasks(path)
    answers = read_answers(path)
    assert answers.share_id == SHEET.share_id
    assert by_id(answers)["a" * 16] == ("done", "Cleared 12 September")
    assert by_id(answers)["b" * 16] == ("open", TASKS[1].note)
    assert parse_due(answers.lines[0].due or "") == date(2026, 9, 14)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", b" " * 50_000_000)


def _macros(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/vbaProject.bin", b"x")


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../evil.txt", "x")


def _hollow(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<nonsense")


def _cut(path: Path) -> None:
    path.write_bytes(task_sheet_xlsx(SHEET)[:3000])


def _entities(path: Path) -> None:
    source = task_sheet_xlsx(SHEET)
    declared = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part.endswith("sheet1.xml"):
                words = f'<!DOCTYPE x [<!ENTITY e0 "lol">{declared}]>'.encode()
                data = words + data.replace(b"<t>open</t>", b"<t>&e11;</t>", 1)
            new.writestr(part, data)


def _empty_book(path: Path) -> None:
    Workbook().save(path)


CASES: list[tuple[str, Callable[[Path], object], str]] = [
    ("bomb.xlsx", _bomb, "unpacks to far more"),
    ("macros.xlsx", _macros, "holds macros"),
    ("sheet.xlsm", lambda p: p.write_bytes(task_sheet_xlsx(SHEET)), "holds macros"),
    ("old.xls", lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "old Excel form"),
    ("other.xlsx", _other_zip, "not a spreadsheet"),
    ("hollow.xlsx", _hollow, "damaged"),
    ("cut.xlsx", _cut, "not a spreadsheet"),
    ("text.xlsx", lambda p: p.write_bytes(b"hello"), "not a spreadsheet"),
    ("nothing.xlsx", lambda p: p.write_bytes(b""), "not a spreadsheet"),
    ("empty.xlsx", _empty_book, "no list of tasks"),
    ("entities.xlsx", _entities, "not a spreadsheet that can be read"),
    ("other.csv", lambda p: p.write_text("a,b\n1,2\n"), "no list of tasks"),
    ("wide.csv", lambda p: p.write_text('Id,Status\n"' + "x" * 1_000_000), "far too long"),
    ("notes.txt", lambda p: p.write_text("Id,Status"), "no task sheet"),
]


@pytest.mark.parametrize(("name", "make", "words"), CASES, ids=[c[0] for c in CASES])
def test_what_is_no_task_sheet_is_refused_in_one_sentence(
    tmp_path: Path, name: str, make: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / name
    make(path)
    with pytest.raises(InvalidInput, match=words) as refused:
        read_answers(path)
    assert str(refused.value).startswith(name)
    assert "\n" not in str(refused.value)


def test_a_huge_cell_is_cut_before_it_is_kept(tmp_path: Path) -> None:
    def change(page: Worksheet) -> None:
        page["G10"] = "x" * 1_000_000
        page["G11"].comment = Comment("hidden", "somebody")

    line = read_answers(written(tmp_path, change=change)).lines[0]
    assert len(line.note or "") == 4100
