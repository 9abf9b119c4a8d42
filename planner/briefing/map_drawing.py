"""Draws a map sheet, the same that the screen paints, as vectors on the page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.briefing.content import WardMap
from planner.briefing.fonts import text_width
from planner.briefing.pen import Pen, colour_of
from planner.briefing.styles import BOLD, HAIRLINE, PAGE_HEIGHT, REGULAR
from planner.geo.build import build_sheet
from planner.geo.sheet import (
    DiscItem,
    Flat,
    Item,
    LineItem,
    MapSheet,
    PolygonItem,
    RectItem,
    Style,
    TextItem,
    Viewport,
)
from planner.geo.theme import PRINT

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.pathobject import PDFPathObject

_EVEN_ODD = 0


@dataclass(frozen=True, slots=True)
class LaidMap:
    """A finished map of one size."""

    sheet: MapSheet

    @property
    def height(self) -> float:
        """The height of the map."""
        return self.sheet.viewport.height

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the sheet, cut at its frame."""
        view = self.sheet.viewport
        pen.bookmark("Map", top)
        canvas = pen.canvas
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(x, PAGE_HEIGHT - top - view.height, view.width, view.height)
        canvas.clipPath(frame, stroke=0, fill=0)
        painter = _Painter(pen, x, PAGE_HEIGHT - top)
        for item in self.sheet.items:
            painter.draw(item)
        canvas.restoreState()
        pen.box(x, top, view.width, view.height, stroke=HAIRLINE, line=0.6)


def laid_map(ward_map: WardMap, width: float, height: float) -> LaidMap:
    """Build the sheet of a map for a size in points."""
    view = Viewport.fit(ward_map.bounds, width, height, margin=0.07)
    return LaidMap(build_sheet(ward_map.content, view, PRINT, text_width))


class _Painter:
    """Puts the items of one sheet on a canvas, x to the right and y down from left, top."""

    def __init__(self, pen: Pen, left: float, top: float) -> None:
        self._pen = pen
        self._canvas: Canvas = pen.canvas
        self._left, self._top = left, top

    def draw(self, item: Item) -> None:
        """Draw one item."""
        if isinstance(item, PolygonItem):
            self._polygon(item)
        elif isinstance(item, LineItem):
            self._lines(item)
        elif isinstance(item, RectItem):
            self._rectangle(item)
        elif isinstance(item, DiscItem):
            stroke, fill = self._style(item.style)
            self._canvas.circle(
                self._left + item.x, self._top - item.y, item.radius, stroke=stroke, fill=fill
            )
            self._opaque(item.style)
        else:
            self._text(item)

    def _polygon(self, item: PolygonItem) -> None:
        path = self._canvas.beginPath()
        for ring in item.rings:
            self._trace(path, ring)
            path.close()
        stroke, fill = self._style(item.style)
        self._canvas.drawPath(path, stroke=stroke, fill=fill, fillMode=_EVEN_ODD)
        self._opaque(item.style)

    def _lines(self, item: LineItem) -> None:
        path = self._canvas.beginPath()
        for line in item.lines:
            self._trace(path, line)
        self._style(item.style)
        self._canvas.drawPath(path, stroke=1, fill=0)

    def _trace(self, path: "PDFPathObject", flat: Flat) -> None:
        left, top = self._left, self._top
        path.moveTo(left + flat[0], top - flat[1])
        for at in range(2, len(flat), 2):
            path.lineTo(left + flat[at], top - flat[at + 1])

    def _rectangle(self, item: RectItem) -> None:
        box = item.box
        stroke, fill = self._style(item.style)
        x, y = self._left + box.x, self._top - box.y - box.height
        if item.radius:
            self._canvas.roundRect(x, y, box.width, box.height, item.radius, stroke=stroke, fill=fill)
        else:
            self._canvas.rect(x, y, box.width, box.height, stroke=stroke, fill=fill)
        self._opaque(item.style)

    def _text(self, item: TextItem) -> None:
        x, baseline = self._left + item.x, PAGE_HEIGHT - self._top + item.y
        if item.halo:
            self._halo(item, x, PAGE_HEIGHT - baseline)
        self._pen.text(x, baseline, item.text, item.size, bold=item.bold, colour=item.colour)

    def _halo(self, item: TextItem, x: float, y: float) -> None:
        canvas = self._canvas
        canvas.saveState()
        canvas.setStrokeColor(colour_of(item.halo or PRINT.halo))
        canvas.setLineWidth(2 * item.halo_width)
        canvas.setLineJoin(1)
        halo = canvas.beginText(x, y)
        halo.setFont(BOLD if item.bold else REGULAR, item.size)
        halo.setTextRenderMode(1)
        halo.textOut(self._pen.shown(item.text))
        canvas.drawText(halo)
        canvas.restoreState()  # the render mode outlasts the text block

    def _style(self, style: Style) -> tuple[int, int]:
        canvas = self._canvas
        if style.fill:
            canvas.setFillColor(colour_of(style.fill))
            if style.opacity < 1:
                canvas.setFillAlpha(style.opacity)
        if style.stroke:
            canvas.setStrokeColor(colour_of(style.stroke))
            canvas.setLineWidth(style.width)
            canvas.setLineJoin(1)  # round: a mitre at a sharp corner shoots out of the outline
            canvas.setDash(list(style.dash))
        return int(style.stroke is not None), int(style.fill is not None)

    def _opaque(self, style: Style) -> None:
        if style.fill and style.opacity < 1:
            self._canvas.setFillAlpha(1)
