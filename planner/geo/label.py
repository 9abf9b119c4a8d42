"""Room on the page: who may stand where, so that no label, symbol or box ever covers another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from planner.domain.frozen import dataclass
from planner.geo.sheet import Box, Flat, Measure

_CELL: Final = 48.0
_ASCENT: Final = 0.84  # of the font size; what capitals and accents reach above the baseline
_DESCENT: Final = 0.24
_LINE_STEP: Final = 2.0  # between the points that stand for a line to avoid
_REACH: Final = 12  # how many of its own widths a symbol may move to be seen
_OFFSETS: Final = sorted(
    ((i, j) for i in range(-_REACH, _REACH + 1) for j in range(-_REACH, _REACH + 1)),
    key=lambda ij: (ij[0] ** 2 + ij[1] ** 2, -ij[0], ij[1]),
)
_FINE_STEPS: Final = 3  # in one of its widths, for a symbol that has its place to itself
_FINE_OFFSETS: Final = [(i / _FINE_STEPS, j / _FINE_STEPS) for i, j in _OFFSETS]

# Where a label may stand about its dot, best first: x and y of its nearest edge or middle.
_POSITIONS: Final = ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1))

# Where it may stand when none of these is free of a line: how far from the dot above or below it, and what
# share of the label lies left of the dot; then right and left, a little higher or lower.
_SLIDES: Final = tuple(
    (down, share, far) for far in (1.0, 3.0) for down in (-1, 1) for share in (0.25, 0.75, 0.5, 0.05, 0.95)
)
_SHIFTS: Final = tuple((right, down) for down in (-0.35, 0.35, -0.7, 0.7) for right in (1, -1))


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
        self._inner: Box | None = None
        self.measure = measure
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        self._lines: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
        self._half_line = 0.0
        self._tried: dict[tuple[float, float, float, float], int] = {}

    def avoid(self, flat: Flat, width: float = 0.0) -> None:
        """Ask labels to keep off a line of this width where they can: it reads badly when broken."""
        self._half_line = max(self._half_line, width / 2)
        for ax, ay, bx, by in zip(flat[0::2], flat[1::2], flat[2::2], flat[3::2], strict=False):
            steps = max(1, round(max(abs(bx - ax), abs(by - ay)) / _LINE_STEP))
            for step in range(steps):
                x, y = ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps
                self._lines[int(x // _CELL), int(y // _CELL)].append((x, y))

    def is_off_lines(self, box: Box) -> bool:
        """Whether a box touches none of the lines to avoid."""
        lines = self._lines
        if not lines:
            return True
        around = _widened(box, self._half_line, self._half_line)
        return not any(around.holds(x, y) for cell in _cells(around) if cell in lines for x, y in lines[cell])

    def go_beyond(self, frame: Box) -> None:
        """From now on give room in a wider frame, and none of it in the frame of before."""
        self._inner = self.frame
        self.take(self.frame)
        self.frame = frame

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

    def take_name(self, box: Box, size: float) -> None:
        """Mark a name or its dot as taken, and the width of an m beside it: two must not read as one."""
        self.take(_widened(box, self.measure("m", size), 0.0))

    def label(
        self,
        text: str,
        size: float,
        x: float,
        y: float,
        *,
        gap: float,
        pad: float = 1.0,
        air: float = 0.0,
        must: bool = True,
    ) -> Text | None:
        """Take the best free room for a label about the point x, y, or return None if there is none.

        gap: from the point to the label. pad: what the halo adds. air: how much more must be free all round.
        must: whether it may stand on a line to avoid, over its halo, where no place is free of all lines.
        A name with air only tries the usual places: there are hundreds of them, and they can wait.
        """
        height = size * (_ASCENT + _DESCENT) + 2 * pad
        best: Box | None = None
        width = self.measure(text, size) + 2 * pad
        for box in _boxes(x, y, width, height, gap, usual_only=air > 0):
            if self.is_free(box) and (not air or self._has_air(box, air)):
                if self.is_off_lines(box):
                    best = box
                    break
                best = best or box if must else None
        if best is None:
            return None
        self.take_name(best, size)
        return Text(best.x + pad, best.y + pad + size * _ASCENT, best)

    def _has_air(self, box: Box, air: float) -> bool:
        around = _widened(box, air, air)
        return not any(around.meets(taken) for cell in _cells(around) for taken in self._cells.get(cell, ()))

    def spot(
        self, x: float, y: float, width: float, height: float, *, fine: bool = False
    ) -> tuple[float, float]:
        """Take the free room nearest to x, y for a symbol of this size and return its middle.

        A symbol is never dropped: where the frame is full it stands where it belongs, over others. Neither it
        nor the line to it ever crosses the frame. fine: it moves no further than it must.
        """
        offsets = _FINE_OFFSETS if fine else _OFFSETS
        asked = x, y, width, height
        # What was taken stays taken, so symbols of one place go on where the last one found room.
        for at in range(self._tried.get(asked, 0), len(offsets)):
            columns, rows = offsets[at]
            px, py = x + columns * width * 1.001, y + rows * height * 1.001
            box = Box(px - width / 2, py - height / 2, width, height)
            if self.is_free(box) and self._is_beyond(x, y, px, py):
                self.take(box)
                self._tried[asked] = at + 1
                return px, py
        self._tried[asked] = len(offsets)
        px, py = self._kept_whole(x, y, width, height)
        self.take(Box(px - width / 2, py - height / 2, width, height))
        return px, py

    def _is_beyond(self, x: float, y: float, px: float, py: float) -> bool:
        """Whether a line's box keeps out of the inner frame, if there is one."""
        if self._inner is None:
            return True
        return not Box(min(x, px), min(y, py), abs(px - x), abs(py - y)).meets(self._inner)

    def _kept_whole(self, x: float, y: float, width: float, height: float) -> tuple[float, float]:
        """Return the middle nearest to x, y where a box does not cross the frame that x, y lies in."""
        half_w, half_h = width / 2, height / 2
        inner = self._inner
        if inner is None:
            frame = self.frame
            return (
                max(min(x, frame.x + frame.width - half_w), frame.x + half_w),
                max(min(y, frame.y + frame.height - half_h), frame.y + half_h),
            )
        if not Box(x - half_w, y - half_h, width, height).meets(inner):
            return x, y
        sides = (
            (inner.x - half_w, y),
            (inner.x + inner.width + half_w, y),
            (x, inner.y - half_h),
            (x, inner.y + inner.height + half_h),
        )
        return min(sides, key=lambda side: abs(side[0] - x) + abs(side[1] - y))


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


def _widened(box: Box, across: float, down: float) -> Box:
    return Box(box.x - across, box.y - down, box.width + 2 * across, box.height + 2 * down)


def _boxes(x: float, y: float, width: float, height: float, gap: float, *, usual_only: bool) -> Iterator[Box]:
    """Yield the places where a label may stand about its dot, best first."""
    for right, down in _POSITIONS:
        reach = gap if right == 0 or down == 0 else gap * 0.6
        left = x - width / 2 if right == 0 else x + reach if right > 0 else x - reach - width
        top = y - height / 2 if down == 0 else y + reach if down > 0 else y - reach - height
        yield Box(left, top, width, height)
    if usual_only:
        return
    for right, lower in _SHIFTS:
        left = x + gap if right > 0 else x - gap - width
        yield Box(left, y - height / 2 + lower * height, width, height)
    for down, share, far in _SLIDES:
        top = y + far * gap if down > 0 else y - far * gap - height
        yield Box(x - share * width, top, width, height)
