"""The agenda: a list by day with times, wards, lead and how many posts are filled."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion
from PySide6.QtWidgets import QWidget

from planner.document.agenda_bars import Bar
from planner.document.agenda_words import days_words, times_words
from planner.domain.phrases import day_name, month_name
from planner.domain.vocabulary import Status
from planner.ui.calendar.colours import edge_colour
from planner.ui.calendar.drag import Drag, Grip
from planner.ui.calendar.paint import Look, Piece, fit_label, label_font, scaled, warning_sign, warning_size
from planner.ui.calendar.surface import BarSurface
from planner.ui.calendar.timegrid import is_long
from planner.ui.state import Period, ViewState

_MARGIN = 12.0


class AgendaList(BarSurface):
    """A painted list of the month; empty days are left out."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self.period = state.period
        self.notes: dict[date, list[str]] = {}
        self._days: list[tuple[date, QRectF]] = []
        self._height = 0.0
        self.setAccessibleName("Calendar, agenda")

    def show_period(self, period: Period, bars: list[Bar], notes: dict[date, list[str]]) -> None:
        """Show another month; today, if it is in it, is brought to the top."""
        is_new = period != self.period or not self.bars
        self.period, self.notes = period, notes
        self.show_bars(bars)
        if is_new:
            _ = self.pieces
            coming = [rect for day, rect in self._days if day >= self.state.today]
            in_it = period.first <= self.state.today <= period.last
            self.scroll_to(coming[0].top() if in_it and coming else 0)

    # Geometry -----------------------------------------------------------------------------------------

    def _line(self) -> float:
        return round(QFontMetricsF(self.font()).height())

    def make_pieces(self) -> list[Piece]:
        """Lay the days one under the other, each with its blocks."""
        self._days = []
        pieces: list[Piece] = []
        by_day: dict[date, list[Bar]] = {}
        for bar in self.bars:
            by_day.setdefault(max(bar.first, self.period.first), []).append(bar)
        y, row = 4.0, self._line() * 2 + 8
        for day in sorted({*by_day, *self.notes}):
            if not self.period.first <= day <= self.period.last:
                continue
            self._days.append((day, QRectF(0, y, self.width_inside, self._line() + 14)))
            y += self._line() + 14
            for bar in by_day.get(day, []):
                pieces.append(Piece(bar, QRectF(_MARGIN, y, self.width_inside - 2 * _MARGIN, row)))
                y += row + 2
        self._height = y + 8
        return pieces

    def content_height(self) -> float:
        """All days."""
        return self._height

    def moment_at(self, spot: QPointF) -> date | datetime | None:
        """Return the day whose part of the list a point lies in."""
        _ = self.pieces
        above = [day for day, rect in self._days if rect.top() <= spot.y()]
        return above[-1] if above else None

    def shift(self, press: QPointF, now: QPointF) -> timedelta:
        """Return the days between the parts of the list that two points lie in."""
        first, last = self.moment_at(press), self.moment_at(now)
        return last - first if isinstance(first, date) and isinstance(last, date) else timedelta()

    def ghosts(self, drag: Drag) -> list[Piece]:
        """Show no ghosts: the new day in words is enough in a list."""
        return []

    def _grip(self, piece: Piece, at: QPointF) -> Grip:
        return Grip.MOVE

    def cursor_moved(self) -> None:
        """Turn the page when the cursor leaves it; bring the row or day of the cursor into view."""
        if not self.period.first <= self.cursor_day <= self.period.last:
            self.state.show(Period(self.period.scale, self.cursor_day))
        piece = next((p for p in self.pieces if p.bar.key == self.cursor_key), None)
        rects = [piece.rect] if piece else [r for d, r in self._days if d >= self.cursor_day][:1]
        for rect in rects:
            if not self.scrolled <= rect.top() <= self.scrolled + self.height() - rect.height():
                self.scroll_to(rect.top() - self._line() * 2)

    # Painting -----------------------------------------------------------------------------------------

    def paint_ground(self, painter: QPainter, _region: QRegion) -> None:
        """Paint the heads of the days, or one sentence when there is nothing."""
        tokens = self.tokens
        if not self._days:
            painter.setPen(QColor(tokens.muted))
            box = QRectF(16, 24, self.width() - 32, 4 * self._line())
            words = (
                f"Nothing is planned in {month_name(self.period.anchor)}. Drag a type onto a day, or press N."
            )
            words = words.replace(", or press N", " of the month to begin")
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap), words)
            return
        for day, rect in self._days:
            self._paint_day(painter, day, rect)

    def _paint_day(self, painter: QPainter, day: date, rect: QRectF) -> None:
        tokens = self.tokens
        if day == self.drop_at:
            painter.fillRect(rect, QColor(tokens.selected))
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        is_today = day == self.state.today
        words = f"{day_name(day)} {day.day} {month_name(day)}" + (" · today" if is_today else "")
        painter.setPen(QColor(tokens.today if is_today else tokens.text))
        base = rect.bottom() - 4 - metrics.descent()
        painter.drawText(QPointF(_MARGIN, base), words)
        notes = self.notes.get(day)
        right = _MARGIN + metrics.horizontalAdvance(words) + 10
        if notes:
            small = scaled(self.font(), 0.88)
            painter.setFont(small)
            painter.setPen(QColor(tokens.muted))
            room = rect.right() - _MARGIN - right
            painter.drawText(QPointF(right, base), joined_that_fit(notes, room, QFontMetricsF(small)))
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.drawLine(QPointF(_MARGIN, rect.bottom()), QPointF(rect.right() - _MARGIN, rect.bottom()))

    def paint_piece(self, painter: QPainter, piece: Piece, look: Look) -> None:
        """Paint one row: hours, what, posts; under it wards, lead and theme."""
        tokens, rect, bar = look.tokens, piece.rect, piece.bar
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if look.is_selected or look.is_cursor:
            painter.setPen(QPen(QColor(tokens.ink), 1) if look.is_selected else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if look.is_selected else tokens.hover))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(edge_colour(bar.colour, tokens))
        times = QFontMetricsF(self.font()).horizontalAdvance("00:00–00:00") + 16
        painter.drawRoundedRect(QRectF(rect.left() + times, rect.top() + 4, 3, rect.height() - 8), 1.5, 1.5)
        self._paint_top(painter, piece, look, times)
        self._paint_under(painter, piece, look, times)

    def _paint_top(self, painter: QPainter, piece: Piece, look: Look, times: float) -> None:
        tokens, rect, bar = look.tokens, piece.rect, piece.bar
        metrics = QFontMetricsF(self.font())
        base = rect.top() + 4 + metrics.ascent()
        painter.setFont(self.font())
        painter.setPen(QColor(tokens.text))
        if not is_long(bar):
            painter.drawText(QPointF(rect.left() + 6, base), times_words(bar.start, bar.end))
        right = rect.right() - 8
        if bar.needed:
            words = f"{bar.filled} of {bar.needed}"
            right -= metrics.horizontalAdvance(words)
            painter.setPen(QColor(tokens.good if bar.filled >= bar.needed else tokens.alert))
            painter.drawText(QPointF(right, base), words)
            right -= 10
        left = rect.left() + times + 11
        font = label_font(self.font(), bar)
        bold = QFontMetricsF(font)
        sign = warning_size(bold) + 6 if bar.has_finding or bar.is_clash else 0
        titles = [bar.title, *bar.long_labels, *bar.labels]
        title = fit_label(sorted(dict.fromkeys(titles), key=len, reverse=True), right - left - sign, bold)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(QPointF(left, base), title)
        if sign:
            spot = QPointF(left + bold.horizontalAdvance(title) + 6, base - bold.ascent() / 2 + 1)
            warning_sign(painter, spot, warning_size(bold), QColor(tokens.alert), QColor(tokens.panel))

    def _paint_under(self, painter: QPainter, piece: Piece, look: Look, times: float) -> None:
        tokens, rect, bar = look.tokens, piece.rect, piece.bar
        font = scaled(self.font(), 0.92)
        metrics = QFontMetricsF(font)
        base = rect.top() + 4 + self._line() + metrics.ascent()
        parts = [bar.theme, ", ".join(bar.wards), bar.lead]
        if is_long(bar) or bar.first != bar.last:
            parts.insert(0, days_words(bar.first, bar.last))
        if bar.status not in {Status.AUTHORISED, Status.BRIEFED}:
            parts.append(bar.status.value.capitalize())
        left = rect.left() + times + 11
        painter.setFont(font)
        painter.setPen(QColor(tokens.muted))
        words = joined_that_fit([p for p in parts if p], rect.right() - 8 - left, metrics)
        painter.drawText(QPointF(left, base), words)


def joined_that_fit(parts: Sequence[str], width: float, metrics: QFontMetricsF) -> str:
    """Return as many whole parts as fit on a line, in order; what does not fit is left out."""
    words = ""
    for part in parts:
        longer = f"{words} · {part}" if words else part
        if metrics.horizontalAdvance(longer) <= width:
            words = longer
    return words
