"""What stands in the corners of a map: scale bar, north arrow, legend, attribution, grid numbers."""

from collections.abc import Iterator
from math import ceil

from planner.geo.clip import hatch, round_length
from planner.geo.content import MapContent
from planner.geo.label import Room, text_box
from planner.geo.sheet import Box, Item, Layer, LineItem, PolygonItem, RectItem, Style, TextItem, Viewport
from planner.geo.theme import Theme

_GRID_STEPS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)

_SMALL_PRINT = (0.78, 0.66, 0.56, 0.48)
"""Sizes of the attribution to try: in large text on a small map it gives way to the map."""
_MOST_LINES, _LEAST_PRINT = 3, 9.0  # of the attribution; the latter in pixels


class Furniture:
    """Builds the furniture of one sheet and takes its room before any label is placed."""

    def __init__(self, content: MapContent, viewport: Viewport, theme: Theme, room: Room) -> None:
        self._content = content
        self._viewport = viewport
        self._theme = theme
        self._room = room
        self._em = content.text_size
        self._foot = viewport.height - 0.5 * self._em

    def items(self) -> Iterator[Item]:
        """Yield everything, the attribution first because the rest stands on it."""
        if self._content.attribution:
            yield from self._attribution()
        if self._content.grid:
            yield from self._eastings()
        if self._content.legend:
            yield from self._legend()
        if self._content.scale_bar:
            yield from self._scale_bar()
        if self._content.north_arrow:
            yield from self._north_arrow()
        if self._content.grid:
            yield from self._northings()

    def _text(
        self, text: str, x: float, y: float, size: float, colour: str, *, halo: bool = True
    ) -> TextItem:
        box = text_box(text, size, x, y, self._room.measure)
        self._room.take(box)
        return TextItem(
            Layer.FURNITURE,
            x,
            y,
            text,
            size,
            colour,
            box,
            halo=self._theme.halo if halo else None,
            halo_width=size * 0.16 if halo else 0.0,
        )

    def _attribution(self) -> Iterator[Item]:
        for share in _SMALL_PRINT:
            size = self._em * share
            lines = _wrapped(self._content.attribution, size, self._viewport.width - self._em, self._room)
            if len(lines) <= _MOST_LINES or size <= _LEAST_PRINT:
                break
        for text in reversed(lines):
            yield self._text(text, 0.5 * self._em, self._foot - size * 0.24, size, self._theme.muted)
            self._foot -= size * 1.3
        self._foot -= 0.3 * self._em

    def _legend(self) -> Iterator[Item]:
        em, measure = self._em, self._room.measure
        size = 0.9 * em
        widths = [max(2.4 * em, measure(entry.text, size) + 0.7 * em) for entry in self._content.legend]
        inner = max(sum(widths), measure(self._content.legend_title, size))
        panel = Box(0.8 * em, self._foot - 4.9 * em, inner + 1.6 * em, 4.7 * em)
        if not panel.inside(self._viewport.frame):
            return
        self._room.take(panel)
        theme, layer = self._theme, Layer.FURNITURE
        yield RectItem(layer, panel, Style(theme.panel, theme.panel_edge, 0.8), 0.45 * em)
        left, top = panel.x + 0.8 * em, panel.y + 0.5 * em
        yield self._text(self._content.legend_title, left, top + 0.85 * em, size, theme.ink, halo=False)
        for entry, width in zip(self._content.legend, widths, strict=True):
            box = Box(left, top + 1.4 * em, width - 0.15 * em, 0.9 * em)
            yield RectItem(layer, box, Style(theme.ramp[entry.fill_class], theme.ward_edge, 0.7))
            if entry.hatched:
                corners = _corners(box)
                lines = hatch((corners,), 0.45 * em, self._viewport.height)
                yield LineItem(layer, lines, Style(stroke=theme.hatch, width=0.11 * em))
            yield self._text(entry.text, left, top + 3.4 * em, size, theme.ink, halo=False)
            left += width

    def _scale_bar(self) -> Iterator[Item]:
        em, scale = self._em, self._viewport.metres_per_unit
        metres = round_length(min(self._viewport.width * 0.25, 9 * em) * scale)
        length = metres / scale
        right, y = self._viewport.width - em, self._foot - 0.6 * em
        left, tick = right - length, 0.3 * em
        words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
        line = (left, y - tick, left, y + tick, left, y, right, y, right, y + tick, right, y - tick)
        # A margin all round, so that no label touches the bar or its words.
        self._room.take(Box(left - 0.6 * em, y - tick - 1.7 * em, length + 1.2 * em, 2 * tick + 2.3 * em))
        if self._theme.grey_symbols:  # the heavy line of the ward would run through it
            ground = Box(left - 0.4 * em, y - tick - 1.3 * em, length + 0.8 * em, 2 * tick + 1.6 * em)
            yield RectItem(Layer.FURNITURE, ground, Style(self._theme.halo), 0.3 * em)
        yield LineItem(Layer.FURNITURE, (line,), Style(stroke=self._theme.halo, width=0.32 * em))
        yield LineItem(Layer.FURNITURE, (line,), Style(stroke=self._theme.ink, width=0.11 * em))
        middle = left + (length - self._room.measure(words, 0.9 * em)) / 2
        yield self._text(words, middle, y - tick - 0.25 * em, 0.9 * em, self._theme.ink)

    def _north_arrow(self) -> Iterator[Item]:
        em = self._em
        x, top = self._viewport.width - 1.6 * em, 0.7 * em
        width = self._room.measure("N", 0.9 * em)
        yield self._text("N", x - width / 2, top + 0.8 * em, 0.9 * em, self._theme.ink)
        tip, foot = top + 1.15 * em, top + 2.6 * em
        arrow = (x, tip, x + 0.5 * em, foot, x, foot - 0.4 * em, x - 0.5 * em, foot)
        self._room.take(Box(x - 0.6 * em, top, 1.2 * em, 2.7 * em))
        yield PolygonItem(Layer.FURNITURE, (arrow,), Style(self._theme.ink, self._theme.halo, 0.08 * em))

    def _eastings(self) -> Iterator[Item]:
        """Yield the two figures of each kilometre line along the foot; the scale bar stands above them."""
        for easting, x, _ in _grid_positions(self._viewport, self._em, upright=True):
            yield from self._grid_number(easting, x + 0.2 * self._em, self._foot)
        self._foot -= 1.3 * self._em

    def _northings(self) -> Iterator[Item]:
        """Yield the two figures of each kilometre line up the left side."""
        for northing, _, y in _grid_positions(self._viewport, self._em, upright=False):
            yield from self._grid_number(northing, 0.3 * self._em, y - 0.3 * self._em)

    def _grid_number(self, metres: int, x: float, y: float) -> Iterator[Item]:
        if metres % 1000:
            return
        text, size = f"{metres // 1000 % 100:02d}", 0.85 * self._em
        if self._room.is_free(text_box(text, size, x, y, self._room.measure)):
            yield self._text(text, x, y, size, self._theme.muted)


def grid_step(viewport: Viewport, text_size: float) -> int:
    """Return the metres between grid lines: the least round step that leaves room for the figures."""
    least = 4.2 * text_size * viewport.metres_per_unit
    return next((step for step in _GRID_STEPS if step >= least), _GRID_STEPS[-1])


def grid_lines(viewport: Viewport, theme: Theme, text_size: float) -> LineItem:
    """Return the grid as one item of thin lines across the whole page."""
    lines = [(x, 0.0, x, viewport.height) for _, x, _ in _grid_positions(viewport, text_size, upright=True)]
    lines += [(0.0, y, viewport.width, y) for _, _, y in _grid_positions(viewport, text_size, upright=False)]
    return LineItem(Layer.GRID, tuple(lines), Style(stroke=theme.grid, width=0.05 * text_size))


def _grid_positions(
    viewport: Viewport, text_size: float, *, upright: bool
) -> Iterator[tuple[int, float, float]]:
    """Yield metres and page x, y of each grid line that crosses the view."""
    step = grid_step(viewport, text_size)
    west, south, east, north = viewport.extent
    low, high = (west, east) if upright else (south, north)
    for number in range(ceil(low / step), ceil(high / step)):
        metres = number * step
        x, y = viewport.to_page(metres, metres)
        yield metres, x, y


def _corners(box: Box) -> tuple[float, ...]:
    right, foot = box.x + box.width, box.y + box.height
    return (box.x, box.y, right, box.y, right, foot, box.x, foot)


def _wrapped(text: str, size: float, width: float, room: Room) -> list[str]:
    """Return the text in lines that fit, broken at its middle dots where there are any, else at spaces."""
    lines: list[str] = []
    for part in text.split(" · "):
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and room.measure(joined, size) <= width:
            lines[-1] = joined
        else:
            lines += _words_wrapped(part, size, width, room)
    return lines


def _words_wrapped(text: str, size: float, width: float, room: Room) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and room.measure(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines
