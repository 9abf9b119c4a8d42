"""How one bar is painted: edge or solid, status, hatching and warning sign, a label that is never cut."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
    QRegion,
)

from planner.document.agenda_bars import Bar
from planner.domain.frozen import dataclass
from planner.domain.vocabulary import Status
from planner.ui.calendar.colours import blend, contrast, edge_colour, solid, tint
from planner.ui.theme import Tokens

EDGE = 3.0
PAD = 5.0
_ROUND = 2.5
_HATCH_STEP = 7
"""Pixels from one diagonal line to the next."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One rectangle of a bar; is_start, is_end: whether the bar really begins or ends there.

    hatched: the parts, from x to x, of the days that clash; empty hatches a clashing piece whole.
    """

    bar: Bar
    rect: QRectF
    is_start: bool = True
    is_end: bool = True
    hatched: tuple[tuple[float, float], ...] = ()
    is_of_days: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How pieces are painted: solid (lanes) or tinted, and what is on show."""

    tokens: Tokens
    is_solid: bool = False
    is_selected: bool = False
    is_cursor: bool = False
    is_ghost: bool = False


def scaled(font: QFont, factor: float) -> QFont:
    """Return a font a share of another's size, whether that is set in pixels or points."""
    smaller = QFont(font)
    smaller.setPixelSize(max(8, round(QFontInfo(font).pixelSize() * factor)))
    return smaller


def fit_label(labels: Sequence[str], width: float, metrics: QFontMetricsF) -> str:
    """Return the longest alternative that fits the width, or nothing: a label is never cut."""
    return next((label for label in labels if metrics.horizontalAdvance(label) <= width), "")


def label_font(font: QFont, bar: Bar) -> QFont:
    """Return the font of a bar's label: ideas and drafts are in italics, live ones bold."""
    shown = QFont(font)
    shown.setItalic(bar.status in {Status.IDEA, Status.DRAFT})
    shown.setBold(bar.status is Status.LIVE)
    return shown


def paint_bar(
    painter: QPainter,
    piece: Piece,
    look: Look,
    font: QFont,
    label: str,
    *,
    ground: bool = True,
    sign: bool = True,
) -> None:
    """Paint one piece with the label chosen for it; ground and sign can be left to another call."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.is_ghost:
        painter.setOpacity(0.94)
    colour = ground_of(piece.bar, look)
    if ground:
        _fill(painter, piece, look, colour)
        if piece.bar.is_clash and _is_hatched(piece):
            _hatch(painter, piece, look)
        _edge(painter, piece, look)
        _frame(painter, piece, look)
    if label or sign:
        _text(painter, piece, look, font, label, colour)
    painter.restore()


def hatched_parts(
    bar: Bar, x_of: Callable[[date], float], first: date, last: date
) -> tuple[tuple[float, float], ...]:
    """Return the parts of a piece, from x to x, that its clashing days cover; x_of: where a day begins."""
    days = sorted(d for d in bar.clash_days if first <= d <= last)
    return tuple((x_of(d), x_of(d + timedelta(days=1))) for d in days)


def text_width(piece: Piece, metrics: QFontMetricsF) -> float:
    """Return how wide the label of a piece may be, its warning sign left room for."""
    sign = warning_size(metrics) + 4 if has_sign(piece.bar) else 0
    return float(piece.rect.width() - _left(piece) - min(PAD, _pad(piece)) - sign)


def has_sign(bar: Bar) -> bool:
    """Return whether a bar carries the warning sign."""
    return bar.is_clash or bar.has_finding


def warning_size(metrics: QFontMetricsF) -> float:
    """Return the side of the warning sign in pixels."""
    return max(9.0, round(metrics.ascent() * 0.85))


def _left(piece: Piece) -> float:
    return (EDGE if piece.is_start else 0.0) + _pad(piece)


def _pad(piece: Piece) -> float:
    """Return the room left of the text, less in a narrow piece so that its symbol still fits."""
    return PAD if piece.rect.width() > 34 else 2.0 if piece.rect.width() > 20 else 1.0


def ground_of(bar: Bar, look: Look) -> QColor:
    """Return the colour that a bar's text stands on."""
    if bar.status is Status.IDEA:
        return QColor(look.tokens.panel)
    if look.is_solid:
        return solid(bar.colour, look.tokens)
    colour = tint(bar.colour, look.tokens)
    if bar.status is Status.DEBRIEFED or bar.status is Status.STOOD_DOWN:
        return blend(colour, QColor(look.tokens.panel), 0.55)
    return colour


def _fill(painter: QPainter, piece: Piece, look: Look, ground: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(piece.rect, *_corner(look))


def _edge(painter: QPainter, piece: Piece, look: Look) -> None:
    """Draw the type's colour down the left side, over any hatching."""
    if piece.is_start and not look.is_solid:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(edge_colour(piece.bar.colour, look.tokens))
        painter.drawRoundedRect(
            QRectF(piece.rect.left(), piece.rect.top(), EDGE, piece.rect.height()), 1.5, 1.5
        )


def _corner(look: Look) -> tuple[float, float]:
    return (4.0, 4.0) if look.is_solid else (_ROUND, _ROUND)


def _is_hatched(piece: Piece) -> bool:
    """Return whether a clash lies in this piece: a week without a clashing day stays plain."""
    return bool(piece.hatched) or not piece.is_of_days or not piece.bar.clash_days


def _hatch(painter: QPainter, piece: Piece, look: Look) -> None:
    """Draw diagonal lines that move with the bar, faint enough to read the label over them."""
    rect, bar = piece.rect, piece.bar
    if look.is_solid and bar.status is not Status.IDEA:
        colour = blend(QColor("#000000"), solid(bar.colour, look.tokens), 0.42)
    else:
        colour = blend(QColor(look.tokens.alert), ground_of(bar, look), 0.34)
    painter.setPen(Qt.PenStyle.NoPen)
    ratio = painter.device().devicePixelRatioF()
    painter.setBrush(QBrush(_hatching(colour.rgb(), ceil(rect.height()), ratio)))
    painter.setBrushOrigin(rect.topLeft())
    parts = _joined(piece.hatched)
    if not parts or (parts[0][0] <= rect.left() and parts[0][1] >= rect.right()):
        painter.drawRoundedRect(rect, *_corner(look))
        return
    painter.save()
    region = QRegion()
    for left, right in parts:
        region += QRect(round(left), round(rect.top()), round(right) - round(left), round(rect.height()))
    painter.setClipRegion(region, Qt.ClipOperation.IntersectClip)
    painter.drawRoundedRect(rect, *_corner(look))
    painter.restore()


def _joined(parts: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return parts from left to right, those that touch as one."""
    joined: list[tuple[float, float]] = []
    for left, right in parts:
        if joined and left <= joined[-1][1] + 0.01:
            joined[-1] = joined[-1][0], right
        else:
            joined.append((left, right))
    return joined


@lru_cache(maxsize=256)
def _hatching(colour: int, height: int, ratio: float) -> QPixmap:
    """Return what diagonal lines repeat across a bar of a height; drawing them one by one takes far longer.

    colour: 0xAARRGGBB. ratio: pixels of the device for one of ours.
    """
    tile = QPixmap(round(_HATCH_STEP * ratio), max(1, round(height * ratio)))
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgb(colour), 2))
    for x in range(-height - _HATCH_STEP, 2 * _HATCH_STEP, _HATCH_STEP):
        painter.drawLine(QLineF(x, height, x + height, 0))
    painter.end()
    return tile


def _frame(painter: QPainter, piece: Piece, look: Look) -> None:
    bar, tokens = piece.bar, look.tokens
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = piece.rect.adjusted(0.5, 0.5, -0.5, -0.5)
    if bar.status is Status.IDEA or bar.status is Status.DRAFT:
        line = (
            QColor("#ffffff")
            if look.is_solid and bar.status is Status.DRAFT
            else edge_colour(bar.colour, tokens)
        )
        style = Qt.PenStyle.DashLine if bar.status is Status.DRAFT else Qt.PenStyle.SolidLine
        pen = QPen(line, 1, style)
        if style is Qt.PenStyle.DashLine:
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        shown = inner.adjusted(1, 1, -1, -1) if look.is_solid and bar.status is Status.DRAFT else inner
        painter.drawRoundedRect(shown, *_corner(look))
    if look.is_selected or look.is_ghost:
        painter.setPen(QPen(QColor(tokens.ink), 2 if look.is_selected else 1.5))
        painter.drawRoundedRect(piece.rect.adjusted(0.5, 0.5, -0.5, -0.5), *_corner(look))
    if look.is_cursor and not look.is_selected:
        pen = QPen(QColor(tokens.ink), 1)
        pen.setDashPattern([1, 2])
        painter.setPen(pen)
        painter.drawRoundedRect(inner, *_corner(look))


def _text(painter: QPainter, piece: Piece, look: Look, font: QFont, label: str, ground: QColor) -> None:
    bar = piece.bar
    shown = label_font(font, bar)
    metrics = QFontMetricsF(shown)
    is_white = look.is_solid and bar.status is not Status.IDEA
    colour = QColor("#ffffff") if is_white else QColor(look.tokens.text)
    left = piece.rect.left() + _left(piece)
    width = metrics.horizontalAdvance(label) if label else 0.0
    if bar.is_clash and label:
        # The hatching stays clear of the words.
        box = QRectF(left - 2, piece.rect.top() + 2, width + 4, piece.rect.height() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box.intersected(piece.rect), 2, 2)
    painter.setFont(shown)
    painter.setPen(colour)
    if label:
        baseline = piece.rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(left, baseline), label)
    if has_sign(bar) and piece.rect.width() >= warning_size(metrics) + 4:
        room = piece.rect.right() - 3 - warning_size(metrics)
        at = min(left + width + 4, room) if label else max(piece.rect.left() + 2, min(left, room))
        warning_sign(painter, QPointF(at, piece.rect.center().y()), warning_size(metrics), colour, ground)


def warning_sign(
    painter: QPainter, middle_left: QPointF, size: float, colour: QColor, ground: QColor
) -> None:
    """Draw a filled triangle with an exclamation mark, not typed, so that no font can lack it."""
    x, top = middle_left.x(), middle_left.y() - size / 2
    if contrast(colour, ground) < 3:
        colour = QColor("#ffffff") if ground.lightness() < 128 else QColor("#000000")
    triangle = QPolygonF([QPointF(x + size / 2, top), QPointF(x + size, top + size), QPointF(x, top + size)])
    painter.setPen(QPen(ground, 1.5))
    painter.setBrush(ground)
    painter.drawPolygon(triangle)
    pen = QPen(colour, 1)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(colour)
    painter.drawPolygon(triangle)
    painter.setPen(QPen(ground, max(1.2, size / 8)))
    middle = x + size / 2
    painter.drawLine(QPointF(middle, top + size * 0.38), QPointF(middle, top + size * 0.66))
    painter.drawPoint(QPointF(middle, top + size * 0.84))
