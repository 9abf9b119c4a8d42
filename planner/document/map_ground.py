"""The ground of a map, read once: ward shapes, land, built-up areas, railways, names."""

from functools import cached_property
from typing import Final

from planner.document.map_symbols import Point, inner_point
from planner.domain.records.ground import Place, Ward
from planner.domain.vocabulary import PlaceKind
from planner.domain.ward_sets import current_wards, ward_words
from planner.geo.content import Village, WardShape
from planner.geo.wkb import Bounds, Shape, from_wkb
from planner.storage.reader import Reader

STREET_RANK: Final = 9
_NAMED: Final = (PlaceKind.VILLAGE, PlaceKind.LOCALITY, PlaceKind.STATION)


class Ground:
    """Wards and standing places of one plan in grid metres; each part is read when it is first needed."""

    def __init__(self, read: Reader) -> None:
        self._read = read

    @cached_property
    def _all_wards(self) -> list[Ward]:
        return self._read.all(Ward)

    @cached_property
    def wards(self) -> dict[str, Ward]:
        """The current wards by id, by name: those that are drawn, pointed at and dropped on."""
        return {ward.id: ward for ward in current_wards(self._all_wards)}

    @cached_property
    def plain_wards(self) -> tuple[WardShape, ...]:
        """The ward shapes without a colour."""
        return tuple(
            WardShape(id=ward.id, name=ward.name, shape=from_wkb(ward.shape)) for ward in self.wards.values()
        )

    @cached_property
    def former_wards(self) -> tuple[WardShape, ...]:
        """Wards that a newer set has replaced; one is outlined while work that lies in it is selected."""
        return tuple(
            WardShape(id=ward.id, name=ward_words(ward), shape=from_wkb(ward.shape))
            for ward in self._all_wards
            if ward.id not in self.wards
        )

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """Ward shapes by ward id, those of former wards too, since work may stand in them."""
        return {ward.id: ward.shape for ward in (*self.plain_wards, *self.former_wards)}

    @cached_property
    def ward_points(self) -> dict[str, Point]:
        """A point well inside each ward."""
        return {ward_id: inner_point(shape) for ward_id, shape in self.shapes.items()}

    @cached_property
    def bounds(self) -> Bounds:
        """The ground that the current wards cover; the middle of the grid when there are none."""
        boxes = [ward.shape.bounds for ward in self.plain_wards]
        if not boxes:
            return (300_000.0, 200_000.0, 600_000.0, 500_000.0)
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )

    @cached_property
    def _backdrop(self) -> dict[PlaceKind, tuple[Shape, ...]]:
        kinds = (PlaceKind.CONTEXT, PlaceKind.BUILT_UP, PlaceKind.RAILWAY)
        found: dict[PlaceKind, list[Shape]] = {kind: [] for kind in kinds}
        for place in self._read.among(Place, "kind", kinds):
            found[place.kind].append(from_wkb(place.shape))
        return {kind: tuple(shapes) for kind, shapes in found.items()}

    @property
    def land(self) -> tuple[Shape, ...]:
        """The land around the district."""
        return self._backdrop[PlaceKind.CONTEXT]

    @property
    def built_up(self) -> tuple[Shape, ...]:
        """Built-up areas."""
        return self._backdrop[PlaceKind.BUILT_UP]

    @property
    def railways(self) -> tuple[Shape, ...]:
        """Railway lines."""
        return self._backdrop[PlaceKind.RAILWAY]

    @cached_property
    def villages(self) -> tuple[Village, ...]:
        """Villages, localities and stations that belong to the plan, not to one operation."""
        return tuple(
            Village(id=p.id, name=p.name, easting=p.easting, northing=p.northing, rank=p.rank)
            for p in self._read.among(Place, "kind", _NAMED)
            if not p.operation_id
        )

    @cached_property
    def streets(self) -> tuple[Village, ...]:
        """Streets by name, for maps close enough to have room for them."""
        return tuple(
            Village(id=p.id, name=p.name, easting=p.easting, northing=p.northing, rank=p.rank)
            for p in self._read.among(Place, "kind", [PlaceKind.STREET])
        )

    def villages_to(self, most_rank: int, selected: str) -> tuple[Village, ...]:
        """Return what is named at some zoom; the selected place always is, and first."""
        return tuple(
            Village(id=v.id, name=v.name, easting=v.easting, northing=v.northing, rank=0)
            if v.id == selected
            else v
            for v in (self.villages + self.streets if most_rank >= STREET_RANK else self.villages)
            if v.rank <= most_rank or v.id == selected
        )
