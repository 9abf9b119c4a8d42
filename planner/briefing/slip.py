"""The tear-off return slip: tick boxes, a line for each visit, counts to write in, and the code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planner.briefing.fonts import text_width
from planner.briefing.paper_blocks import Whole
from planner.briefing.pen import Pen
from planner.briefing.styles import BODY, CELL_X, HAIRLINE, HEADER_FILL, INK, TABLE
from planner.briefing.typeset import Token, fitted

OUTCOMES: Final = (
    "Done as planned",
    "Part done",
    "Not done, because: abstracted / weather / staffing / other",
)
COUNTS: Final = (
    "Stop-searches", "of which found", "Arrests", "Tickets", "Referred for support", "Safeguarding",
)  # fmt: skip
_COLUMNS: Final = (
    "Visit",
    "From",
    "To",
    "People spoken to",
    "Notes (no intelligence here: submit it on the force system)",
)
_WIDTHS: Final = (132.0, 46.0, 46.0, 78.0)
_ROW: Final = 17.0
_HEAD: Final = 14.0
_LINE: Final = 17.0
_BLANK: Final = 42.0
_ABREAST: Final = 3
_TICK: Final = 7.6


@dataclass(frozen=True, slots=True)
class LaidSlip:
    """The slip measured for a width."""

    code: str
    visits: tuple[str, ...]
    width: float

    @property
    def height(self) -> float:
        """All of it, from the line to tear along."""
        return 12 + 2 * _LINE + _HEAD + _ROW * len(self.visits) + 6 + _LINE * (1 + self._count_lines)

    @property
    def _count_lines(self) -> int:
        return len(_rows(COUNTS))

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw the line to tear along, the code, boxes, table and blanks."""
        canvas = pen.canvas
        canvas.saveState()
        canvas.setDash([3, 2.4])
        pen.rule(x, top + 2, x + self.width, top + 2, 0.8, INK)
        canvas.restoreState()
        y = top + 12
        pen.bookmark(f"Return slip {self.code}", top)
        lead = f"Return slip · {self.code}"
        wide = text_width(lead, BODY.size + 0.8, bold=True)
        pen.text(x, y + 9, lead, BODY.size + 0.8, bold=True)
        pen.text(x + wide + 9, y + 9, "hand in at the end of duty, or type the code in the app", BODY.size)
        _ticks(pen, x + 6, y + _LINE + 9, OUTCOMES)
        y = self._table(pen, x, y + 2 * _LINE) + 6
        for line in _rows(COUNTS):
            for number, label in enumerate(line):
                _blank(pen, x + number * self.width / _ABREAST, y + 9, label)
            y += _LINE
        pen.text(x, y + 9, "Intelligence submitted", BODY.size)
        at = _ticks(pen, x + text_width("Intelligence submitted", BODY.size) + 12, y + 9, ("Yes", "No"))
        _blank(pen, at + 4, y + 9, "Minutes pulled to other calls")

    def _table(self, pen: Pen, x: float, top: float) -> float:
        widths = (*_WIDTHS, self.width - sum(_WIDTHS))
        bottom = top + _HEAD + _ROW * len(self.visits)
        pen.box(x, top, self.width, _HEAD, fill=HEADER_FILL)
        at = x
        for title, width in zip(_COLUMNS, widths, strict=True):
            pen.lines(at + CELL_X, top + 2.2, [(Token(title, bold=True),)], TABLE)
            at += width
        for number, words in enumerate(self.visits):
            y = top + _HEAD + number * _ROW
            if words:
                shown = fitted(words, TABLE.size, widths[0] - 2 * CELL_X)
                pen.lines(x + CELL_X, y + 3.6, [(Token(shown),)], TABLE)
        rules = [
            (x, top + _HEAD + n * _ROW, x + self.width, top + _HEAD + n * _ROW)
            for n in range(len(self.visits))
        ]
        edge = x
        for width in widths[:-1]:
            edge += width
            rules.append((edge, top, edge, bottom))
        pen.rules(rules, 0.5, HAIRLINE)
        pen.box(x, top, self.width, bottom - top, stroke=HAIRLINE, line=0.6)
        return bottom


@dataclass(frozen=True)
class Slip(Whole):
    """The slip in the stream: it stays whole, so that it can be torn off."""

    code: str
    visits: tuple[str, ...]
    space_before = 12.0

    def laid(self, width: float) -> LaidSlip:
        """Return it measured."""
        return LaidSlip(self.code, self.visits, width)


def _rows(labels: Sequence[str]) -> list[Sequence[str]]:
    """Return the counts by line, so many abreast that their blanks stand below each other."""
    return [labels[at : at + _ABREAST] for at in range(0, len(labels), _ABREAST)]


def _blank(pen: Pen, x: float, baseline: float, label: str) -> float:
    pen.text(x, baseline, label, BODY.size)
    start = x + text_width(label, BODY.size) + 4
    pen.rule(start, baseline + 1.5, start + _BLANK, baseline + 1.5, 0.6, INK)
    return start + _BLANK + 12


def _ticks(pen: Pen, x: float, baseline: float, labels: Sequence[str]) -> float:
    for label in labels:
        pen.box(x, baseline - _TICK + 0.8, _TICK, _TICK, stroke=INK, line=0.8)
        pen.text(x + _TICK + 4, baseline, label, BODY.size)
        x += _TICK + 4 + text_width(label, BODY.size) + 14
    return x
