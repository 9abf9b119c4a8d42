"""What is to be drawn on a map sheet, in British National Grid metres; the caller fills it from the plan."""

from planner.domain.frozen import dataclass
from planner.geo.sheet import Box
from planner.geo.wkb import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class WardShape:
    """A ward with its fill class (0 palest to 4 darkest, None plain) and whether it is hatched."""

    id: str
    name: str
    shape: Shape
    fill_class: int | None = None
    hatched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A named dot; the lowest rank is labelled first. `note` follows the name, `alert` draws it red."""

    id: str
    name: str
    easting: float
    northing: float
    rank: int = 3
    note: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSymbol:
    """A coloured disc with a letter; discs that coincide are spread so that each can be seen."""

    id: str
    easting: float
    northing: float
    letter: str
    colour: str
    selected: bool = False
    draft: bool = False
    """Drawn hollow: not authorised yet."""
    gathered: bool = False
    """Stands for operations of several types: the letter is their number, and the colour means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationShape:
    """A drawn area, cordon or route of an operation."""

    id: str
    shape: Shape
    colour: str
    selected: bool = False
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A small dark box with a short text: visit point "1", "2" or "RVP"."""

    id: str
    text: str
    easting: float
    northing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendClass:
    """One box of the legend: its words ("8-14"), its fill class, whether hatched."""

    text: str
    fill_class: int
    hatched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapContent:
    """All of one map. Shapes are in grid metres; empty parts are simply not drawn."""

    wards: tuple[WardShape, ...] = ()
    highlighted: frozenset[str] = frozenset()
    """Ids of the wards drawn with the heavy line."""
    land: tuple[Shape, ...] = ()
    built_up: tuple[Shape, ...] = ()
    railways: tuple[Shape, ...] = ()
    villages: tuple[Village, ...] = ()
    areas: tuple[OperationShape, ...] = ()
    symbols: tuple[OperationSymbol, ...] = ()
    marks: tuple[Mark, ...] = ()
    legend_title: str = ""
    legend: tuple[LegendClass, ...] = ()
    attribution: str = ""
    grid: bool = False
    scale_bar: bool = True
    north_arrow: bool = True
    text_size: float = 11.0
    """Of village labels, in page units (about 11 px on screen, 6.5 pt on paper)."""
    symbol_size: float = 0.0
    """Of the letters in symbols and marks, where they are to be smaller than the labels; 0: as the labels."""
    keep_clear: tuple[Box, ...] = ()
    """Page boxes that labels avoid, such as controls that lie over the map."""
    seen: Box | None = None
    """The part of the page that is looked at, if not all: what belongs there is placed first and stays whole
    in it, as if there were nothing else; the rest stays whole outside."""
