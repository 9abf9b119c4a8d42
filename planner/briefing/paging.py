"""Places a stream of blocks on pages: beside the map first, then across the page; nothing is cut."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.briefing.flowing import Flowing, Laid, Text
from planner.briefing.pen import Pen
from planner.briefing.styles import (
    CONTENT_BOTTOM,
    CONTENT_TOP,
    DRAFT_DROP,
    FULL_WIDTH,
    GUTTER,
    MAIN_WIDTH,
    MARGIN,
    SIDE_WIDTH,
)

_LEAST_BESIDE = 30.0  # points beside the map that a tall block needs to begin there

_LEAST_BEFORE = 2  # paragraphs in a row: one stays with its heading when the other is taken along


@dataclass(frozen=True, slots=True)
class Placed:
    """A measured block and where its upper left corner is."""

    laid: Laid
    x: float
    top: float

    def draw(self, pen: Pen) -> None:
        """Draw it."""
        self.laid.draw(pen, self.x, self.top)


@dataclass(slots=True)
class Page:
    """What stands on one page."""

    placed: list[Placed] = field(default_factory=list)


class Pager:
    """Fills pages from a stream. With draft, the line under the marking takes room at the top of each."""

    def __init__(self, *, draft: bool) -> None:
        self._top = CONTENT_TOP + (DRAFT_DROP if draft else 0.0)
        self.pages = [Page()]
        self._y = self._top
        self._beside_until = 0.0
        self._paragraphs: list[Text] = []

    @property
    def room(self) -> float:
        """What is left of the page, in points."""
        return CONTENT_BOTTOM - self._y

    def place_all(self, stream: Iterable[Flowing]) -> None:
        """Place every block in order, on as many pages as it takes."""
        waiting = deque(stream)
        while waiting:
            block = waiting.popleft()
            waiting.extendleft(reversed(self._place(block, waiting[0] if waiting else None)))

    def place_side(self, stream: Iterable[Flowing]) -> list[Flowing]:
        """Place blocks in the column at the right of this page; what follows stands beside it.

        Returns what found no room, to be placed further down.
        """
        left = MARGIN + MAIN_WIDTH + GUTTER
        y = self._y + 3
        waiting = deque(stream)
        while waiting:
            block = waiting.popleft()
            y += block.space_before
            laid = block.laid(SIDE_WIDTH)
            least = waiting[0].least_height(SIDE_WIDTH) if block.keeps_next and waiting else 0.0
            if least and y + laid.height + waiting[0].space_before + least > CONTENT_BOTTOM:
                waiting.appendleft(block)
                break
            if y + laid.height > CONTENT_BOTTOM:
                parts = block.split(SIDE_WIDTH, CONTENT_BOTTOM - y, whole_page=False)
                if parts is None:
                    waiting.appendleft(block)
                    break
                laid = parts[0]
                waiting.appendleft(parts[1])
            self.pages[-1].placed.append(Placed(laid, left, y))
            y += laid.height
            if y > CONTENT_BOTTOM - 20:
                break
        self._beside_until = y
        return list(waiting)

    def place_at_foot(self, block: Flowing) -> None:
        """Place a block at the foot of the last page, or on a new one where it has no room."""
        self._y = max(self._y, self._beside_until)
        height = block.laid(FULL_WIDTH).height
        if height + block.space_before > self.room:
            self.new_page()
            self.place_all([block])
            return
        self.pages[-1].placed.append(Placed(block.laid(FULL_WIDTH), MARGIN, CONTENT_BOTTOM - height))
        self._y = CONTENT_BOTTOM

    def new_page(self) -> None:
        """Go on at the top of the next page."""
        self.pages.append(Page())
        self._y = self._top
        self._beside_until = 0.0
        self._paragraphs.clear()

    def _place(self, block: Flowing, following: Flowing | None) -> list[Flowing]:
        """Place a block or the beginning of it; returns what is to be placed next."""
        fresh = self._y == self._top
        beside = self._stands_beside(block, following)
        if not beside and self._beside_until > self._y:
            self._y = self._beside_until + 2
        width = MAIN_WIDTH if beside else FULL_WIDTH
        top = self._y if fresh else self._y + block.space_before
        laid = block.laid(width)
        needed = laid.height
        if block.keeps_next and following is not None:
            needed += following.space_before + following.least_height(width)
        alone = fresh and block.keeps_next and top + laid.height <= CONTENT_BOTTOM
        if alone or top + needed <= CONTENT_BOTTOM + 0.01:
            self._put(laid, top)
            self._note(block)
            return []
        if block.keeps_next and not fresh:
            self.new_page()
            return [block]
        if parts := block.apart():
            return list(parts)
        split = block.split(width, CONTENT_BOTTOM - top, whole_page=fresh)
        if split is None and fresh:
            self._put(laid, top)
            return []
        if split is not None:
            self._put(split[0], top)
            self.new_page()
            return [split[1]]
        before = self._taken_along(block, following)
        self.new_page()
        return [*before, block]

    def _taken_along(self, block: Flowing, following: Flowing | None) -> list[Flowing]:
        """Take the paragraph before off the page too, where the last of a section would go over alone."""
        is_last = following is None or following.keeps_next
        recent = self._paragraphs
        if not is_last or not isinstance(block, Text) or block.pad or len(recent) < _LEAST_BEFORE:
            return []
        self.pages[-1].placed.pop()
        return [recent.pop()]

    def _stands_beside(self, block: Flowing, following: Flowing | None) -> bool:
        """Return whether a block begins in the left column: most of it, and what it must not part from."""
        if block.full_width:
            return False
        room = self._beside_until - self._y
        if not block.keeps_next or following is None:
            return room > min(_LEAST_BESIDE, block.laid(MAIN_WIDTH).height * 0.5)
        below = room - block.space_before - block.laid(MAIN_WIDTH).height - following.space_before
        return not following.full_width and below > min(_LEAST_BESIDE, following.least_height(MAIN_WIDTH))

    def _note(self, block: Flowing) -> None:
        """Remember the paragraphs that stand whole at the foot of what is placed, in a row."""
        if isinstance(block, Text) and not block.pad:
            self._paragraphs.append(block)
        else:
            self._paragraphs.clear()

    def _put(self, laid: Laid, top: float) -> None:
        self.pages[-1].placed.append(Placed(laid, MARGIN, top))
        self._y = top + laid.height
