"""Returns due: a list to be gone through by keyboard, one slip after the other."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableView, QWidget

from planner.document.commands.returns import save_return, submit_as_planned
from planner.document.returns_due import ReturnDue, due_line, measures_offered, return_of, returns_due
from planner.domain.changes import ChangeSet
from planner.domain.records.deployment import Deployment
from planner.domain.timespan import now_on
from planner.domain.vocabulary import ReturnState
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.returns import table
from planner.ui.returns.editors import NO_INTELLIGENCE, RowEditors, cell, stops_widget
from planner.ui.returns.row import ReturnRow, row_for
from planner.ui.returns.table import CellPainter, ReturnsModel
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, label, row, set_look
from planner.ui.widgets.tables import plain_look

_KEYS = "Enter as planned · Ctrl+Enter save, next · Tab to what differs · slip code: Ctrl+K"
_MOST_ROWS = 200
_SHARES = (11, 15, 13, 12, 27, 17, 16, 17)
_NARROW = (12, 11, 10, 14, 18, 12, 14, 15)  # large text: fields of one cell stand under each other


class ReturnsDialog(PlainDialog):
    """Lists what is owed, newest first; every save is one command, and what was saved stays in the list.

    Leaving a line or the window keeps what was typed: as a draft return, which counts as nothing delivered.
    find_wished: Ctrl+K was pressed; import_wished: returns should be read from a CSV file.
    """

    find_wished = Signal()
    import_wished = Signal()

    def __init__(self, parent: QWidget, bridge: Bridge, state: ViewState) -> None:
        super().__init__(parent, "Returns due")
        self.setObjectName("returns")
        self._bridge, self._state = bridge, state
        self._extra: dict[str, ReturnDue] = {}
        self._editors: RowEditors | None = None
        self.model = ReturnsModel()
        self.table = QTableView()
        self._count = label("", "muted")
        self._problem = label("", "muted", wrap=True)
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._begin_row())
        for keys, act in (
            ("Ctrl+Z", lambda: bridge.undo(self)),
            ("Ctrl+Y", lambda: bridge.redo(self)),
            ("Ctrl+K", self.find_wished.emit),
        ):
            QShortcut(QKeySequence(keys), self, act)
        bridge.changed.connect(self._on_changed)
        bridge.failed.connect(self._say)
        bridge.document_replaced.connect(self._forget)
        self.reload()
        self.fit(1280, 600)

    def _lay_out(self) -> None:
        view = self.table
        view.setModel(self.model)
        view.setObjectName("bare")
        view.setItemDelegate(CellPainter(view))
        view.setAccessibleName("Returns due")
        plain_look(view)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setWordWrap(True)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.installEventFilter(self)
        keys = label(_KEYS, "small", wrap=True)
        keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = row(self._count)
        head.addWidget(keys, 1)
        self.page.addLayout(head)
        self.page.addWidget(view, 1)
        self.page.addWidget(self._problem)
        self.page.addWidget(label(f"{NO_INTELLIGENCE}. Assume this may be disclosed.", "small", wrap=True))
        self.foot.insertWidget(0, button("Import CSV…", self.import_wished.emit))
        self.add_close()

    # The list -------------------------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[ReturnRow]:
        """The lines shown."""
        return self.model.lines

    @property
    def current(self) -> ReturnRow | None:
        """The line in hand."""
        number = self.table.currentIndex().row()
        return self.model.lines[number] if 0 <= number < len(self.model.lines) else None

    @property
    def editors(self) -> RowEditors | None:
        """The fields of the line in hand."""
        return self._editors

    def now(self) -> datetime:
        """Return the local moment of the window's today."""
        return now_on(self._state.today)

    def reload(self) -> None:
        """Read the list again; lines with unsaved words stay as they are."""
        read, now = self._bridge.document.read, self.now()
        due = {d.deployment_id: d for d in returns_due(read, now)}
        owed = len(due)
        for deployment_id, line in tuple(self._extra.items()):
            if read.get(Deployment, deployment_id) is None:
                del self._extra[deployment_id]
            else:
                due.setdefault(deployment_id, line)
        known = {r.due.deployment_id: r for r in self.model.lines if r.touched}
        ordered = sorted(due.values(), key=lambda d: (d.end, d.code), reverse=True)[:_MOST_ROWS]
        rows = [known.get(d.deployment_id) or row_for(read, d) for d in ordered]
        hand = self.current.due.deployment_id if self.current else ""
        self._clear_widgets()
        self.model.set_lines(rows)
        ended = "deployment" if owed == 1 else "deployments"
        more = f", the latest {_MOST_ROWS} are shown" if len(due) > _MOST_ROWS else ""
        self._count.setText(f"{owed} {ended} ended and not yet returned{more}" if owed else "Nothing is owed")
        self._go_to(next((i for i, r in enumerate(rows) if r.due.deployment_id == hand), 0))
        self._fit_columns()

    def show_deployment(self, deployment_id: str) -> None:
        """Open the return of a deployment, as a slip's code asks; it need not be owed."""
        read = self._bridge.document.read
        if all(r.due.deployment_id != deployment_id for r in self.model.lines):
            self._extra[deployment_id] = due_line(read, read.require(Deployment, deployment_id), self.now())
            self.reload()
        self._go_to(next(i for i, r in enumerate(self.model.lines) if r.due.deployment_id == deployment_id))

    def _go_to(self, number: int) -> None:
        if self.model.lines:
            index = self.model.index(number, 0)
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self._begin_row()
        self.table.setFocus()

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        self.reload()

    def _forget(self) -> None:
        self._extra.clear()
        self.model.set_lines([])
        self.close()

    # The line in hand -----------------------------------------------------------------------------

    def _begin_row(self) -> None:
        line, number = self.current, self.table.currentIndex().row()
        if line is None or (self._editors is not None and self._editors.line is line):
            return
        self._clear_widgets()
        read = self._bridge.document.read
        line.offered = line.offered or measures_offered(read, line.due.deployment_id)
        editors = RowEditors(line, self)
        self._editors = editors
        places = {
            table.OUTCOME: cell(editors.outcome),
            table.AWAY: cell(editors.minutes, editors.reason),
            table.RESULTS: cell(editors.results),
            table.NOTES: cell(editors.notes),
        }
        if editors.stops:
            places[table.VISITS] = stops_widget(editors.stops)
        for at, widget in places.items():
            self.table.setIndexWidget(self.model.index(number, at), widget)
        before: QWidget = self.table
        for field in editors.fields():
            field.installEventFilter(self)
            QWidget.setTabOrder(before, field)
            before = field
        editors.changed.connect(self._on_edited)
        planned = line.planned_count
        self.model.name_visits(f"Visits (planned {planned})" if planned else "Visits")
        self._fit_columns()
        self.table.scrollTo(self.model.index(number, 0))

    def _clear_widgets(self) -> None:
        self._editors = None
        for number in range(len(self.model.lines)):
            for at in (table.OUTCOME, table.VISITS, table.AWAY, table.RESULTS, table.NOTES):
                index = self.model.index(number, at)
                if (widget := self.table.indexWidget(index)) is not None:
                    widget.hide()
                    self.table.setIndexWidget(index, None)  # type: ignore[arg-type]  # None takes it away

    def _on_edited(self) -> None:
        problem = self._editors.problem() if self._editors else None
        self._say(problem[1] if problem else "", is_problem=problem is not None)

    # Saving ---------------------------------------------------------------------------------------

    def save_as_planned(self) -> bool:
        """Submit the line in hand as planned, when nothing differs; then go to the next."""
        line = self.current
        if line is None:
            return False
        if line.touched:
            return self.save_and_next()
        if line.saved or self._run_as_planned(line):
            self._go_next(line)
        return True

    def _run_as_planned(self, line: ReturnRow) -> bool:
        self._extra.setdefault(line.due.deployment_id, line.due)
        return self._bridge.run(submit_as_planned(deployment_id=line.due.deployment_id), self) is not None

    def save_and_next(self) -> bool:
        """Submit what the line says, and go to the next that is owed."""
        line = self.current
        if line is None or self._editors is None:
            return False
        if not line.touched:
            return self.save_as_planned()
        if problem := self._editors.problem():
            problem[0].setFocus()
            self._say(problem[1], is_problem=True)
            return False
        self._extra.setdefault(line.due.deployment_id, line.due)
        line.touched = False
        command = save_return(deployment_id=line.due.deployment_id, said=line.said())
        if self._bridge.run(command, self) is None:
            line.touched = True
            return False
        self._go_next(line)
        return True

    def _go_next(self, line: ReturnRow) -> None:
        """Go to the next line that is owed, from this one down and then from the top."""
        ids = [r.due.deployment_id for r in self.model.lines]
        at = ids.index(line.due.deployment_id) if line.due.deployment_id in ids else -1
        order = [*range(at + 1, len(ids)), *range(at)]
        nearest = next((i for i in order if not self.model.lines[i].saved), max(at, 0))
        self._go_to(nearest)
        left = sum(not r.saved for r in self.model.lines)
        rest = f"{left} still to do." if left else "Nothing is left to do."
        self._say(f"{line.due.code} is returned. {rest}", is_problem=False)

    def _keep_unsaved(self) -> bool:
        """Keep unsaved lines: as drafts, or submitted where they were; False if one was refused."""
        for line in [r for r in self.model.lines if r.touched]:
            before = return_of(self._bridge.document.read, line.due.deployment_id)
            submit = before is not None and before.state is ReturnState.SUBMITTED
            command = save_return(deployment_id=line.due.deployment_id, said=line.said(), submit=submit)
            line.touched = False
            if self._bridge.run(command, self) is None:
                line.touched = True
                return False
        return True

    def reject(self) -> None:
        """Keep what was typed, then close; stay open when it cannot be kept. Esc and Close come here."""
        problem = self._editors.problem() if self._editors is not None else None
        if problem is not None:
            self._say(problem[1], is_problem=True)
            problem[0].setFocus()
        elif self._keep_unsaved():
            super().reject()

    def _say(self, sentence: str, *, is_problem: bool = True) -> None:
        set_look(self._problem, "alert" if is_problem and sentence else "muted")
        self._problem.setText(sentence)

    # Keys and sizes -------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in an untouched line is "as planned"; in one that was changed it goes to the next field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.reject()
                return True
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.save_and_next()
                return True
            if is_enter:
                if watched is self.table or self.current is None or not self.current.touched:
                    self.save_as_planned()
                else:
                    self.focusNextChild()
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and watched is not self.table:
                if isinstance(watched, QComboBox):
                    return False
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        number = self.table.currentIndex().row() + by
        if 0 <= number < len(self.model.lines):
            self._go_to(number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_columns)

    def _fit_columns(self) -> None:
        unit = self.table.fontMetrics().averageCharWidth()
        room = self.table.viewport().width()
        is_narrow = room < round(sum(_SHARES) * unit * 1.06)
        shares = _NARROW if is_narrow else _SHARES
        width = max(room, sum(shares) * unit)
        for at, share in enumerate(shares):
            self.table.setColumnWidth(at, width * share // sum(shares))
        if self._editors is not None:
            self._editors.set_upright(is_narrow)
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.table.resizeRowsToContents()
