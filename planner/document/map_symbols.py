"""Where the symbols of operations stand, and which operations share one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
_Groups = dict[tuple[str, str], list["Standing"]]
_GATHERED: Final = ""  # in the place of a type: operations of any


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
        self,
        standings: Sequence[Standing],
        ward_points: Mapping[str, Point],
        selected: frozenset[str],
        most: int | None = None,
    ) -> tuple[tuple[OperationSymbol, ...], dict[str, tuple[str, ...]]]:
        """Return the symbols of operations, and symbol id -> the operations that share it, earliest first.

        Operations of one type in one ward share a symbol, so that a busy month stays readable; the symbol has
        the id of the selected one among them, else of the first. A drawn area has a symbol of its own at its
        middle, once it is known on the grid.
        most: how many symbols there is room for; with more, the wards that have most of them show one with
        the number of operations, and beside it what is selected.
        """
        groups = _grouped(standings, ward_points)
        crowded = _crowded(groups, most)
        if crowded:
            groups, together = _gathered(groups, standings, crowded, selected)
        before, self._kept = self._kept, {}
        sharing: dict[str, tuple[str, ...]] = {}
        for key, members in groups.items():
            area = members[0].area
            if not key[1] and area is None:
                continue
            point = inner_point(area) if area is not None else ward_points[key[1]]
            known = before.get(key)
            if known is None or known[:3] != (members, selected, point):
                is_gathered = key[0] == _GATHERED
                known = members, selected, point, _symbol(members, selected, point, is_gathered=is_gathered)
            self._kept[key] = known
            shown = known[3].id
            ids = together[key[1]] if key[1] in crowded else [m.operation.id for m in members]
            sharing[shown] = tuple(dict.fromkeys((*sharing[shown], *ids)) if shown in sharing else ids)
        made = [known[3] for known in self._kept.values()]
        areas = {key[0] for key in self._kept if not key[1]}
        # What comes first gets the better place: areas come last, which a window shows after its first paint.
        made.sort(key=lambda s: (s.selected, s.id in areas, not s.gathered, s.id))
        return tuple(made), sharing


def _grouped(standings: Iterable[Standing], ward_points: Mapping[str, Point]) -> _Groups:
    """Return operations by type and ward; one with a drawn area stands alone, in no ward."""
    groups: _Groups = {}
    for standing in standings:
        if standing.operation.area:
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


def _crowded(groups: _Groups, most: int | None) -> frozenset[str]:
    """Return the wards to show one number for, those with most symbols, until no more than most are left."""
    if most is None or len(groups) <= most:
        return frozenset()
    counts = Counter(ward_id for _, ward_id in groups if ward_id)
    alone = len(groups) - counts.total()
    limit = max(counts.values(), default=0)
    while limit > 1 and alone + sum(n if n < limit else 1 for n in counts.values()) > most:
        limit -= 1
    return frozenset(ward_id for ward_id, n in counts.items() if n >= max(2, limit))


def _gathered(
    groups: _Groups, standings: Iterable[Standing], crowded: frozenset[str], selected: frozenset[str]
) -> tuple[_Groups, dict[str, list[str]]]:
    """Return groups in which crowded wards have one, and the operations of each such ward, earliest first.

    What is selected there stays by its type.
    """
    made = {key: members for key, members in groups.items() if key[1] not in crowded}
    inside: _Groups = {(_GATHERED, ward_id): [] for ward_id in crowded}
    together: dict[str, list[str]] = {ward_id: [] for ward_id in crowded}
    for standing in standings:
        operation = standing.operation
        if operation.area:
            continue
        for ward_id in standing.ward_ids:
            if ward_id in crowded:
                together[ward_id].append(operation.id)
                kind = standing.kind.id if operation.id in selected else _GATHERED
                inside.setdefault((kind, ward_id), []).append(standing)
    made.update((key, members) for key, members in inside.items() if members)
    return made, together


def _symbol(
    members: list[Standing], selected: frozenset[str], point: Point, *, is_gathered: bool
) -> OperationSymbol:
    shown = next((m for m in members if m.operation.id in selected), members[0])
    return OperationSymbol(
        id=shown.operation.id,
        easting=point[0],
        northing=point[1],
        letter=str(len(members)) if is_gathered else shown.kind.symbol,
        colour=shown.kind.colour,
        selected=shown.operation.id in selected,
        draft=not any(m.operation.status.is_authorised for m in members),
        gathered=is_gathered,
    )
