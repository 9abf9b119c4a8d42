"""The table of returns due: a model over the lines, and a painter that marks what was not reached."""

from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextDocument, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from planner.domain.phrases import day_name, hours_text, month_name
from planner.ui.returns.row import ReturnRow
from planner.ui.theme import tokens_for
from planner.ui.widgets.tables import Index, TableModel

SLIP, WHAT, WHEN, OUTCOME, VISITS, AWAY, RESULTS, NOTES = range(8)
HEADERS = ("Slip", "What", "When", "Outcome", "Visits", "Pulled away", "Results", "Notes")
ROW = Qt.ItemDataRole.UserRole
Piece = tuple[str, str]  # words and what they are: "", "strong", "muted", "good" or "alert"


class ReturnsModel(TableModel[ReturnRow]):
    """The lines of the list, in order."""

    def __init__(self) -> None:
        super().__init__(HEADERS)
        self._visits = HEADERS[VISITS]

    def name_visits(self, words: str) -> None:
        """Say in the header how many stops the line in hand had planned."""
        if words != self._visits:
            self._visits = words
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, VISITS, VISITS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """The names of the columns; that of the visits follows the line in hand."""
        words = super().headerData(section, orientation, role)
        return self._visits if words is not None and section == VISITS else words

    def data(self, index: Index, role: int = 0) -> object:
        """The pieces of a cell for the painter, and its plain words for readers of the screen."""
        if not index.isValid():
            return None
        pieces = pieces_of(self.lines[index.row()], index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " · ".join(words for words, _look in pieces)
        return pieces if role == ROW else None


def pieces_of(row: ReturnRow, column: int) -> list[Piece]:
    """Return what stands in a cell."""
    said = row.saved or row.touched
    if column == OUTCOME:
        look = "good" if said and row.is_as_planned else "" if said else "muted"
        return [(row.outcome_words(), look)]
    if column == VISITS:
        return [
            (words, "alert" if missed else "" if said else "muted") for words, missed in row.visit_words()
        ]
    plain = {
        SLIP: row.due.code,
        WHAT: row.due.what,
        WHEN: when_words(row),
        AWAY: row.away_words(),
        RESULTS: row.result_words(),
        NOTES: row.notes,
    }[column]
    return [(plain, "strong" if column == SLIP else "")] if plain else []


def when_words(row: ReturnRow) -> str:
    """Return "Wed 2 Sep 10–14"."""
    start = row.due.start
    day = f"{day_name(start, short=True)} {start.day} {month_name(start)[:3]}"
    return f"{day} {hours_text(start, row.due.end)}"


class CellPainter(QStyledItemDelegate):
    """Paints the pieces of a cell, wrapped, what was not reached in red and by its words."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As tall as the words need in the column's width."""
        width = self._view.columnWidth(index.column())
        if self._view.indexWidget(index) is not None:
            return QSize(width, option.fontMetrics.height() + 16)
        document = self._document(option, index, width - 16)
        return QSize(width, max(round(document.size().height()), option.fontMetrics.height()) + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        tokens = tokens_for(option.palette)
        painter.save()
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.selected))
            if index.column() == SLIP:
                painter.fillRect(rect.adjusted(0, 0, 3 - rect.width(), 0), QColor(tokens.ink))
        if self._view.indexWidget(index) is not None:  # its field stands over the cell
            painter.restore()
            return
        document = self._document(option, index, rect.width() - 16)
        top = rect.top() + max(8.0, (rect.height() - document.size().height()) / 2)
        painter.setClipRect(rect)
        painter.translate(rect.left() + 8, top)
        document.drawContents(painter, QRectF(0, 0, rect.width(), rect.height()))
        painter.restore()

    def _document(self, option: QStyleOptionViewItem, index: Index, width: int) -> QTextDocument:
        tokens = tokens_for(option.palette)
        colours = {"alert": tokens.alert, "good": tokens.good, "muted": tokens.muted}
        pieces: list[Piece] = index.data(ROW) or []
        html = " · ".join(
            f'<span style="color:{colours.get(look, tokens.text)};'
            f'font-weight:{600 if look in ("strong", "alert") else 400}">{escape(words)}</span>'
            for words, look in pieces
        )
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(QFont(option.font))
        wrap = QTextOption()
        wrap.setWrapMode(QTextOption.WrapMode.WordWrap)
        document.setDefaultTextOption(wrap)
        document.setTextWidth(width)
        document.setHtml(html)
        return document
