"""Writes measured pages as a PDF: marking, draft line and footer on every page, the same bytes every time."""

from collections.abc import Sequence
from io import BytesIO

from planner.briefing.content import OrderContent
from planner.briefing.fonts import text_width
from planner.briefing.order_layout import MarkedPage
from planner.briefing.page_frame import draw_frame, new_canvas
from planner.briefing.pen import Pen
from planner.briefing.styles import FACTS, PAGE_HEIGHT, PAGE_WIDTH
from planner.briefing.typeset import fitted

_LEAST_TITLE = 20.0  # points


def write_pdf(content: OrderContent, pages: Sequence[MarkedPage]) -> bytes:
    """Return the PDF of an order; no author, no clock and no path gets into it."""
    result, size = BytesIO(), (PAGE_WIDTH, PAGE_HEIGHT)
    title = f"{content.title} ({content.reference}), operation order"
    canvas = new_canvas(result, size, title, content.highest_marking)
    pen = Pen(canvas)

    def foot(room: float) -> str:
        version = f" · {content.reference} v{content.version}"
        width = max(_LEAST_TITLE, room - text_width(version, FACTS.size))
        return fitted(content.title, FACTS.size, width) + version

    for number, marked in enumerate(pages, 1):
        for placed in marked.page.placed:
            placed.draw(pen)
        draw_frame(
            pen, size, marked.marking, draft_line=content.draft_line, foot=foot,
            corner=f"{content.printed} · page {number} of {len(pages)}",
        )  # fmt: skip
        canvas.showPage()
    canvas.save()
    return result.getvalue()
