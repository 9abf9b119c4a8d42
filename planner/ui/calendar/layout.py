"""Bars laid out in a view: where they are, which are selected, how far the view is scrolled."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

from planner.document.agenda_bars import Bar
from planner.document.agenda_words import spoken
from planner.ui.calendar.drag import Drag
from planner.ui.calendar.drops import TypeDrops
from planner.ui.calendar.paint import (
    Piece,
)
from planner.ui.calendar.repaint import OnScreen, Parts, box_of
from planner.ui.state import Selection, ViewState
from planner.ui.theme import Tokens, tokens_for

T = TypeVar("T")


class BarLayout(TypeDrops):
    """Bars that are laid out, kept and scrolled. Subclasses say where pieces lie and what a point stands for.

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

    def content_spot(self, spot: QPointF) -> QPointF:
        """Return a point of the widget in content coordinates."""
        return spot if spot.y() < self.head else spot + QPointF(0, self.scrolled)

    def cancel_drag(self) -> bool:
        """Give a drag up; returns whether there was one."""
        was, self._drag = self._drag, None
        self.update()
        return was is not None and was.is_on
