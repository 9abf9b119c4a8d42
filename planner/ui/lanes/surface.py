"""The painted lanes: rows of teams or wards, two or three weeks of days, solid bars."""

from dataclasses import field
from datetime import date, datetime, timedelta
from operator import attrgetter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion
from PySide6.QtWidgets import QWidget

from planner.document.agenda_bars import Bar, Lane
from planner.domain.frozen import dataclass
from planner.domain.phrases import day_text
from planner.ui.calendar.drag import Drag, Grip, shifted
from planner.ui.calendar.packing import pack_slots
from planner.ui.calendar.paint import Piece, scaled
from planner.ui.calendar.repaint import Box, Parts, reach_of
from planner.ui.calendar.surface import BarSurface
from planner.ui.state import ViewState

_DAY = timedelta(days=1)
_GAP = 4.0
_MOST_LINES = 12
_KEY = attrgetter("operation_id", "deployment_ids")
_DAYS = attrgetter("first", "last")


@dataclass(slots=True)
class _Row:
    """One row as it was laid out, and from what; pieces are made when they are first needed.

    inside: the bars of the days shown. slots: the line of each. more: how many of them find no line.
    known: the pieces made last of bars that may still lie where they did, by the identity of the bar.
    """

    label: str
    bars: tuple[Bar, ...]
    measures: tuple[object, ...]
    inside: list[Bar]
    slots: list[int]
    more: int
    top: float
    height: float
    pieces: list[Piece] | None = None
    known: dict[int, Piece] = field(default_factory=dict)

    def known_pieces(self) -> dict[int, Piece]:
        """Return the pieces made last, by the identity of their bars, which they keep alive."""
        return self.known if self.pieces is None else {id(p.bar): p for p in self.pieces}

    @property
    def bottom(self) -> float:
        """Where the next row begins."""
        return self.top + self.height


class LaneSurface(BarSurface):
    """Paints lanes; rows are as high as their bars need."""

    is_solid = True

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        self._every: list[Bar] | None = None
        super().__init__(state, parent)
        self.lanes: list[Lane] = []
        self.first = state.today - timedelta(days=state.today.weekday())
        self.count = 14
        self.empty_words = ""
        self._rows: dict[str, _Row] = {}

    def show_lanes(self, lanes: list[Lane], first: date, count: int) -> None:
        """Show other rows or other weeks, or in the same ones what has changed."""
        known = [(first, count), *((lane.id, lane.label) for lane in lanes)]
        is_same = known == [(self.first, self.count), *((lane.id, lane.label) for lane in self.lanes)]
        self.lanes, self.first, self.count = lanes, first, count
        if not self.first <= self.cursor_day <= self.last:
            self.cursor_day = self.first
        self._every = None
        if is_same:
            self.bars_changed()
        else:
            self.lay_out()

    @property
    def bars(self) -> list[Bar]:
        """Every bar once, although it may stand in several rows; found when somebody asks."""
        if self._every is None:
            every = [bar for lane in self.lanes for bar in lane.bars]
            self._every = list(dict(zip(map(_KEY, every), every, strict=True)).values())
        return self._every

    @bars.setter
    def bars(self, bars: list[Bar]) -> None:
        self._every = bars

    @property
    def last(self) -> date:
        """The last day shown."""
        return self.first + timedelta(days=self.count - 1)

    # Geometry -----------------------------------------------------------------------------------------

    @property
    def label_width(self) -> float:
        """The width of the names on the left: what the longest needs, a third of the view at most."""
        return self.measured("labels", self._widest_label)

    def _widest_label(self) -> float:
        metrics = QFontMetricsF(self.font())
        widest = max((metrics.horizontalAdvance(lane.label) for lane in self.lanes), default=60.0)
        return round(min(max(widest, 84.0) + 24, self.width() * 0.34))

    @property
    def bar_height(self) -> float:
        """The height of a bar."""
        return self.measured("bar", lambda: round(QFontMetricsF(self.bar_font()).height() + 6))

    def _day_width(self) -> float:
        return self.measured(
            f"day {self.width_inside}",
            lambda: (self.width_inside - self.label_width - 10) / self.count,
        )

    def x_of(self, day: date) -> float:
        """Return where a day begins."""
        return self.label_width + (day - self.first).days * self._day_width()

    def content_height(self) -> float:
        """The head and all rows."""
        return list(self._rows.values())[-1].bottom + 6 if self._rows else float(self.height())

    def frame(self) -> object:
        """Return the sizes and days that all rows have."""
        return self._measures()

    def _measures(self) -> tuple[object, ...]:
        days = (self.first, self.count)
        return (*days, self.width_inside, self.label_width, self.bar_height, self.head, not self.lanes)

    def place(self) -> None:
        """Lay out the rows one under the other, bars that meet in lines of their own.

        A row with the same bars as before is kept, with its pieces if it has not moved.
        """
        self.head = round(QFontMetricsF(self.font()).height() + 12)
        before, self._rows = self._rows, {}
        measures = self._measures()
        y: float = self.head
        for lane in self.lanes:
            row = before.get(lane.id)
            if row is None or (row.measures, row.bars) != (measures, lane.bars):
                known = row.known_pieces() if row is not None and row.measures == measures else {}
                row = self._packed(lane, measures)
                row.known = known
            row.bars = lane.bars  # equal at least; the very same are told to be so at once next time
            if row.top != y:
                row.known = row.known_pieces()
                row.top, row.pieces = y, None
            row.label = lane.label
            self._rows[lane.id] = row
            y = row.bottom

    def _packed(self, lane: Lane, measures: tuple[object, ...]) -> _Row:
        """Return a row with the lines of its bars found."""
        inside = self._inside(lane.bars)
        slots = pack_slots(inside, _DAYS, _MOST_LINES)
        deepest = max((slot for slot in slots if slot < _MOST_LINES), default=0)
        height = (deepest + 1) * (self.bar_height + _GAP) + 8
        return _Row(lane.label, lane.bars, measures, inside, slots, slots.count(_MOST_LINES), 0.0, height)

    def _inside(self, bars: tuple[Bar, ...]) -> list[Bar]:
        first, last = self.first, self.last
        return [b for b in bars if b.first <= last and b.last >= first]

    def make_pieces(self) -> list[Piece]:
        """Return the pieces of all rows."""
        return [piece for row in self._rows.values() for piece in self._pieces_of(row)]

    def pieces_in(self, shown: QRectF) -> list[Piece]:
        """Return the pieces of the rows that lie in some of the content."""
        self.laid()
        near = [r for r in self._rows.values() if r.top < shown.bottom() and r.bottom > shown.top()]
        return [p for row in near for p in self._pieces_of(row) if p.rect.intersects(shown)]

    def _pieces_of(self, row: _Row) -> list[Piece]:
        if row.pieces is None:
            step, top = self.bar_height + _GAP, row.top + 4 + _GAP / 2
            edges = [self.x_of(self.first + i * _DAY) for i in range(self.count + 1)]
            row.pieces = [
                self._piece_again(row.known.get(id(bar)), bar, top + slot * step, edges)
                for bar, slot in zip(row.inside, row.slots, strict=True)
                if slot < _MOST_LINES
            ]
            row.known = {}
        return row.pieces

    def _piece_again(self, known: Piece | None, bar: Bar, top: float, edges: list[float]) -> Piece:
        """Return the piece of a bar: the one made before, where it lies as it did."""
        if known is not None and known.bar is bar and known.rect.top() == round(top):
            return known
        return self._piece(bar, top, edges)

    def ground_parts(self) -> Parts:
        """Return the rows, which are as high as their bars need."""
        parts: dict[Box, object] = {
            (0.0, row.top, self.width_inside, row.height): (row.label, row.more)
            for row in self._rows.values()
        }
        return parts | {(0.0, self.content_height() - 6, self.width_inside, 6.0): "foot"}

    def _piece(self, bar: Bar, top: float, edges: list[float]) -> Piece:
        """Return the piece of a bar; edges: where each day begins, and the last one ends."""
        from_day, to_day = (bar.first - self.first).days, (bar.last - self.first).days
        first, last = max(from_day, 0), min(to_day, self.count - 1)
        left = round(edges[first]) + 1
        right = round(edges[last + 1]) - 2
        rect = QRectF(left, round(top), right - left, self.bar_height)
        days = sorted((d - self.first).days for d in bar.clash_days)
        parts = tuple([(edges[day], edges[day + 1]) for day in days if first <= day <= last])
        return Piece(bar, rect, from_day >= 0, to_day < self.count, parts, is_of_days=True)

    def row_at(self, spot: QPointF) -> str | None:
        """Return the id of the team or ward at a height."""
        return next((i for i, row in self._rows.items() if row.top <= spot.y() < row.bottom), None)

    def row_span(self, row_id: str) -> tuple[float, float]:
        """Return top and bottom of a row, in content coordinates."""
        self.laid()
        row = self._rows[row_id]
        return row.top, row.bottom

    def _day_near(self, x: float) -> date:
        column = int((x - self.label_width) // self._day_width())
        return self.first + timedelta(days=column)

    def moment_at(self, spot: QPointF) -> date | datetime | None:
        """Return the day at a point; none over the names."""
        if spot.x() < self.label_width:
            return None
        day = self._day_near(spot.x())
        return day if day <= self.last else None

    def shift(self, press: QPointF, now: QPointF) -> timedelta:
        """Return the days between two points."""
        return self._day_near(now.x()) - self._day_near(press.x())

    def ghosts(self, drag: Drag) -> list[Piece]:
        """Return the dragged bars in their new days, in the row under the mouse."""
        found = []
        old_row = self.row_at(drag.press)
        old_top = self._top_of(old_row, 0.0)
        down = self._top_of(drag.row, old_top) - old_top if drag.grip is Grip.MOVE else 0.0
        edges = [self.x_of(self.first + i * _DAY) for i in range(self.count + 1)]
        held = {b.key for b in drag.bars}
        for piece in self.pieces:
            if piece.bar.key not in held:
                continue
            bar = shifted(piece.bar, drag.grip, drag.by)
            if bar.first <= self.last and bar.last >= self.first:
                is_here = self.row_at(piece.rect.center()) == old_row
                top = piece.rect.top() + (down if is_here else 0.0)
                found.append(self._piece(bar, top, edges))
        return found

    def _top_of(self, row_id: str | None, otherwise: float) -> float:
        return self._rows[row_id].top if row_id is not None and row_id in self._rows else otherwise

    def cursor_moved(self) -> None:
        """Keep the cursor in the weeks shown, and the bar with the keyboard in view."""
        self.cursor_day = min(max(self.cursor_day, self.first), self.last)
        piece = next((p for p in self.pieces if p.bar.key == self.cursor_key), None)
        if piece is not None:
            if piece.rect.bottom() - self.scrolled > self.height():
                self.scroll_to(piece.rect.bottom() - self.height() + 8)
            elif piece.rect.top() - self.scrolled < self.head:
                self.scroll_to(piece.rect.top() - self.head - 8)

    # Painting -----------------------------------------------------------------------------------------

    def paint_ground(self, painter: QPainter, region: QRegion) -> None:
        """Paint the names, the lines between the rows, weekends and today."""
        tokens = self.tokens
        if not self.lanes:
            painter.setPen(QColor(tokens.muted))
            painter.setFont(self.font())
            box = QRectF(16, self.head + 8, self.width() - 32, self.height() - self.head - 8)
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap), self.empty_words
            )
            return
        bottom = self.content_height()
        for i in range(self.count):
            day = self.first + i * _DAY
            if day.weekday() >= 5 or day == self.drop_at:
                column = QRectF(self.x_of(day), self.head, self._day_width(), bottom - self.head)
                painter.fillRect(column, QColor(tokens.selected if day == self.drop_at else tokens.weekend))
        for row_id, row in self._rows.items():
            if region.intersects(reach_of(QRectF(0, row.top, self.width_inside, row.height))):
                self._paint_row(painter, row_id, row)

    def _paint_row(self, painter: QPainter, row_id: str, row: _Row) -> None:
        """Paint the name of a row and the line under it."""
        tokens, metrics = self.tokens, QFontMetricsF(self.font())
        if self._drag_over(row_id):
            painter.fillRect(QRectF(0, row.top, self.width_inside, row.height), QColor(tokens.selected))
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        y = round(row.bottom)
        painter.drawLine(QPointF(10, y), QPointF(self.width_inside - 10, y))
        painter.setPen(QColor(tokens.text if row_id else tokens.muted))
        painter.setFont(self.font())
        room = QRectF(12, row.top, self.label_width - 18, row.height)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, left, _whole_words(row.label, room.width(), metrics))
        if row.more:
            painter.setPen(QColor(tokens.muted))
            painter.drawText(room.translated(0, metrics.height() + 2), left, f"+{row.more} more")

    def _drag_over(self, row_id: str) -> bool:
        drag = self.drag
        return drag is not None and drag.is_on and drag.grip is Grip.MOVE and drag.row == row_id

    def paint_head(self, painter: QPainter) -> None:
        """Paint the days on top."""
        tokens = self.tokens
        painter.fillRect(QRectF(0, 0, self.width(), self.head), QColor(tokens.panel))
        if not self.lanes:
            return
        small = scaled(self.font(), 0.88)
        metrics = QFontMetricsF(small)
        is_narrow = metrics.horizontalAdvance("Wed 30") + 8 > self._day_width()
        for i in range(self.count):
            day = self.first + i * _DAY
            words = str(day.day) if is_narrow else day_text(day, short=True)
            font = QFont(small)
            font.setBold(day == self.state.today)
            painter.setFont(font)
            colour = (
                tokens.today
                if day == self.state.today
                else tokens.muted
                if day.weekday() >= 5
                else tokens.text
            )
            painter.setPen(QColor(colour))
            box = QRectF(self.x_of(day) + 2, 0, self._day_width() - 2, self.head)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
            if day == self.cursor_day and self.hasFocus():
                painter.fillRect(QRectF(box.left() - 1, self.head - 3, box.width(), 2), QColor(tokens.ink))
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.drawLine(QPointF(10, self.head), QPointF(self.width_inside - 10, self.head))


def _whole_words(text: str, width: float, metrics: QFontMetricsF) -> str:
    """Return as many whole words as fit, with an ellipsis when some do not."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        shorter = " ".join(words[:count]) + "…"
        if metrics.horizontalAdvance(shorter) <= width:
            return shorter
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
