"""Outlines eased for a heavy line: creeks and spikes that a thick pen would fill with ink are left out."""

from heapq import heapify, heappop, heappush

from planner.geo.sheet import Flat


def eased(ring: Flat, detail: float) -> Flat:
    """Return a ring without detail smaller than `detail` page units, or () where nothing larger is left.

    Points are taken away in order of the area that they add (Visvalingam's method), so that a thin creek
    shrinks from its tip and a coast keeps its course.
    """
    points = _thinned(ring, detail * 0.5)
    least = detail * detail
    before, after = _neighbours(len(points))
    areas = [_triangle(points[before[i]], points[i], points[after[i]]) for i in range(len(points))]
    queue = [(area, i) for i, area in enumerate(areas)]
    heapify(queue)
    left = len(points)
    while queue and left > 2:
        area, i = heappop(queue)
        if area != areas[i]:
            continue  # its neighbour went and it has another area now
        if area >= least:
            break
        areas[i] = -1.0
        left -= 1
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for j in (a, b):
            areas[j] = max(area, _triangle(points[before[j]], points[j], points[after[j]]))
            heappush(queue, (areas[j], j))
    kept = [points[i] for i in range(len(points)) if areas[i] >= 0]
    return tuple(n for point in kept for n in point) if len(kept) > 2 else ()


def _thinned(ring: Flat, step: float) -> list[tuple[float, float]]:
    """Return the points that lie at least `step` from the one kept before, in both axes together."""
    kept: list[tuple[float, float]] = []
    x = y = float("inf")
    for px, py in zip(ring[0::2], ring[1::2], strict=True):
        if abs(px - x) + abs(py - y) >= step:
            kept.append((px, py))
            x, y = px, py
    if len(kept) > 1 and abs(kept[0][0] - x) + abs(kept[0][1] - y) < step:
        kept.pop()
    return kept


def _neighbours(count: int) -> tuple[list[int], list[int]]:
    return [(i - 1) % count for i in range(count)], [(i + 1) % count for i in range(count)]


def _triangle(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2
