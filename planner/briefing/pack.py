"""A briefing pack as PDF: front page, one page for each operation, deployment sheets, roster."""

from collections.abc import Sequence
from datetime import datetime

from planner.briefing.content import Audience, Block, Length, Para, Run, Table, Wording
from planner.briefing.deployment_content import call_signs_of, deployment_sheet
from planner.briefing.deployment_layout import sheet_pages
from planner.briefing.flowing import Flowing, Heading
from planner.briefing.gather import gather
from planner.briefing.last_time import last_times
from planner.briefing.order_content import order_content
from planner.briefing.order_layout import order_pages
from planner.briefing.pack_content import FrontPage, PackPart, Period, front_page, within
from planner.briefing.paging import Pager
from planner.briefing.paper import Paper, PaperPage, marked, paper_pdf
from planner.briefing.paper_blocks import PaperHead, boxed, map_side, para_block, part, table_block
from planner.briefing.roster import roster_annex
from planner.briefing.words import moment_text
from planner.domain.errors import KnownError
from planner.domain.phrases import count_text
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Plan
from planner.domain.timespan import to_local
from planner.domain.vocabulary import Marking
from planner.storage.reader import Reader

_MAP_HEIGHT = 270.0
SHEETS = ("none", "deployment", "call-sign")
"""Which deployment sheets a pack holds."""


def pack_pdf(
    read: Reader,
    operation_ids: Sequence[str],
    period: Period,
    *,
    now: datetime,
    audience: Audience = Audience.POLICE,
    wording: Wording = Wording.COLLEGE,
    length: Length = Length.ONE_PAGE,
    partner_id: str = "",
    sheets: str = "none",
) -> bytes:
    """Return the pack of some operations for a period; the same plan and now give the same bytes.

    now: local wall time, or an aware time. KnownError for the public, for nothing to brief, and for
    need-to-know work that is not for command; NotFound for what is gone.
    """
    parts = pack_parts(read, operation_ids, period, audience)
    zone = read.all(Plan)[0].zone
    printed = f"Printed {moment_text(to_local(now, zone) if now.tzinfo else now)}"
    orders = [
        _order(read, p, now=now, audience=audience, wording=wording, length=length, partner_id=partner_id)
        for p in parts
    ]
    tail: list[PaperPage] = []
    if audience.is_police:
        tail += _sheets(read, parts, sheets, now=now, audience=audience)
        tail += _roster(parts, period)
    body = [page for order in orders for page in order]
    front = _front(read, parts, period, orders, tail, printed=printed, audience=audience)
    return paper_pdf(Paper(f"Briefing pack, {period.days}", printed, (*front, *body, *tail)))


def pack_parts(
    read: Reader, operation_ids: Sequence[str], period: Period, audience: Audience
) -> list[PackPart]:
    """Return the operations of a pack by their first hour in the period; reservations have no page in it."""
    if audience is Audience.PUBLIC:
        raise KnownError("A briefing pack is for police and partners; print a parish report for the public.")
    parts = []
    for operation_id in operation_ids:
        about = gather(read, operation_id)
        if about.kind.need_to_know and audience is not Audience.COMMAND:
            raise KnownError("Need-to-know work prints for the command audience only.")
        if not about.kind.reservation:
            parts.append(PackPart(about, within(about, period)))
    if not parts:
        raise KnownError(f"Nothing is planned for {period.days}: choose other days.")
    return sorted(parts, key=lambda p: (p.within.span, p.whole.operation.reference))


def _order(
    read: Reader,
    one: PackPart,
    *,
    now: datetime,
    audience: Audience,
    wording: Wording,
    length: Length,
    partner_id: str,
) -> list[PaperPage]:
    """Return the pages of one order; its annexes are left out, for the pack has one roster."""
    operation: Operation = one.whole.operation
    content = order_content(
        read, operation.id, now=now, wording=wording, audience=audience, partner_id=partner_id
    )
    shown, pages = order_pages(content, length)
    foot = f"{operation.reference} v{operation.version} · {operation.title}"
    kept = [m.page for m in pages if length is not Length.FULL or m.marking is content.marking]
    return marked(
        kept, content.marking, foot, draft_line=shown.draft_line, bookmark=f"{operation.reference} order"
    )


def _sheets(
    read: Reader, parts: Sequence[PackPart], sheets: str, *, now: datetime, audience: Audience
) -> list[PaperPage]:
    result: list[PaperPage] = []
    for one in parts if sheets != "none" else ():
        for deployment in one.within.deployments:
            signs = call_signs_of(one.within, deployment) if sheets == "call-sign" else []
            for sign in signs or [""]:
                sheet = deployment_sheet(
                    read, deployment.id, now=now, audience=audience, call_sign=sign, about=one.whole
                )
                result += sheet_pages(sheet)
    return result


def _roster(parts: Sequence[PackPart], period: Period) -> list[PaperPage]:
    """Return the roster of every operation of the pack, to be kept apart: the only pages with numbers."""
    shown = [p.within for p in parts if p.within.deployments]
    if not shown:
        return []
    intro = "Police only. Keep apart from the pack; do not copy or forward; destroy with the pack."
    stream: list[Flowing] = [
        PaperHead("Briefing pack", "Roster and talkgroups", period.days, ("Copy ____ of ____",)),
        para_block(Para((Run(intro),))),
    ]
    for about in shown:
        roster, talkgroups = roster_annex(about).sections
        stream.append(Heading(0, f"{about.operation.reference} {about.operation.title}", level=1))
        stream += part_blocks(roster.blocks[1:])
        stream += part_blocks(talkgroups.blocks[1:])
    pager = Pager(draft=False)
    pager.place_all(stream)
    foot = f"Roster · {period.days}"
    return marked(pager.pages, Marking.OFFICIAL_SENSITIVE, foot, bookmark="Roster and talkgroups")


def part_blocks(blocks: Sequence[Block]) -> list[Flowing]:
    """Return tables and paragraphs as they stand in the stream."""
    return [
        table_block(b) if isinstance(b, Table) else para_block(b)
        for b in blocks
        if isinstance(b, Table | Para)
    ]


def _front(
    read: Reader,
    parts: Sequence[PackPart],
    period: Period,
    orders: Sequence[list[PaperPage]],
    tail: Sequence[PaperPage],
    *,
    printed: str,
    audience: Audience,
) -> list[PaperPage]:
    """Return the front page, which tells the pages of the orders: laid again where it needs more pages."""
    kinds = list({p.whole.kind.id: p.whole.kind for p in parts}.values())
    last = last_times(read, kinds, period.start) if audience.is_police else []
    body = [page for order in orders for page in order]
    marking = Marking.highest(page.marking for page in (*body, *tail))
    own, made = 1, []
    for _ in range(3):
        starts, at = [], own + 1
        for order in orders:
            starts.append(at)
            at += len(order)
        content = front_page(
            read,
            parts,
            period,
            last,
            printed=printed,
            audience=audience,
            marking_words=_marking_words(body, tail, own),
            pages=starts,
        )
        made = _front_pages(content, marking)
        if len(made) == own:
            break
        own = len(made)
    return made


def _marking_words(body: Sequence[PaperPage], tail: Sequence[PaperPage], own: int) -> str:
    """Return which pages make the pack OFFICIAL-SENSITIVE, so that they can be taken out."""
    pages = [*body, *tail]
    high = [n for n, p in enumerate(pages, own + 1) if p.marking is Marking.OFFICIAL_SENSITIVE]
    if not high:
        return "OFFICIAL throughout"
    if len(high) == high[-1] - high[0] + 1:
        where = f"page {high[0]}" if len(high) == 1 else f"pages {high[0]} to {high[-1]}"
    else:
        where = count_text(len(high), "page")
    return f"OFFICIAL-SENSITIVE because of {where}"


def _front_pages(content: FrontPage, marking: Marking) -> list[PaperPage]:
    pager = Pager(draft=False)
    opening: list[Flowing] = [PaperHead(content.kicker, content.title, content.subtitle, content.facts)]
    if content.look_first:
        runs = [Run("Look first.", bold=True), *(Run(sentence) for sentence in content.look_first)]
        opening.append(boxed(runs))
    pager.place_all(opening)
    left_over = pager.place_side([*map_side(content.map, _MAP_HEIGHT), *part("Events", content.events)])
    on = part("What is on", [content.on] if content.on else [])
    pager.place_all(
        [
            *on,
            *part("Powers in force", content.powers),
            *part("Who is in command", content.command),
            *left_over,
            *part("What happened last time", content.last_time),
            *part("Places and numbers that matter", content.places),
        ]
    )
    return marked(pager.pages, marking, f"Briefing pack · {content.title}", bookmark="Front page")
