"""Two short papers as PDF: "You said, we did" for residents, and a partner's own tasks and times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from planner.briefing.content import Cell, Para, Run, Table
from planner.briefing.flowing import Flowing
from planner.briefing.order_tables import NBSP, row
from planner.briefing.paging import Pager
from planner.briefing.paper import Paper, marked, paper_pdf
from planner.briefing.paper_blocks import PaperHead, boxed, part, text_block
from planner.briefing.parish_layout import PLAIN
from planner.briefing.styles import SMALL
from planner.briefing.texts import plain
from planner.domain.phrases import count_text, date_text, day_name, day_range
from planner.domain.vocabulary import Marking, TaskStatus

_NOTE = "Your note: done or not, when".replace(" ", NBSP)  # unbroken, so that the column is wide

_OPEN: Final = TaskStatus.OPEN.value
_SOON: Final = timedelta(days=28)  # what is due by then gets a line of its own to write on
_SENT = "All that is open, and what was closed in the last four weeks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One concern and what was done about it; done: from returns and closed tasks, to_come: planned."""

    said: str
    source: str
    done: tuple[str, ...]
    to_come: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YouSaid:
    """What residents of a ward said, in their order, and what became of it."""

    ward: str
    district: str
    today: date
    answers: tuple[Answer, ...]
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTask:
    """Something the partner owes. legacy: a check that a change still stands, months after."""

    title: str
    operation: str
    reference: str
    due: date
    status: str
    legacy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTime:
    """A time at which the partner's people are counted on."""

    day: date
    hours: str
    what: str
    where: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFor:
    """Which tasks go with a spreadsheet, why, by which gateway, until when, and to whom the answers go."""

    task_ids: tuple[str, ...]
    purpose: str
    gateway: str
    agreement: str
    destroy_by: date
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerSheet:
    """What one partner owes and where it is needed, and nothing of anybody else's.

    sent_for: the terms on which it is handed on, where it goes with a spreadsheet of the same tasks.
    """

    partner: str
    district: str
    first: date | None
    last: date | None
    tasks: tuple[PartnerTask, ...]
    times: tuple[PartnerTime, ...]
    today: date
    contact: str
    printed: str
    marking: Marking = Marking.OFFICIAL
    sent_for: SentFor | None = None


def you_said_pdf(said: YouSaid) -> bytes:
    """Return "You said, we did" for one ward: each concern with what was done and what is to come."""
    kicker = " · ".join(p for p in ("To the residents", said.district) if p)
    stream: list[Flowing] = [
        PaperHead(kicker, f"You said, we did — {said.ward}", f"As on {date_text(said.today)}"),
        text_block([Run("What was done is told from returns and finished tasks, never from plans.")], PLAIN),
    ]
    for number, answer in enumerate(said.answers, 1):
        stream += part(f"{number}  You said: {answer.said}", _answer(answer), style=PLAIN)
    if not said.answers:
        stream.append(text_block([Run("No concern of this ward is recorded yet.")], PLAIN))
    words = "Tell the neighbourhood policing team what matters to you, and whether this has helped."
    stream.append(text_block([Run(words)], PLAIN, space_before=10.0))
    return _pdf(stream, f"You said, we did: {said.ward}", said.printed, Marking.OFFICIAL)


def _answer(answer: Answer) -> list[Para]:
    blocks = [plain(f"Source: {answer.source}.")] if answer.source else []
    if answer.done:
        blocks.append(Para((Run("We did:", bold=True),)))
        blocks += [Para((Run(words),), bullet=True) for words in answer.done]
    else:
        blocks.append(Para((Run("We did:", bold=True), Run("nothing is recorded as done yet."))))
    if answer.to_come:
        blocks.append(Para((Run("To come:", bold=True),)))
        blocks += [Para((Run(words),), bullet=True) for words in answer.to_come]
    return blocks


def partner_pdf(sheet: PartnerSheet) -> bytes:
    """Return the sheet of one partner: its tasks by date, its times, and where to send answers."""
    until = date_text(sheet.last) if sheet.last else "any day"
    period = day_range(sheet.first, sheet.last) if sheet.first and sheet.last else f"open work to {until}"
    facts = [f"As on {date_text(sheet.today)}", f"For {sheet.partner} only"]
    if sheet.sent_for:
        facts.append(f"Destroy by {date_text(sheet.sent_for.destroy_by)}")
    stream: list[Flowing] = [
        PaperHead(
            " · ".join(p for p in ("Tasks and times of a partner", sheet.district) if p),
            sheet.partner,
            _SENT if sheet.sent_for else period[:1].upper() + period[1:],
            tuple(facts),
        )
    ]
    if sheet.sent_for:
        stream.append(text_block([Run(_terms(sheet.sent_for))], SMALL, full_width=True))
    stream += _task_parts(sheet)
    stream += part("Your times", [_times(sheet.times)] if sheet.times else [plain("None in this time.")])
    to = sheet.sent_for.reply_to if sheet.sent_for else sheet.contact
    how = "Fill in the spreadsheet, or write" if sheet.sent_for else "Write"
    answers = f"{how} what is done beside each task, and send it back to {to or 'district command'}."
    stream.append(text_block([Run(answers)], SMALL, space_before=8.0))
    return _pdf(stream, f"Partner sheet: {sheet.partner}", sheet.printed, sheet.marking)


def _terms(sent: SentFor) -> str:
    agreement = f", agreement {sent.agreement}" if sent.agreement else ", no agreement named"
    return f"Purpose: {sent.purpose}. Gateway: {sent.gateway}{agreement}."


def _task_parts(sheet: PartnerSheet) -> list[Flowing]:
    """Return what is to be done by urgency: overdue, soon, later in short, legacy apart, closed last."""
    waiting = [t for t in sheet.tasks if t.status == _OPEN]
    work = [t for t in waiting if not t.legacy]
    soon = sheet.today + _SOON
    late = [t for t in work if t.due < sheet.today]
    parts: list[Flowing] = []
    if not sheet.tasks:
        return part("Your tasks", [plain("None in this time.")])
    counts = f"{count_text(len(waiting), 'open task')}, {len(late) or 'none'} overdue."
    parts.append(boxed([Run(counts, bold=bool(late))]))
    for title, tasks in (
        ("Overdue", late),
        (f"Due by {date_text(soon)}", [t for t in work if sheet.today <= t.due <= soon]),
    ):
        if tasks:
            parts += part(title, [_tasks(tasks)])
    for title, tasks in (
        ("Later", [t for t in work if t.due > soon]),
        ("Legacy checks: is the change still there?", [t for t in waiting if t.legacy]),
        ("Closed", [t for t in sheet.tasks if t.status != _OPEN]),
    ):
        if tasks:
            parts += part(title, [_in_short(tasks)])
    return parts


def _tasks(tasks: Sequence[PartnerTask]) -> Table:
    rows = [
        row(
            f"{day_name(t.due, short=True)} {date_text(t.due)}".replace(" ", NBSP),
            Cell(t.title, bold=True),
            t.operation,
            "",
        )
        for t in tasks
    ]
    return Table("tasks", ("By", "What", "For", _NOTE), tuple(rows), stretch=3)


def _in_short(tasks: Sequence[PartnerTask]) -> Table:
    """Return one row for each thing that is to be done or was done, with its days and operations."""
    by_title: dict[str, list[str]] = {}
    for task in tasks:
        state = "" if task.status in {_OPEN, "done"} else f", {task.status}"
        days = f"{date_text(task.due)} ({task.reference}{state})".replace(" ", NBSP)
        by_title.setdefault(task.title, []).append(days)
    rows = [row(Cell(title, bold=True), ", ".join(days)) for title, days in by_title.items()]
    return Table("tasks", ("What", "By, and for which operation"), tuple(rows), stretch=1)


def _times(times: Sequence[PartnerTime]) -> Table:
    rows = [
        row(
            f"{day_name(t.day, short=True)} {date_text(t.day)}".replace(" ", NBSP),
            t.hours,
            Cell(t.what, bold=True),
            t.where,
            t.role,
        )
        for t in times
    ]
    return Table("times", ("Day", "Hours", "What", "Where", "As"), tuple(rows), stretch=2)


def _pdf(stream: list[Flowing], title: str, printed: str, marking: Marking) -> bytes:
    pager = Pager(draft=False)
    pager.place_all(stream)
    pages = marked(pager.pages, marking, title, bookmark=title)
    return paper_pdf(Paper(title, printed, tuple(pages)))
