"""Returns as CSV: one row for each visit, read as somebody's spreadsheet program wrote it.

Columns: code, status, place, start, end, people, abstracted_minutes, reason, notes. What cannot be read as a
whole is refused with one sentence; a single bad row is reported with its line.
"""

import csv
import io
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from planner.domain.errors import InvalidInput
from planner.domain.vocabulary import Abstraction, Outcome
from planner.exchange.imported_text import decoded
from planner.exchange.reading import refuse_no_file

COLUMNS: Final = (
    "code",
    "status",
    "place",
    "start",
    "end",
    "people",
    "abstracted_minutes",
    "reason",
    "notes",
)
_NEEDED: Final = ("code", "status")
MAX_BYTES: Final = 32 * 1024 * 1024
LONGEST_CELL: Final = 4000
_MOST: Final = 100_000
_CLOCK: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
_BRITISH: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ T]+(\d{1,2})[:.](\d{2})(?::\d{2})?)?")
_STATUS: Final = {
    "done": Outcome.DONE,
    "as planned": Outcome.DONE,
    "part": Outcome.PART,
    "in part": Outcome.PART,
    "not done": Outcome.NOT_DONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    """One row as read. file: its name; line: of the file, 1 is the header.

    start, end: a time of day, a moment or nothing.
    """

    line: int
    code: str
    status: Outcome
    place: str = ""
    start: datetime | time | None = None
    end: datetime | time | None = None
    people: int = 0
    abstracted_minutes: int = 0
    reason: Abstraction | None = None
    notes: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not taken: its line and why, in one sentence, and the name of its file where known."""

    line: int
    reason: str
    code: str = ""
    file: str = ""

    @property
    def where(self) -> str:
        """Return "returns.csv, line 4", or "Line 4" without a file's name."""
        return f"{self.file}, line {self.line}" if self.file else f"Line {self.line}"


def looks_like_returns(path: Path) -> bool:
    """Return whether the first line of a file names the columns of returns."""
    with path.open("rb") as file:
        head = decoded(file.read(4096)).split("\n", 1)[0].lower()
    return all(name in head for name in ("code", "status", "place"))


def read_returns(path: Path) -> tuple[list[ReturnRow], list[Rejected]]:
    """Return the rows of a file that can be read and those that cannot; empty lines are passed over.

    InvalidInput for what is no such file.
    """
    refuse_no_file(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidInput(f"{path.name} is larger than 32 MB: it cannot be a list of returns.")
        text = decoded(path.read_bytes())
    except OSError as error:
        raise InvalidInput(f"{path.name} cannot be read ({error.strerror}). Check its name.") from None
    rows, rejected = [], []
    for line, cells in _cells(text, path.name):
        if not any(cells.values()):
            continue
        try:
            rows.append(replace(_row(line, cells), file=path.name))
        except InvalidInput as error:
            rejected.append(Rejected(line, str(error), cells["code"], path.name))
    return rows, rejected


def _cells(text: str, name: str) -> list[tuple[int, dict[str, str]]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\0", "\N{REPLACEMENT CHARACTER}")), delimiter=delimiter)
    try:
        header = next((row for row in reader if any(c.strip() for c in row)), [])
        where = {_plain(cell): i for i, cell in reversed(list(enumerate(header)))}
        if missing := [column for column in _NEEDED if column not in where]:
            raise InvalidInput(
                f"{name} has no column {' or '.join(missing)}. Its first line must be: {','.join(COLUMNS)}."
            )
        found, line = [], reader.line_num + 1
        for row in reader:
            cells = {c: row[where[c]].strip() if where.get(c, len(row)) < len(row) else "" for c in COLUMNS}
            found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        raise InvalidInput(
            f"{name} cannot be read from line {reader.line_num + 1}: a cell there is far too long, or a "
            "quotation mark is not closed. Nothing was imported; correct it and try again."
        ) from None
    return found


def _plain(name: str) -> str:
    return "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())


def _row(line: int, cells: dict[str, str]) -> ReturnRow:
    for column, value in cells.items():
        if len(value) > LONGEST_CELL:
            raise InvalidInput(f"The {column} is longer than {LONGEST_CELL:,} letters; shorten it.")
        if "\N{REPLACEMENT CHARACTER}" in value:
            raise InvalidInput(f"The {column} holds a character that is no text; type it again.")
    if not cells["code"]:
        raise InvalidInput("There is no code; write the slip's, such as RP-2026-17/3.")
    status = _STATUS.get(_plain(cells["status"]).replace("_", " "))
    if status is None:
        raise InvalidInput(f"The status “{_short(cells['status'])}” is not done, part or not done.")
    return ReturnRow(
        line=line,
        code=cells["code"],
        status=status,
        place=cells["place"],
        start=_moment(cells["start"], "start"),
        end=_moment(cells["end"], "end"),
        people=_number(cells["people"], "people"),
        abstracted_minutes=_number(cells["abstracted_minutes"], "abstracted_minutes"),
        reason=_reason(cells["reason"]),
        notes=cells["notes"],
    )


def _number(text: str, column: str) -> int:
    if not text:
        return 0
    if not re.fullmatch(r"\d{1,6}(?:\.0+)?", text) or int(float(text)) > _MOST:
        raise InvalidInput(f"The {column} “{_short(text)}” is not a whole number from 0 to {_MOST:,}.")
    return int(float(text))


def _reason(text: str) -> Abstraction | None:
    if not text:
        return None
    try:
        return Abstraction(text.strip().lower())
    except ValueError:
        words = ", ".join(Abstraction)
        raise InvalidInput(f"The reason “{_short(text)}” is not one of: {words}.") from None


def _moment(text: str, column: str) -> datetime | time | None:
    """Return a moment as spreadsheets write it: 2026-09-02T10:20, 02/09/2026 10:20, or 10:20 alone."""
    if not text:
        return None
    try:
        if match := _CLOCK.fullmatch(text):
            return time(int(match[1]), int(match[2]))
        if match := _BRITISH.fullmatch(text):
            day = date(int(match[3]), int(match[2]), int(match[1]))
            return datetime.combine(day, time(int(match[4] or 0), int(match[5] or 0)))
        found = datetime.fromisoformat(text.replace(" ", "T", 1))
    except ValueError:
        raise InvalidInput(
            f"The {column} “{_short(text)}” is not a time; write 2026-09-02T10:20 or 10:20."
        ) from None
    if found.tzinfo is not None:
        raise InvalidInput(f"The {column} “{_short(text)}” names a time zone; write the local time alone.")
    return found.replace(second=0, microsecond=0)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
