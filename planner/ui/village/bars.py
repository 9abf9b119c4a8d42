"""Twelve months of visits to a place as pairs of bars, planned and delivered, with the figures above them."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from planner.domain.phrases import count_text, month_name
from planner.ui.theme import Tokens, tokens_for

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from planner.document.visibility import Counts

_BAR_HEIGHT = 3.6  # lines of text


class MonthBars(QWidget):
    """Paints planned (pale, outlined) beside delivered (solid); both figures stand above each pair."""

    def __init__(self, months: Sequence[tuple[date, "Counts"]]) -> None:
        super().__init__()
        self._months = tuple(months)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Visits in twelve months, planned and delivered")
        self.setAccessibleDescription("; ".join(month_words(day, counts) for day, counts in months))

    def sizeHint(self) -> QSize:
        """Three parts bars, and a line each for figures and months."""
        line = self.fontMetrics().height()
        return QSize(240, round(line * (_BAR_HEIGHT + 2.2)))

    def minimumSizeHint(self) -> QSize:
        """As high as the bars need."""
        return QSize(180, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the twelve pairs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = QFont(self.font())
        small.setPixelSize(max(9, round(self.font().pixelSize() * 0.78)))
        painter.setFont(small)
        most = max([1, *(max(c.planned, c.delivered) for _day, c in self._months)])
        for at, (day, counts) in enumerate(self._months):
            self._paint_month(painter, self.month_box(at), (day, counts), most)

    def month_box(self, at: int) -> QRectF:
        """Return where a month stands."""
        width = self.width() / max(1, len(self._months))
        return QRectF(at * width, 0, width, self.height())

    def _paint_month(self, painter: QPainter, box: QRectF, month: tuple[date, "Counts"], most: int) -> None:
        tokens, (day, counts) = tokens_for(self.palette()), month
        line = painter.fontMetrics().height()
        painter.setPen(QColor(tokens.muted))
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        painter.drawText(box.adjusted(0, 0, 0, -1), int(centre), month_name(day)[:1])
        floor, room = box.bottom() - line - 4, box.height() - 2 * line - 8
        bar = min(box.width() * 0.36, 12.0)
        for number, value in enumerate((counts.planned, counts.delivered)):
            height = room * value / most
            left = box.center().x() - bar + number * (bar + 1)
            self._paint_bar(painter, QRectF(left, floor - height, bar, height), tokens, is_done=bool(number))
            if value:
                painter.setPen(QColor(tokens.muted if not number else tokens.text))
                over = QRectF(left - bar, floor - height - line, 3 * bar, line)
                painter.drawText(over, int(centre), str(value))
        painter.setPen(QColor(tokens.hairline))
        painter.drawLine(QPointF(box.left() + 1, floor), QPointF(box.right() - 1, floor))

    def _paint_bar(self, painter: QPainter, bar: QRectF, tokens: Tokens, *, is_done: bool) -> None:
        if bar.height() <= 0:
            return
        painter.setPen(QColor(tokens.ink))
        if not is_done:  # outlined as well as pale: told apart without colour
            pale = QColor(tokens.ink)
            pale.setAlphaF(0.22)
            painter.setBrush(pale)
        else:
            painter.setBrush(QColor(tokens.ink))
        painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, 0))

    def event(self, event: "QEvent") -> bool:
        """Say a month's figures under the pointer."""
        from PySide6.QtGui import QHelpEvent

        if isinstance(event, QHelpEvent):
            for at, (day, counts) in enumerate(self._months):
                if self.month_box(at).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), month_words(day, counts), self)
            return True
        return super().event(event)


def month_words(day: date, counts: "Counts") -> str:
    """Return "August 2026: 2 planned, 1 delivered, 15 min"."""
    return (
        f"{month_name(day)} {day.year}: {counts.planned} planned, {counts.delivered} delivered, "
        f"{duration_words(counts.delivered_minutes)} visible"
    )


def duration_words(minutes: int) -> str:
    """Return "5 h 40 min" or "15 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def year_words(year: "Counts") -> str:
    """Return "12 months: 34 visits planned, 22 delivered, 5 h 40 min visible"."""
    return (
        f"12 months: {count_text(year.planned, 'visit')} planned, {year.delivered} delivered, "
        f"{duration_words(year.delivered_minutes)} visible"
    )
