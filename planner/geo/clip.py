"""Shapes on the ground to rings and lines on the page, cut to what can be seen; and hatching."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import ceil, floor, log10

from planner.geo.sheet import Flat, Viewport
from planner.geo.wkb import Shape

_SPARE = 24.0  # page units beyond the frame that are kept, so that no stroke along a cut shows


class Projector:
    """Projects shapes for one viewport; what lies outside it is left out."""

    def __init__(self, viewport: Viewport) -> None:
        self._scale = 1 / viewport.metres_per_unit
        self._east = viewport.easting - viewport.width / 2 * viewport.metres_per_unit
        self._north = viewport.northing + viewport.height / 2 * viewport.metres_per_unit
        self._limits = (-_SPARE, -_SPARE, viewport.width + _SPARE, viewport.height + _SPARE)

    def rings(self, shape: Shape) -> tuple[Flat, ...]:
        """Return the rings of an area that reach into the view, cut to it."""
        found = []
        for ring in shape.rings():
            place = self._place(ring)
            if place == _OUTSIDE:
                continue
            flat = self._flat(ring)
            found.append(tuple(flat if place == _INSIDE else _cut(flat, self._limits)))
        return tuple(ring for ring in found if len(ring) >= 6)

    def lines(self, shape: Shape) -> tuple[Flat, ...]:
        """Return the stretches of a line that reach into the view; ends may lie beyond it."""
        found: list[Flat] = []
        for line in shape.rings():
            place = self._place(line)
            if place == _INSIDE:
                found.append(tuple(self._flat(line)))
            elif place != _OUTSIDE:
                found.extend(_stretches(self._flat(line), self._limits))
        return tuple(found)

    def hatch(self, rings: tuple[Flat, ...], spacing: float, height: float) -> tuple[Flat, ...]:
        """Return the hatching of rings, as hatch() has it."""
        return hatch(rings, spacing, height)

    def outline(self, rings: tuple[Flat, ...], detail: float) -> tuple[Flat, ...]:
        """Return rings without what is finer than a detail; what is finer as a whole is left out."""
        from planner.geo.ease import eased

        return tuple([tuple(line) for ring in rings if (line := eased(ring, detail))])

    def _flat(self, ring: Sequence[float]) -> list[float]:
        scale, east, north = self._scale, self._east, self._north
        flat = [0.0] * len(ring)
        flat[0::2] = [(x - east) * scale for x in ring[0::2]]
        flat[1::2] = [(north - y) * scale for y in ring[1::2]]
        return flat

    def _place(self, ring: Sequence[float]) -> int:
        """Tell a ring wholly outside the limits from one wholly inside and one that crosses them."""
        if len(ring) < 4:
            return _OUTSIDE
        xs, ys = ring[0::2], ring[1::2]
        left, right = (min(xs) - self._east) * self._scale, (max(xs) - self._east) * self._scale
        top, bottom = (self._north - max(ys)) * self._scale, (self._north - min(ys)) * self._scale
        low_x, low_y, high_x, high_y = self._limits
        if right < low_x or left > high_x or bottom < low_y or top > high_y:
            return _OUTSIDE
        if left >= low_x and right <= high_x and top >= low_y and bottom <= high_y:
            return _INSIDE
        return _CROSSING


class KeptProjector(Projector):
    """A projector that keeps what it found, for a map that is drawn again and again in one place."""

    def __init__(self, viewport: Viewport) -> None:
        super().__init__(viewport)
        self._kept: dict[tuple[object, ...], tuple[object, tuple[Flat, ...]]] = {}

    def rings(self, shape: Shape) -> tuple[Flat, ...]:
        """Return the rings of an area that reach into the view, cut to it."""
        return self._once(("rings",), shape, lambda: super(KeptProjector, self).rings(shape))

    def lines(self, shape: Shape) -> tuple[Flat, ...]:
        """Return the stretches of a line that reach into the view; ends may lie beyond it."""
        return self._once(("lines",), shape, lambda: super(KeptProjector, self).lines(shape))

    def hatch(self, rings: tuple[Flat, ...], spacing: float, height: float) -> tuple[Flat, ...]:
        """Return the hatching of rings, as hatch() has it."""
        return self._once(("hatch", spacing, height), rings, lambda: hatch(rings, spacing, height))

    def outline(self, rings: tuple[Flat, ...], detail: float) -> tuple[Flat, ...]:
        """Return rings without what is finer than a detail; what is finer as a whole is left out."""
        return self._once(
            ("outline", detail), rings, lambda: super(KeptProjector, self).outline(rings, detail)
        )

    def _once(
        self, how: tuple[object, ...], what: object, find: Callable[[], tuple[Flat, ...]]
    ) -> tuple[Flat, ...]:
        """Return what was found of one object before; it is kept alive, so that its id stays its own."""
        key = (*how, id(what))
        if key not in self._kept:
            self._kept[key] = what, find()
        return self._kept[key][1]


_OUTSIDE, _INSIDE, _CROSSING = 0, 1, 2


def _cut(flat: list[float], limits: tuple[float, float, float, float]) -> list[float]:
    """Cut a ring by the four sides of a rectangle, one after the other (Sutherland and Hodgman)."""
    sides = ((0, limits[0], True), (1, limits[1], True), (0, limits[2], False), (1, limits[3], False))
    for axis, limit, keep_above in sides:
        reach = flat[axis::2]
        if (min(reach) >= limit) if keep_above else (max(reach) < limit):
            continue  # nothing of it lies beyond this side
        flat = _cut_side(flat, axis, limit, keep_above)
        if len(flat) < 6:
            return []
    return flat


def _cut_side(flat: list[float], axis: int, limit: float, keep_above: bool) -> list[float]:
    kept: list[float] = []
    px, py = flat[-2], flat[-1]
    before = ((px, py)[axis] >= limit) == keep_above
    for x, y in zip(flat[0::2], flat[1::2], strict=True):
        now = ((y if axis else x) >= limit) == keep_above
        if now != before:
            if axis:
                kept += (px + (x - px) * (limit - py) / (y - py), limit)
            else:
                kept += (limit, py + (y - py) * (limit - px) / (x - px))
        if now:
            kept += (x, y)
        px, py, before = x, y, now
    return kept


def _stretches(flat: list[float], limits: tuple[float, float, float, float]) -> Iterator[Flat]:
    low_x, low_y, high_x, high_y = limits
    run: list[float] = []
    points = list(zip(flat[0::2], flat[1::2], strict=True))
    for (ax, ay), (bx, by) in pairwise(points):
        away = max(ax, bx) < low_x or min(ax, bx) > high_x or max(ay, by) < low_y or min(ay, by) > high_y
        if away:
            if run:
                yield tuple(run)
            run = []
            continue
        if not run:
            run = [ax, ay]
        run += (bx, by)
    if run:
        yield tuple(run)


def hatch(rings: Sequence[Flat], spacing: float, height: float) -> tuple[Flat, ...]:
    """Return parallel lines at 45 degrees, `spacing` apart, inside an area (even-odd).

    They stand in step over the whole page, so that neighbouring hatched areas read as one.
    """
    step = spacing * 2**0.5
    crossings: dict[int, list[float]] = defaultdict(list)
    for ring in rings:
        ax, ay = ring[-2], ring[-1]
        for bx, by in zip(ring[0::2], ring[1::2], strict=True):
            first, last = (ax + ay) / step, (bx + by) / step
            if first != last:
                slope = (bx - ax) / (last - first)
                for number in range(ceil(min(first, last)), ceil(max(first, last))):
                    crossings[number].append(ax + (number - first) * slope)
            ax, ay = bx, by
    lines: list[Flat] = []
    for number, xs in crossings.items():
        xs.sort()
        total = number * step
        lines += [
            (left, total - left, right, total - right)
            for left, right in zip(xs[0::2], xs[1::2], strict=True)
            if right - left > 0.2 and total - right < height and total - left > 0
        ]
    return tuple(lines)


def round_length(most: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, 50 ... that is not above `most`."""
    power = 10.0 ** floor(log10(most))
    return max(power * factor for factor in (1, 2, 5) if power * factor <= most * (1 + 1e-9))
