"""The words and tables of an operation order, before any layout: what briefing.sections fills from a plan."""

from dataclasses import dataclass
from enum import StrEnum

from planner.domain.vocabulary import Marking
from planner.geo.content import MapContent


class Length(StrEnum):
    """How long an order may be."""

    ONE_PAGE = "one-page"
    TWO_PAGE = "two-page"
    FULL = "full"

    @property
    def most_pages(self) -> int | None:
        """How many pages the order itself may have, or None for as many as it needs."""
        return {Length.ONE_PAGE: 1, Length.TWO_PAGE: 2, Length.FULL: None}[self]


class Wording(StrEnum):
    """Whose words stand in the headings: the College of Policing's or JESIP's."""

    COLLEGE = "college"
    JESIP = "jesip"


class Audience(StrEnum):
    """Who gets a copy, and so what it may hold."""

    COMMAND = "command"
    POLICE = "police"
    PARTNER = "partner"
    PUBLIC = "public"

    @property
    def is_police(self) -> bool:
        """Whether rosters, call signs and talkgroups may be on the copy."""
        return self in {Audience.COMMAND, Audience.POLICE}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph of runs; a bullet hangs. Shortening never drops one that must stay."""

    runs: tuple[Run, ...]
    bullet: bool = False
    must_stay: bool = False

    @property
    def text(self) -> str:
        """The words without their weights."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Subheading:
    """A bold line over a part of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell for each column, or a single cell that spans them all (a band)."""

    cells: tuple[Cell, ...]
    band: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with repeating headers. name says what it lists ("timetable", "risks", "tasks" ...).

    side: paragraphs that fill one last column over all rows, under the header side_title.
    short: what stands instead in a shortened order. stretch: the column that takes width to spare.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    side_title: str = ""
    side: tuple[Para, ...] = ()
    short: Para | None = None
    stretch: int = 1


Block = Para | Table | Subheading


@dataclass(frozen=True, slots=True)
class Section:
    """One of the seven numbered parts, or a part of an annex (number 0)."""

    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """Pages behind the order, with a marking of their own."""

    title: str
    marking: Marking
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class WardMap:
    """What the map shows and the words under it."""

    content: MapContent
    bounds: tuple[float, float, float, float]
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderContent:
    """Everything an order says. marking is of its own pages; annexes carry theirs."""

    kicker: str
    title: str
    subtitle: str
    reference: str
    version: int
    facts: tuple[str, ...]
    handling: str
    marking: Marking
    draft_line: str
    look_first: tuple[str, ...]
    sections: tuple[Section, ...]
    tasks_title: str
    tasks: Table | None
    map: WardMap | None
    annexes: tuple[Annex, ...]
    printed: str
    return_to: str
    shortened: str = ""

    @property
    def highest_marking(self) -> Marking:
        """The highest marking of the order and its annexes."""
        return Marking.highest((self.marking, *(annex.marking for annex in self.annexes)))
