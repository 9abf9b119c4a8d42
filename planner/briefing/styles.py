"""Sizes and greys of the papers, in points; readable in black and white."""

from dataclasses import dataclass
from typing import Final

PAGE_WIDTH: Final = 595.28
PAGE_HEIGHT: Final = 841.89
MARGIN: Final = 33.0
FULL_WIDTH: Final = PAGE_WIDTH - 2 * MARGIN
GUTTER: Final = 14.0
SIDE_WIDTH: Final = 212.0
"""Of the column with the map, on the right of the first page."""
MAIN_WIDTH: Final = FULL_WIDTH - SIDE_WIDTH - GUTTER

MARKING_TOP: Final = 25.0
"""Baseline of the marking below the top edge; the draft line stands DRAFT_DROP under it."""
DRAFT_DROP: Final = 11.5
CONTENT_TOP: Final = 36.0
FOOTER_RULE: Final = 33.0
"""Above the bottom edge; the footer's baseline lies FOOTER_BASE above it."""
FOOTER_BASE: Final = 21.5
CONTENT_BOTTOM: Final = PAGE_HEIGHT - FOOTER_RULE - 6.0

INK: Final = "#111111"
SOFT: Final = "#444444"
HAIRLINE: Final = "#777777"
HEADER_FILL: Final = "#ececec"

REGULAR: Final = "WardplanSans"
BOLD: Final = "WardplanSans-Bold"


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Size and line distance of a text."""

    size: float
    leading: float
    colour: str = INK


BODY: Final = TextStyle(8.4, 11.2)
TABLE: Final = TextStyle(7.4, 9.5)
SMALL: Final = TextStyle(6.6, 8.4, SOFT)
FACTS: Final = TextStyle(7.2, 10.0)
TITLE: Final = TextStyle(15.5, 19.0)
KICKER: Final = TextStyle(7.2, 10.0, SOFT)
HEADING: Final = TextStyle(9.2, 12.0)
MARKING: Final = TextStyle(9.0, 11.0)

CELL_X: Final = 3.4
CELL_Y: Final = 2.3
"""Padding inside the cells of a table."""
