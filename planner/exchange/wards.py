"""Ward files in: any map file of wards with the usual ONS property names, as ward records."""

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.domain.errors import InvalidInput
from planner.domain.records.ground import Ward
from planner.exchange.feature_files import read_feature_file
from planner.exchange.features import Feature, FeatureFile
from planner.exchange.stable_ids import stable_id
from planner.exchange.ward_properties import (
    WardProperties,
    find_properties,
    number_of,
    refuse_other_areas,
    text_of,
)
from planner.geo.projection import shape_to_wgs84
from planner.geo.wkb import Shape, as_multipolygon, from_wkb, to_wkb

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_MOST_SIDES: Final = 50_000
_MOST_CROSSINGS: Final = 2_000
_SAMPLED: Final = 100


def read_wards(path: Path | str, ward_set: str = "") -> list[Ward]:
    """Return the wards of a map file in order of code; InvalidInput says in one sentence what is wrong.

    ward_set: the name of the set, else the year in the property names ("2025"). Shapes that cross themselves
    are mended. The id depends on the code alone.
    """
    return wards_of_features(read_feature_file(Path(path), likely="ward"), ward_set)


def wards_of_features(file: FeatureFile, ward_set: str = "") -> list[Ward]:
    """Return the wards of a map file that was read, as read_wards() does."""
    areas = FeatureFile(
        file.name, tuple(feature for feature in file.features if feature.shape.is_area), file.is_grid
    )
    if not areas.features:
        raise InvalidInput(f"“{file.name}” holds no areas, so no wards: choose a file of ward boundaries.")
    names = find_properties((key for feature in areas.features for key in feature.properties), file.name)
    codes = [text_of(feature.properties, names.code) for feature in areas.features]
    refuse_other_areas(codes, file.name)
    _refuse_gaps(codes, areas, names)
    grid = areas.grid_shapes()
    wards = []
    for feature, before, shape in zip(areas.features, grid, _mended(grid, codes, file.name), strict=True):
        degrees = feature.shape if not areas.is_grid and shape.parts == before.parts else None
        wards.append(_ward(feature, shape, names, ward_set, degrees))
    return sorted(wards, key=lambda ward: ward.code)


def _refuse_gaps(codes: Sequence[str], areas: FeatureFile, names: WardProperties) -> None:
    """Raise InvalidInput for a ward without a code or name, or a code that stands twice."""
    seen: set[str] = set()
    for number, (code, feature) in enumerate(zip(codes, areas.features, strict=True), 1):
        if not code or not text_of(feature.properties, names.name):
            lacks = names.name if code else names.code
            raise InvalidInput(
                f"Area {number} of “{areas.name}” has no {lacks}: fill it in or leave the area out."
            )
        if code in seen:
            raise InvalidInput(
                f"“{areas.name}” has the ward {code} twice: join its parts into one area or remove one."
            )
        seen.add(code)


def _mended(shapes: list[Shape], codes: Sequence[str], name: str) -> list[Shape]:
    """Return valid multi-polygons; InvalidInput for a ward without an inside."""
    import shapely

    result = []
    for shape, code in zip(shapes, codes, strict=True):
        geometry = shapely.from_wkb(to_wkb(_closed(shape)), on_invalid="ignore")
        if geometry is not None and not geometry.is_valid:
            if _is_scribble(geometry):
                raise InvalidInput(
                    f"The ward {code} of “{name}” crosses itself all over: export the file again."
                )
            geometry = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
        if geometry is None or geometry.is_empty or geometry.area <= 0:
            raise InvalidInput(f"The ward {code} of “{name}” has no area: export the file again.")
        result.append(as_multipolygon(from_wkb(geometry.wkb)))
    return result


def _is_scribble(geometry: "BaseGeometry") -> bool:
    """Return whether an area crosses itself too often to be mended, which takes longer with every crossing.

    Told from a sample of its sides.
    """
    import numpy
    import shapely

    sides = [
        numpy.stack((corners[:-1], corners[1:]), axis=1)
        for ring in shapely.get_rings(geometry)
        if len(corners := shapely.get_coordinates(ring)) > 1
    ]
    lines = numpy.asarray(shapely.linestrings(numpy.concatenate(sides)))
    if len(lines) > _MOST_SIDES:
        return True
    sample = lines[:: max(1, len(lines) // _SAMPLED)]
    crossings = shapely.STRtree(lines).query(sample, predicate="crosses").shape[1]
    return bool(crossings / len(sample) * len(lines) / 2 > _MOST_CROSSINGS)


def _closed(shape: Shape) -> Shape:
    """Return the shape with every ring ending where it began."""
    return Shape(shape.kind, tuple(tuple(_closed_ring(ring) for ring in part) for part in shape.parts))


def _closed_ring(ring: "array[float]") -> "array[float]":
    if (ring[0], ring[1]) == (ring[-2], ring[-1]):
        return ring
    return ring + ring[:2]


def _ward(
    feature: Feature, shape: Shape, names: WardProperties, ward_set: str, degrees: Shape | None
) -> Ward:
    """Return the record; degrees is the file's own longitude and latitude where mending changed nothing."""
    properties = feature.properties
    code = text_of(properties, names.code)
    geom = as_multipolygon(degrees) if degrees is not None else shape_to_wgs84(shape)
    return Ward(
        id=stable_id("ward", code),
        code=code,
        name=text_of(properties, names.name),
        district_code=text_of(properties, names.district_code),
        district_name=text_of(properties, names.district_name),
        ward_set=ward_set or names.ward_set,
        population=number_of(properties, names.population),
        geom=to_wkb(geom),
        shape=to_wkb(shape),
    )
