"""What a painted view has on the screen, so that after a change only what looks different is painted."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QRegion

Box = tuple[float, float, float, float]
"""Left, top, width and height in content coordinates."""
Parts = Mapping[Box, object]
"""What is painted where; two parts that are equal look the same."""

_REACH = 2
"""Pixels that pens and signs may reach beyond the rectangle of a bar."""


class OnScreen:
    """The parts that were painted last, within one frame (sizes, days, scrolling)."""

    def __init__(self) -> None:
        self._frame: object = None
        self._parts: Parts | None = None

    @property
    def is_known(self) -> bool:
        """Whether it is known what the screen shows."""
        return self._parts is not None

    def forget(self) -> None:
        """Take nothing for granted: all is painted again."""
        self._parts = None

    def take(self, frame: object, parts: Parts) -> QRegion | None:
        """Note what the screen shows from now on; return where that is new, or None if it may be anywhere."""
        before, self._parts = self._parts, parts
        if before is None or frame != self._frame:
            self._frame = frame
            return None
        changed = QRegion()
        for box, part in parts.items():
            if box not in before or before[box] != part:
                changed += reach_of(QRectF(*box))
        for box in before.keys() - parts.keys():
            changed += reach_of(QRectF(*box))
        return changed


def box_of(rect: QRectF) -> Box:
    """Return a rectangle as numbers."""
    return rect.x(), rect.y(), rect.width(), rect.height()


def reach_of(rect: QRectF) -> QRect:
    """Return the whole pixels that what is painted into a rectangle may touch."""
    return rect.toAlignedRect().adjusted(-_REACH, -_REACH, _REACH, _REACH)
