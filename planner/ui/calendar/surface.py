"""What month, week, day and lanes have in common: bars that are selected, dragged, nudged and described."""

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
)
from PySide6.QtWidgets import QApplication, QToolTip

from planner.document.agenda_bars import Bar
from planner.domain.frozen import dataclass
from planner.ui.calendar.drag import Drag, Grip
from planner.ui.calendar.layout import BarLayout
from planner.ui.calendar.paint import (
    Look,
    Piece,
    fit_label,
    has_sign,
    label_font,
    paint_bar,
    scaled,
    text_width,
)
from planner.ui.calendar.repaint import reach_of
from planner.ui.calendar.words import tooltip_html
from planner.ui.state import Selection

_GRIP = 6.0


@dataclass(frozen=True, slots=True)
class Hit:
    """The piece under the mouse and what a press there would take hold of."""

    piece: Piece
    grip: Grip


class BarSurface(BarLayout):
    """A painted view of bars. Subclasses say where pieces lie and which moment a point stands for."""

    # For subclasses -----------------------------------------------------------------------------------

    def shift(self, press: QPointF, now: QPointF) -> timedelta:
        """Return how far in time the mouse has gone."""
        raise NotImplementedError

    def ghosts(self, drag: Drag) -> list[Piece]:
        """Return where the dragged bars would lie."""
        raise NotImplementedError

    def paint_ground(self, painter: QPainter, region: QRegion) -> None:
        """Paint what lies under the bars, of the content in a region at least; scrolled."""

    def paint_head(self, painter: QPainter) -> None:
        """Paint what stays on top; not scrolled."""

    def row_at(self, spot: QPointF) -> str | None:
        """Return the id of the row at a point, where rows stand for something; else None."""
        return None

    def spot_words(self, spot: QPointF) -> str:
        """Return what a tooltip says where there is no bar."""
        return ""

    # Mouse --------------------------------------------------------------------------------------------

    def hit(self, spot: QPointF) -> Hit | None:
        """Return what lies at a point of the widget; narrow bars have a middle to hold, too."""
        at = self.content_spot(spot)
        self.laid()
        for piece in reversed(self.pieces_in(QRectF(at.x() - 1, at.y() - 1, 2, 2))):
            if piece.rect.contains(at):
                return Hit(piece, self._grip(piece, at))
        return None

    def _grip(self, piece: Piece, at: QPointF) -> Grip:
        reach = min(_GRIP, piece.rect.width() / 4)
        if piece.is_end and at.x() > piece.rect.right() - reach:
            return Grip.END
        if piece.is_start and at.x() < piece.rect.left() + reach:
            return Grip.START
        return Grip.MOVE

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what is pressed and get ready to drag it."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        hit = self.hit(event.position())
        if event.button() == Qt.MouseButton.RightButton:
            if hit is not None and not self.is_selected(hit.piece.bar):
                self.select_bars([hit.piece.bar])
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if hit is None:
            self._press_empty(event)
            return
        self._press_bar(hit, event)

    def _press_empty(self, event: QMouseEvent) -> None:
        when = self.moment_at(self.content_spot(event.position()))
        if when is not None:
            self.cursor_day = when.date() if isinstance(when, datetime) else when
        self.cursor_key = None
        if self.state.selection.operation_ids and not event.modifiers():
            self.state.select(Selection())
        self.update()

    def _press_bar(self, hit: Hit, event: QMouseEvent) -> None:
        bar, chosen = hit.piece.bar, self.selected_bars()
        more = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        self.cursor_key, self.cursor_day = bar.key, bar.first
        if more:
            again = [b for b in chosen if b.key != bar.key]
            self.select_bars(again if len(again) < len(chosen) else [*chosen, bar])
        elif bar not in chosen:
            self.select_bars([bar])
        if not self.is_selected(bar):
            return
        dragged = self.selected_bars() if hit.grip is Grip.MOVE else [bar]
        self._drag = Drag(dragged, bar, hit.grip, self.content_spot(event.position()), bool(more))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry the drag on, or show what a press would take hold of."""
        if self._drag is None:
            hit = self.hit(event.position())
            edge = hit is not None and hit.grip is not Grip.MOVE
            self.setCursor(self.edge_cursor if edge else Qt.CursorShape.ArrowCursor)
            return
        at = self.content_spot(event.position())
        if not self._drag.is_on:
            gone = (at - self._drag.press).manhattanLength()
            self._drag.is_on = gone >= QApplication.startDragDistance()
        if self._drag.is_on:
            self._drag.at = at
            self._drag.by = self.shift(self._drag.press, at)
            self._drag.row = self.row_at(at)
            self.update()

    edge_cursor = Qt.CursorShape.SizeHorCursor

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop: one command, one undo step."""
        drag, self._drag = self._drag, None
        self.update()
        if drag is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if not drag.is_on:
            if not drag.was_adding and len(self.selected_bars()) > 1:
                self.select_bars([drag.bar])
            return
        row = self._rows_between(drag)
        if drag.grip is Grip.MOVE and (drag.by or row is not None):
            self.moved.emit(drag.bars, drag.by, row, False)
        elif drag.grip is not Grip.MOVE and drag.by:
            self.resized.emit(drag.bars, drag.grip, drag.by, False)

    def _rows_between(self, drag: Drag) -> tuple[str, str] | None:
        """Return the rows a bar was dragged from and to, where they differ."""
        old = self.row_at(drag.press)
        return None if old is None or drag.row is None or drag.row == old else (old, drag.row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a bar, or ask for a new operation where there is none."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        hit = self.hit(event.position())
        if hit is not None:
            self.activated.emit(hit.piece.bar.operation_id)
            return
        when = self.moment_at(self.content_spot(event.position()))
        if when is not None:
            self.new_operation.emit(when)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is under the mouse, or of the bar that has the keyboard."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            bar = self.cursor_bar()
            self.menu_asked.emit(bar, self.cursor_day, self.mapToGlobal(self.rect().center()))
            return
        spot = QPointF(event.pos())
        hit = self.hit(spot)
        when = self.moment_at(self.content_spot(spot))
        self.menu_asked.emit(hit.piece.bar if hit else None, when, event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Show tooltips, and keep our keys from the window's shortcuts."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self.hit(QPointF(event.pos()))
            words = self.tooltip_of(hit.piece.bar) if hit else self.spot_words(QPointF(event.pos()))
            QToolTip.showText(
                event.globalPos(), tooltip_html(words) if words and not self._drag else "", self
            )
            return True
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.wants(event)
        ):
            event.accept()
            return True
        return bool(super().event(event))

    # Painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, bars, what is dragged, and the head over them, where something has changed."""
        self.laid()
        if not self._on_screen.is_known:
            self._on_screen.take(self.frame(), self._parts())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.tokens.panel))
        painter.save()
        painter.setClipRect(QRectF(0, self.head, self.width(), self.height() - self.head))
        painter.translate(0, -self.scrolled)
        region = event.region().translated(0, self.scrolled)
        self.paint_ground(painter, region)
        for piece in self.pieces_in(self._shown()):
            if piece.rect.top() >= self.head - 1 and region.intersects(reach_of(piece.rect)):
                self._paint_piece(painter, piece)
        if self._drag is not None and self._drag.is_on:
            self._paint_drag(painter, self._drag)
        painter.restore()
        if event.rect().top() <= self.head:
            self.paint_head(painter)
        painter.end()

    def _paint_piece(self, painter: QPainter, piece: Piece, *, is_ghost: bool = False) -> None:
        chosen = self.is_selected(piece.bar)
        if self._drag is not None and self._drag.is_on and not is_ghost and piece.bar in self._drag.bars:
            painter.setOpacity(0.45)
        is_cursor = self.hasFocus() and piece.bar.key == self.cursor_key
        look = Look(self.tokens, self.is_solid, chosen and not is_ghost, is_cursor, is_ghost)
        self.paint_piece(painter, piece, look)
        painter.setOpacity(1.0)

    def paint_piece(self, painter: QPainter, piece: Piece, look: Look) -> None:
        """Paint one bar with the label that fits."""
        font = self.bar_font()
        paint_bar(painter, piece, look, font, self.label_of(piece))

    def bar_font(self) -> QFont:
        """Return the font of the bars: a little smaller than the text."""
        return self.measured("bar font", lambda: scaled(self.font(), 0.88))

    def bar_metrics(self, bar: Bar) -> QFontMetricsF:
        """Return the measures of the font that a bar's label is in."""
        name = f"label of {bar.status}"
        return self.measured(name, lambda: QFontMetricsF(label_font(self.bar_font(), bar)))

    def label_of(self, piece: Piece) -> str:
        """Return the label painted on a piece: one of the bar's alternatives that fits, or nothing."""
        bar = piece.bar
        labels = bar.long_labels if self.is_solid else bar.labels
        key = (labels, bar.status, has_sign(bar), piece.is_start, piece.rect.width())
        if (label := self._labels.get(key)) is None:
            metrics = self.bar_metrics(bar)
            label = self._labels[key] = fit_label(labels, text_width(piece, metrics), metrics)
        return label

    def _paint_drag(self, painter: QPainter, drag: Drag) -> None:
        for piece in self.ghosts(drag):
            self._paint_piece(painter, piece, is_ghost=True)
        words = drag.words()
        metrics = QFontMetricsF(self.font())
        width, height = metrics.horizontalAdvance(words) + 16, metrics.height() + 8
        left = min(drag.at.x() + 14, self.width_inside - width - 4)
        lowest = self.scrolled + self.height() - height - 4
        box = QRectF(max(4.0, left), min(drag.at.y() + 18, lowest), width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.tokens.hairline), 1))
        painter.setBrush(QColor(self.tokens.ink))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(self.tokens.on_ink))
        painter.setFont(self.font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
