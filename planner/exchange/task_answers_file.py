"""A task sheet that came back, as .xlsx or as CSV saved from it: its lines, whatever became of the columns.

Nothing is evaluated: a formula is its text. What cannot be read as a whole is refused with one sentence.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from planner.domain.errors import InvalidInput
from planner.domain.phrases import date_text, month_name
from planner.exchange.imported_text import decoded
from planner.exchange.reading import refuse_no_file
from planner.exchange.spreadsheets import LONGEST_CELL, check_workbook, restored
from planner.exchange.tasks_xlsx import SHEET_LABEL

MAX_CSV: Final = 8 * 1024 * 1024
_MOST_ROWS: Final = 5000
_MOST_COLUMNS: Final = 40
_HEADER_WITHIN: Final = 60
_NAMES: Final = {
    "id": "id",
    "operation": "operation",
    "operation reference": "operation",
    "reference": "operation",
    "task": "title",
    "title": "title",
    "what": "title",
    "where": "where",
    "due": "due",
    "due date": "due",
    "by": "due",
    "status": "status",
    "state": "status",
    "your note": "note",
    "note": "note",
    "notes": "note",
    "your notes": "note",
    "legacy check": "legacy",
}
_SHOWN: Final = {"id": "Id", "status": "Status", "note": "Your note"}
_BRITISH: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T].*)?")
_WORDS: Final = re.compile(r"(\d{1,2})\.? +([A-Za-z]{3,9})\.? +(\d{4})")
_FORMULA: Final = "f"
_DAMAGED: Final = (
    *(
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        EOFError,
        OSError,
    ),
)
"""What reading a damaged workbook ends in; the file itself was read before."""
_SHARE_ID: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One line as read; None for a cell whose column is not in the sheet. line: its number in the file.

    formulas: the columns in which a formula stands.
    """

    line: int
    id: str
    operation: str | None = None
    title: str | None = None
    where: str | None = None
    due: str | None = None
    status: str | None = None
    note: str | None = None
    formulas: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersFile:
    """What came back. share_id: as on the sheet, empty when it is gone; remarks: what was passed over."""

    name: str
    share_id: str
    lines: tuple[AnswerLine, ...]
    remarks: tuple[str, ...] = ()


_Cell = tuple[object, bool]  # value, whether it is a formula
_Row = Sequence[_Cell]


def looks_like_tasks(path: Path) -> bool:
    """Return whether a file is a workbook or a CSV with the columns of a task sheet."""
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xls"}:
        return True
    if path.suffix.lower() != ".csv":
        return False
    try:
        text = decoded(path.read_bytes()[:65536])
    except OSError:
        return False
    return any(_named(row) is not None for row in _csv_rows(text, path.name))


def read_answers(path: Path) -> AnswersFile:
    """Return the lines of a task sheet that came back; InvalidInput for what is none."""
    ending = path.suffix.lower()
    refuse_no_file(path)
    try:
        if ending == ".csv":
            return _from_csv(path)
        if ending in {".xlsx", ".xlsm", ".xls"}:
            return _from_workbook(path)
    except OSError as error:
        raise InvalidInput(f"{path.name} cannot be read ({error.strerror}). Check its name.") from None
    raise InvalidInput(
        f"{path.name} is no task sheet: answers come back as .xlsx or .csv. Choose the sheet that came back."
    )


def _from_csv(path: Path) -> AnswersFile:
    if path.stat().st_size > MAX_CSV:
        raise InvalidInput(
            f"{path.name} is larger than 8 MB: it cannot be a list of tasks. Ask for the sheet that was sent."
        )
    return _answers(path.name, list(_csv_rows(decoded(path.read_bytes()), path.name)), ())


def _csv_rows(text: str, name: str) -> Iterator[_Row]:
    delimiter = max(",;\t", key=text.count)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number > _MOST_ROWS:
                return
            yield [(cell, cell.startswith("=")) for cell in cells[:_MOST_COLUMNS]]
    except csv.Error:
        raise InvalidInput(
            f"{name} cannot be read: a cell is far too long, or a quotation mark is not closed. "
            "Nothing was taken in; save the sheet again and try again."
        ) from None


def _from_workbook(path: Path) -> AnswersFile:
    check_workbook(path)
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            sheets = [(s.title, _sheet_rows(s.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS)))
                      for s in book.worksheets]  # fmt: skip
        finally:
            book.close()
    except _DAMAGED:
        raise InvalidInput(f"{path.name} is damaged and cannot be read. Ask for it again.") from None
    for title, rows in sheets:
        if any(_named(row) is not None for row in rows[:_HEADER_WITHIN]):
            others = [
                t for t, r in sheets if t != title and any(v not in (None, "") for row in r for v, _ in row)
            ]
            remarks = tuple(f"The sheet “{other[:40]}” was added and is not read." for other in others)
            return _answers(path.name, rows, remarks)
    return _answers(path.name, sheets[0][1] if sheets else [], ())


def _sheet_rows(cells: Iterable[Iterable[object]]) -> list[_Row]:
    return [
        [(getattr(c, "value", None), getattr(c, "data_type", "") == _FORMULA) for c in row] for row in cells
    ]


def _answers(name: str, rows: list[_Row], remarks: tuple[str, ...]) -> AnswersFile:
    at = next((i for i, row in enumerate(rows[:_HEADER_WITHIN]) if _named(row) is not None), None)
    if at is None:
        raise InvalidInput(
            f"{name} has no list of tasks with the columns Id, Status and Your note. "
            "Ask for the sheet that was sent, with its first lines."
        )
    where = _named(rows[at]) or {}
    missing = [_SHOWN[n] for n in ("status", "note") if n not in where]
    said = tuple(f"The column {m} is not in the sheet, so nothing is read from it." for m in missing)
    lines = [_line(number, row, where) for number, row in enumerate(rows[at + 1 :], at + 2)]
    full = tuple(line for line in lines if line is not None)
    return AnswersFile(name=name, share_id=_share_id(rows[:at]), lines=full, remarks=remarks + said)


def _named(row: _Row) -> dict[str, int] | None:
    """Return the column of each known name when a row is the header: it has Id, and Status or a note."""
    where: dict[str, int] = {}
    for at, (value, _) in enumerate(row):
        name = _NAMES.get(" ".join(str(value or "").replace("_", " ").split()).casefold())
        if name is not None:
            where.setdefault(name, at)
    return where if "id" in where and ("status" in where or "note" in where) else None


def _share_id(rows: Iterable[_Row]) -> str:
    for row in rows:
        texts = [_text(value) for value, _ in row]
        for at, words in enumerate(texts[:-1]):
            if words.casefold() == SHEET_LABEL.casefold():
                found = next((t for t in texts[at + 1 :] if t), "").lower()
                if _SHARE_ID.fullmatch(found):
                    return found
    return ""


def _line(number: int, row: _Row, where: dict[str, int]) -> AnswerLine | None:
    def cell(name: str) -> _Cell:
        at = where.get(name, len(row))
        return row[at] if at < len(row) else ("", False)

    def text(name: str) -> str | None:
        return restored(_text(cell(name)[0])) if name in where else None

    line = AnswerLine(
        line=number,
        id=_text(cell("id")[0]).lower(),
        operation=text("operation"),
        title=text("title"),
        where=text("where"),
        due=text("due"),
        status=text("status"),
        note=text("note"),
        formulas=frozenset(name for name in where if cell(name)[1]),
    )
    said = (line.id, line.operation, line.title, line.where, line.due, line.status, line.note)
    return line if any(said) else None


def _text(value: object) -> str:
    """Return a cell as text: whole numbers without a point, dates in words, ends of lines as one sign."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return date_text(value.date())
    if isinstance(value, date):
        return date_text(value)
    text = str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text[: LONGEST_CELL + 100]).strip()


def parse_due(text: str) -> date | None:
    """Return the day that a cell says: 2 June 2026, 02/06/2026, 2026-06-02; None for anything else."""
    try:
        if match := _BRITISH.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _WORDS.fullmatch(text):
            names = [month_name(date(2000, month, 1)).casefold()[:3] for month in range(1, 13)]
            return date(int(match[3]), names.index(match[2].casefold()[:3]) + 1, int(match[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
