"""Spreadsheets out and in: cells that no program takes for a formula, files capped before they are read.

What goes out has one visible sheet, no names, comments, hidden parts or author. What comes in is measured
before anything is unpacked, and formulas are text: nothing is ever evaluated.
"""

import csv
import io
import math
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from planner.domain.errors import InvalidInput
from planner.domain.zips import UNREADABLE

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_CELL: Final = 4000
DATE_FORMAT: Final = "d mmmm yyyy"
FONT: Final = "Calibri"
INK: Final = "14305A"
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_A4: Final = 9
_MOST_PACKED: Final = 16 * 1024 * 1024
_MOST_UNPACKED: Final = 64 * 1024 * 1024
_MOST_RATIO: Final = 200
_SMALL: Final = 1024 * 1024  # below this a member may be packed as well as it likes
_MOST_PARTS: Final = 500
_WHITE_SPACE: Final = "\n"
_APP_XML: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Wardplan</Application></Properties>"
)


def defused(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: a leading apostrophe where it could be one."""
    clean = "".join(c if c.isprintable() or c in _WHITE_SPACE else " " for c in text)
    return f"'{clean}" if clean.lstrip().startswith(_FORMULA_STARTS) else clean


def restored(text: str) -> str:
    """Return what defused() was given, from a cell that came back."""
    inner = text.removeprefix("'")
    return inner if inner != text and inner.lstrip().startswith(_FORMULA_STARTS) else text


def cell_at(sheet: "Worksheet", row: int, column: int) -> "Cell":
    """Return a cell that can be written; rows and columns are counted from 1."""
    return cast("Cell", sheet.cell(row, column))


def put_text(cell: "Cell", text: str) -> None:
    """Write a text cell: never a formula, also not after somebody edits it."""
    cell.value = defused(text)
    cell.data_type = "s"
    cell.number_format = "@"


def put_date(cell: "Cell", day: date | None) -> None:
    """Write a real date, or nothing."""
    cell.value = day
    cell.number_format = DATE_FORMAT


def lines_needed(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of so many characters."""
    return sum(max(1, math.ceil(len(line) / max(1, width - 1))) for line in text.split("\n")) if text else 1


def set_up_print(sheet: "Worksheet", marking: str, foot: str) -> None:
    """A4 across, as wide as the page, the marking above and below, page n of m."""
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    above, below = sheet.oddHeader, sheet.oddFooter
    if above is None or below is None:  # every sheet that openpyxl makes has both
        raise TypeError("no sheet to print")
    for place, words in ((above.center, marking), (below.left, foot), (below.center, marking)):
        place.text = words.replace("&", "&&")
    below.right.text = "page &P of &N"


def finished(book: "Workbook") -> bytes:
    """Return the bytes of a workbook, with nothing in them of who made it or with what."""
    book.properties.creator = None
    book.properties.lastModifiedBy = None
    made, packed = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = _APP_XML.encode() if part.filename == "docProps/app.xml" else source.read(part)
            target.writestr(zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return CSV as spreadsheet programs open it, every text defused; dates in ISO 8601."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date | int | float):
        return value.isoformat() if isinstance(value, date) else value
    return defused(str(value))


def table_xlsx(title: str, marking: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return one plain table as a workbook: marking, title, headers that stay in view, real dates."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "List"
    put_text(cell_at(sheet, 1, 1), marking)
    put_text(cell_at(sheet, 2, 1), title)
    cell_at(sheet, 1, 1).font = cell_at(sheet, 2, 1).font = Font(name=FONT, bold=True)
    widths = [len(words) for words in header]
    for at, words in enumerate(header, 1):
        put_text(cell_at(sheet, 4, at), words)
        cell_at(sheet, 4, at).font = Font(name=FONT, bold=True)
    for number, row in enumerate(rows, 5):
        for at, value in enumerate(row, 1):
            cell = cell_at(sheet, number, at)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(value, date):
                put_date(cell, value)
                if isinstance(value, datetime):
                    cell.number_format = f"{DATE_FORMAT} hh:mm"
            elif isinstance(value, int):
                cell.value = value
            else:
                put_text(cell, "" if value is None else str(value))
            widths[at - 1] = max(widths[at - 1], len(str(value or "")))
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = min(max(width + 2, 8), 60)
    sheet.freeze_panes = "A5"
    set_up_print(sheet, marking, title)
    return finished(book)


def check_workbook(path: Path) -> None:
    """Refuse, before anything is unpacked, what is no workbook or would not fit, with a sentence."""
    name = path.name
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidInput(
            f"{name} is in the old Excel form, or has a password. Save it as .xlsx without one and try again."
        )
    if path.stat().st_size > _MOST_PACKED:
        raise InvalidInput(
            f"{name} is larger than 16 MB: it cannot be a list of tasks. Ask for the sheet that was sent."
        )
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            declares = any(_declares(packed, part) for part in parts[:_MOST_PARTS])
    except UNREADABLE:
        raise InvalidInput(f"{name} is not a spreadsheet, or is damaged. Ask for it again.") from None
    if (
        len(parts) > _MOST_PARTS
        or sum(p.file_size for p in parts) > _MOST_UNPACKED
        or any(map(_swells, parts))
    ):
        raise InvalidInput(f"{name} unpacks to far more than a list of tasks: it is not opened.")
    names = {part.filename.lower() for part in parts}
    if any("vbaproject" in part for part in names) or path.suffix.lower() == ".xlsm":
        raise InvalidInput(
            f"{name} holds macros and is not opened. Save it as .xlsx without them and try again."
        )
    if "[content_types].xml" not in names or declares:
        raise InvalidInput(f"{name} is not a spreadsheet that can be read. Save it as .xlsx and try again.")


def _declares(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether a part defines entities, or may in another encoding: no spreadsheet program does."""
    if not part.filename.lower().endswith((".xml", ".rels")):
        return False
    with packed.open(part) as file:
        head = file.read(4096)
    return b"<!DOCTYPE" in head.upper() or b"\0" in head


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SMALL and part.file_size > _MOST_RATIO * max(1, part.compress_size)
