"""What every paper has around its content: the facts of the PDF, the marking, the draft line, the foot."""

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Final

from planner.briefing.escape import printable
from planner.briefing.fonts import text_width, use_fonts
from planner.briefing.pen import Pen
from planner.briefing.styles import (
    DRAFT_DROP,
    FACTS,
    FOOTER_BASE,
    FOOTER_RULE,
    HAIRLINE,
    INK,
    MARGIN,
    MARKING,
    MARKING_TOP,
    REGULAR,
)
from planner.briefing.typeset import fitted
from planner.domain.vocabulary import Marking

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Size = tuple[float, float]
"""Width and height of a page in points."""
_LONGEST_TITLE: Final = 200


def new_canvas(out: BytesIO, size: Size, title: str, marking: Marking) -> "Canvas":
    """Return the canvas of a PDF; no author, clock or path gets into it: the same paper, the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    use_fonts()
    canvas = Canvas(
        out,
        pagesize=size,
        invariant=1,
        lang="en-GB",
        pageCompression=1,
        initialFontName=REGULAR,  # type: ignore[arg-type]  # the stubs take this name for a number
    )
    shown = printable(title)
    canvas.setTitle(shown if len(shown) <= _LONGEST_TITLE else f"{shown[:_LONGEST_TITLE]}…")
    canvas.setAuthor("")
    canvas.setSubject(marking.value)
    canvas.setCreator("Wardplan")
    canvas.setProducer("Wardplan")
    canvas.showOutline()
    return canvas


def draw_frame(
    pen: Pen, size: Size, marking: Marking, *, draft_line: str, foot: Callable[[float], str], corner: str
) -> None:
    """Draw what stands around a page; corner: the words at the right of its foot.

    foot: returns the words at the left for a width in points; what is longer even so is cut.
    """
    middle, right = size[0] / 2, size[0] - MARGIN
    rule, base = size[1] - FOOTER_RULE, size[1] - FOOTER_BASE
    words = marking.value
    pen.centred(middle, MARKING_TOP, words, MARKING.size, bold=True)
    if draft_line:
        pen.centred(middle, MARKING_TOP + DRAFT_DROP, draft_line, MARKING.size, bold=True)
    pen.rule(MARGIN, rule, right, rule, 0.5, HAIRLINE)
    pen.centred(middle, base, words, MARKING.size, bold=True)
    room = middle - MARGIN - text_width(words, MARKING.size, bold=True) / 2 - 10
    pen.text(MARGIN, base, fitted(foot(room), FACTS.size, room), FACTS.size, colour=INK)
    pen.right(right, base, corner, FACTS)
