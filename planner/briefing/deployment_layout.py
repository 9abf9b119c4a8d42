"""From the words of a deployment sheet to its page, and the PDF of one or many."""

from collections.abc import Sequence

from planner.briefing.content import Run
from planner.briefing.deployment_content import DeploymentSheet
from planner.briefing.flowing import Flowing
from planner.briefing.paging import Pager
from planner.briefing.paper import Paper, PaperPage, marked, paper_pdf
from planner.briefing.paper_blocks import PaperHead, map_side, part, text_block
from planner.briefing.slip import Slip
from planner.briefing.styles import SMALL

_MAP_HEIGHT = 250.0


def sheet_pages(sheet: DeploymentSheet) -> list[PaperPage]:
    """Return the page of one sheet; a second one only where the visits leave the slip no room."""
    pager = Pager(draft=bool(sheet.draft_line))
    opening: list[Flowing] = [PaperHead(sheet.kicker, sheet.title, sheet.subtitle, sheet.facts)]
    if sheet.handling:
        runs = (Run("Handling:", bold=True), Run(sheet.handling))
        opening.append(text_block(runs, SMALL, full_width=True, space_before=3.0))
    pager.place_all(opening)
    left_over = pager.place_side(map_side(sheet.map, _MAP_HEIGHT))
    body = [
        *part("Why here", sheet.why),
        *part("What to do", sheet.what),
        *part(sheet.powers_title, sheet.powers),
        *part("Who to call", sheet.call),
    ]
    pager.place_all([*body, *left_over])
    pager.place_at_foot(Slip(sheet.code, sheet.slip))
    foot = f"{sheet.code} · {sheet.title}"
    return marked(
        pager.pages, sheet.marking, foot, draft_line=sheet.draft_line, bookmark=f"Sheet {sheet.code}"
    )


def sheets_pdf(sheets: Sequence[DeploymentSheet]) -> bytes:
    """Return the PDF of some sheets, one after the other."""
    pages = [page for sheet in sheets for page in sheet_pages(sheet)]
    title = f"Deployment sheet {sheets[0].code}" if len(sheets) == 1 else f"{len(sheets)} deployment sheets"
    return paper_pdf(Paper(title, sheets[0].printed, tuple(pages)))
