"""What lies under the pointer: a symbol or place of the sheet, else a ward."""

from typing import TYPE_CHECKING, Any

from planner.domain.records.ground import Ward
from planner.geo.hit import WardFinder

if TYPE_CHECKING:
    from collections.abc import Iterable


class WardIndex:
    """The ward of a point: in plain Python at first, by shapely's tree once load_tree() was called."""

    def __init__(self, wards: "Iterable[Ward]") -> None:
        self._wards = list(wards)
        self._finder = WardFinder(self._wards)
        self._tree: Any = None
        self._ordered: list[Ward] = []

    def load_tree(self) -> None:
        """Build the tree; the first call of a process loads shapely, so it comes after the first paint."""
        import shapely

        # Lowest code first, as WardFinder has it: a point on a shared edge belongs to one ward everywhere.
        self._ordered = sorted(self._wards, key=lambda ward: ward.code)
        shapes = shapely.from_wkb([ward.shape for ward in self._ordered])
        shapely.prepare(shapes)
        self._tree = shapely.STRtree(shapes)

    def ward_id_at(self, easting: float, northing: float) -> str:
        """Return the id of the ward under a point in grid metres, or "" outside all."""
        if self._tree is None:
            return self._finder.ward_id_at(easting, northing)
        import shapely

        found = self._tree.query(shapely.Point(easting, northing), predicate="intersects")
        return self._ordered[min(found.tolist())].id if len(found) else ""
