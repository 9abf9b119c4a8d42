"""Features of map files, whatever their format: facts and shapes, in degrees or in grid metres."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.geo.projection import shapes_to_grid
from planner.geo.wkb import Bounds, Shape

MAX_BYTES: Final = 256 * 1024 * 1024
MAX_VERTICES: Final = 1_000_000
MAX_FEATURES: Final = 50_000
_BRITAIN_DEGREES: Final[Bounds] = (-9.5, 49.0, 2.5, 61.5)
_BRITAIN_METRES: Final[Bounds] = (-10_000, -20_000, 700_000, 1_300_000)


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file, in the file's own coordinates."""

    properties: Mapping[str, Any]
    shape: Shape


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """A file's features and whether they are in grid metres (else longitude and latitude).

    layer: which of the file's layers they are, others: those that were not read; empty for files without.
    """

    name: str
    features: tuple[Feature, ...]
    is_grid: bool
    layer: str = ""
    others: tuple[str, ...] = ()

    def grid_shapes(self) -> list[Shape]:
        """Return every feature's shape in grid metres; InvalidInput where the grid does not reach."""
        shapes = [feature.shape for feature in self.features]
        if self.is_grid:
            return shapes
        try:
            return shapes_to_grid(shapes)
        except ValueError:
            raise InvalidInput(
                f"“{self.name}” has places outside the British National Grid, which this plan works in."
            ) from None


def feature_file(name: str, features: Iterable[Feature]) -> FeatureFile:
    """Return features with their coordinate system, told by where they lie; InvalidInput elsewhere."""
    found = tuple(features)
    return FeatureFile(name, found, bool(found) and is_grid([f.shape for f in found], name))


def too_many_points(name: str) -> InvalidInput:
    """Return what is said of a file with more than a million points."""
    return InvalidInput(
        f"“{name}” has more than a million points: download the generalised (BGC) file instead."
    )


def is_grid(shapes: list[Shape], name: str) -> bool:
    """Tell grid metres from degrees by where all the shapes lie."""
    each = [shape.bounds for shape in shapes]
    bounds = (
        min(b[0] for b in each),
        min(b[1] for b in each),
        max(b[2] for b in each),
        max(b[3] for b in each),
    )
    if _within(bounds, _BRITAIN_DEGREES):
        return False
    if _within((bounds[1], bounds[0], bounds[3], bounds[2]), _BRITAIN_DEGREES):
        raise InvalidInput(
            f"“{name}” gives latitude before longitude: longitude comes first; export it again."
        )
    if _within(bounds, (-180, -90, 180, 90)):
        raise InvalidInput(f"“{name}” has places outside Great Britain: choose a file of British wards.")
    if _within(bounds, _BRITAIN_METRES):
        if any(_within(b, (-180, -90, 180, 90)) for b in each):
            raise InvalidInput(f"“{name}” mixes degrees and metres: export all of it in one system.")
        return True
    raise InvalidInput(
        f"“{name}” has coordinates that are neither WGS84 (EPSG:4326) nor British National Grid (EPSG:27700) "
        "in Great Britain: export it in one of these."
    )


def _within(inner: Bounds, outer: Bounds) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]
