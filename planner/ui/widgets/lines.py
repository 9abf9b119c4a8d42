"""Lines to read and choose from: one model and one plain table for whatever is listed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTableView

from planner.ui.widgets.tables import Index, TableModel, plain_look

T = TypeVar("T")
PAGE = 100
_LARGE_TEXT = 1.3  # of the normal height; from there on words need a second line
_NORMAL_TEXT = 17  # height of a line of text at 100 per cent, in pixels


class Band(str):
    """A line of words across the whole table, over the lines of a block."""

    __slots__ = ()


class LinesModel(TableModel[T | Band], Generic[T]):
    """Shows lines of one kind, all at once or a page at a time; cells(line) are the words of its columns.

    Every cell says its words in its tip too, since they may not fit; tips(line): what some columns say there
    instead.
    """

    def __init__(
        self,
        headers: Sequence[str],
        cells: Callable[[T], Sequence[str]],
        tips: Callable[[T], Mapping[int, str]] | None = None,
    ) -> None:
        super().__init__(headers)
        self._cells, self._tips = cells, tips
        self._more: Callable[[int, int], Sequence[T]] | None = None
        self._last: tuple[int, Sequence[str]] = (-1, ())

    def show(self, lines: Sequence[T | Band]) -> None:
        """Show these lines instead."""
        self._reset(lines, None)

    def show_pages(self, more: Callable[[int, int], Sequence[T]]) -> None:
        """Show lines as they are scrolled to; more(skip, limit) returns fewer than asked for at the end."""
        first = more(0, PAGE)
        self._reset(first, more if len(first) == PAGE else None)

    def _reset(self, lines: Sequence[T | Band], more: Callable[[int, int], Sequence[T]] | None) -> None:
        self._more, self._last = more, (-1, ())
        self.set_lines(lines)

    def at(self, index: Index) -> T | None:
        """Return the line at an index; None between lines and on a band."""
        line = self.lines[index.row()] if 0 <= index.row() < len(self.lines) else None
        return None if isinstance(line, Band) else line

    @property
    def records(self) -> list[T]:
        """The lines that are no bands, as far as they were read."""
        return [line for line in self.lines if not isinstance(line, Band)]

    def bands(self) -> list[int]:
        """Return the rows that are bands."""
        return [number for number, line in enumerate(self.lines) if isinstance(line, Band)]

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there may be further lines."""
        return not parent.isValid() and self._more is not None

    def fetchMore(self, parent: Index) -> None:
        """Read the next page."""
        if self._more is None:
            return
        further = self._more(len(self.lines), PAGE)
        if len(further) < PAGE:
            self._more = None
        if further:
            self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(further) - 1)
            self.lines += further
            self.endInsertRows()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A band cannot be chosen."""
        if index.isValid() and isinstance(self.lines[index.row()], Band):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = 0) -> object:
        """The words of a cell."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.FontRole and isinstance(line, Band):
            font = QFont()
            font.setBold(True)
            return font
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if isinstance(line, Band):
            return str(line) if index.column() == 0 else ""
        words = self._words(index.row(), line)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and self._tips is not None:
            return self._tips(line).get(index.column(), words)
        return words

    def _words(self, row: int, line: T) -> Sequence[str]:
        if self._last[0] != row:  # a row is painted cell by cell
            self._last = (row, self._cells(line))
        return self._last[1]


def lines_table(model: QAbstractItemModel, widths: Mapping[int, int], name: str = "") -> QTableView:
    """Return a table of lines to choose from; widths: pixels at normal text, other columns stretch.

    A width of 0 fits the column to its words. name: what a screen reader calls it.
    """
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    plain_look(view)
    view.setWordWrap(False)
    height = view.fontMetrics().height()
    view.verticalHeader().setDefaultSectionSize(round(height * 1.7))
    head = view.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    for column, width in widths.items():
        if width:
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            head.resizeSection(column, round(width * height / _NORMAL_TEXT))
        else:
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return view


def wrap_in_large_text(view: QTableView) -> None:
    """In large text let the columns share the width, and words take two lines, so that all stays in sight."""
    height = view.fontMetrics().height()
    if height < _LARGE_TEXT * _NORMAL_TEXT:
        return
    view.setWordWrap(True)
    view.verticalHeader().setDefaultSectionSize(round(height * 2.7))
    head = view.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    head.setDefaultAlignment(head.defaultAlignment() | Qt.TextFlag.TextWordWrap)
    head.setMinimumHeight(round(height * 2.4))  # a head does not grow by itself when its words wrap


def show_bands(view: QTableView, model: LinesModel[T]) -> None:
    """Let every band reach across the table; after each showing of other lines."""
    view.clearSpans()
    for number in model.bands():
        view.setSpan(number, 0, 1, len(model.headers))
