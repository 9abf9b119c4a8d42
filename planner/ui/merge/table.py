"""The merge table: gone through by keyboard, every mark in it can be clicked too."""

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from planner.domain.merging import Choice, Decision, MergeItem, MergeState
from planner.ui.merge.choices import Group, Line, is_taken
from planner.ui.merge.model import HEADERS, STATE, MergeModel, of_lines
from planner.ui.merge.painter import MergePainter
from planner.ui.merge.words import theirs_of
from planner.ui.widgets.tables import plain_look

_SHARES = (29, 20, 21, 23, 22)
_CHOICE_KEYS = {
    Qt.Key.Key_M: Choice.MINE,
    Qt.Key.Key_T: Choice.THEIRS,
    Qt.Key.Key_B: Choice.BEFORE,
    Qt.Key.Key_L: Choice.LATER,
}


class MergeTable(QTableView):
    """Shows the lines; moved() when another line is in hand, changed() when a choice was made.

    is_frozen: choices stay as they are, while they are being applied. It is not disabled for that: painting
    it anew would take its time from the work.
    """

    moved = Signal()
    changed = Signal()
    apply_wished = Signal()  # Ctrl+Enter

    def __init__(self, model: MergeModel) -> None:
        super().__init__()
        self.lines = model
        self.is_frozen = False
        self.painter = MergePainter(model)
        self.setModel(model)
        self.setItemDelegate(self.painter)
        self.setObjectName("bare")
        self.setAccessibleName("What the other copy changes")
        plain_look(self)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self._lay_out)
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.moved.emit())
        self._lay_out()

    @property
    def line(self) -> Line | None:
        """The line in hand."""
        row = self.currentIndex().row()
        return self.lines.lines[row] if 0 <= row < len(self.lines.lines) else None

    def go_to(self, row: int) -> None:
        """Take a line in hand."""
        if 0 <= row < len(self.lines.lines):
            index = self.lines.index(row, STATE)
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    def go_to_first(self) -> None:
        """Take the first decision in hand, else the first difference."""
        lines = self.lines.lines
        first = next((n for n, line in enumerate(lines) if isinstance(line, MergeItem)), 0)
        decide = next(
            (n for n, line in enumerate(lines) if isinstance(line, MergeItem) and _asks(line)), first
        )
        self.go_to(decide)

    # Choosing ---------------------------------------------------------------------------------------

    def choose(self, choice: Decision, line: Line | None = None) -> None:
        """Decide the line in hand, or every decision of an operation."""
        line = line or self.line
        if line is None or self.is_frozen:
            return
        self.lines.choices.choose(of_lines([line]), choice)
        self._tell()

    def choose_all(self, choice: Choice) -> None:
        """Decide everything that is shown."""
        if self.is_frozen:
            return
        self.lines.choices.choose(of_lines(self.lines.groups), choice)
        self._tell()

    def choose_of_theirs(self, number: int) -> None:
        """Decide the line in hand for one of theirs, counted from 1, the newest; nothing if there is none."""
        line = self.line
        others = theirs_of(line) if isinstance(line, MergeItem) and _asks(line) else ()
        if 0 < number <= len(others):
            self.choose(others[number - 1][0])

    def toggle(self, line: Line | None = None) -> None:
        """Leave the line in hand out, or take it again."""
        line = line or self.line
        if line is not None and not self.is_frozen:
            self.lines.choices.toggle(of_lines([line]))
            self._tell()

    def take_declined(self) -> None:
        """Take all that was declined before, or none of it."""
        if not self.is_frozen:
            self.lines.choices.take_declined()
            self._tell()

    def fold(self, group: Group, folded: bool) -> None:
        """Fold an operation, and stay on it."""
        self.lines.fold(group, folded)
        self.go_to(self.lines.row_of_group(group.key))

    def _tell(self) -> None:
        self.lines.note_choices()
        self.changed.emit()

    # Keys and mouse ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """M, T, B, L and digits decide; Space ticks; left and right fold; Ctrl+Enter applies."""
        key, line = Qt.Key(event.key()), self.line
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.apply_wished.emit()
        elif key in _CHOICE_KEYS and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.choose_all(_CHOICE_KEYS[key])
        elif plain and key in _CHOICE_KEYS:
            self.choose(_CHOICE_KEYS[key])
        elif plain and Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.choose_of_theirs(key - Qt.Key.Key_0)
        elif plain and key == Qt.Key.Key_Space:
            self.toggle()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and line is not None:
            self._fold_from(line, key == Qt.Key.Key_Left)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(line, Group):
                self.fold(line, not self.lines.is_folded(line))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Do not jump to a line by its first letter: letters decide here."""

    def _fold_from(self, line: Line, folded: bool) -> None:
        if isinstance(line, Group):
            self.fold(line, folded)
        elif folded:
            self.go_to(self.lines.row_of_group(line.operation_id))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a tick, a key or an operation's name does what the key would."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._click(event.position().toPoint())

    def _click(self, spot: QPoint) -> None:
        index = self.indexAt(spot)
        if not index.isValid():
            return
        line, rect = self.lines.lines[index.row()], self.visualRect(index)
        column = STATE if isinstance(line, Group) else index.column()
        choice = self.painter.key_at(line, column, rect, self.font(), spot)
        if choice is not None:
            known = isinstance(line, MergeItem) and self.lines.choices.choice(line) == choice
            self.choose(Choice.LATER if known else choice, line)
        elif isinstance(line, Group):
            self.fold(line, not self.lines.is_folded(line))
        elif column == STATE and is_taken(line):
            tick = self.painter.tick_rect(rect, self.font()).adjusted(-6, -6, 6, 6)
            if tick.contains(spot):
                self.toggle(line)

    # Sizes ------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._fit_columns()

    def _lay_out(self) -> None:
        self.clearSpans()
        for row, line in enumerate(self.lines.lines):
            if isinstance(line, Group):
                self.setSpan(row, 0, 1, len(HEADERS))
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        self._fit_columns()

    def _fit_columns(self) -> None:
        unit = self.fontMetrics().averageCharWidth()
        first = self.painter.state_width(self.font())
        width = max(self.viewport().width() - first, round(sum(_SHARES) * unit * 0.6))
        self.setColumnWidth(STATE, first)
        for at, share in enumerate(_SHARES, STATE + 1):
            self.setColumnWidth(at, width * share // sum(_SHARES))


def _asks(item: MergeItem) -> bool:
    return item.state is MergeState.DECIDE
