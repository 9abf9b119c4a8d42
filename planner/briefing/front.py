"""The parts of an order's first and last page: its head, the map in the side column, the boxes to sign."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.briefing.content import OrderContent, Run, WardMap
from planner.briefing.flowing import Flowing, Laid
from planner.briefing.map_drawing import LaidMap, laid_map
from planner.briefing.pen import Pen
from planner.briefing.styles import FACTS, HAIRLINE, INK, KICKER, SMALL, TITLE, TextStyle
from planner.briefing.typeset import Line, Token, break_lines, fitted, tokens

Sheets = dict[tuple[float, float], LaidMap]
_MOST_TITLE_LINES = 3
_MOST_FACT_LINES = 2
_LEFT = 0.6


class _Whole(ABC):
    """What all blocks that are never split have in common."""

    space_before = 0.0
    keeps_next = False
    full_width = True

    @abstractmethod
    def laid(self, width: float) -> Laid:
        """Return the block measured for a width."""

    def least_height(self, width: float) -> float:
        """All of it."""
        return self.laid(width).height

    def split(self, width: float, room: float, *, whole_page: bool) -> tuple[Laid, Flowing] | None:
        """Never split."""
        return None

    def apart(self) -> Sequence[Flowing]:
        """One thing."""
        return ()


@dataclass(frozen=True, slots=True)
class LaidHead:
    """Kicker, title and dates at the left, what identifies the copy at the right, over a heavy rule."""

    left: tuple[tuple[TextStyle, tuple[Line, ...]], ...]
    right: tuple[str, ...]
    width: float

    @property
    def height(self) -> float:
        """The taller side and the rule."""
        left = sum(style.leading * len(lines) for style, lines in self.left)
        return max(left, FACTS.leading * len(self.right)) + 6

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw both sides and the rule."""
        y = top
        for style, lines in self.left:
            pen.lines(x, y, lines, style)
            y += style.leading * len(lines)
        for number, fact in enumerate(self.right):
            baseline = top + number * FACTS.leading + FACTS.leading * 0.5 + FACTS.size * 0.36
            pen.right(x + self.width, baseline, fact, FACTS)
        rule = top + self.height - 1
        pen.rule(x, rule, x + self.width, rule, 1.3, INK)


@dataclass(frozen=True, slots=True)
class Head(_Whole):
    """The head of page 1; a title longer than three lines is shortened here and is whole in overlong()."""

    content: OrderContent

    def laid(self, width: float) -> LaidHead:
        """Return it measured."""
        title = lines_of(self.content.title, TITLE, width * _LEFT, bold=True)
        left = (
            (KICKER, _shortened(lines_of(self.content.kicker, KICKER, width * _LEFT), 2)),
            (TITLE, _shortened(title, _MOST_TITLE_LINES)),
            (KICKER, _shortened(lines_of(self.content.subtitle, KICKER, width * _LEFT), 2)),
        )
        facts = []
        for fact in self.content.facts:
            lines = lines_of(fact, FACTS, width * (1 - _LEFT) - 8)
            facts += [_words(line) for line in _shortened(lines, _MOST_FACT_LINES)]
        return LaidHead(left, tuple(facts), width)

    def overlong(self, width: float) -> list[str]:
        """Return the texts that the head had to shorten."""
        found = []
        if len(lines_of(self.content.title, TITLE, width * _LEFT, bold=True)) > _MOST_TITLE_LINES:
            found.append(self.content.title)
        if len(lines_of(self.content.kicker, KICKER, width * _LEFT)) > 2:
            found.append(self.content.kicker)
        room = width * (1 - _LEFT) - 8
        return [
            *found,
            *(f for f in self.content.facts if len(lines_of(f, FACTS, room)) > _MOST_FACT_LINES),
        ]


def lines_of(text: str, style: TextStyle, width: float, *, bold: bool = False) -> tuple[Line, ...]:
    """Return a text broken into lines for a width in points."""
    return tuple(break_lines(tokens([Run(text, bold)]), style.size, width))


def _shortened(lines: tuple[Line, ...], most: int) -> tuple[Line, ...]:
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    end = replace(last[-1], text=last[-1].text[: max(1, len(last[-1].text) - 2)] + "…")
    return (*lines[: most - 1], (*last[:-1], end))


def _words(line: Line) -> str:
    return " ".join(token.text for token in line)


@dataclass(frozen=True, slots=True)
class MapBlock(_Whole):
    """The map; its height follows the shape of the ground within bounds."""

    map: WardMap
    most_height: float
    sheets: Sheets
    """Maps already built, for this is measured at each try to make an order fit."""

    def laid(self, width: float) -> LaidMap:
        """Return the map built for a width."""
        west, south, east, north = self.map.bounds
        shape = (north - south) / max(east - west, 1.0)
        height = max(min(width * shape * 1.05, self.most_height), min(150.0, self.most_height))
        if (width, height) not in self.sheets:
            self.sheets[width, height] = laid_map(self.map, width, height)
        return self.sheets[width, height]


@dataclass(frozen=True, slots=True)
class LaidSignBoxes:
    """Two boxes beside each other."""

    width: float
    return_to: str
    height: float = 30.0

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the boxes with their words."""
        half = (self.width - 14) / 2
        for left, words in ((x, "Read and understood (name, time)"), (x + half + 14, "Return this copy to")):
            pen.box(left, top, half, self.height, stroke=HAIRLINE, line=0.6)
            pen.lines(left + 4, top + 2, [(Token(words),)], SMALL)
        if self.return_to:
            words = fitted(self.return_to, FACTS.size, half - 8)
            pen.lines(x + half + 18, top + 14, [(Token(words),)], FACTS)


@dataclass(frozen=True, slots=True)
class SignBoxes(_Whole):
    """Where the reader signs and where the copy goes back to."""

    return_to: str
    space_before = 8.0

    def laid(self, width: float) -> LaidSignBoxes:
        """Return them measured."""
        return LaidSignBoxes(width, self.return_to)
