"""Ctrl+K: one line that finds operations, wards, villages, streets, grid references, people and commands."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from planner.document.find import Found
from planner.ui.actions import ACTIONS, plain_text
from planner.ui.find.going import go_to_found
from planner.ui.theme import tokens_for
from planner.ui.widgets.build import column, hairline, label

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_WIDTH, _MOST_ROWS = 720, 9
_ROW_AIR = 16  # pixels above and below the words of a row, together
_FOUND = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class Results(QAbstractListModel):
    """The results of the last search."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.found: list[Found] = []

    def show_found(self, found: list[Found]) -> None:
        """Show other results."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row for each result."""
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = 0) -> object:
        """The words of a row, and the result itself for the delegate."""
        if not index.isValid():
            return None
        found = self.found[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{found.label}: {found.title} {found.detail}"
        return found if role == _FOUND else None


class ResultPainter(QStyledItemDelegate):
    """Paints what kind of thing it is, its title with what was typed in bold, and a detail at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line with air around it."""
        return QSize(100, option.fontMetrics.height() + _ROW_AIR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        found: Found = index.data(_FOUND)
        rect, metrics = option.rect, option.fontMetrics
        tokens = tokens_for(option.palette)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.selected))
            painter.fillRect(rect.adjusted(0, 0, 3 - rect.width(), 0), QColor(tokens.ink))
        kind = metrics.horizontalAdvance("Operation type ") + 14
        painter.setPen(QColor(tokens.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(14, 0, 0, 0), int(middle), found.label.capitalize())
        room = (rect.width() - kind - 30) // 2
        detail = metrics.elidedText(found.detail, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect.adjusted(0, 0, -14, 0), int(middle | Qt.AlignmentFlag.AlignRight), detail)
        left = rect.left() + 14 + kind
        width = rect.width() - (left - rect.left()) - metrics.horizontalAdvance(detail) - 26
        shown = metrics.elidedText(found.title, Qt.TextElideMode.ElideRight, width - 12)
        words = QTextDocument()
        words.setDocumentMargin(0)
        words.setDefaultFont(option.font)
        words.setHtml(f'<span style="color:{tokens.text}; white-space:pre">{_marked(found, shown)}</span>')
        painter.setClipRect(QRectF(left, rect.top(), width, rect.height()))
        painter.translate(left, rect.top() + (rect.height() - words.size().height()) / 2)
        words.drawContents(painter)
        painter.restore()


def _marked(found: Found, shown: str) -> str:
    """Return the title as shown as HTML, what was typed in bold; every piece of user text is escaped."""
    pieces, at = [], 0
    for first, last in found.spans:
        if last <= len(shown):
            pieces += [escape(shown[at:first]), f"<b>{escape(shown[first:last])}</b>"]
            at = last
    return "".join([*pieces, escape(shown[at:])])


class FindBox(QDialog):
    """The line and its results; Enter goes there or does it."""

    def __init__(self, work: "Workspace", window: "MainWindow") -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Find or do anything")
        self._work, self._window = work, window
        self._commands = _commands(window)
        self.line = QLineEdit()
        self.line.setProperty("look", "search")
        self.line.setPlaceholderText(
            "Find or do anything: a village, a street, a reference, TM 057 331, a command"
        )
        self.line.setAccessibleName("Find or do anything")
        self.results = Results(self)
        self.list = QListView()
        self.list.setObjectName("bare")
        self.list.setModel(self.results)
        self.list.setItemDelegate(ResultPainter(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(lambda index: self._choose(index.row()))
        self._nothing = label("Nothing found", "muted")
        self._nothing.setContentsMargins(14, 8, 14, 8)
        frame = QFrame()
        frame.setProperty("look", "popover")
        self._inner = column(self.line, hairline(), self.list, self._nothing, spacing=0, margins=(1, 1, 1, 1))
        frame.setLayout(self._inner)
        self._frame = frame
        outer = column(frame, spacing=0)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setLayout(outer)
        self.line.textChanged.connect(self._search)
        self._search("")

    def show_centred(self) -> None:
        """Show in the upper middle of the window."""
        self._place()
        self.open()
        self.line.setFocus()

    def _place(self) -> None:
        window = self._window
        width = min(window.width() - 40, round(_WIDTH * self.fontMetrics().height() / 17))
        rows = min(len(self.results.found), _MOST_ROWS)
        self.list.setVisible(bool(rows))
        self.list.setFixedHeight(max(1, rows) * (self.list.fontMetrics().height() + _ROW_AIR))
        self._nothing.setVisible(not rows and bool(self.line.text().strip()))
        # As high as what it shows now: room left over would be spread above and below the line.
        self._inner.activate()
        self.setFixedSize(width, self._inner.sizeHint().height() + 2 * self._frame.frameWidth())
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, window.height() // 7)))

    def _search(self, text: str) -> None:
        found = self._work.find_index().search(text, commands=self._commands) if text.strip() else []
        self.results.show_found(found)
        if found:
            self.list.setCurrentIndex(self.results.index(0))
        self._place()

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.results.found):
            found = self.results.found[row]
            self.accept()
            if found.command_id:
                self._window.trigger(found.command_id)
            else:
                go_to_found(self._work, found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose, Enter goes."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.key() in steps:
            at = self.list.currentIndex().row() + steps[Qt.Key(event.key())]
            self.list.setCurrentIndex(self.results.index(max(0, min(at, len(self.results.found) - 1))))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex().row())
        else:
            super().keyPressEvent(event)


def _commands(window: "MainWindow") -> list[tuple[str, str]]:
    names = [spec.name for spec in ACTIONS if spec.name not in ("-", "find", "recent")]
    actions = window.actions_by_name
    return [(name, plain_text(actions[name])) for name in names if actions[name].isEnabled()]
