"""The mark that a search leaves for a moment on the spot it found."""

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from planner.domain.frozen import dataclass
from planner.geo.sheet import Viewport
from planner.ui.map.overlay import chip_size, draw_chip, draw_ring
from planner.ui.theme import Tokens

_SHOWN_MS = 2_600


@dataclass(frozen=True, slots=True)
class _Spot:
    easting: float
    northing: float
    name: str
    square: float


class FoundMark(QObject):
    """A ring about a spot, with its name or its grid square, that fades away."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._spot: _Spot | None = None
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(_SHOWN_MS)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.valueChanged.connect(lambda _value: view.update())
        self._fade.finished.connect(self._end)

    @property
    def is_shown(self) -> bool:
        """Whether a spot is marked now."""
        return self._spot is not None

    def show(self, easting: float, northing: float, *, name: str = "", square: float = 0.0) -> None:
        """Mark a spot in grid metres."""
        self._fade.stop()
        self._spot = _Spot(easting, northing, name, square)
        self._fade.start()

    def _end(self) -> None:
        self._spot = None

    def draw(self, painter: QPainter, viewport: Viewport, tokens: Tokens) -> None:
        """Draw the mark, if there is one."""
        if self._spot is None:
            return
        spot = self._spot
        fade = float(self._fade.currentValue() or 0.0)
        middle = QPointF(*viewport.to_page(spot.easting, spot.northing))
        painter.save()
        painter.setOpacity(min(1.0, (1.0 - fade) * 3))
        if spot.square:
            side = spot.square / viewport.metres_per_unit
            painter.setPen(QPen(QColor(tokens.ink), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side))
        if not spot.square or spot.square / viewport.metres_per_unit < 12:
            draw_ring(painter, middle, fade, tokens)
        if spot.name:
            width, height = chip_size(QFontMetricsF(painter.font()), spot.name)
            box = QRectF(middle.x() - width / 2, middle.y() - height - 22, width, height)
            draw_chip(painter, box, spot.name, tokens)
        painter.restore()
