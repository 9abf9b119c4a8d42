"""Week and day by the hour: blocks side by side where they overlap, nights that go on in the next day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QRegion
from PySide6.QtWidgets import QWidget

from planner.document.agenda_bars import Bar
from planner.document.agenda_words import times_words
from planner.domain.phrases import day_name, day_text, month_name
from planner.domain.timespan import DEFAULT_ZONE
from planner.ui.calendar.drag import Drag, Grip
from planner.ui.calendar.hours import HourAxis
from planner.ui.calendar.keys import ARROWS
from planner.ui.calendar.month import fit_note
from planner.ui.calendar.packing import pack_columns, pack_slots
from planner.ui.calendar.paint import (
    EDGE,
    PAD,
    Look,
    Piece,
    fit_label,
    ground_of,
    paint_bar,
    scaled,
    text_width,
)
from planner.ui.calendar.surface import BarSurface
from planner.ui.state import Period, Scale, ViewState

_DAY = timedelta(days=1)
_QUARTER = 15
_TITLE_AIR = 8  # pixels beside the words over a day


class TimeGrid(BarSurface):
    """A painted week or day; a block of a day or more lies in the strip on top."""

    edge_cursor = Qt.CursorShape.SizeVerCursor

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self.period = state.period
        self.zone = DEFAULT_ZONE
        self.notes: dict[date, list[str]] = {}
        self._strip_slots = 0

    def show_period(self, period: Period, bars: list[Bar], notes: dict[date, list[str]]) -> None:
        """Show another week or day; a new period begins an hour before its first block."""
        is_new = period != self.period or not self.bars
        self.period, self.notes = period, notes
        self.setAccessibleName(f"Calendar, {period.scale.value}")
        if not period.first <= self.cursor_day <= period.last:
            self.cursor_day = period.anchor
        self.show_bars(bars)
        if is_new:
            starts = [b.start.hour for b in bars if not is_long(b)]
            self.scroll_to(max(0, min(starts, default=8) - 1) * self.hour_height - 9)

    # Geometry -----------------------------------------------------------------------------------------

    @property
    def days(self) -> list[date]:
        """The days shown."""
        count = (self.period.last - self.period.first).days + 1
        return [self.period.first + i * _DAY for i in range(count)]

    def axis(self, day: date) -> HourAxis:
        """Return the hours of a day: true ones when it is shown alone."""
        return HourAxis(day, is_true=self.period.scale is Scale.DAY, zone=self.zone)

    @property
    def hour_height(self) -> float:
        """The height of an hour in pixels, room for two lines of text."""
        return self.measured("hour", lambda: round(QFontMetricsF(self.bar_font()).height() * 2.4))

    @property
    def gutter(self) -> float:
        """The width of the hours on the left."""
        metrics = QFontMetricsF(scaled(self.font(), 0.85))
        return self.measured("gutter", lambda: round(metrics.horizontalAdvance("00:00") + 14))

    @property
    def bar_height(self) -> float:
        """The height of a bar in the strip."""
        return round(QFontMetricsF(self.bar_font()).height() + 3)

    def _title_height(self) -> float:
        return round(QFontMetricsF(self.font()).height() * 2 + 10)

    def column(self, day: date) -> QRectF:
        """Return the column of a day, head left out, in content coordinates."""
        width = (self.width_inside - self.gutter - 8) / len(self.days)
        left = self.gutter + (day - self.period.first).days * width
        return QRectF(left, self.head, width, self.axis(day).minutes / 60 * self.hour_height)

    def content_height(self) -> float:
        """The head and the longest day."""
        return self.head + max(self.column(d).height() for d in self.days) + 8

    def y_of(self, day: date, moment: datetime) -> float:
        """Return the height of a moment in the column of a day."""
        return self.head + self.axis(day).minute_of(moment) / 60 * self.hour_height

    def _day_at(self, spot: QPointF) -> date | None:
        for day in self.days:
            column = self.column(day)
            if column.left() <= spot.x() < column.right():
                return day
        return None

    def moment_at(self, spot: QPointF) -> date | datetime | None:
        """Return the quarter of an hour at a point; in the head, the day."""
        day = self._day_at(spot)
        if day is None or spot.y() < self.head:
            return day
        return self.axis(day).moment_of((spot.y() - self.head) / self.hour_height * 60)

    def shift(self, press: QPointF, now: QPointF) -> timedelta:
        """Return days by columns and quarters of an hour by height; in the strip, days only."""
        width = self.column(self.period.first).width()
        days = timedelta(days=round((now.x() - press.x()) / width))
        if press.y() < self.head:
            return days
        quarters = round((now.y() - press.y()) / self.hour_height * 60 / _QUARTER)
        return days + timedelta(minutes=quarters * _QUARTER)

    # Pieces -------------------------------------------------------------------------------------------

    def make_pieces(self) -> list[Piece]:
        """Lay long blocks into the strip and the others into the columns of their days."""
        long = [b for b in self.bars if is_long(b)]
        slots = pack_slots(long, lambda b: (b.first, b.last))
        self._strip_slots = max(slots, default=-1) + 1
        self.head = self._title_height() + self._strip_slots * (self.bar_height + 2) + (4 if long else 0)
        pieces = [self._strip_piece(b, slot) for b, slot in zip(long, slots, strict=True)]
        short = [b for b in self.bars if not is_long(b)]
        for day in self.days:
            pieces += self._day_pieces(day, short)
        return pieces

    def _strip_piece(self, bar: Bar, slot: int) -> Piece:
        first, last = max(bar.first, self.period.first), min(bar.last, self.period.last)
        left, right = self.column(first).left() + 2, self.column(last).right() - 2
        top = self._title_height() + slot * (self.bar_height + 2)
        rect = QRectF(round(left), top, round(right - left), self.bar_height)
        return Piece(bar, rect, bar.first == first, bar.last == last)

    def spot_words(self, spot: QPointF) -> str:
        """Return the special days and the clock change of the day whose name lies at a point."""
        day = self._day_at(spot) if spot.y() < self.head else None
        if day is None:
            return ""
        return "\n".join(filter(None, [self.axis(day).clock_words(), *self.notes.get(day, [])]))

    def _day_pieces(self, day: date, bars: Sequence[Bar]) -> list[Piece]:
        midnight = self.axis(day).midnight
        inside = [b for b in bars if b.start < midnight + _DAY and b.end > midnight]
        inside.sort(key=lambda b: (max(b.start, midnight), -(b.end - b.start).total_seconds()))
        spans = [(self.y_of(day, b.start), self._bottom(day, b)) for b in inside]
        column = self.column(day)
        pieces = []
        for bar, (top, bottom), (at, of) in zip(inside, spans, pack_columns(spans), strict=True):
            width = (column.width() - 5) / of
            rect = QRectF(column.left() + 2 + at * width, top + 1, width - 2, bottom - top - 2)
            pieces.append(Piece(bar, rect, bar.start >= midnight, bar.end <= midnight + _DAY))
        return pieces

    def _bottom(self, day: date, bar: Bar) -> float:
        return max(self.y_of(day, bar.end), self.y_of(day, bar.start) + 14)

    def ghosts(self, drag: Drag) -> list[Piece]:
        """Return the dragged bars in their new hours, as wide as their columns."""
        found = []
        for bar in drag.shown():
            if is_long(bar):
                if bar.first <= self.period.last and bar.last >= self.period.first:
                    found.append(self._strip_piece(bar, 0))
                continue
            for day in self.days:
                found += self._day_pieces(day, [bar])
        return found

    def _grip(self, piece: Piece, at: QPointF) -> Grip:
        if piece.rect.top() < self.head:
            return super()._grip(piece, at)
        reach = min(6.0, piece.rect.height() / 4)
        if piece.is_end and at.y() > piece.rect.bottom() - reach:
            return Grip.END
        if piece.is_start and at.y() < piece.rect.top() + reach:
            return Grip.START
        return Grip.MOVE

    def key_step(self, key: Qt.Key, *, is_resizing: bool) -> timedelta:
        """Move by days and quarters of an hour; lengthen by hours and quarters."""
        sign = 1 if ARROWS[key] > 0 else -1
        if abs(ARROWS[key]) > 1:
            return timedelta(minutes=sign * _QUARTER)
        return timedelta(hours=sign) if is_resizing else timedelta(days=sign)

    def move_cursor(self, days: int) -> None:
        """Left and right go from day to day, up and down from block to block."""
        if abs(days) > 1:
            self.next_bar(1 if days > 0 else -1)
        else:
            super().move_cursor(days)

    def cursor_moved(self) -> None:
        """Turn the page when the cursor leaves it; bring the block with the keyboard into view."""
        if not self.period.first <= self.cursor_day <= self.period.last:
            self.state.show(Period(self.period.scale, self.cursor_day))
        piece = next((p for p in self.pieces if p.bar.key == self.cursor_key), None)
        if piece is not None and piece.rect.top() >= self.head:
            top = piece.rect.top() - self.head
            if not self.scrolled <= top <= self.scrolled + self.height() - self.head - 40:
                self.scroll_to(top - self.hour_height)

    # Painting -----------------------------------------------------------------------------------------

    def paint_ground(self, painter: QPainter, _region: QRegion) -> None:
        """Paint weekends, hours, the hour that is missing or comes twice, and the drop target."""
        tokens = self.tokens
        for day in self.days:
            column = self.column(day)
            if day.weekday() >= 5 and len(self.days) > 1:
                painter.fillRect(column, QColor(tokens.weekend))
            self._paint_clock_change(painter, day, column)
        axis = self.axis(self.days[0])
        painter.setFont(scaled(self.font(), 0.85))
        height = QFontMetricsF(painter.font()).height()
        for minute, words in axis.labels():
            y = round(self.head + minute / 60 * self.hour_height)
            painter.setPen(QPen(QColor(tokens.hairline), 1))
            painter.drawLine(QPointF(self.gutter, y), QPointF(self.width_inside - 8, y))
            if y - height / 2 >= self.head + self.scrolled:
                painter.setPen(QColor(tokens.muted))
                box = QRectF(0, y - height / 2, self.gutter - 8, height)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        for day in self.days:
            x = round(self.column(day).left())
            painter.drawLine(QPointF(x, 0), QPointF(x, self.content_height()))
        self._paint_drop(painter)

    def _paint_clock_change(self, painter: QPainter, day: date, column: QRectF) -> None:
        axis = self.axis(day)
        if not axis.clock_words():
            return
        hours = 2 if axis.is_true and axis.true_minutes > 1440 else 1
        band = QRectF(column.left(), self.head + self.hour_height, column.width(), hours * self.hour_height)
        if axis.is_true and axis.true_minutes < 1440:
            band.setHeight(2)
        painter.fillRect(band, QColor(self.tokens.warn_tint))
        painter.setFont(scaled(self.font(), 0.8))
        painter.setPen(QColor(self.tokens.muted))
        metrics = QFontMetricsF(painter.font())
        box = QRectF(column.left() + 4, band.top() + 2, column.width() - 8, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft, fit_note([_band_words(axis)], box.width(), metrics))

    def _paint_drop(self, painter: QPainter) -> None:
        at = self.drop_at
        day = at.date() if isinstance(at, datetime) else at
        if day is None or not self.period.first <= day <= self.period.last:
            return
        column = self.column(day)
        painter.setPen(QPen(QColor(self.tokens.ink), 2))
        if isinstance(at, datetime):
            y = self.y_of(day, at)
            painter.drawLine(QPointF(column.left(), y), QPointF(column.right(), y))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(column.adjusted(1, 1, -1, -1))

    def paint_head(self, painter: QPainter) -> None:
        """Paint the days' names with their special days, and the strip of long blocks."""
        tokens = self.tokens
        painter.fillRect(QRectF(0, 0, self.width(), self.head), QColor(tokens.panel))
        for day in self.days:
            self._paint_title(painter, day)
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.drawLine(QPointF(self.gutter, self.head), QPointF(self.width_inside - 8, self.head))
        for piece in self.pieces:
            if piece.rect.top() < self.head:
                self._paint_piece(painter, piece)

    def title_of(self, day: date) -> tuple[str, QFont]:
        """Return the words over a day and their font: all alike, as long and large as the columns allow.

        In large text a narrow column has the number only, and that small rather than over its neighbour.
        """
        is_alone = len(self.days) == 1
        room = self.column(day).width() - _TITLE_AIR
        font = QFont(self.font())
        font.setBold(True)
        metrics = QFontMetricsF(font)
        words = [day_text(day, short=True), str(day.day)]
        widest = ["Wed 30", "30"]
        if is_alone:
            words.insert(0, f"{day_name(day)} {day.day} {month_name(day)}")
            widest.insert(0, words[0])
        fitting = fit_label(widest, room, metrics) or widest[-1]
        if metrics.horizontalAdvance(fitting) > room:
            font = scaled(font, max(0.3, room / metrics.horizontalAdvance(fitting)))
        font.setBold(day == self.state.today or is_alone)
        return words[widest.index(fitting)], font

    def _paint_title(self, painter: QPainter, day: date) -> None:
        tokens, column = self.tokens, self.column(day)
        is_alone = len(self.days) == 1
        words, font = self.title_of(day)
        metrics = QFontMetricsF(font)
        box = QRectF(column.left() + 4, 3, metrics.horizontalAdvance(words) + 4, metrics.height() + 2)
        colour = QColor(tokens.muted if day.weekday() >= 5 and not is_alone else tokens.text)
        painter.setFont(font)
        if day == self.state.today:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.today))
            painter.drawRoundedRect(box.adjusted(-2, 0, 6, 0), box.height() / 2, box.height() / 2)
            box.translate(2, 0)
            colour = QColor(tokens.on_ink)
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        clock = self.axis(day).clock_words()
        notes = ([clock] if clock else []) + self.notes.get(day, [])
        small = scaled(self.font(), 0.8)
        painter.setFont(small)
        painter.setPen(QColor(tokens.muted))
        room = QRectF(column.left() + 4, box.bottom() + 1, column.width() - 8, QFontMetricsF(small).height())
        if day == self.cursor_day and self.hasFocus():
            painter.fillRect(QRectF(column.left() + 1, 0, column.width() - 1, 2), QColor(tokens.ink))
        if notes:
            painter.drawText(
                room, Qt.AlignmentFlag.AlignLeft, fit_note(notes, room.width(), QFontMetricsF(small))
            )

    def label_of(self, piece: Piece) -> str:
        """Return the label painted on a piece; a block of its own day has room for the long one."""
        metrics = self.bar_metrics(piece.bar)
        labels = (*piece.bar.long_labels[:-1], *piece.bar.labels)
        ordered = sorted(dict.fromkeys(labels), key=len, reverse=True)
        return fit_label(ordered, text_width(piece, metrics), metrics)

    def paint_piece(self, painter: QPainter, piece: Piece, look: Look) -> None:
        """Paint a block with its label, hours and theme, as many lines as fit."""
        font = self.bar_font()
        line = QFontMetricsF(font).height()
        label = self.label_of(piece)
        if piece.rect.top() < self.head or piece.rect.height() < 2 * line + 4:
            paint_bar(painter, piece, look, font, label)
            return
        plain = Piece(piece.bar, piece.rect, True, piece.is_end)
        paint_bar(painter, plain, look, font, "", sign=False)
        top = Piece(piece.bar, QRectF(piece.rect.left(), piece.rect.top() + 1, piece.rect.width(), line + 2))
        paint_bar(painter, top, look, font, label, ground=False)
        self._paint_lines(painter, piece, look, top.rect.bottom())

    def _paint_lines(self, painter: QPainter, piece: Piece, look: Look, y: float) -> None:
        font = scaled(self.font(), 0.82)
        metrics = QFontMetricsF(font)
        bar, width = piece.bar, piece.rect.width() - EDGE - 2 * PAD
        hours = times_words(bar.start, bar.end)
        posts = f"{bar.filled} of {bar.needed}" if bar.needed else ""
        lines = [fit_label([f"{hours} · {posts} posts", hours] if posts else [hours], width, metrics)]
        lines += wrapped(bar.theme, width, metrics)
        painter.setFont(font)
        painter.setPen(QColor(look.tokens.text))
        for words in filter(None, lines):
            if y + metrics.height() > piece.rect.bottom() - 2:
                return
            left = piece.rect.left() + EDGE + PAD
            if bar.is_clash:
                box = QRectF(left - 2, y, metrics.horizontalAdvance(words) + 4, metrics.height())
                painter.fillRect(box, ground_of(bar, look))
            painter.drawText(QPointF(left, y + metrics.ascent()), words)
            y += metrics.height()


def is_long(bar: Bar) -> bool:
    """Return whether a bar belongs in the strip: a day or longer, or without deployments."""
    return not bar.deployment_ids or bar.end - bar.start >= _DAY


def wrapped(text: str, width: float, metrics: QFontMetricsF) -> list[str]:
    """Return text in lines of whole words; a word that does not fit ends it."""
    lines: list[str] = []
    for word in text.split():
        if lines and metrics.horizontalAdvance(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        elif metrics.horizontalAdvance(word) <= width:
            lines.append(word)
        else:
            return lines
    return lines


def _band_words(axis: HourAxis) -> str:
    return "01:00 comes twice" if axis.true_minutes > 1440 else "No 01:00 to 02:00"
