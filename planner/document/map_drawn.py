"""What was drawn on the map as a command: an operation's area, its route, its RVP and visit points."""

from collections.abc import Sequence
from typing import Final

from planner.document.command import Command
from planner.document.commands.draw import KIND_WORDS, add_place, edit_place, set_area
from planner.document.commands.visits import add_visit
from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.records.ground import Place
from planner.domain.vocabulary import PlaceKind
from planner.geo.wkb import Shape, line, point, polygon, to_wkb
from planner.storage.pair import Pair
from planner.storage.reader import Reader

LEAST_POINTS: Final = {PlaceKind.ROUTE: 2, PlaceKind.AREA: 3}
"""How many points a shape must have; every other kind is a single point."""
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn for an operation: points in grid metres, and the ward of their middle ("" outside all).

    deployment_id: the deployment in hand, which also gets a stop at a visit point.
    """

    kind: PlaceKind
    points: tuple[tuple[float, float], ...]
    operation_id: str
    ward_id: str = ""
    deployment_id: str = ""


def draw_command(read: Reader, drawn: Drawn) -> Command:
    """Return the command for something drawn; InvalidInput says what is wrong with the shape.

    An operation has one area and one RVP: drawing another replaces the first.
    """
    from planner.geo.projection import wkb_to_wgs84

    shape = _shape(drawn)
    wkb = to_wkb(shape)
    if drawn.kind is PlaceKind.AREA:
        return set_area(operation_id=drawn.operation_id, area=wkb_to_wgs84(wkb))
    easting, northing = middle_of(drawn.points)
    if drawn.kind is PlaceKind.RVP and (known := _rvp(read, drawn.operation_id)):
        return edit_place(
            place_id=known.id,
            geom=wkb_to_wgs84(wkb),
            shape=wkb,
            easting=easting,
            northing=northing,
            ward_id=drawn.ward_id,
        )
    command, place_id = add_place(
        name=_name(read, drawn),
        kind=drawn.kind,
        easting=easting,
        northing=northing,
        geom=wkb_to_wgs84(wkb),
        shape=wkb,
        ward_id=drawn.ward_id,
        operation_id=drawn.operation_id,
    )
    if drawn.kind is PlaceKind.VISIT_POINT and drawn.deployment_id:
        return _with_stop(command, add_visit(deployment_id=drawn.deployment_id, place_id=place_id))
    return command


def middle_of(points: Points) -> tuple[float, float]:
    """Return the middle of the bounds of some points."""
    eastings, northings = zip(*points, strict=True)
    return (min(eastings) + max(eastings)) / 2, (min(northings) + max(northings)) / 2


def _with_stop(place: Command, stop: Command) -> Command:
    def apply(pair: Pair) -> None:
        place.apply(pair)
        stop.apply(pair)

    return Command(place.label, apply)


def _shape(drawn: Drawn) -> Shape:
    points = tuple(dict.fromkeys(drawn.points))
    least = LEAST_POINTS.get(drawn.kind, 1)
    if len(points) < least:
        raise InvalidInput(
            f"{KIND_WORDS[drawn.kind]}: {len(points)} of at least {least} points are set; click to add more."
        )
    if drawn.kind is PlaceKind.ROUTE:
        return line(points)
    if drawn.kind is not PlaceKind.AREA:
        return point(*points[0])
    return _area(points)


def _area(points: Points) -> Shape:
    from shapely.geometry import Polygon

    outline = Polygon(points)
    if not outline.is_valid or outline.area <= 0:
        raise InvalidInput(
            "The outline of the area crosses itself; take back the last point and go round the other way."
        )
    return polygon(points)


def _rvp(read: Reader, operation_id: str) -> Place | None:
    return next(iter(read.all(Place, operation_id=operation_id, kind=PlaceKind.RVP)), None)


def _name(read: Reader, drawn: Drawn) -> str:
    """Return "RVP", or "Visit point 2" where the operation has one already."""
    words = KIND_WORDS[drawn.kind]
    number = read.count(Place, operation_id=drawn.operation_id, kind=drawn.kind) + 1
    return words if number == 1 and drawn.kind is not PlaceKind.VISIT_POINT else f"{words} {number}"
