"""Any finished paper: its pages with their markings, and the PDF of them, numbered over the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from planner.briefing.escape import printable
from planner.briefing.fonts import text_width, use_fonts
from planner.briefing.paging import Page
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
)
from planner.briefing.typeset import fitted
from planner.domain.vocabulary import Marking

_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page with what stands around it: marking, draft line, and the words at the left of its foot."""

    page: Page
    marking: Marking
    foot: str
    draft_line: str = ""
    bookmark: str = ""
    """The entry of the outline that leads to the top of the page, where it begins a part."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document; size is width and height of its pages in points."""

    title: str
    printed: str
    pages: tuple[PaperPage, ...]
    size: tuple[float, float] = (PAGE_WIDTH, PAGE_HEIGHT)

    @property
    def marking(self) -> Marking:
        """The highest marking of its pages."""
        return Marking.highest(page.marking for page in self.pages)


def marked(
    pages: Sequence[Page], marking: Marking, foot: str, *, draft_line: str = "", bookmark: str = ""
) -> list[PaperPage]:
    """Return the pages of one part, with the part's marking and its entry in the outline."""
    return [
        PaperPage(page, marking, foot, draft_line, bookmark if number == 0 else "")
        for number, page in enumerate(pages)
    ]


def paper_pdf(paper: Paper) -> bytes:
    """Return the PDF; no author, clock or path gets into it: the same paper has the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    use_fonts()
    result = BytesIO()
    canvas = Canvas(result, pagesize=paper.size, invariant=1, lang="en-GB", pageCompression=1)
    title = printable(paper.title)
    canvas.setTitle(title if len(title) <= _LONGEST_TITLE else title[:_LONGEST_TITLE] + "…")
    canvas.setAuthor("")
    canvas.setSubject(str(paper.marking))
    canvas.setCreator("Wardplan")
    canvas.setProducer("Wardplan")
    canvas.showOutline()
    pen = Pen(canvas, paper.size[1])
    for number, page in enumerate(paper.pages, 1):
        if page.bookmark:
            pen.bookmark(page.bookmark, 0)
        for placed in page.page.placed:
            placed.draw(pen)
        _furniture(pen, paper, page, f"page {number} of {len(paper.pages)}")
        canvas.showPage()
    canvas.save()
    return result.getvalue()


def _furniture(pen: Pen, paper: Paper, page: PaperPage, page_words: str) -> None:
    width, height = paper.size
    middle, right = width / 2, width - MARGIN
    marking = str(page.marking)
    pen.centred(middle, MARKING_TOP, marking, MARKING.size, bold=True)
    if page.draft_line:
        pen.centred(middle, MARKING_TOP + DRAFT_DROP, page.draft_line, MARKING.size, bold=True)
    pen.rule(MARGIN, height - FOOTER_RULE, right, height - FOOTER_RULE, 0.5, HAIRLINE)
    base = height - FOOTER_BASE
    pen.centred(middle, base, marking, MARKING.size, bold=True)
    room = middle - MARGIN - text_width(marking, MARKING.size, bold=True) / 2 - 10
    pen.text(MARGIN, base, fitted(page.foot, FACTS.size, room), FACTS.size, colour=INK)
    pen.right(right, base, f"{paper.printed} · {page_words}", FACTS)
