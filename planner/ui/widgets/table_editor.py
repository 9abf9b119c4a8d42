"""One list of the plan in a table: edit a cell, add or delete a line, each committed at once."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget

from planner.document.command import Command
from planner.domain.changes import ChangeSet
from planner.domain.errors import KnownError
from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.ui.bridge import Bridge
from planner.ui.widgets.build import button, column, holder, label, row
from planner.ui.widgets.table_model import Column, RecordDelegate, RecordTable
from planner.ui.widgets.tables import plain_look

_LEAST_WIDE = 24  # letters


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What a list is: its records and columns, and the commands that change it.

    add gets what was typed into the line under the table; None when lines cannot be added so.
    """

    kind: type[Record]
    columns: tuple[Column, ...]
    records: Callable[[], Sequence[Record]]
    edit: Callable[[str, str, object], Command]
    delete: Callable[[str], Command] | None = None
    add: Callable[[str], Command] | None = None
    add_words: str = "Add a line"
    hint: str = ""


class TableEditor(QWidget):
    """Edits one list; a refusal shows as a sentence under the table."""

    def __init__(self, bridge: Bridge, spec: ListSpec, name: str) -> None:
        """name: what a screen reader calls the table."""
        super().__init__()
        self._bridge, self._spec = bridge, spec
        self.model = RecordTable(spec.columns, self._save, self)
        self.model.set_refusal(self._say)
        self.view = QTableView()
        self.view.setAccessibleName(name)
        self.view.setModel(self.model)
        self.view.setItemDelegate(RecordDelegate(self.view))
        self._dress()
        self._problem = label("", "alert", wrap=True)
        self._problem.hide()
        layout = column(spacing=8)
        if spec.hint:
            layout.addWidget(label(spec.hint, "muted", wrap=True))
        layout.addWidget(self.view, 1)
        layout.addWidget(self._problem)
        layout.addWidget(self._foot())
        self.setLayout(layout)
        self.view.viewport().installEventFilter(self)
        bridge.changed.connect(self._on_changed)
        bridge.document_replaced.connect(self.reload)
        self.reload()

    def _dress(self) -> None:
        view = self.view
        plain_look(view)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 14)
        header = view.horizontalHeader()
        header.setStretchLastSection(not any(spec.wide for spec in self._spec.columns))
        for index, spec in enumerate(self._spec.columns):
            mode = QHeaderView.ResizeMode.Stretch if spec.wide else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(index, mode)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the width anew whenever the table's own room changes."""
        if event.type() == QEvent.Type.Resize:
            self._share_width()
        return super().eventFilter(watched, event)

    def _share_width(self) -> None:
        """Keep the wide columns wide enough to read in large text; then the table scrolls sideways."""
        header, columns = self.view.horizontalHeader(), self._spec.columns
        wide = [at for at, spec in enumerate(columns) if spec.wide]
        others = sum(header.sectionSize(at) for at in range(len(columns)) if at not in wide)
        least = _LEAST_WIDE * self.fontMetrics().averageCharWidth()
        has_room = self.view.viewport().width() - others >= least * len(wide)
        for at in wide:
            mode = QHeaderView.ResizeMode.Stretch if has_room else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(at, mode)
            if not has_room:
                header.resizeSection(at, least)

    def _foot(self) -> QWidget:
        self.adder = QLineEdit()
        self.adder.setPlaceholderText(self._spec.add_words)
        self.adder.setAccessibleName(self._spec.add_words)
        self.adder.returnPressed.connect(self.add)
        self.adder.setVisible(self._spec.add is not None)
        add = button("Add", self.add)
        add.setVisible(self._spec.add is not None)
        delete = button("Delete", self.delete)
        delete.setVisible(self._spec.delete is not None)
        line = row(self.adder, add, delete)
        line.setStretch(0, 1)
        return holder(line)

    def selected(self) -> Record | None:
        """Return the record of the selected line."""
        index = self.view.currentIndex()
        return self.model.lines[index.row()] if index.isValid() else None

    def reload(self) -> None:
        """Read the list again and keep the selected line."""
        chosen = self.selected()
        at = self.view.currentIndex().column()
        self.model.show_records(self._spec.records())
        self._share_width()  # other words, or a column more or less, leave another width
        if chosen is None:
            return
        for number, record in enumerate(self.model.lines):
            if record.id == chosen.id:
                self.view.selectionModel().setCurrentIndex(
                    self.model.index(number, max(at, 0)), QItemSelectionModel.SelectionFlag.NoUpdate
                )

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if changes.touches(self._spec.kind):
            self.reload()

    def run(self, command: Command) -> bool:
        """Run a command; a refusal is said under the table."""
        self._problem.hide()
        self._bridge.failed.connect(self._say)
        try:
            return self._bridge.run(command, self) is not None
        finally:
            self._bridge.failed.disconnect(self._say)

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.show()

    def _save(self, record: Record, name: str, value: object) -> None:
        self.run(self._spec.edit(record.id, name, value))

    def add(self) -> None:
        """Add what was typed."""
        text = self.adder.text().strip()
        if not text or self._spec.add is None:
            return
        try:
            command = self._spec.add(text)
        except KnownError as error:
            self._say(str(error))
            return
        if self.run(command):
            self.adder.clear()
            self.view.scrollToBottom()

    def delete(self) -> None:
        """Delete the selected line; undo brings it back."""
        record = self.selected()
        if record is not None and self._spec.delete is not None:
            self.run(self._spec.delete(record.id))
