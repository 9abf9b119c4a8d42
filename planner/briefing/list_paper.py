"""A paper made of headed tables: the handover sheet, and the list of what we hold."""

from dataclasses import dataclass
from typing import Final

from planner.briefing.content import Cell, Row, Run, Table
from planner.briefing.flowing import Flowing
from planner.briefing.order_tables import NBSP, row
from planner.briefing.paging import Pager
from planner.briefing.paper import Paper, marked, paper_pdf
from planner.briefing.paper_blocks import PaperHead, boxed, part, text_block
from planner.briefing.styles import SMALL
from planner.briefing.texts import plain
from planner.domain.vocabulary import Marking

Line = tuple[str, ...]
_LONGEST_UNBROKEN: Final = 30  # letters: longer words would take the other columns' width, or be cut


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPart:
    """One heading with its table. A line of one cell is a band across; the bold column stands out.

    intro: a sentence under the heading. empty: what stands there when there are no lines. unbroken: columns
    whose words stay on one line, where they are few. stretch: the column that takes width to spare.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    intro: str = ""
    empty: str = "None."
    bold: int = 0
    unbroken: tuple[int, ...] = ()
    stretch: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPaper:
    """The whole paper: head, what must be read first, its parts, and what it was made from.

    foot: the words at the left of every page's foot.
    """

    kicker: str
    title: str
    subtitle: str
    facts: tuple[str, ...]
    first: str
    parts: tuple[ListPart, ...]
    last: str
    foot: str
    printed: str
    marking: Marking


def list_pdf(paper: ListPaper) -> bytes:
    """Return the paper as PDF, A4; table headers repeat, rows stay whole, nothing is cut."""
    stream: list[Flowing] = [PaperHead(paper.kicker, paper.title, paper.subtitle, paper.facts)]
    if paper.first:
        lead, _, rest = paper.first.partition(". ")
        stream.append(boxed([Run(f"{lead}.", bold=True), Run(rest)] if rest else [Run(lead, bold=True)]))
    for one in paper.parts:
        intro = [plain(one.intro)] if one.intro else []
        body = [_table(one)] if one.lines else [plain(one.empty)]
        stream += part(one.title, [*intro, *body])
    if paper.last:
        stream.append(text_block([Run(paper.last)], SMALL, space_before=8.0))
    pager = Pager(draft=False)
    pager.place_all(stream)
    pages = marked(pager.pages, paper.marking, paper.foot, bookmark=paper.title)
    return paper_pdf(Paper(paper.foot, paper.printed, tuple(pages)))


def _table(one: ListPart) -> Table:
    columns = tuple(title.replace(" ", NBSP) for title in one.columns)
    return Table("list", columns, tuple(_row(one, line) for line in one.lines), stretch=one.stretch)


def _row(one: ListPart, line: Line) -> Row:
    if len(line) == 1 < len(one.columns):
        return Row((Cell(line[0], bold=True),), band=True)
    cells = [
        text.replace(" ", NBSP) if at in one.unbroken and len(text) <= _LONGEST_UNBROKEN else text
        for at, text in enumerate(line)
    ]
    return row(*(Cell(text, bold=True) if at == one.bold else text for at, text in enumerate(cells)))
