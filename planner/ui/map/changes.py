"""Where two paintings of a map in one place differ, item by item, so that only that is painted again."""

from collections.abc import Sequence
from itertools import chain

from PySide6.QtCore import QRectF
from PySide6.QtGui import QRegion

from planner.geo.sheet import Box, DiscItem, Item, LineItem, PolygonItem, RectItem, TextItem

_SPARE = 2.0
"""Pixels that smooth edges may reach beyond the shape."""


def changed_region(before: Sequence[Item], now: Sequence[Item]) -> QRegion | None:
    """Return where items differ; None if what both have is drawn in another order, or by a key not alone."""
    old, new = _by_key(before), _by_key(now)
    if len(old) != len(before) or len(new) != len(now):
        return None
    if [key for key in old if key in new] != [key for key in new if key in old]:
        return None
    region = QRegion()
    for key, item in new.items():
        was = old.get(key)
        if was is None:
            region += region_of(item)
        elif was is not item and was != item:
            region += region_of(was) + region_of(item)
    for key in old.keys() - new.keys():
        region += region_of(old[key])
    return region


def region_of(item: Item) -> QRegion:
    """Return the whole pixels that an item may touch."""
    box, reach = box_of(item), _SPARE
    if isinstance(item, TextItem):
        reach += item.size  # bold letters run wider than was measured, and accents higher
    elif item.style.stroke is not None:
        reach += item.style.width
    rect = QRectF(box.x, box.y, box.width, box.height).adjusted(-reach, -reach, reach, reach)
    return QRegion(rect.toAlignedRect())


def box_of(item: Item) -> Box:
    """Return the page rectangle that an item covers, its stroke left out."""
    if isinstance(item, (RectItem, TextItem)):
        return item.box
    if isinstance(item, DiscItem):
        return Box(item.x - item.radius, item.y - item.radius, 2 * item.radius, 2 * item.radius)
    runs = item.rings if isinstance(item, PolygonItem) else item.lines
    flat = runs[0] if len(runs) == 1 else list(chain.from_iterable(runs))
    xs, ys = flat[0::2], flat[1::2]
    left, top = min(xs), min(ys)
    return Box(left, top, max(xs) - left, max(ys) - top)


def _by_key(items: Sequence[Item]) -> dict[tuple[object, ...], Item]:
    """Return items by what tells them apart, in drawing order; numbered where nothing else does."""
    found: dict[tuple[object, ...], Item] = {}
    seen: dict[tuple[object, ...], int] = {}
    for item in items:
        key = _key(item)
        number = seen.get(key, 0)
        seen[key] = number + 1
        found[*key, number] = item
    return found


def _key(item: Item) -> tuple[object, ...]:
    if isinstance(item, (DiscItem, TextItem)):
        return (
            item.layer,
            item.ref,
            item.x,
            item.y,
            item.radius if isinstance(item, DiscItem) else item.text,
        )
    if isinstance(item, RectItem):
        return (item.layer, item.ref, item.box.x, item.box.y)
    if isinstance(item, LineItem):
        return (item.layer, item.ref, item.lines[0][:4] if item.lines else ())
    return (item.layer, item.ref, item.rings[0][:2] if item.rings else ())
