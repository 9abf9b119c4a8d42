"""What can stand in the stream of a paper: text, boxes, headings, gaps; each measured before it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from planner.briefing.pen import Pen
from planner.briefing.styles import BODY, HAIRLINE, HEADING, INK, TextStyle
from planner.briefing.typeset import Line, Token, break_lines, flat


class Laid(Protocol):
    """A block measured for one width, ready to draw."""

    @property
    def height(self) -> float:
        """Its height in points."""

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw it with its upper left corner at x, top."""


class Flowing(Protocol):
    """A block of the stream."""

    @property
    def space_before(self) -> float:
        """The gap above it, left out at the top of a page."""

    @property
    def keeps_next(self) -> bool:
        """Whether the beginning of the next block must stand on the same page."""

    @property
    def full_width(self) -> bool:
        """Whether it may not stand beside the map."""

    def laid(self, width: float) -> Laid:
        """Return it measured for a width."""

    def least_height(self, width: float) -> float:
        """Return the height of the smallest beginning that may stand at the foot of a page."""

    def split(self, width: float, room: float, *, whole_page: bool) -> "tuple[Laid, Flowing] | None":
        """Return what fits in a height and the rest, or None when nothing may be left behind.

        With whole_page there will never be more room: something must be returned.
        """

    def apart(self) -> "Sequence[Flowing]":
        """Return blocks to place instead when it does not fit whole; empty when it is one thing."""


@dataclass(frozen=True, slots=True)
class LaidText:
    """Lines of text, with a bullet before the first and a frame round them where asked."""

    lines: tuple[Line, ...]
    style: TextStyle
    width: float
    indent: float = 0.0
    bullet: bool = False
    pad: float = 0.0

    @property
    def height(self) -> float:
        """Lines and padding."""
        return len(self.lines) * self.style.leading + 2 * self.pad

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw frame, bullet and lines."""
        if self.pad:
            pen.box(x, top, self.width, self.height, stroke=INK, line=0.8)
        if self.bullet:
            bullet = (Token("•"),)
            pen.lines(x + self.indent * 0.35, top + self.pad, [bullet], self.style)
        pen.lines(x + self.indent + self.pad * 1.6, top + self.pad, self.lines, self.style)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; pad draws a frame round it with that much air."""

    words: tuple[Token, ...]
    style: TextStyle = BODY
    indent: float = 0.0
    bullet: bool = False
    pad: float = 0.0
    space_before: float = 2.0
    keeps_next: bool = False
    full_width: bool = False
    ready: tuple[float, tuple[Line, ...]] | None = None
    """The lines as they were broken for a width before, so that a long text is broken once only."""
    _measured: dict[float, LaidText] = field(default_factory=dict, init=False, compare=False, repr=False)

    def laid(self, width: float) -> LaidText:
        """Return it broken into lines, once for each width."""
        if width not in self._measured:
            self._measured[width] = self._laid(width)
        return self._measured[width]

    def _laid(self, width: float) -> LaidText:
        if self.ready is not None and self.ready[0] == width:
            lines = self.ready[1]
        else:
            inner = width - self.indent - self.pad * 3.2
            lines = tuple(break_lines(self.words, self.style.size, inner))
        return LaidText(lines, self.style, width, self.indent, self.bullet, self.pad)

    def least_height(self, width: float) -> float:
        """Two lines, or all of a short paragraph."""
        count = len(self.laid(width).lines)
        return min(count, 2 if count > 3 else count) * self.style.leading + 2 * self.pad

    def split(self, width: float, room: float, *, whole_page: bool) -> "tuple[LaidText, Flowing] | None":
        """Split between lines, with two lines at least on either side."""
        laid = self.laid(width)
        fit = int((room - 2 * self.pad + 0.01) // self.style.leading)
        if not whole_page:
            fit = min(fit, len(laid.lines) - 2)
        if fit < (1 if whole_page else 2):
            return None
        rest = replace(
            self, words=tuple(flat(laid.lines[fit:])), bullet=False, ready=(width, laid.lines[fit:])
        )
        return replace(laid, lines=laid.lines[:fit]), rest

    def apart(self) -> "Sequence[Flowing]":
        """A paragraph is one thing."""
        return ()


@dataclass(frozen=True, slots=True)
class LaidHeading:
    """A numbered heading on a hairline."""

    number: int
    title: str
    lines: tuple[Line, ...]
    width: float
    level: int

    @property
    def height(self) -> float:
        """Text, hairline and a little air."""
        return len(self.lines) * HEADING.leading + 3.0

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw number, title and hairline, and note it in the outline."""
        words = f"{self.number} {self.title}" if self.number else self.title
        pen.bookmark(words, top - 4, self.level)
        pen.lines(x + (13 if self.number else 0), top, self.lines, HEADING)
        if self.number:
            pen.lines(x, top, [(Token(str(self.number), bold=True),)], HEADING)
        line = top + len(self.lines) * HEADING.leading + 0.6
        pen.rule(x, line, x + self.width, line, 0.6, HAIRLINE)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section; it never stands alone at the foot of a page."""

    number: int
    title: str
    level: int = 0
    space_before: float = 7.5
    keeps_next: bool = True
    full_width: bool = False

    def laid(self, width: float) -> LaidHeading:
        """Return it measured."""
        words = [Token(word, bold=True) for word in self.title.split()]
        indent = 13 if self.number else 0
        lines = tuple(break_lines(words, HEADING.size, width - indent))
        return LaidHeading(self.number, self.title, lines, width, self.level)

    def least_height(self, width: float) -> float:
        """All of it."""
        return self.laid(width).height

    def split(self, width: float, room: float, *, whole_page: bool) -> "tuple[Laid, Flowing] | None":
        """A heading is never split."""
        return None

    def apart(self) -> "Sequence[Flowing]":
        """A heading is one thing."""
        return ()
