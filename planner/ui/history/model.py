"""The lines of the history as a table that reads a page at a time, however long the history is."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from planner.document.looking_back import HistoryLine
from planner.domain.phrases import date_text, day_name, time_text

Index = QModelIndex | QPersistentModelIndex
HEADERS: Final = ("When", "Recorded by", "What was done", "From what to what")
WHEN, WHO, WHAT, WORDS = range(4)
PAGE: Final = 100


class HistoryModel(QAbstractTableModel):
    """Shows lines; more(skip, limit) returns the next ones, fewer than asked for at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[HistoryLine] = []
        self._more: Callable[[int, int], list[HistoryLine]] = lambda _skip, _limit: []
        self._is_all = True

    def show(self, more: Callable[[int, int], list[HistoryLine]]) -> None:
        """Show another history from its newest line."""
        self.beginResetModel()
        self._more = more
        self.lines = more(0, PAGE)
        self._is_all = len(self.lines) < PAGE
        self.endResetModel()

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there may be older lines."""
        return not parent.isValid() and not self._is_all

    def fetchMore(self, parent: Index) -> None:
        """Read the next page."""
        older = self._more(len(self.lines), PAGE)
        self._is_all = len(older) < PAGE
        if older:
            self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(older) - 1)
            self.lines += older
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row for each change set."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """When, who, what, and from what to what."""
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """The names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = 0) -> object:
        """The words of a cell; a tip where they may not fit."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        words = cell_words(self.lines[index.row()], index.column())
        return (
            (words if index.column() in (WHAT, WORDS) else None)
            if role == Qt.ItemDataRole.ToolTipRole
            else words
        )


def cell_words(line: HistoryLine, column: int) -> str:
    """Return what stands in a cell."""
    if column == WHEN:
        return f"{date_text(line.at.date())}, {time_text(line.at)}"
    if column == WHO:
        return who_words(line)
    return line.label if column == WHAT else line.words


def when_words(line: HistoryLine) -> str:
    """Return "Wed 2 September 2026, 14:05"."""
    return f"{day_name(line.at, short=True)} {date_text(line.at.date())}, {time_text(line.at)}"


def who_words(line: HistoryLine) -> str:
    """Return who recorded it, and from which copy it came where that is known."""
    return f"{line.author}, {line.copy}" if line.copy else line.author
