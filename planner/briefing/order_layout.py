"""From the words of an order to measured pages: the look of the operation order picture."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from planner.briefing.content import (
    Annex,
    Block,
    Cell,
    Length,
    OrderContent,
    Para,
    Row,
    Run,
    Section,
    Subheading,
    Table,
)
from planner.briefing.flowing import Flowing, Heading, Text
from planner.briefing.front import Head, MapBlock, Sheets, SignBoxes
from planner.briefing.paging import Page, Pager
from planner.briefing.shorten import GROWING, LEVELS, Limits, shortened
from planner.briefing.styles import BODY, FULL_WIDTH, SMALL, TextStyle
from planner.briefing.table_layout import LaidTable, TableFlow, TableRow
from planner.briefing.typeset import Token, tokens
from planner.domain.phrases import count_text
from planner.domain.vocabulary import Marking

_BESIDE_THE_MAP = 3  # sections that may stand in the left column
_MOST_SIDE_TASKS = 7
_FEW_ROWS = 230.0  # points: a last page that holds less of a table than this looks left over


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page with the marking that stands at its top and foot."""

    page: Page
    marking: Marking


def order_pages(content: OrderContent, length: Length) -> tuple[OrderContent, list[MarkedPage]]:
    """Return the pages of an order and the words that are on them, shortened as far as the length asks."""
    sheets: Sheets = {}
    whole = _pages(content, LEVELS[0], sheets)
    most = length.most_pages
    if most is None:
        return content, whole
    note = f"Shortened: the full order has {count_text(len(whole), 'page')}."

    def attempt(limits: Limits) -> tuple[OrderContent, list[MarkedPage]] | None:
        tried = shortened(content, limits)
        if limits is not LEVELS[0] or content.annexes:
            tried = replace(tried, shortened=note)
        pages = _pages(tried, limits, sheets)
        return (tried, pages) if len(pages) <= most else None

    for limits in LEVELS:
        if (found := attempt(limits)) is not None:
            return _filled_up(limits, found, attempt)
    raise ValueError("the least an order can say does not fit")


Attempt = tuple[OrderContent, list[MarkedPage]]


def _filled_up(limits: Limits, found: Attempt, attempt: Callable[[Limits], Attempt | None]) -> Attempt:
    """Give room that is left back to the sections, a sentence at a time, the most needed first."""
    if limits.sentences is None:
        return found
    growing = list(GROWING)
    while growing:
        number = growing.pop(0)
        more = limits.with_more(number)
        better = attempt(more)
        if better is not None and better[0] != found[0]:
            limits, found = more, better
            growing.append(number)
    return found


def _pages(content: OrderContent, limits: Limits, sheets: Sheets) -> list[MarkedPage]:
    placed = _placed(content, limits, sheets)
    if len(placed) > 1 and _ends_with_a_few_rows(placed[-1]):
        whole = _placed(content, limits, sheets, last_whole=True)
        placed = whole if len(whole) == len(placed) else placed
    pages = [MarkedPage(page, content.marking) for page in placed]
    for annex in content.annexes:
        pages += _annex_pages(annex, content)
    return pages


def _placed(content: OrderContent, limits: Limits, sheets: Sheets, *, last_whole: bool = False) -> list[Page]:
    """Return the pages before the annexes; last_whole: the last table begins a page rather than splitting."""
    pager = Pager(draft=bool(content.draft_line))
    pager.place_all(_opening(content))
    left_over = pager.place_side(_side_column(content, limits, sheets))
    body = list(_body(content.sections, left_over))
    if last_whole and isinstance(body[-1], TableFlow):
        body[-1] = replace(body[-1], keeps_whole=True)
    pager.place_all(body)
    pager.place_at_foot(SignBoxes(content.return_to))
    return pager.pages


def _ends_with_a_few_rows(page: Page) -> bool:
    """Return whether a page holds little more than the end of a table that began on the one before."""
    first = page.placed[0].laid
    return isinstance(first, LaidTable) and first.height < _FEW_ROWS


def _opening(content: OrderContent) -> Iterable[Flowing]:
    head = Head(content)
    yield head
    for text in () if content.shortened else head.overlong(FULL_WIDTH):
        yield _text((Run("In full:", bold=True), Run(text)), full_width=True)
    small = [Run(content.shortened, bold=True)] if content.shortened else []
    if content.handling:
        small = [Run("Handling:", bold=True), Run(content.handling), *small]
    if small:
        yield replace(_text(small, SMALL), space_before=3.0, full_width=True)
    if content.look_first:
        runs = [Run("Look first.", bold=True), *(Run(sentence) for sentence in content.look_first)]
        yield replace(_text(runs), pad=4.5, space_before=5.0, full_width=True)


def _side_column(content: OrderContent, limits: Limits, sheets: Sheets) -> Iterable[Flowing]:
    if content.map:
        yield MapBlock(content.map, limits.map_height, sheets)
        yield replace(_text([Run(content.map.caption)], SMALL), space_before=2.0)
    if content.tasks:
        yield Heading(0, content.tasks_title)
        yield _table(_side_tasks(content.tasks, has_annex=bool(content.annexes)))


def _side_tasks(table: Table, *, has_annex: bool) -> Table:
    more = len(table.rows) - _MOST_SIDE_TASKS
    if more <= 0 or not has_annex:
        return table
    note = Row((Cell(f"{count_text(more, 'more task')} in the annex of all tasks"),), band=True)
    return replace(table, rows=(*table.rows[:_MOST_SIDE_TASKS], note))


def _body(sections: Iterable[Section], left_over: list[Flowing]) -> Iterable[Flowing]:
    for section in sections:
        full = section.number > _BESIDE_THE_MAP
        if section.number == _BESIDE_THE_MAP + 1:
            yield from (_across(block) for block in left_over)
        yield Heading(section.number, section.title, full_width=full)
        yield from _blocks(section.blocks, full_width=full)


def _across(block: Flowing) -> Flowing:
    """Return a block of the side column as it stands across the page."""
    return replace(block, full_width=True) if isinstance(block, Text | TableFlow | Heading) else block


def _blocks(blocks: Iterable[Block], *, full_width: bool = False) -> Iterable[Flowing]:
    for block in blocks:
        if isinstance(block, Table):
            yield _table(block, full_width=full_width)
        elif isinstance(block, Subheading):
            runs = (Run(block.text, bold=True),)
            yield replace(_text(runs, full_width=full_width), keeps_next=True, space_before=4.0)
        else:
            yield _para(block, full_width=full_width)


def _para(para: Para, *, full_width: bool = False) -> Text:
    lead = len(para.runs) == 1 and para.runs[0].bold
    text = _text(para.runs, full_width=full_width)
    if para.bullet:
        return replace(text, indent=10.0, bullet=True, space_before=1.0)
    return replace(text, keeps_next=lead)


def _text(runs: Iterable[Run], style: TextStyle = BODY, *, full_width: bool = False) -> Text:
    return Text(tuple(tokens(runs)), style, full_width=full_width)


def _table(table: Table, *, full_width: bool = False) -> TableFlow:
    header = TableRow(tuple(_words(title, bold=True) for title in table.columns))
    rows = tuple(
        TableRow(tuple(_words(c.text, bold=c.bold) for c in row.cells), row.band) for row in table.rows
    )
    notes = tuple(_para(p, full_width=full_width) for p in table.side)
    return TableFlow(header, rows, table.side_title, notes, stretch=table.stretch, full_width=full_width)


def _words(text: str, *, bold: bool) -> tuple[Token, ...]:
    return tuple(tokens([Run(text, bold)]))


def _annex_pages(annex: Annex, content: OrderContent) -> list[MarkedPage]:
    pager = Pager(draft=bool(content.draft_line))
    head = replace(
        content, kicker=content.title, title=annex.title, facts=(*content.facts[:1], *content.facts[-1:])
    )
    stream: list[Flowing] = [Head(head)]
    for section in annex.sections:
        stream.append(Heading(0, section.title, level=1))
        stream += _blocks(section.blocks)
    pager.place_all(stream)
    return [MarkedPage(page, annex.marking) for page in pager.pages]
