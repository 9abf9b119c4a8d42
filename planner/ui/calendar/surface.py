"""What month, week, day and lanes have in common: bars that are selected, dragged, nudged and described."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
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
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QScrollBar, QSizePolicy, QToolTip, QWidget

from planner.document.agenda_bars import Bar
from planner.document.agenda_words import spoken
from planner.domain.frozen import dataclass
from planner.ui.calendar.drag import Drag, Grip
from planner.ui.calendar.drops import TypeDrops
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
from planner.ui.calendar.repaint import OnScreen, Parts, box_of, reach_of
from planner.ui.calendar.words import tooltip_html
from planner.ui.state import Selection, ViewState
from planner.ui.theme import Tokens, tokens_for

T = TypeVar("T")

_GRIP = 6.0


@dataclass(frozen=True, slots=True)
class Hit:
    """The piece under the mouse and what a press there would take hold of."""

    piece: Piece
    grip: Grip


class BarSurface(TypeDrops):
    """A painted view of bars. Subclasses say where pieces lie and which moment a point stands for.

    head: height in pixels of what stays put on top while the rest scrolls.
    """

    is_solid = False

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state.today, parent)
        self.state = state
        self.tooltip_of: Callable[[Bar], str] = lambda bar: bar.title
        self.head = 0.0
        self._is_laid = False
        self._pieces: list[Piece] | None = None
        self._on_screen = OnScreen()
        self._sizes: dict[str, Any] = {}
        self._labels: dict[tuple[object, ...], str] = {}
        self._drag: Drag | None = None
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.hide()
        self._bar.valueChanged.connect(self._on_scrolled)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        state.selection_changed.connect(self._on_selection)

    # For subclasses -----------------------------------------------------------------------------------

    def make_pieces(self) -> list[Piece]:
        """Return the pieces of all bars, in widget coordinates before scrolling."""
        raise NotImplementedError

    def place(self) -> None:
        """Find out how high everything is; surfaces that can do so make their pieces later."""
        self._pieces = self.make_pieces()

    def pieces_in(self, shown: QRectF) -> list[Piece]:
        """Return the pieces that lie in some of the content, or a few more."""
        return [p for p in self.pieces if p.rect.intersects(shown)]

    def frame(self) -> object:
        """Return what everything painted depends on, selection, focus and drags left out."""
        return None

    def ground_parts(self) -> Parts:
        """Return what changes of the ground under the bars with the bars, by where it is."""
        return {}

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

    def content_height(self) -> float:
        """Return how high everything is, head included; more than the widget's height scrolls."""
        return float(self.height())

    # State --------------------------------------------------------------------------------------------

    @property
    def tokens(self) -> Tokens:
        """The colours that go with the palette now."""
        return self.measured("tokens", lambda: tokens_for(self.palette()))

    @property
    def pieces(self) -> list[Piece]:
        """Where the bars are; laid out again when bars, size or font have changed."""
        self.laid()
        if self._pieces is None:
            self._pieces = self.make_pieces()
        return self._pieces

    def laid(self) -> None:
        """Lay out, once, what has changed; again if the scroll bar came or went and took or left room."""
        if self._is_laid:
            return
        self._is_laid, inside = True, self.width_inside
        self._pieces = None
        self.place()
        self._fit_scroll_bar()
        if self.width_inside != inside:
            self._forget_sizes()
            self._pieces = None
            self.place()

    @property
    def drag(self) -> Drag | None:
        """The drag that is going on."""
        return self._drag

    @property
    def scrolled(self) -> int:
        """How far the content is scrolled, in pixels."""
        return self._bar.value()

    @property
    def width_inside(self) -> float:
        """The width left of the scroll bar."""
        return float(self.width() - (self._bar.width() if self._bar.isVisibleTo(self) else 0))

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars."""
        self.bars = list(bars)
        self.lay_out()

    def show_changed(self, bars: Sequence[Bar]) -> None:
        """Show other bars in the same frame: only what looks different is painted again."""
        self.bars = list(bars)
        self.bars_changed()

    def bars_changed(self) -> None:
        """Paint what looks different now that the bars are others, all if that is not known."""
        if self._drag is not None or not self._on_screen.is_known:
            self.lay_out()
            return
        self._is_laid = False
        self.laid()
        changed = self._on_screen.take(self.frame(), self._parts())
        if changed is None:
            self.update()
        else:
            self.update(changed.translated(0, -self.scrolled))

    def forget(self) -> None:
        """Drop what was shown: another plan may follow, or command view was left."""
        self.cancel_drag()
        self.cursor_key = None
        self.describe("")
        self.show_bars([])

    def lay_out(self) -> None:
        """Lay the bars out again before the next paint."""
        self._is_laid = False
        self._forget_sizes()
        self.update()

    def _forget_sizes(self) -> None:
        self._on_screen.forget()
        self._sizes.clear()
        self._labels.clear()

    def measured(self, name: str, measure: Callable[[], T]) -> T:
        """Return what depends on font, palette and width only, found once for each layout."""
        if name not in self._sizes:
            self._sizes[name] = measure()
        found: T = self._sizes[name]
        return found

    def scroll_to(self, value: float) -> None:
        """Scroll so that this height of the content is on top."""
        self.laid()
        self._bar.setValue(round(value))

    def selected_bars(self) -> list[Bar]:
        """Return the selected bars in order, one for each although pieces may be several."""
        return [b for b in self.bars if self.is_selected(b)]

    def is_selected(self, bar: Bar) -> bool:
        """Return whether a bar belongs to the selection."""
        chosen = self.state.selection
        if bar.operation_id not in chosen.operation_ids:
            return False
        if not chosen.deployment_ids or not bar.deployment_ids:
            return True
        picked = set(chosen.deployment_ids)
        if picked.intersection(bar.deployment_ids):
            return True
        others = (b for b in self.bars if b.operation_id == bar.operation_id and b is not bar)
        return not any(picked.intersection(b.deployment_ids) for b in others)

    def select_bars(self, bars: Sequence[Bar]) -> None:
        """Make these bars the selection."""
        operations = tuple(dict.fromkeys(b.operation_id for b in bars))
        deployments = tuple(i for b in bars if not b.is_whole for i in b.deployment_ids)
        self.state.select(Selection(operation_ids=operations, deployment_ids=deployments))

    def _on_selection(self, _selection: Selection) -> None:
        chosen = self.selected_bars()
        if chosen:
            self.describe("; ".join(spoken(b, self.said_of(b)) for b in chosen[:3]))
            if self.cursor_key not in {b.key for b in chosen}:
                self.cursor_key = chosen[0].key
        self.update()

    # Scrolling ----------------------------------------------------------------------------------------

    def _fit_scroll_bar(self) -> None:
        over = round(self.content_height() - self.height())
        width = self._bar.sizeHint().width()
        self._bar.setGeometry(self.width() - width, round(self.head), width, self.height() - round(self.head))
        self._bar.setPageStep(max(1, self.height() - round(self.head)))
        self._bar.setSingleStep(24)
        self._bar.setRange(0, max(0, over))
        self._bar.setVisible(over > 0)

    def _on_scrolled(self) -> None:
        self._on_screen.forget()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; a view without more to show turns the page."""
        steps = event.angleDelta().y()
        if self._bar.maximum() > 0:
            self._bar.setValue(self._bar.value() - steps // 2)
        elif steps:
            self.step_asked.emit(-1 if steps > 0 else 1)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size."""
        super().resizeEvent(event)
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font and the colour scheme."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange}:
            self.lay_out()

    def sizeHint(self) -> QSize:
        """Room for a month."""
        return QSize(520, 440)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a split window."""
        return QSize(220, 140)

    # Mouse --------------------------------------------------------------------------------------------

    def content_spot(self, spot: QPointF) -> QPointF:
        """Return a point of the widget in content coordinates."""
        return spot if spot.y() < self.head else spot + QPointF(0, self.scrolled)

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

    def cancel_drag(self) -> bool:
        """Give a drag up; returns whether there was one."""
        was, self._drag = self._drag, None
        self.update()
        return was is not None and was.is_on

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

    def _shown(self) -> QRectF:
        """Return what of the content is on the screen."""
        return QRectF(0, self.scrolled + self.head, self.width(), self.height() - self.head)

    def _parts(self) -> Parts:
        """Return what is painted where."""
        parts = dict(self.ground_parts())
        cursor = self.cursor_key if self.hasFocus() else None
        for piece in self.pieces_in(self._shown()):
            bar = piece.bar
            look = (self.is_selected(bar), cursor is not None and bar.key == cursor)
            parts[box_of(piece.rect)] = (bar, piece.is_start, piece.is_end, piece.hatched, look)
        return parts

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
