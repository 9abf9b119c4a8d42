"""The map painted once on pixmaps a little larger than the window, and blitted while it moves."""

from dataclasses import replace
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from planner.geo.build import build_sheet
from planner.geo.content import MapContent
from planner.geo.sheet import Box, Item, LineItem, MapSheet, PolygonItem, RectItem, TextItem, Viewport
from planner.geo.theme import Theme
from planner.ui.map.painter import SheetPainter, measure_in

MARGIN = 192
"""Pixels painted beyond each edge of the window, so that a pan shows no blank."""
_EDGE = 1.0


class Backing:
    """What was last painted: the moving part for a wide viewport, the furniture for the window itself."""

    def __init__(self) -> None:
        self._ground = QPixmap()
        self._corners = QPixmap()
        self._theme: Theme | None = None
        self.wide: Viewport | None = None
        self.sheet: MapSheet | None = None
        self.furniture: tuple[Item, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was painted yet."""
        return self.wide is None

    def render(
        self,
        content: MapContent,
        viewport: Viewport,
        theme: Theme,
        family: str,
        ratio: float,
        covered: tuple[Box, ...] = (),
    ) -> None:
        """Paint everything for a viewport; covered are boxes of the window that labels avoid."""
        measure = measure_in(family)
        corners = build_sheet(
            MapContent(
                legend_title=content.legend_title,
                legend=content.legend,
                attribution=content.attribution,
                text_size=content.text_size,
                keep_clear=covered,
            ),
            viewport,
            theme,
            measure,
        )
        self.furniture = tuple(corners.furniture)
        wide = replace(viewport, width=viewport.width + 2 * MARGIN, height=viewport.height + 2 * MARGIN)
        moving = replace(
            content,
            scale_bar=False,
            north_arrow=False,
            legend=(),
            legend_title="",
            attribution="",
            keep_clear=_shifted((*covered, *map(_box_of, self.furniture)), viewport),
        )
        self.sheet = build_sheet(moving, wide, theme, measure)
        self.wide, self._theme = wide, theme
        self._ground = _painted(wide, ratio, QColor(theme.sea), self.sheet.moving, family)
        self._corners = _painted(viewport, ratio, QColor(Qt.GlobalColor.transparent), self.furniture, family)

    def covers(self, viewport: Viewport, slack: float = 0.0) -> bool:
        """Whether blitting for this viewport leaves at least slack pixels painted beyond every edge."""
        if self.wide is None:
            return False
        west, south, east, north = self.wide.extent
        left, bottom, right, top = viewport.extent
        rest = slack * viewport.metres_per_unit
        return left - rest >= west and right + rest <= east and bottom - rest >= south and top + rest <= north

    def is_sharp(self, viewport: Viewport) -> bool:
        """Whether the pixmap was painted for this very place and scale."""
        return self.wide is not None and (
            (viewport.easting, viewport.northing, viewport.metres_per_unit)
            == (self.wide.easting, self.wide.northing, self.wide.metres_per_unit)
        )

    def blit(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw the pixmap as it lies under this viewport, scaled when the scale has changed."""
        if self.wide is None or self._theme is None:
            return
        west, _, _, north = self.wide.extent
        x, y = viewport.to_page(west, north)
        scale = self.wide.metres_per_unit / viewport.metres_per_unit
        if not self.covers(viewport):
            painter.fillRect(QRectF(0, 0, viewport.width, viewport.height), QColor(self._theme.sea))
        if scale == 1.0:
            ratio = self._ground.devicePixelRatio()
            painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), self._ground)
        else:
            target = QRectF(x, y, self.wide.width * scale, self.wide.height * scale)
            painter.drawPixmap(target, self._ground, QRectF(self._ground.rect()))

    def draw_furniture(self, painter: QPainter) -> None:
        """Draw scale bar, north arrow, legend and attribution."""
        painter.drawPixmap(QPointF(0, 0), self._corners)


def _painted(viewport: Viewport, ratio: float, ground: QColor, items: object, family: str) -> QPixmap:
    pixmap = QPixmap(ceil(viewport.width * ratio), ceil(viewport.height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(ground)
    painter = QPainter(pixmap)
    SheetPainter(painter, family).draw(items)  # type: ignore[arg-type]
    painter.end()
    return pixmap


def _shifted(boxes: tuple[Box, ...], viewport: Viewport) -> tuple[Box, ...]:
    """Return boxes in the wide viewport, and the window's own edges: a label is whole inside or outside."""
    width, height = viewport.width, viewport.height
    edges = (
        Box(-_EDGE, -_EDGE, width + 2 * _EDGE, 2 * _EDGE),
        Box(-_EDGE, height - _EDGE, width + 2 * _EDGE, 2 * _EDGE),
        Box(-_EDGE, -_EDGE, 2 * _EDGE, height + 2 * _EDGE),
        Box(width - _EDGE, -_EDGE, 2 * _EDGE, height + 2 * _EDGE),
    )
    return tuple(Box(box.x + MARGIN, box.y + MARGIN, box.width, box.height) for box in (*boxes, *edges))


def _box_of(item: Item) -> Box:
    """Return the page rectangle that an item of furniture covers."""
    if isinstance(item, (TextItem, RectItem)):
        return item.box
    if isinstance(item, PolygonItem):
        flat = [n for ring in item.rings for n in ring]
    elif isinstance(item, LineItem):
        flat = [n for line in item.lines for n in line]
    else:
        return Box(item.x - item.radius, item.y - item.radius, 2 * item.radius, 2 * item.radius)
    left, top = min(flat[0::2]), min(flat[1::2])
    return Box(left, top, max(flat[0::2]) - left, max(flat[1::2]) - top)
