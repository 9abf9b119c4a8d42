"""Any finished paper: its pages with their markings, and the PDF of them, numbered over the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from planner.briefing.page_frame import Size, draw_frame, new_canvas
from planner.briefing.paging import Page
from planner.briefing.pen import Pen
from planner.briefing.styles import PAGE_HEIGHT, PAGE_WIDTH
from planner.domain.vocabulary import Marking


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
    size: Size = (PAGE_WIDTH, PAGE_HEIGHT)

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
    """Return the PDF; the same paper has the same bytes."""
    result = BytesIO()
    canvas = new_canvas(result, paper.size, paper.title, paper.marking)
    pen = Pen(canvas, paper.size[1])
    for number, page in enumerate(paper.pages, 1):
        if page.bookmark:
            pen.bookmark(page.bookmark, 0)
        for placed in page.page.placed:
            placed.draw(pen)
        draw_frame(
            pen, paper.size, page.marking, draft_line=page.draft_line, foot=partial(_foot, page),
            corner=f"{paper.printed} · page {number} of {len(paper.pages)}",
        )  # fmt: skip
        canvas.showPage()
    canvas.save()
    return result.getvalue()


def _foot(page: PaperPage, _room: float) -> str:
    return page.foot
