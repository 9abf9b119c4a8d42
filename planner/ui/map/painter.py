"""Draws the items of a map sheet with a QPainter, in their order, deciding nothing."""

import struct
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import cos, pi, sin

from PySide6.QtCore import QByteArray, QDataStream, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
)

from planner.geo.sheet import (
    DiscItem,
    Item,
    LineItem,
    Measure,
    PolygonItem,
    RectItem,
    Style,
    TextItem,
)
from planner.ui.map.hatching import Hatching, is_hatching

_MOVE_TO, _LINE_TO = 0, 1
_AROUND = tuple(
    (reach * cos(turn * pi / 6), reach * sin(turn * pi / 6))
    for reach, turns in ((1.0, range(12)), (0.55, range(0, 12, 3)))
    for turn in turns
)
"""Where copies of a text stand that make its halo: twelve times faster than stroking its outline."""


def path_of(rings: Iterable[Sequence[float]], *, closed: bool) -> QPainterPath:
    """Return a path of flat x, y numbers, filled even-odd.

    It goes through a byte stream in the form that Qt reads paths in: four times faster than point by point.
    """
    values: list[float] = []
    count = 0
    for ring in rings:
        xs, ys = ring[0::2], ring[1::2]
        if closed and (xs[0] != xs[-1] or ys[0] != ys[-1]):
            xs, ys = (*xs, xs[0]), (*ys, ys[0])
        elements: list[float] = [_LINE_TO] * (3 * len(xs))
        elements[0] = _MOVE_TO
        elements[1::3] = xs
        elements[2::3] = ys
        values += elements
        count += len(xs)
    data = struct.pack(">i" + "idd" * count + "ii", count, *values, 0, 0)
    stream = QDataStream(QByteArray(data))
    made = QPainterPath()
    stream >> made
    return made


@lru_cache(maxsize=64)
def _font(family: str, size: float, bold: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(max(1, round(size)))
    font.setBold(bold)
    return font


@lru_cache(maxsize=64)
def _metrics(family: str, size: float) -> QFontMetricsF:
    return QFontMetricsF(_font(family, size, False))


def measure_in(family: str) -> Measure:
    """Return a function that measures text as this module draws it."""

    def measure(text: str, size: float) -> float:
        return _metrics(family, size).horizontalAdvance(text)

    return measure


def _pen(style: Style) -> QPen:
    if style.stroke is None or style.width <= 0:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(QColor(style.stroke), style.width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if style.dash else Qt.PenCapStyle.RoundCap)
    if style.dash:
        pen.setDashPattern([length / style.width for length in style.dash])
    return pen


def _brush(style: Style) -> QBrush:
    if style.fill is None:
        return QBrush(Qt.BrushStyle.NoBrush)
    colour = QColor(style.fill)
    colour.setAlphaF(style.opacity)
    return QBrush(colour)


class SheetPainter:
    """Draws items with one painter in one font family."""

    def __init__(self, painter: QPainter, family: str, hatching: Hatching) -> None:
        """hatching: what was painted of it before on this stretch of ground."""
        self._painter = painter
        self._family = family
        self._hatching = hatching
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._draw: dict[type, Callable[..., None]] = {
            PolygonItem: self._polygon,
            LineItem: self._lines,
            RectItem: self._rect,
            DiscItem: self._disc,
            TextItem: self._text,
        }

    def draw(self, items: Iterable[Item]) -> None:
        """Draw items, first to last."""
        for item in items:
            self.draw_one(item)

    def draw_one(self, item: Item) -> None:
        """Draw one item."""
        self._draw[type(item)](item)

    def _set(self, style: Style) -> None:
        self._painter.setPen(_pen(style))
        self._painter.setBrush(_brush(style))

    def _polygon(self, item: PolygonItem) -> None:
        self._set(item.style)
        self._painter.drawPath(path_of(item.rings, closed=True))

    def _lines(self, item: LineItem) -> None:
        if is_hatching(item):
            self._hatching.draw(self._painter, item, _pen(item.style))
        elif item.lines:
            self._painter.strokePath(path_of(item.lines, closed=False), _pen(item.style))

    def _rect(self, item: RectItem) -> None:
        self._set(item.style)
        box = QRectF(item.box.x, item.box.y, item.box.width, item.box.height)
        self._painter.drawRoundedRect(box, item.radius, item.radius)

    def _disc(self, item: DiscItem) -> None:
        self._set(item.style)
        self._painter.drawEllipse(QPointF(item.x, item.y), item.radius, item.radius)

    def _text(self, item: TextItem) -> None:
        font = _font(self._family, item.size, item.bold)
        if item.halo is not None and item.halo_width > 0:
            self._painter.setFont(font)
            self._painter.setPen(QColor(item.halo))
            for dx, dy in _AROUND:
                at = QPointF(item.x + dx * item.halo_width, item.y + dy * item.halo_width)
                self._painter.drawText(at, item.text)
        self._painter.setFont(font)
        self._painter.setPen(QColor(item.colour))
        self._painter.drawText(QPointF(item.x, item.y), item.text)
