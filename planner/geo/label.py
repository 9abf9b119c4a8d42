"""Room on the page: who may stand where, so that no label, symbol or box ever covers another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from planner.domain.frozen import dataclass
from planner.geo.sheet import Box, Flat, Measure

_CELL: Final = 48.0
_ASCENT: Final = 0.84  # of the font size; what capitals and accents reach above the baseline
_DESCENT: Final = 0.24
_LINE_STEP: Final = 4.0
_REACH: Final = 8  # how many of its own widths a symbol may move to be seen
_OFFSETS: Final = sorted(
    ((i, j) for i in range(-_REACH, _REACH + 1) for j in range(-_REACH, _REACH + 1)),
    key=lambda ij: (ij[0] ** 2 + ij[1] ** 2, -ij[0], ij[1]),
)

# Where a label may stand about its dot, best first: x and y of its nearest edge or middle.
_POSITIONS: Final = ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1))


@dataclass(frozen=True, slots=True)
class Text:
    """Where one line of text stands: left end of its baseline, and the box that it covers."""

    x: float
    y: float
    box: Box


class Room:
    """The free room inside a frame; boxes that are taken stay taken."""

    def __init__(self, frame: Box, measure: Measure) -> None:
        self.frame = frame
        self.measure = measure
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        self._lines: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
        self._tried: dict[tuple[float, float, float, float], int] = {}

    def avoid(self, flat: Flat) -> None:
        """Ask labels to keep off a line where they can (a heavy boundary reads badly when it is broken)."""
        for ax, ay, bx, by in zip(flat[0::2], flat[1::2], flat[2::2], flat[3::2], strict=False):
            steps = max(1, round(max(abs(bx - ax), abs(by - ay)) / _LINE_STEP))
            for step in range(steps):
                x, y = ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps
                self._lines[int(x // _CELL), int(y // _CELL)].append((x, y))

    def _is_off_lines(self, box: Box) -> bool:
        lines = self._lines
        return not any(box.holds(x, y) for cell in _cells(box) if cell in lines for x, y in lines[cell])

    def take(self, box: Box) -> None:
        """Mark a box as taken, whether or not it was free."""
        for cell in _cells(box):
            self._cells[cell].append(box)

    def is_free(self, box: Box) -> bool:
        """Whether a box lies in the frame and meets nothing that is taken."""
        if not box.inside(self.frame):
            return False
        cells = self._cells
        return not any(box.meets(taken) for cell in _cells(box) if cell in cells for taken in cells[cell])

    def label(
        self, text: str, size: float, x: float, y: float, *, gap: float, pad: float = 1.0, air: float = 0.0
    ) -> Text | None:
        """Take the best free room for a label about the point x, y, or return None if there is none.

        gap: from the point to the label. pad: what the halo adds. air: how much more must be free all round;
        a label with air is one that can wait, so it never stands on a line to avoid.
        """
        height = size * (_ASCENT + _DESCENT) + 2 * pad
        best: Box | None = None
        for box in _boxes(x, y, self.measure(text, size) + 2 * pad, height, gap):
            if self.is_free(box) and (not air or self._has_air(box, air)):
                if self._is_off_lines(box):
                    best = box
                    break
                if not air:
                    best = best or box
        if best is None:
            return None
        self.take(best)
        return Text(best.x + pad, best.y + pad + size * _ASCENT, best)

    def _has_air(self, box: Box, air: float) -> bool:
        around = Box(box.x - air, box.y - air, box.width + 2 * air, box.height + 2 * air)
        return not any(around.meets(taken) for cell in _cells(around) for taken in self._cells.get(cell, ()))

    def spot(self, x: float, y: float, width: float, height: float) -> tuple[float, float]:
        """Take the free room nearest to x, y for a symbol of this size and return its middle.

        A symbol is never dropped: where the frame is full it stands where it belongs, over others.
        """
        asked = x, y, width, height
        # What was taken stays taken, so symbols of one place go on where the last one found room.
        for at in range(self._tried.get(asked, 0), len(_OFFSETS)):
            columns, rows = _OFFSETS[at]
            px, py = x + columns * width * 1.001, y + rows * height * 1.001
            box = Box(px - width / 2, py - height / 2, width, height)
            if self.is_free(box):
                self.take(box)
                self._tried[asked] = at + 1
                return px, py
        self._tried[asked] = len(_OFFSETS)
        self.take(Box(x - width / 2, y - height / 2, width, height))
        return x, y


def text_box(text: str, size: float, x: float, y: float, measure: Measure, pad: float = 1.0) -> Box:
    """Return the box of a text whose baseline begins at x, y."""
    return Box(
        x - pad,
        y - pad - size * _ASCENT,
        measure(text, size) + 2 * pad,
        size * (_ASCENT + _DESCENT) + 2 * pad,
    )


def _cells(box: Box) -> Iterable[tuple[int, int]]:
    left, right = int(box.x // _CELL), int((box.x + box.width) // _CELL)
    top, bottom = int(box.y // _CELL), int((box.y + box.height) // _CELL)
    if left == right and top == bottom:
        return ((left, top),)
    return [(column, row) for column in range(left, right + 1) for row in range(top, bottom + 1)]


def _boxes(x: float, y: float, width: float, height: float, gap: float) -> Iterator[Box]:
    """Yield the places where a label may stand about its dot, best first."""
    for right, down in _POSITIONS:
        reach = gap if right == 0 or down == 0 else gap * 0.6
        left = x - width / 2 if right == 0 else x + reach if right > 0 else x - reach - width
        top = y - height / 2 if down == 0 else y + reach if down > 0 else y - reach - height
        yield Box(left, top, width, height)
