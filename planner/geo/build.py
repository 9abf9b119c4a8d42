"""Builds a map sheet from its content: the one place that decides what a map looks like."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from planner.geo.clip import Projector
from planner.geo.content import MapContent, Mark, OperationShape, OperationSymbol, Village, WardShape
from planner.geo.furniture import Furniture, grid_lines
from planner.geo.label import Room, text_box
from planner.geo.sheet import (
    Box,
    DiscItem,
    Item,
    Layer,
    LineItem,
    MapSheet,
    Measure,
    PolygonItem,
    RectItem,
    Style,
    Target,
    TextItem,
    Viewport,
)
from planner.geo.theme import Theme

# Ground metres per em (metres per page unit x text size) above which a rank of names is left out.
_RANK_LIMITS: Final = {
    0: 1e9,
    1: 6_000.0,
    2: 1_300.0,
    3: 600.0,
    4: 260.0,
    5: 200.0,
    6: 200.0,
    7: 90.0,
    8: 55.0,
}
_STREET_LIMIT: Final = 30.0
_STREET_RANK: Final = 7
_KEPT_RANK: Final = 1  # such a village is named even on a heavy line; what ranks lower is left out there
_BUILT_UP_LIMIT: Final = 100.0  # metres per em; closer in the tint only muddies the classes
_HEAVY_DETAIL: Final = 0.34  # what a heavy outline leaves out: finer creeks would turn into blots
_DRAFT_DASH: Final = (0.45, 0.3)
_DISC: Final = 0.78  # radius of a symbol
SYMBOL_SIDE: Final = 2 * _DISC + 0.5
"""What a symbol takes of the page each way, with the gap to the next: ems of the symbols' letters."""


def build_sheet(
    content: MapContent,
    viewport: Viewport,
    theme: Theme,
    measure: Measure,
    project: Projector | None = None,
) -> MapSheet:
    """Return the finished map: items in drawing order and what a pointer finds on it.

    project: the projector of the same viewport, if it keeps what it found.
    """
    return _Builder(content, viewport, theme, measure, project or Projector(viewport)).sheet()


class _Builder:
    """Holds what is shared while one sheet is built; lengths are in ems of the label size."""

    def __init__(
        self, content: MapContent, viewport: Viewport, theme: Theme, measure: Measure, project: Projector
    ) -> None:
        self._content = content
        self._viewport = viewport
        self._theme = theme
        self._em = content.text_size
        self._symbol_em = min(self._em, content.symbol_size or self._em)
        self._project = project
        self._seen = content.seen or viewport.frame
        self._room = Room(self._seen, measure)
        self._targets: list[Target] = []

    def sheet(self) -> MapSheet:
        """Build in the order in which room is given away, then sort into drawing order."""
        for box in self._content.keep_clear:
            self._room.take(box)
        furniture = list(Furniture(self._content, self._viewport, self._theme, self._room).items())
        items: list[Item] = [*self._ground(), *self._areas(), *self._placed(), *furniture]
        if self._seen != self._viewport.frame:
            self._room.go_beyond(self._viewport.frame)
            items += self._placed(beyond=True)
        items.sort(key=lambda item: item.layer)
        order = {"place": 0, "operation": 1, "visit": 2}
        targets = sorted(self._targets, key=lambda target: order[target.kind])
        return MapSheet(self._viewport, tuple(items), tuple(targets))

    def _ground(self) -> Iterator[Item]:
        theme, em = self._theme, self._em
        yield RectItem(Layer.SEA, self._viewport.frame, Style(fill=theme.sea))
        for shape in self._content.land:
            if rings := self._project.rings(shape):
                yield PolygonItem(Layer.LAND, rings, Style(theme.land, theme.land_edge, 0.06 * em))
        for ward in self._content.wards:
            yield from self._ward(ward)
        far_out = self._viewport.metres_per_unit * em > _BUILT_UP_LIMIT
        for shape in self._content.built_up:
            if far_out and (rings := self._project.rings(shape)):
                style = Style(fill=theme.built_up, opacity=theme.built_up_opacity)
                yield PolygonItem(Layer.BUILT_UP, rings, style)
        dash = tuple(length * em / 10 for length in theme.railway_dash)
        for shape in self._content.railways:
            if lines := self._project.lines(shape):
                yield LineItem(Layer.RAILWAY, lines, Style(stroke=theme.railway, width=0.1 * em, dash=dash))
        if self._content.grid and (grid := grid_lines(self._viewport, theme, em)).lines:
            yield grid

    def _ward(self, ward: WardShape) -> Iterator[Item]:
        rings = self._project.rings(ward.shape)
        if not rings:
            return
        theme, em = self._theme, self._em
        focus = ward.id in self._content.highlighted
        plain = theme.ward_focus if focus else theme.ward
        fill = plain if ward.fill_class is None else theme.ramp[ward.fill_class]
        yield PolygonItem(Layer.WARD, rings, Style(fill=fill), ward.id)
        if ward.hatched and (lines := self._project.hatch(rings, 0.5 * em, self._viewport.height)):
            yield LineItem(Layer.HATCH, lines, Style(stroke=theme.hatch, width=0.11 * em))
        yield PolygonItem(Layer.WARD_EDGE, rings, Style(stroke=theme.ward_edge, width=0.07 * em))
        if focus:
            heavy = Style(stroke=theme.highlight, width=0.24 * em)
            outline = self._project.outline(rings, _HEAVY_DETAIL * em)
            for ring in outline or rings:
                self._room.avoid((*ring, *ring[:2]), heavy.width)
            yield PolygonItem(Layer.HIGHLIGHT, outline or rings, heavy, ward.id)

    def _areas(self) -> Iterator[Item]:
        for area in self._content.areas:
            dash = tuple(length * self._em for length in _DRAFT_DASH) if area.draft else ()
            width = (0.26 if area.selected else 0.16) * self._em
            yield from self._area(area, width, dash)

    def _area(self, area: OperationShape, width: float, dash: tuple[float, ...]) -> Iterator[Item]:
        colour = self._theme.ink if self._theme.grey_symbols else area.colour
        if area.shape.is_area:
            if rings := self._project.rings(area.shape):
                for ring in rings:
                    self._room.avoid((*ring, *ring[:2]), width)
                style = Style(colour, colour, width, dash, opacity=0.14)
                yield PolygonItem(Layer.AREA, rings, style, area.id)
        elif lines := self._project.lines(area.shape):
            for line in lines:
                self._room.avoid(line, width * 1.4)
            yield LineItem(Layer.AREA, lines, Style(stroke=self._theme.halo, width=width * 2), area.id)
            yield LineItem(Layer.AREA, lines, Style(stroke=colour, width=width * 1.4, dash=dash), area.id)

    def _placed(self, *, beyond: bool = False) -> Iterator[Item]:
        """Yield what looks for room: where it is seen, or beyond that."""
        for mark in self._content.marks:
            if spot := self._spot(mark.easting, mark.northing, beyond=beyond):
                yield from self._mark(mark, *spot)
        # The selected one keeps its true place, so it goes first.
        for symbol in sorted(self._content.symbols, key=lambda symbol: not symbol.selected):
            if spot := self._spot(symbol.easting, symbol.northing, beyond=beyond):
                yield from self._symbol(symbol, *spot)
        for village in self._named:
            if spot := self._spot(village.easting, village.northing, beyond=beyond):
                yield from self._village(village, *spot)

    def _spot(self, easting: float, northing: float, *, beyond: bool) -> tuple[float, float] | None:
        """Return where a place is on the page, or None if it is not in the part that is asked about."""
        x, y = self._viewport.to_page(easting, northing)
        if self._seen.holds(x, y):
            return None if beyond else (x, y)
        return (x, y) if beyond and self._viewport.frame.holds(x, y) else None

    def _mark(self, mark: Mark, x: float, y: float) -> Iterator[Item]:
        em, theme = self._symbol_em, self._theme
        text_width = self._room.measure(mark.text, em)
        width, height = max(1.75 * em, text_width * 1.1 + 0.9 * em), 1.65 * em
        px, py = self._room.spot(x, y, width + 0.3 * em, height + 0.3 * em)
        yield from self._leader(x, y, px, py, theme.mark, 0.8 * em)
        box = Box(px - width / 2, py - height / 2, width, height)
        yield RectItem(Layer.SYMBOL, box, Style(theme.mark, theme.symbol_edge, 0.12 * em), 0.3 * em, mark.id)
        yield self._inside(mark.text, px, py, em, theme.mark_text, mark.id)
        self._targets.append(Target(box, mark.id, "visit"))

    def _symbol(self, symbol: OperationSymbol, x: float, y: float) -> Iterator[Item]:
        em, theme = self._symbol_em, self._theme
        if symbol.gathered:
            yield from self._number(symbol, x, y)
            return
        radius, side = _DISC * em, SYMBOL_SIDE * em
        px, py = self._room.spot(x, y, side, side)
        colour = theme.ink if theme.grey_symbols else symbol.colour
        yield from self._leader(x, y, px, py, colour, radius)
        if symbol.selected:
            ring = Style(fill=theme.halo, stroke=theme.highlight, width=0.16 * em)
            yield DiscItem(Layer.SYMBOL, px, py, radius + 0.22 * em, ring, symbol.id)
        if symbol.draft:
            style, letter = Style(theme.panel, colour, 0.16 * em), theme.ink
        else:
            style, letter = Style(colour, theme.symbol_edge, 0.12 * em), "#ffffff"
        yield DiscItem(Layer.SYMBOL, px, py, radius, style, symbol.id)
        yield self._inside(symbol.letter, px, py, 0.86 * em, letter, symbol.id)
        self._targets.append(Target(Box(px - side / 2, py - side / 2, side, side), symbol.id, "operation"))

    def _number(self, symbol: OperationSymbol, x: float, y: float) -> Iterator[Item]:
        """Yield the box with round ends that stands for many operations."""
        em, theme = self._symbol_em, self._theme
        size, height = 0.9 * em, 2 * _DISC * em
        width = max(1.2 * height, self._room.measure(symbol.letter, size) * 1.1 + 0.9 * em)
        px, py = self._room.spot(x, y, width + 0.3 * em, height + 0.3 * em, fine=True)
        yield from self._leader(x, y, px, py, theme.ink, _DISC * em)
        box = Box(px - width / 2, py - height / 2, width, height)
        yield RectItem(Layer.SYMBOL, box, Style(theme.panel, theme.ink, 0.12 * em), height / 2, symbol.id)
        yield self._inside(symbol.letter, px, py, size, theme.ink, symbol.id)
        self._targets.append(Target(box, symbol.id, "operation"))

    def _leader(self, x: float, y: float, px: float, py: float, colour: str, radius: float) -> Iterator[Item]:
        """Yield a thin line from the true place to a symbol that had to make way."""
        if abs(px - x) > radius or abs(py - y) > radius:
            style = Style(stroke=colour, width=0.09 * self._em)
            self._room.avoid((x, y, px, py), style.width)
            yield LineItem(Layer.LEADER, ((x, y, px, py),), style)

    def _inside(self, text: str, px: float, py: float, size: float, colour: str, ref: str) -> TextItem:
        """Return bold text in the middle of a symbol (bold runs a tenth wider than was measured)."""
        x = px - self._room.measure(text, size) * 1.06 / 2
        y = py + 0.36 * size
        box = text_box(text, size, x, y, self._room.measure, pad=0)
        return TextItem(Layer.SYMBOL, x, y, text, size, colour, box, bold=True, ref=ref)

    @cached_property
    def _named(self) -> list[Village]:
        """The villages that are named at this scale, in the order in which they get room."""
        metres_per_em = self._viewport.metres_per_unit * self._em
        shown = [
            village
            for village in self._content.villages
            if village.alert or metres_per_em <= _RANK_LIMITS.get(village.rank, _STREET_LIMIT)
        ]
        return sorted(shown, key=lambda v: (not v.alert, v.rank, v.name, v.id))

    def _village(self, village: Village, x: float, y: float) -> Iterator[Item]:
        """Yield a dot with its name where both have room; else nothing, until one zooms in."""
        em, theme = self._em, self._theme
        radius = (0.21 if village.rank <= 3 else 0.16) * em
        dot = Box(x - radius, y - radius, 2 * radius, 2 * radius)
        if not self._room.is_free(dot):
            return
        text = f"{village.name} · {village.note}" if village.note else village.name
        size = em if village.rank <= 3 else 0.9 * em
        halo = 0.17 * em
        air = 1.0 * em if village.rank >= _STREET_RANK else 0.0
        must = village.alert or village.rank <= _KEPT_RANK
        placed = self._room.label(text, size, x, y, gap=radius + 0.15 * em, pad=halo, air=air, must=must)
        if placed is None:
            return
        self._room.take_name(dot, size)
        colour = theme.alert if village.alert else theme.ink
        dot_style = Style(theme.alert if village.alert else theme.dot, theme.halo, 0.07 * em)
        yield DiscItem(Layer.PLACE, x, y, radius, dot_style, village.id)
        yield TextItem(
            Layer.LABEL,
            placed.x,
            placed.y,
            text,
            size,
            colour,
            placed.box,
            halo=theme.halo,
            halo_width=halo,
            ref=village.id,
        )
        self._targets.append(Target(dot, village.id, "place"))
        self._targets.append(Target(placed.box, village.id, "place"))
