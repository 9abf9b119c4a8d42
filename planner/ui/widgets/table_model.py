"""Records of one kind as an editable table: columns say which field, how it reads, what it may be."""

import re
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import date, time
from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.phrases import date_text, time_text
from planner.domain.records.base import Record
from planner.ui.widgets.tables import Index, TableModel


@dataclass(frozen=True, slots=True)
class Column:
    """One column. kind: text, number, date, time, yes or choice; choices are (value, words) pairs.

    optional dates may be left empty. wide columns take the room that is left.
    """

    name: str
    title: str
    kind: str = "text"
    choices: tuple[tuple[object, str], ...] = ()
    optional: bool = False
    wide: bool = False
    read_only: bool = False
    extra: dict[str, str] = field(default_factory=dict)


class RecordTable(TableModel[Any]):
    """Shows records; an edit calls save(record, column name, value) and changes nothing itself."""

    def __init__(
        self, columns: Sequence[Column], save: Callable[[Record, str, object], object], parent: QWidget
    ) -> None:
        super().__init__([column.title for column in columns], parent)
        self.columns = tuple(columns)
        self._save = save
        self._refuse: Callable[[str], object] = lambda _sentence: None

    def set_refusal(self, refuse: Callable[[str], object]) -> None:
        """Call this with one sentence when something typed cannot be read."""
        self._refuse = refuse

    def show_records(self, records: Sequence[Record]) -> None:
        """Show these records; the same ids keep their rows."""
        if [r.id for r in records] != [r.id for r in self.lines]:
            self.set_lines(records)
        elif records:
            self.lines = list(records)
            self.note_change(0, len(records) - 1)

    def data(self, index: Index, role: int = 0) -> object:
        """What a cell shows and what its editor starts with."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        value = getattr(self.lines[index.row()], column.name)
        if column.kind == "yes":
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return shown(column, value)
        if role == Qt.ItemDataRole.EditRole:
            return value if column.kind == "choice" else shown(column, value)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited unless its column is read-only."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.columns[index.column()].read_only:
            return base
        more = Qt.ItemFlag.ItemIsUserCheckable if self.columns[index.column()].kind == "yes" else None
        return base | (more or Qt.ItemFlag.ItemIsEditable)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand an edit over; what is shown changes when the plan has changed."""
        column, record = self.columns[index.column()], self.lines[index.row()]
        if column.kind == "yes":
            self._save(record, column.name, value in (Qt.CheckState.Checked, Qt.CheckState.Checked.value))
            return True
        try:
            typed = value if column.kind == "choice" else read_value(column, str(value))
        except InvalidInput as error:
            self._refuse(str(error))
            return False
        if typed != getattr(record, column.name):
            self._save(record, column.name, typed)
        return True


def shown(column: Column, value: object) -> str:
    """Return how a value reads in a cell."""
    if column.kind == "choice":
        return next((words for choice, words in column.choices if choice == value), "")
    if value is None:
        return ""
    if isinstance(value, date):
        return date_text(value)
    return time_text(value) if isinstance(value, time) else str(value)


def read_value(column: Column, text: str) -> object:
    """Return what was typed into a cell; InvalidInput with an example when it cannot be read."""
    text = text.strip()
    if column.kind == "number":
        if not text.lstrip("-").isdigit():
            raise InvalidInput(f"{column.title} is a whole number.")
        return int(text)
    if column.kind == "date":
        if not text and column.optional:
            return None
        from planner.document.typed_dates import read_when

        when = read_when(text, date.today())
        if when.first is None:
            raise InvalidInput("Type a date such as 2 June 2026.")
        return when.first
    if column.kind == "time":
        return read_time(text)
    return text


def read_time(text: str) -> time:
    """Return a time typed as 14:00, 1400 or 14; InvalidInput otherwise."""
    match = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})?", text)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise InvalidInput("Type a time such as 14:00.")
    return time(int(match[1]), int(match[2] or 0))


class RecordDelegate(QStyledItemDelegate):
    """Gives choice columns a list, everything else a line."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell."""
        model = index.model()
        if isinstance(model, RecordTable) and model.columns[index.column()].kind == "choice":
            box = QComboBox(parent)
            for value, words in model.columns[index.column()].choices:
                box.addItem(words, value)
            box.activated.connect(lambda _index: self._finish(box))
            return box
        return super().createEditor(parent, option, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Give a list the room of its longest words, also where the cell is narrower."""
        super().updateEditorGeometry(editor, option, index)
        if isinstance(editor, QComboBox):
            editor.resize(max(editor.width(), editor.sizeHint().width()), editor.height())

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Start with what the cell holds."""
        if isinstance(editor, QComboBox):
            value = index.data(Qt.ItemDataRole.EditRole)
            for row in range(editor.count()):
                if editor.itemData(row) == value:
                    editor.setCurrentIndex(row)
            return
        super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the edit to the model."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
            return
        super().setModelData(editor, model, index)
