"""The line of a patrol from stop to stop, as maps on screen and paper draw it."""

from collections.abc import Sequence
from itertools import pairwise

from planner.geo.content import OperationShape
from planner.geo.wkb import line

ROUTE_UNIT = "route"
"""What an operation type is counted in when its stops are driven one after the other."""


def route_line(
    owner_id: str, points: Sequence[tuple[float, float]], colour: str
) -> tuple[OperationShape, ...]:
    """Return the line through stops in the order they are made, in grid metres; nothing for one spot."""
    way = [points[0], *(b for a, b in pairwise(points) if a != b)] if points else []
    if len(way) < 2:
        return ()
    return (OperationShape(id=owner_id, shape=line(way), colour=colour, selected=True),)
