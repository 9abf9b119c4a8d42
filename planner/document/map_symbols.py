"""Where the symbols of operations stand, and which operations share one."""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.records.operation_type import OperationType
from planner.geo.content import OperationSymbol
from planner.geo.wkb import Shape
from planner.storage.spans import Work

_SCANS: Final = 15
_OFF: Final = 0.01  # of a step above the even lines, on which corners often lie
Point = tuple[float, float]


def inner_point(shape: Shape) -> Point:
    """Return a point well inside an area: the middle of the widest stretch that level lines find.

    Stretches near the middle of the shape's height are preferred. Lines give the middle of their bounds.
    """
    west, south, east, north = shape.bounds
    best, best_worth = ((west + east) / 2, (south + north) / 2), 0.0
    if not shape.is_area:
        return best
    for step, found in enumerate(_crossings(shape)):
        crossings = sorted(found)
        y = south + (north - south) * (step + _OFF) / _SCANS
        nearness = 1 - abs(step / _SCANS - 0.5)
        for left, right in zip(crossings[0::2], crossings[1::2], strict=False):
            if (right - left) * nearness > best_worth:
                best, best_worth = ((left + right) / 2, y), (right - left) * nearness
    return best


def _crossings(shape: Shape) -> list[list[float]]:
    """Return where each level line meets the edges of an area: one pass, since most edges meet none."""
    _west, south, _east, north = shape.bounds
    found: list[list[float]] = [[] for _ in range(_SCANS)]
    if north == south:
        return found
    lines_a_metre = _SCANS / (north - south)
    for ring in shape.rings():
        xs, ys = ring[0::2], ring[1::2]
        above = [ceil((y - south) * lines_a_metre - _OFF) for y in ys]  # the first line not below a corner
        before = above[-1]
        for at, here in enumerate(above):
            if here == before:
                continue
            for step in range(max(1, min(before, here)), min(_SCANS, max(before, here))):
                y = south + (step + _OFF) / lines_a_metre
                ax, ay = xs[at - 1], ys[at - 1]
                found[step].append(ax + (y - ay) * (xs[at] - ax) / (ys[at] - ay))
            before = here
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """An operation with its type, the wards it is in, and its drawn area (grid metres) if it has one."""

    operation: Work
    kind: OperationType
    ward_ids: tuple[str, ...]
    area: Shape | None = None


class Symbols:
    """Makes the symbols of operations, and keeps those whose operations are the same as before."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[list[Standing], frozenset[str], Point, OperationSymbol]] = {}

    def made(
        self, standings: Iterable[Standing], ward_points: Mapping[str, Point], selected: frozenset[str]
    ) -> tuple[tuple[OperationSymbol, ...], dict[str, tuple[str, ...]]]:
        """Return the symbols of operations, and symbol id -> the operations that share it, earliest first.

        Operations of one type in one ward share a symbol, so that a busy month stays readable; the symbol has
        the id of the selected one among them, else of the first. A drawn area has a symbol of its own at its
        middle.
        """
        groups = _grouped(standings, ward_points)
        before, self._kept = self._kept, {}
        sharing: dict[str, tuple[str, ...]] = {}
        for key, members in groups.items():
            area = members[0].area
            point = inner_point(area) if area is not None else ward_points[key[1]]
            known = before.get(key)
            if known is None or known[:3] != (members, selected, point):
                known = members, selected, point, _symbol(members, selected, point)
            self._kept[key] = known
            shown = known[3].id
            ids = [m.operation.id for m in members]
            sharing[shown] = tuple(dict.fromkeys((*sharing[shown], *ids)) if shown in sharing else ids)
        made = [known[3] for known in self._kept.values()]
        made.sort(key=lambda symbol: (symbol.selected, symbol.id))
        return tuple(made), sharing


def _grouped(
    standings: Iterable[Standing], ward_points: Mapping[str, Point]
) -> dict[tuple[str, str], list[Standing]]:
    """Return operations by type and ward; one with a drawn area stands alone."""
    groups: dict[tuple[str, str], list[Standing]] = {}
    for standing in standings:
        if standing.area is not None:
            groups[standing.operation.id, ""] = [standing]
            continue
        for ward_id in standing.ward_ids:
            if ward_id in ward_points:
                key = (standing.kind.id, ward_id)
                if key in groups:
                    groups[key].append(standing)
                else:
                    groups[key] = [standing]
    return groups


def _symbol(members: list[Standing], selected: frozenset[str], point: Point) -> OperationSymbol:
    shown = next((m for m in members if m.operation.id in selected), members[0])
    return OperationSymbol(
        id=shown.operation.id,
        easting=point[0],
        northing=point[1],
        letter=shown.kind.symbol,
        colour=shown.kind.colour,
        selected=shown.operation.id in selected,
        draft=not any(m.operation.status.is_authorised for m in members),
    )
