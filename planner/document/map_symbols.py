"""Where the symbols of operations stand, and which operations share one."""

from collections.abc import Iterable, Mapping
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.geo.content import OperationSymbol
from planner.geo.wkb import Shape

_SCANS: Final = 15
Point = tuple[float, float]


def inner_point(shape: Shape) -> Point:
    """Return a point well inside an area: the middle of the widest stretch that level lines find.

    Stretches near the middle of the shape's height are preferred. Lines give the middle of their bounds.
    """
    west, south, east, north = shape.bounds
    best, best_worth = ((west + east) / 2, (south + north) / 2), 0.0
    if not shape.is_area:
        return best
    rings = list(shape.rings())
    for step in range(1, _SCANS):
        y = south + (north - south) * (step + 0.01) / _SCANS
        crossings = sorted(x for ring in rings for x in _crossings(ring, y))
        nearness = 1 - abs(step / _SCANS - 0.5)
        for left, right in zip(crossings[0::2], crossings[1::2], strict=False):
            if (right - left) * nearness > best_worth:
                best, best_worth = ((left + right) / 2, y), (right - left) * nearness
    return best


def _crossings(ring: "Iterable[float]", y: float) -> list[float]:
    flat = list(ring)
    found = []
    ax, ay = flat[-2], flat[-1]
    for bx, by in zip(flat[0::2], flat[1::2], strict=True):
        if (ay > y) != (by > y):
            found.append(ax + (y - ay) * (bx - ax) / (by - ay))
        ax, ay = bx, by
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """An operation with its type, the wards it is in, and its drawn area (grid metres) if it has one."""

    operation: Operation
    kind: OperationType
    ward_ids: tuple[str, ...]
    area: Shape | None = None


def symbols(
    standings: Iterable[Standing], ward_points: Mapping[str, Point], selected: frozenset[str]
) -> tuple[tuple[OperationSymbol, ...], dict[str, tuple[str, ...]]]:
    """Return the symbols of operations, and symbol id -> the operations that share it, earliest first.

    Operations of one type in one ward share a symbol, so that a busy month stays readable; the symbol has the
    id of the selected one among them, else of the first. A drawn area has a symbol of its own at its middle.
    """
    groups: dict[tuple[str, str], list[Standing]] = {}
    for standing in standings:
        if standing.area is not None:
            groups.setdefault((standing.operation.id, ""), []).append(standing)
            continue
        for ward_id in standing.ward_ids:
            if ward_id in ward_points:
                groups.setdefault((standing.kind.id, ward_id), []).append(standing)
    made: list[OperationSymbol] = []
    sharing: dict[str, tuple[str, ...]] = {}
    for (_, ward_id), members in groups.items():
        shown = next((m for m in members if m.operation.id in selected), members[0])
        point = inner_point(shown.area) if shown.area is not None else ward_points[ward_id]
        made.append(
            OperationSymbol(
                id=shown.operation.id,
                easting=point[0],
                northing=point[1],
                letter=shown.kind.symbol,
                colour=shown.kind.colour,
                selected=shown.operation.id in selected,
                draft=not any(m.operation.status.is_authorised for m in members),
            )
        )
        known = sharing.get(shown.operation.id, ())
        sharing[shown.operation.id] = tuple(dict.fromkeys((*known, *(m.operation.id for m in members))))
    made.sort(key=lambda symbol: (symbol.selected, symbol.id))
    return tuple(made), sharing
