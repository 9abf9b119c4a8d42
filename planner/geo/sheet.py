"""The map sheet: what the screen and the PDF draw, already in page coordinates, in drawing order.

A painter walks `MapSheet.items` once and draws each item; it never decides anything about the map.
Page coordinates: x to the right, y DOWN, in the unit of the viewport (pixels or points). A PDF painter
flips y once. Polygons are filled by the even-odd rule. Colours are '#rrggbb'.
"""

from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Final

from planner.domain.frozen import dataclass

Flat = tuple[float, ...]
"""x, y, x, y ... in page coordinates; rings of polygons need not repeat the first point."""

Measure = Callable[[str, float], float]
"""(text, font size) -> width in page units, in the font that the painter draws with."""


class Layer(IntEnum):
    """What is drawn over what; the items of a sheet are sorted by it."""

    SEA = 0
    LAND = 10
    WARD = 20
    BUILT_UP = 30
    HATCH = 40
    WARD_EDGE = 50
    RAILWAY = 60
    GRID = 70
    AREA = 80
    HIGHLIGHT = 90
    PLACE = 100
    LEADER = 105
    SYMBOL = 110
    LABEL = 120
    FURNITURE = 130


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle on the page: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def inside(self, other: "Box") -> bool:
        """Whether this box lies wholly in the other."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the box or on its edge."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


@dataclass(frozen=True, slots=True)
class Viewport:
    """What part of the ground is shown: centre in grid metres, metres per page unit, page size."""

    easting: float
    northing: float
    metres_per_unit: float
    width: float
    height: float

    @classmethod
    def fit(
        cls, bounds: tuple[float, float, float, float], width: float, height: float, margin: float = 0.06
    ) -> "Viewport":
        """Return the viewport that shows bounds (min e, min n, max e, max n) whole, inside a margin."""
        west, south, east, north = bounds
        room = 1 - 2 * margin
        scale = max((east - west) / max(width * room, 1), (north - south) / max(height * room, 1), 0.05)
        return cls((west + east) / 2, (south + north) / 2, scale, width, height)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Return the ground shown as (min e, min n, max e, max n)."""
        half_w = self.width * self.metres_per_unit / 2
        half_h = self.height * self.metres_per_unit / 2
        return (
            self.easting - half_w,
            self.northing - half_h,
            self.easting + half_w,
            self.northing + half_h,
        )

    @property
    def frame(self) -> Box:
        """Return the page rectangle."""
        return Box(0.0, 0.0, self.width, self.height)

    def to_page(self, easting: float, northing: float) -> tuple[float, float]:
        """Return page x, y of a place on the ground."""
        return (
            (easting - self.easting) / self.metres_per_unit + self.width / 2,
            (self.northing - northing) / self.metres_per_unit + self.height / 2,
        )

    def to_ground(self, x: float, y: float) -> tuple[float, float]:
        """Return easting, northing of a place on the page."""
        return (
            (x - self.width / 2) * self.metres_per_unit + self.easting,
            self.northing - (y - self.height / 2) * self.metres_per_unit,
        )

    def zoomed(self, factor: float, x: float, y: float) -> "Viewport":
        """Return the viewport `factor` times closer in which the ground under page x, y stays where it is."""
        easting, northing = self.to_ground(x, y)
        scale = self.metres_per_unit / factor
        return Viewport(
            easting - (x - self.width / 2) * scale,
            northing + (y - self.height / 2) * scale,
            scale,
            self.width,
            self.height,
        )

    def panned(self, dx: float, dy: float) -> "Viewport":
        """Return the viewport after dragging the map by dx, dy page units."""
        return Viewport(
            self.easting - dx * self.metres_per_unit,
            self.northing + dy * self.metres_per_unit,
            self.metres_per_unit,
            self.width,
            self.height,
        )


@dataclass(frozen=True, slots=True)
class Style:
    """How a shape is drawn; None leaves fill or stroke out. Widths and dashes are in page units."""

    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    dash: Flat = ()
    opacity: float = 1.0
    """Of the fill only; strokes are solid."""


@dataclass(frozen=True, slots=True)
class PolygonItem:
    """A filled area of any number of rings (outer rings and holes alike, even-odd)."""

    layer: Layer
    rings: tuple[Flat, ...]
    style: Style
    ref: str = ""


@dataclass(frozen=True, slots=True)
class LineItem:
    """Open lines with one style: railways, routes, grid, hatching (already cut to its polygon)."""

    layer: Layer
    lines: tuple[Flat, ...]
    style: Style
    ref: str = ""


@dataclass(frozen=True, slots=True)
class RectItem:
    """A rectangle with rounded corners."""

    layer: Layer
    box: Box
    style: Style
    radius: float = 0.0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class DiscItem:
    """A filled circle about x, y: village dots, operation symbols."""

    layer: Layer
    x: float
    y: float
    radius: float
    style: Style
    ref: str = ""


@dataclass(frozen=True, slots=True)
class TextItem:
    """One line of text, left end of its baseline at x, y; drawn over its halo (a stroke round the glyphs)."""

    layer: Layer
    x: float
    y: float
    text: str
    size: float
    colour: str
    box: Box
    """What the text covers, halo included."""
    bold: bool = False
    halo: str | None = None
    halo_width: float = 0.0
    """How far the halo reaches beyond the glyphs (a stroke of twice this width)."""
    ref: str = ""


Item = PolygonItem | LineItem | RectItem | DiscItem | TextItem


@dataclass(frozen=True, slots=True)
class Target:
    """Where a pointer finds something: the box of a symbol, a village dot with its label, a visit point."""

    box: Box
    ref: str
    kind: str
    """'operation', 'place' or 'visit'."""


@dataclass(frozen=True, slots=True)
class MapSheet:
    """A finished map: items in drawing order, and what a pointer can find on it (topmost last)."""

    viewport: Viewport
    items: tuple[Item, ...]
    targets: tuple[Target, ...] = ()

    @property
    def moving(self) -> Iterator[Item]:
        """Yield what moves when the map is dragged."""
        return (item for item in self.items if item.layer < Layer.FURNITURE)

    @property
    def furniture(self) -> Iterator[Item]:
        """Yield what stays in its corner: scale bar, north arrow, legend, attribution, grid numbers."""
        return (item for item in self.items if item.layer >= Layer.FURNITURE)

    def target_at(self, x: float, y: float) -> Target | None:
        """Return the topmost symbol or place at page x, y."""
        for target in reversed(self.targets):
            if target.box.holds(x, y):
                return target
        return None


CLASSES: Final = 5
"""How many fill classes wards have: 0 (palest) to 4 (darkest)."""
