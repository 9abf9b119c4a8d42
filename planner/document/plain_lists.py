"""Tasks and operations as plain lists for a spreadsheet of the police: real dates, every text defused."""

from datetime import date, datetime

from planner.document.listing import operation_rows, task_rows
from planner.domain.frozen import dataclass
from planner.domain.vocabulary import Marking
from planner.storage.reader import Reader


@dataclass(frozen=True, slots=True)
class PlainList:
    """A title, the heads of the columns and the rows."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def csv(self) -> bytes:
        """Return it as CSV."""
        from planner.exchange.spreadsheets import csv_bytes

        return csv_bytes(self.header, self.rows)

    def xlsx(self, marking: Marking) -> bytes:
        """Return it as a workbook of one sheet."""
        from planner.exchange.spreadsheets import table_xlsx

        return table_xlsx(self.title, marking.value, self.header, self.rows)


def tasks_list(read: Reader) -> PlainList:
    """Return every task by due date."""
    rows = task_rows(read)
    names = ("id", "operation", "title", "owner", "due", "status")
    return PlainList("Tasks", names, tuple(tuple(_value(name, row[name]) for name in names) for row in rows))


def operations_list(read: Reader) -> PlainList:
    """Return every operation by its start."""
    rows = operation_rows(read)
    names = ("id", "reference", "title", "type", "status", "wards", "start", "end", "marking")
    return PlainList(
        "Operations", names, tuple(tuple(_value(name, row[name]) for name in names) for row in rows)
    )


def _value(name: str, value: object) -> object:
    if name == "due":
        return date.fromisoformat(str(value))
    if name in {"start", "end"}:
        return datetime.fromisoformat(str(value))
    return ", ".join(value) if isinstance(value, list) else value
