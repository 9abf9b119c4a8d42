"""Whether a shape that comes in is the one that the plan has."""

from typing import Final

from planner.geo.wkb import Shape

SAME_METRES: Final = 1.0


def is_same_shape(one: Shape, other: Shape) -> bool:
    """Return whether two shapes in grid metres have the same points, each within a metre.

    There and back through degrees of six decimals a point moves by some centimetres: that is no change.
    """
    if one.kind is not other.kind or len(one.parts) != len(other.parts):
        return False
    rings, others = list(one.rings()), list(other.rings())
    return [len(r) for r in rings] == [len(r) for r in others] and all(
        abs(a - b) <= SAME_METRES
        for ring, beside in zip(rings, others, strict=True)
        for a, b in zip(ring, beside, strict=True)
    )
