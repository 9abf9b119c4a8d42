"""Hatching as it was painted once: stroking hundreds of lines takes longer than all else in a map."""

from math import ceil
from typing import Final

from PySide6.QtCore import QLineF, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from planner.domain.frozen import dataclass
from planner.geo.sheet import LineItem
from planner.ui.map.changes import region_of

_MANY: Final = 8
_MOST_PIXELS: Final = 16_000_000
"""Kept at most, 64 MB; hatching beyond that is painted each time, in the same way."""


def is_hatching(item: LineItem) -> bool:
    """Whether an item is many single lines."""
    return len(item.lines) > _MANY and all(len(line) == 4 for line in item.lines)


@dataclass(frozen=True, slots=True)
class _Painted:
    """An area's hatching on a pixmap of its own; at: where its corner lies."""

    item: LineItem
    at: QPoint
    pixmap: QPixmap

    @property
    def pixels(self) -> int:
        """How much room it takes."""
        return self.pixmap.width() * self.pixmap.height()


class Hatching:
    """The hatched areas of one stretch of ground at one scale.

    While an area keeps its lines, it is copied from its pixmap; so it looks the same whenever it is painted.
    """

    def __init__(self, ratio: float) -> None:
        """ratio: device pixels of a pixel of the surfaces that it is drawn on."""
        self._ratio = ratio
        self._kept: dict[int, _Painted] = {}
        self._pixels = 0

    def draw(self, painter: QPainter, item: LineItem, pen: QPen) -> None:
        """Draw hatching on a surface of this ground."""
        if self._ratio != round(self._ratio):
            _draw_lines(painter, item, pen)  # a pixmap would lie between the pixels
            return
        key = id(item.lines)  # which an item in _kept keeps alive
        known = self._kept.get(key)
        if known is None or known.item.style != item.style:
            self._forget(key)
            known = self._kept[key] = self._made(item, pen)
            self._pixels += known.pixels
            while self._pixels > _MOST_PIXELS:
                self._forget(next(iter(self._kept)))
        painter.drawPixmap(known.at, known.pixmap)

    def _forget(self, key: int) -> None:
        if (known := self._kept.pop(key, None)) is not None:
            self._pixels -= known.pixels

    def _made(self, item: LineItem, pen: QPen) -> _Painted:
        box: QRect = region_of(item).boundingRect()
        pixmap = QPixmap(ceil(box.width() * self._ratio), ceil(box.height() * self._ratio))
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-box.topLeft())
        _draw_lines(painter, item, pen)
        painter.end()
        return _Painted(item, box.topLeft(), pixmap)


def _draw_lines(painter: QPainter, item: LineItem, pen: QPen) -> None:
    painter.setPen(pen)
    painter.drawLines([QLineF(*line) for line in item.lines])  # one path of it takes many times as long
