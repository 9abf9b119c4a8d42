"""What lies over the painted map: chips of text, ward outlines, the ring about a found place."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from planner.geo.sheet import Viewport
from planner.geo.wkb import Shape
from planner.ui.map.painter import path_of
from planner.ui.theme import RADIUS, Tokens

_CHIP_X, _CHIP_Y = 10.0, 6.0


class WardPaths:
    """Ward outlines as Qt paths on the ground, made once each, for highlights that follow the pointer."""

    def __init__(self, shapes: dict[str, Shape]) -> None:
        self._shapes = shapes
        self._paths: dict[str, QPainterPath] = {}

    def path(self, ward_id: str, viewport: Viewport) -> QPainterPath:
        """Return the outline of a ward in the window; empty when there is no such ward."""
        if ward_id not in self._paths:
            shape = self._shapes.get(ward_id)
            made = path_of(shape.rings(), closed=True) if shape is not None else QPainterPath()
            self._paths[ward_id] = made
        return on_page(viewport).map(self._paths[ward_id])


def on_page(viewport: Viewport) -> QTransform:
    """Return the transform from grid metres to the window."""
    scale = 1 / viewport.metres_per_unit
    x, y = viewport.to_page(0.0, 0.0)
    return QTransform(scale, 0.0, 0.0, -scale, x, y)


def chip_words(metrics: QFontMetricsF, words: Sequence[str], room: float) -> str:
    """Return the first of the words, longest first, whose chip fits the room; else the last, shortened."""
    for text in words:
        if chip_size(metrics, text)[0] <= room:
            return text
    return metrics.elidedText(words[-1], Qt.TextElideMode.ElideRight, max(0.0, room - 2 * _CHIP_X))


def chip_size(metrics: QFontMetricsF, text: str) -> tuple[float, float]:
    """Return width and height of a chip."""
    return metrics.horizontalAdvance(text) + 2 * _CHIP_X, metrics.height() + 2 * _CHIP_Y


def draw_chip(painter: QPainter, box: QRectF, text: str, tokens: Tokens) -> None:
    """Draw a quiet box with one line of text."""
    painter.setPen(QPen(QColor(tokens.hairline), 1))
    painter.setBrush(QColor(tokens.raised))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setPen(QColor(tokens.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_outline(painter: QPainter, path: QPainterPath, colour: str, *, strong: bool) -> None:
    """Draw the outline of a ward under the pointer; strong, with a tint, where something may be dropped."""
    line = QColor(colour)
    tint = QColor(colour)
    tint.setAlphaF(0.18 if strong else 0.0)
    line.setAlphaF(1.0 if strong else 0.55)
    pen = QPen(line, 2.4 if strong else 1.4)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(tint)
    painter.drawPath(path)


def draw_ring(painter: QPainter, middle: QPointF, fade: float, tokens: Tokens) -> None:
    """Draw the ring about a place that was just found; fade goes from 0 to 1."""
    radius = 13.0 + 9.0 * max(0.0, 1.0 - fade * 4)
    for width, colour in ((5.0, tokens.panel), (2.4, tokens.ink)):
        line = QColor(colour)
        line.setAlphaF(min(1.0, (1.0 - fade) * 2))
        painter.setPen(QPen(line, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius, radius)
