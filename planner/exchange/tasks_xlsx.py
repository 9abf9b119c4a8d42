"""The task sheet of a partner without the app: one visible sheet, only status and note can be typed."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from planner.domain.phrases import date_text
from planner.domain.vocabulary import TaskStatus
from planner.exchange.spreadsheets import (
    FONT,
    INK,
    cell_at,
    finished,
    lines_needed,
    put_date,
    put_text,
    set_up_print,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COLUMNS: Final = ("Id", "Operation", "Task", "Where", "Due", "Status", "Your note", "Legacy check")
SHEET_LABEL: Final = "Sheet"
_WIDTHS: Final = (19, 14, 42, 24, 19, 12, 42, 13)
_ID, _OPERATION, _TASK, _WHERE, _DUE, _STATUS, _NOTE, _LEGACY = range(1, 9)
_HEADER_ROW: Final = 9
_EMPTY_LINES: Final = 6
_LINE_HEIGHT: Final = 15.0
_GREY, _PALE = "C9D1DC", "EEF2F7"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTask:
    """One line: where: wards in words; legacy: the month of a legacy check in words, or empty."""

    id: str
    operation: str
    title: str
    where: str
    due: date
    status: str
    note: str
    legacy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSheet:
    """What one partner is asked, why, by which gateway and until when; share_id: of the register."""

    share_id: str
    partner: str
    district: str
    marking: str
    purpose: str
    gateway: str
    agreement: str
    destroy_by: date | None
    sent_on: date
    reply_to: str
    tasks: tuple[SheetTask, ...]


def task_sheet_xlsx(sheet: TaskSheet) -> bytes:
    """Return the workbook; every text in it is defused, nothing in it is hidden."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.worksheets[0]
    page.title = "Tasks"
    for letter, width in zip("ABCDEFGH", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    _head(page, sheet)
    _titles(page)
    row = _HEADER_ROW + 1
    for task in sheet.tasks:
        _line(page, row, task)
        row += 1
    for empty in range(row, row + _EMPTY_LINES):
        _empty_line(page, empty)
    _offer_status(page, _HEADER_ROW + 1, row + _EMPTY_LINES - 1)
    page.freeze_panes = f"A{_HEADER_ROW + 1}"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # both stay allowed
    page.sheet_view.showGridLines = False
    set_up_print(page, sheet.marking, f"Tasks for {sheet.partner}, {date_text(sheet.sent_on)}")
    return finished(book)


def _head(page: "Worksheet", sheet: TaskSheet) -> None:
    from openpyxl.styles import Alignment, Font

    title = " · ".join(p for p in (f"Tasks for {sheet.partner}", sheet.district) if p)
    how = (
        f"Choose a status and write a note beside each task; the other cells are locked. Something new: "
        f"write it in the empty lines under the list. Then send this file back to {sheet.reply_to}."
    )
    for row, words, size in ((1, sheet.marking, 12), (2, title, 16), (3, how, 11)):
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=8)
        cell = cell_at(page, row, 1)
        put_text(cell, words)
        cell.font = Font(name=FONT, size=size, bold=row < 3, color=INK if row == 2 else "000000")
        cell.alignment = Alignment(
            horizontal="center" if row == 1 else "left", vertical="center", wrap_text=True
        )
    page.row_dimensions[2].height = 24
    page.row_dimensions[3].height = _LINE_HEIGHT * 2
    left = (
        ("Purpose", sheet.purpose),
        ("Gateway", sheet.gateway),
        ("Agreement", sheet.agreement or "none named"),
        (SHEET_LABEL, sheet.share_id),
    )
    right = (("Sent on", sheet.sent_on), ("Destroy by", sheet.destroy_by), ("Reply to", sheet.reply_to))
    for row, (name, words) in enumerate(left, 4):
        _fact(page, row, 1, name, words)
    for row, (name, value) in enumerate(right, 4):
        _fact(page, row, 5, name, value)


def _fact(page: "Worksheet", row: int, column: int, name: str, value: str | date | None) -> None:
    from openpyxl.styles import Alignment, Font

    put_text(cell_at(page, row, column), name)
    cell_at(page, row, column).font = Font(name=FONT, color="5B6878")
    cell_at(page, row, column).alignment = Alignment(vertical="top")
    last = 4 if column == 1 else 8
    page.merge_cells(start_row=row, end_row=row, start_column=column + 1, end_column=last)
    cell = cell_at(page, row, column + 1)
    if isinstance(value, date):
        put_date(cell, value)
    else:
        put_text(cell, value or "no date set")
        room = sum(_WIDTHS[column:last])
        height = _LINE_HEIGHT * lines_needed(value or "", room)
        page.row_dimensions[row].height = max(height, page.row_dimensions[row].height or _LINE_HEIGHT)
    cell.font = Font(name=FONT, bold=name == "Destroy by")
    cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)


def _titles(page: "Worksheet") -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for at, words in enumerate(COLUMNS, 1):
        cell = cell_at(page, _HEADER_ROW, at)
        put_text(cell, words)
        cell.font = Font(name=FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=INK)
        cell.alignment = Alignment(vertical="center")
    page.row_dimensions[_HEADER_ROW].height = 20


def _line(page: "Worksheet", row: int, task: SheetTask) -> None:
    texts = {_ID: task.id, _OPERATION: task.operation, _TASK: task.title, _WHERE: task.where,
             _STATUS: task.status, _NOTE: task.note, _LEGACY: task.legacy}  # fmt: skip
    for at, words in texts.items():
        put_text(cell_at(page, row, at), words)
    put_date(cell_at(page, row, _DUE), task.due)
    _dress(page, row, open_columns={_STATUS, _NOTE})
    needed = max(lines_needed(words, _WIDTHS[at - 1]) for at, words in texts.items())
    page.row_dimensions[row].height = min(_LINE_HEIGHT * needed + 4, 400.0)


def _empty_line(page: "Worksheet", row: int) -> None:
    for at in (_OPERATION, _TASK, _WHERE, _STATUS, _NOTE):
        cell_at(page, row, at).number_format = "@"
    put_date(cell_at(page, row, _DUE), None)
    _dress(page, row, open_columns={_OPERATION, _TASK, _WHERE, _DUE, _STATUS, _NOTE})
    page.row_dimensions[row].height = 20


def _dress(page: "Worksheet", row: int, *, open_columns: set[int]) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    line = Side(style="thin", color=_GREY)
    for at in range(1, len(COLUMNS) + 1):
        cell = cell_at(page, row, at)
        is_open = at in open_columns
        cell.protection = Protection(locked=not is_open)
        cell.border = Border(bottom=line, top=line, left=line, right=line)
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        small = at == _ID
        cell.font = Font(name=FONT, size=8 if small else 11, color="5B6878" if small else "000000")
        if not is_open:
            cell.fill = PatternFill("solid", fgColor=_PALE)


def _offer_status(page: "Worksheet", first: int, last: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(TaskStatus)
    offered = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
    offered.errorTitle = "Status"
    offered.error = f"Choose one of: {words.replace(',', ', ')}."
    page.add_data_validation(offered)
    offered.add(f"F{first}:F{last}")
