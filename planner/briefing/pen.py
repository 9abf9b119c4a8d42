"""Draws on one page of a PDF with y downwards from the top edge; every text goes through escape.printable."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from planner.briefing.escape import printable
from planner.briefing.fonts import text_width
from planner.briefing.styles import BOLD, INK, PAGE_HEIGHT, REGULAR, TextStyle
from planner.briefing.typeset import Line, joined

if TYPE_CHECKING:
    from reportlab.lib.colors import Color
    from reportlab.pdfgen.canvas import Canvas


@cache
def colour_of(code: str) -> "Color":
    """Return reportlab's colour for "#rrggbb"; given the text, reportlab would evaluate it each time."""
    from reportlab.lib.colors import HexColor

    return HexColor(code)


class Pen:
    """A thin layer over a reportlab canvas, so that no other module needs to know reportlab."""

    def __init__(self, canvas: "Canvas", height: float = PAGE_HEIGHT) -> None:
        self.canvas = canvas
        self._height = height
        self._marks = 0

    def text(
        self, x: float, baseline: float, text: str, size: float, *, bold: bool = False, colour: str = INK
    ) -> None:
        """Draw one line of text from x, on a baseline."""
        self.canvas.setFillColor(colour_of(colour))
        self.canvas.setFont(BOLD if bold else REGULAR, size)
        self.canvas.drawString(x, self._height - baseline, self.shown(text))

    def centred(self, x: float, baseline: float, text: str, size: float, *, bold: bool = False) -> None:
        """Draw one line about x."""
        self.text(x - text_width(printable(text), size, bold=bold) / 2, baseline, text, size, bold=bold)

    def right(self, x: float, baseline: float, text: str, style: TextStyle) -> None:
        """Draw one line that ends at x."""
        wide = text_width(printable(text), style.size)
        self.text(x - wide, baseline, text, style.size, colour=style.colour)

    def lines(self, x: float, top: float, lines: Sequence[Line], style: TextStyle) -> None:
        """Draw broken lines below each other, the first in the line box that begins at top."""
        canvas = self.canvas
        canvas.setFillColor(colour_of(style.colour))
        text = canvas.beginText()
        baseline = self._height - top - style.leading * 0.5 - style.size * 0.36
        for number, line in enumerate(lines):
            text.setTextOrigin(x, baseline - number * style.leading)
            for words, bold in joined(line):
                text.setFont(BOLD if bold else REGULAR, style.size, style.leading)
                text.textOut(self.shown(words))
        canvas.drawText(text)

    def rule(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.5, colour: str = INK) -> None:
        """Draw a straight line."""
        self.canvas.setStrokeColor(colour_of(colour))
        self.canvas.setLineWidth(width)
        self.canvas.line(x1, self._height - y1, x2, self._height - y2)

    def rules(self, rules: Iterable[tuple[float, float, float, float]], width: float, colour: str) -> None:
        """Draw many straight lines of one width in one stroke."""
        self.canvas.setStrokeColor(colour_of(colour))
        self.canvas.setLineWidth(width)
        path = self.canvas.beginPath()
        for x1, y1, x2, y2 in rules:
            path.moveTo(x1, self._height - y1)
            path.lineTo(x2, self._height - y2)
        self.canvas.drawPath(path)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "",
        stroke: str = "",
        line: float = 0.6,
    ) -> None:
        """Draw a rectangle, filled, outlined or both."""
        if fill:
            self.canvas.setFillColor(colour_of(fill))
        if stroke:
            self.canvas.setStrokeColor(colour_of(stroke))
            self.canvas.setLineWidth(line)
        self.canvas.rect(x, self._height - y - height, width, height, stroke=bool(stroke), fill=bool(fill))

    def bookmark(self, title: str, y: float, level: int = 0) -> None:
        """Add an entry to the outline that leads to a height on this page."""
        self._marks += 1
        key = f"part-{self._marks}"
        self.canvas.bookmarkHorizontal(key, 0, self._height - y)
        self.canvas.addOutlineEntry(printable(title), key, level)

    @staticmethod
    def shown(text: str) -> str:
        """Return text as it is drawn: printable, unbreakable spaces made plain so that it can be searched."""
        lead = " " if text.startswith(" ") else ""
        return lead + printable(text).replace("\u00a0", " ").replace("\u202f", " ")
