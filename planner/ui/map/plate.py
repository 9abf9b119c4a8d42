"""One painting of a map sheet on a pixmap: made in small steps, blitted wherever the map has moved to."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, floor
from time import perf_counter
from typing import cast

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from planner.geo.sheet import Item, Viewport
from planner.ui.map.changes import changed_region, region_of
from planner.ui.map.hatching import Hatching
from planner.ui.map.painter import SheetPainter

_MOST = 0.5
"""Of a pixmap: if more of it has changed, all is painted, in steps."""


class Plate:
    """A pixmap of a stretch of ground at one scale."""

    def __init__(self, viewport: Viewport, ratio: float, ground: str | None) -> None:
        self.viewport = viewport
        self.pixmap = QPixmap(ceil(viewport.width * ratio), ceil(viewport.height * ratio))
        self.pixmap.setDevicePixelRatio(ratio)
        self._ground = QColor(ground) if ground is not None else QColor(Qt.GlobalColor.transparent)
        self.pixmap.fill(self._ground)
        self._items: Sequence[Item] = ()
        self._regions: dict[int, tuple[Item, QRegion]] = {}
        self._hatching = Hatching(ratio)

    def paint(self, items: Sequence[Item], family: str) -> Iterator[None]:
        """Paint items one by one; the caller goes on when it has time."""
        self._items = items
        painter = QPainter(self.pixmap)
        try:
            sheet_painter = SheetPainter(painter, family, self._hatching)
            for item in items:
                sheet_painter.draw_one(item)
                yield
        finally:
            painter.end()  # also when the painting is given up half-way

    def repaint(self, items: Sequence[Item], family: str) -> bool:
        """Paint again only where items differ from those that are painted; False if that cannot be told.

        Nothing is painted then. The pixels are those of a painting from nothing: what lies in the changed
        parts is drawn whole beside, since the edges of large shapes come out a little otherwise when clipped.
        """
        ratio = self.pixmap.devicePixelRatio()
        region = changed_region(self._items, items) if ratio == round(ratio) else None
        if region is not None:
            region &= QRect(0, 0, ceil(self.viewport.width), ceil(self.viewport.height))
        if region is None or _area(region) > _MOST * self.viewport.width * self.viewport.height:
            return False
        self._items = items
        if region.isEmpty():
            return True
        beside = QPixmap(self.pixmap.size())
        beside.setDevicePixelRatio(ratio)
        rects = _rects(region)
        painter = QPainter(beside)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for rect in rects:
            painter.fillRect(rect, self._ground)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        touched = (i for i in items if region.intersects(self._region_of(i)))
        SheetPainter(painter, family, self._hatching).draw(touched)
        painter.end()
        painter = QPainter(self.pixmap)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for rect in rects:
            source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
            painter.drawPixmap(QRectF(rect), beside, source)
        painter.end()
        return True

    def _region_of(self, item: Item) -> QRegion:
        """Return the pixels of an item, found once: the rings of a ward have thousands of points."""
        known = self._regions.get(id(item))
        if known is None or known[0] is not item:
            known = self._regions[id(item)] = item, region_of(item)
        return known[1]

    def covers(self, viewport: Viewport, slack: float = 0.0) -> bool:
        """Whether this pixmap reaches at least slack pixels beyond every edge of a window."""
        west, south, east, north = self.viewport.extent
        left, bottom, right, top = viewport.extent
        rest = slack * viewport.metres_per_unit
        return left - rest >= west and right + rest <= east and bottom - rest >= south and top + rest <= north

    def box_in(self, viewport: Viewport) -> QRect:
        """Return the whole pixels of a window that this pixmap covers."""
        west, south, east, north = self.viewport.extent
        left, top = viewport.to_page(west, north)
        right, bottom = viewport.to_page(east, south)
        return QRect(QPoint(ceil(left), ceil(top)), QPoint(floor(right) - 1, floor(bottom) - 1))

    def blit(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw the pixmap as it lies under a window, scaled when the scale has changed."""
        west, _, _, north = self.viewport.extent
        x, y = viewport.to_page(west, north)
        scale = self.viewport.metres_per_unit / viewport.metres_per_unit
        if scale == 1.0:
            ratio = self.pixmap.devicePixelRatio()
            painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), self.pixmap)
            return
        # Only what is seen is scaled: a pixmap far larger than the window would cost its whole size.
        left, top = max(0.0, -x / scale), max(0.0, -y / scale)
        width = min(self.viewport.width, (viewport.width - x) / scale) - left
        height = min(self.viewport.height, (viewport.height - y) / scale) - top
        if width <= 0 or height <= 0:
            return
        ratio = self.pixmap.devicePixelRatio()
        source = QRectF(left * ratio, top * ratio, width * ratio, height * ratio)
        target = QRectF(x + left * scale, y + top * scale, width * scale, height * scale)
        painter.drawPixmap(target, self.pixmap, source)


def _rects(region: QRegion) -> list[QRect]:
    return list(cast("Iterable[QRect]", region))  # it can be walked, though its type does not say so


def _area(region: QRegion) -> int:
    return sum(rect.width() * rect.height() for rect in _rects(region))


def advance(job: Iterator[None], milliseconds: float) -> bool:
    """Go on with a painting for so long; returns whether it is finished."""
    until = perf_counter() + milliseconds / 1000
    return all(perf_counter() < until for _ in job)
