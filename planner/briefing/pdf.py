"""Writes measured pages as a PDF: marking, draft line and footer on every page, the same bytes every time."""

from collections.abc import Sequence
from io import BytesIO

from planner.briefing.content import OrderContent
from planner.briefing.escape import printable
from planner.briefing.fonts import text_width, use_fonts
from planner.briefing.order_layout import MarkedPage
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
    PAGE_HEIGHT,
    PAGE_WIDTH,
    REGULAR,
)
from planner.briefing.typeset import fitted

_LONGEST_TITLE = 200


def write_pdf(content: OrderContent, pages: Sequence[MarkedPage]) -> bytes:
    """Return the PDF of an order; no author, no clock and no path gets into it."""
    from reportlab.pdfgen.canvas import Canvas

    use_fonts()
    result = BytesIO()
    canvas = Canvas(
        result,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        invariant=1,
        lang="en-GB",
        pageCompression=1,
        initialFontName=REGULAR,  # type: ignore[arg-type]  # the stubs take this name for a number
    )
    canvas.setTitle(_document_title(content))
    canvas.setAuthor("")
    canvas.setSubject(str(content.highest_marking))
    canvas.setCreator("Wardplan")
    canvas.setProducer("Wardplan")
    canvas.showOutline()
    pen = Pen(canvas)
    for number, marked in enumerate(pages, 1):
        for placed in marked.page.placed:
            placed.draw(pen)
        _furniture(pen, content, marked, f"page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return result.getvalue()


def _document_title(content: OrderContent) -> str:
    title = printable(f"{content.title} ({content.reference}), operation order")
    return title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE] + "…"


def _furniture(pen: Pen, content: OrderContent, marked: MarkedPage, page_words: str) -> None:
    middle, right = PAGE_WIDTH / 2, PAGE_WIDTH - MARGIN
    marking = str(marked.marking)
    pen.centred(middle, MARKING_TOP, marking, MARKING.size, bold=True)
    if content.draft_line:
        pen.centred(middle, MARKING_TOP + DRAFT_DROP, content.draft_line, MARKING.size, bold=True)
    rule = PAGE_HEIGHT - FOOTER_RULE
    pen.rule(MARGIN, rule, right, rule, 0.5, HAIRLINE)
    base = PAGE_HEIGHT - FOOTER_BASE
    pen.centred(middle, base, marking, MARKING.size, bold=True)
    room = middle - MARGIN - text_width(marking, MARKING.size, bold=True) / 2 - 10
    version = f" · {content.reference} v{content.version}"
    title = fitted(content.title, FACTS.size, max(20.0, room - text_width(version, FACTS.size)))
    pen.text(MARGIN, base, fitted(title + version, FACTS.size, room), FACTS.size, colour=INK)
    pen.right(right, base, f"{content.printed} · {page_words}", FACTS)
