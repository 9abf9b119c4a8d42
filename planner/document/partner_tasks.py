"""What one partner is sent: its open tasks as spreadsheet and paper, and the line in the register."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.document.command import Command
from planner.document.facts import ward_ids_of_operations
from planner.document.leak_check import checked_output
from planner.document.paper_figures import plan_only
from planner.document.partner_sheet import shareable
from planner.document.share_log import digest_of, given_text, note_share
from planner.domain.errors import KnownError
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.phrases import and_list, count_text, date_text
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.records.plan import Plan, Setting
from planner.domain.records.sharing import Share
from planner.domain.timespan import to_local
from planner.domain.vocabulary import Marking, ShareKind, TaskStatus
from planner.storage.known_values import KnownValues
from planner.storage.pair import Pair
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.briefing.public_sheets import SentFor
    from planner.exchange.tasks_xlsx import SheetTask

GATEWAYS: Final = (
    "Crime and Disorder Act 1998, s.115",
    "Crime and Disorder Act 1998, s.17A (depersonalised)",
    "Data Protection Act 2018, Schedule 1",
    "Data Protection Act 2018, Schedule 2",
)
USUAL_PURPOSE: Final = "Tasks agreed for partnership operations"
USUAL_DAYS: Final = 28
USUAL_DESK: Final = "district command"
REPLY_TO: Final = "tasks/reply_to"
ANSWERABLE: Final = ("status", "note")
_STILL_SHOWN: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What something is handed on for: purpose, gateway, agreement's reference, how long, whom to answer."""

    purpose: str
    gateway: str
    agreement: str
    days: int
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTasks:
    """The files for one partner and the command that notes them; stem: file name without its ending."""

    partner: Partner
    stem: str
    xlsx: bytes
    pdf: bytes
    number: int
    note: Command


def terms_for(read: Reader, partner: Partner) -> Terms:
    """Return the terms last chosen for a partner, or the usual ones."""
    kept = read.get(Setting, REPLY_TO)
    plan = read.all(Plan)[0]
    return Terms(
        purpose=partner.purpose or USUAL_PURPOSE,
        gateway=partner.gateway or GATEWAYS[0],
        agreement=partner.agreement,
        days=USUAL_DAYS if partner.expires_after_days is None else partner.expires_after_days,
        reply_to=(kept.value if kept else "") or plan.prepared_by or USUAL_DESK,
    )


def tasks_to_send(read: Reader, partner_id: str, today: date) -> list[Task]:
    """Return the tasks that a partner is sent, by date: what is open, and what was done in the last weeks.

    Need-to-know work and reservations never: the command file is not even read.
    """
    plan = plan_only(read)
    tasks = [
        t
        for t in plan.all(Task, partner_id=partner_id)
        if t.status is TaskStatus.OPEN
        or (t.status is not TaskStatus.CANCELLED and t.due >= today - _STILL_SHOWN)
    ]
    known = shareable(plan, {t.operation_id for t in tasks})
    return sorted((t for t in tasks if t.operation_id in known), key=lambda t: (t.due, t.title, t.id))


def send_tasks(
    read: Reader, partner_id: str, terms: Terms, *, now: datetime, file_name: str = ""
) -> SentTasks:
    """Return the spreadsheet and paper for a partner; KnownError when it owes nothing. now: local.

    file_name: of the spreadsheet, if it is not to be called by the stem. Nothing is noted or remembered
    until the note of the result runs, after the files were written.
    """
    from planner.document.reports import partner_report
    from planner.exchange.tasks_xlsx import TaskSheet, task_sheet_xlsx

    plan, today = plan_only(read), now.date()
    partner = plan.require(Partner, partner_id)
    tasks = tasks_to_send(plan, partner_id, today)
    if not tasks:
        raise KnownError(f"{partner.name} has no tasks to send: give it one in an operation's Tasks tab.")
    operations = {o.id: o for o in plan.among(Operation, "id", {t.operation_id for t in tasks})}
    share_id, marking = new_id(), Marking.highest(o.marking for o in operations.values())
    expires = today + timedelta(days=terms.days)
    lines = tuple(_lines(plan, tasks, operations))
    xlsx = task_sheet_xlsx(
        TaskSheet(
            share_id=share_id, partner=partner.name, district=plan.all(Plan)[0].district,
            marking=marking.value, purpose=terms.purpose, gateway=terms.gateway, agreement=terms.agreement,
            destroy_by=expires, sent_on=today, reply_to=terms.reply_to, tasks=lines,
        )
    )  # fmt: skip
    pdf = partner_report(plan, partner.name, now=now, sent_for=_sent_for(terms, expires, tasks))
    stem = file_name.removesuffix(".xlsx") or stem_for(partner, today)
    for data, ending in ((xlsx, ".xlsx"), (pdf, ".pdf")):
        checked_output(read, "partner", data, name=f"{stem}{ending}", partner_id=partner_id)
    note = _note(plan, partner, terms, tasks, share_id=share_id, marking=marking, expires=expires,
                 file_name=file_name or f"{stem}.xlsx", digest=digest_of(xlsx))  # fmt: skip
    return SentTasks(partner=partner, stem=stem, xlsx=xlsx, pdf=pdf, number=len(tasks), note=note)


def _lines(read: Reader, tasks: list[Task], operations: dict[str, Operation]) -> "list[SheetTask]":
    from planner.exchange.tasks_xlsx import SheetTask

    where = where_words(read, operations)
    return [
        SheetTask(
            id=task.id,
            operation=operations[task.operation_id].reference,
            title=task.title,
            where=where[task.operation_id],
            due=task.due,
            status=task.status.value,
            note=task.note,
            legacy=legacy_words(task.legacy_months),
        )
        for task in tasks
    ]


def where_words(read: Reader, operations: dict[str, Operation]) -> dict[str, str]:
    """Return the wards of operations in words."""
    names = {w.id: w.name for w in read.all(Ward)}
    wards = ward_ids_of_operations(read, list(operations))
    return {i: and_list([names[w] for w in wards[i] if w in names], 3) for i in operations}


def legacy_words(months: int) -> str:
    """Return "3 months" for a legacy check, else nothing."""
    return count_text(months, "month") if months else ""


def _sent_for(terms: Terms, expires: date, tasks: list[Task]) -> "SentFor":
    from planner.briefing.public_sheets import SentFor

    return SentFor(
        task_ids=tuple(t.id for t in tasks),
        purpose=terms.purpose,
        gateway=terms.gateway,
        agreement=terms.agreement,
        destroy_by=expires,
        reply_to=terms.reply_to,
    )


def _note(read: Reader, partner: Partner, terms: Terms, tasks: list[Task], *, share_id: str,
          marking: Marking, expires: date, file_name: str, digest: str) -> Command:  # fmt: skip
    known = KnownValues(read.connections, Task, [t.id for t in tasks])
    given = {"task": {t.id: {name: known.head(t.id, name) for name in ANSWERABLE} for t in tasks}}
    share = note_share(
        kind=ShareKind.TASKS,
        audience="partner",
        what=f"{count_text(len(tasks), 'task')} of {partner.called}",
        partner_id=partner.id,
        file_name=file_name,
        digest=digest,
        marking=marking,
        purpose=terms.purpose,
        gateway=terms.gateway,
        agreement=terms.agreement,
        expires=expires,
        given=given_text(given),
        share_id=share_id,
    )

    def apply(pair: Pair) -> None:
        share.apply(pair)
        remember(pair, partner.id, terms)

    return Command(f"Send tasks to {partner.called}", apply, stays=True)


def remember(pair: Pair, partner_id: str, terms: Terms) -> None:
    """Keep the terms with the partner, so that next time they stand there already."""
    partner = pair.require(Partner, partner_id)
    pair.put(
        replace(
            partner,
            purpose=terms.purpose.strip(),
            gateway=terms.gateway.strip(),
            agreement=terms.agreement.strip(),
            expires_after_days=terms.days,
        )
    )
    kept = pair.get(Setting, REPLY_TO)
    if terms.reply_to.strip() != (kept.value if kept else ""):
        pair.put(Setting(id=REPLY_TO, value=terms.reply_to.strip()))


def stem_for(partner: Partner, today: date) -> str:
    """Return the file name of a partner's sheet without its ending: "Tasks City Council 2026-09-03"."""
    return f"Tasks {_file_words(partner.called)} {today.isoformat()}"


def free_stem(read: Reader, partner_id: str, today: date, folder: Path) -> str:
    """Return a file name, without its ending, under which a folder has no sheet and no paper yet."""
    stem = stem_for(read.require(Partner, partner_id), today)
    names = (stem, *(f"{stem} ({number})" for number in range(2, 1000)))
    return next(n for n in names if not any((folder / f"{n}{e}").exists() for e in (".xlsx", ".pdf")))


def _file_words(name: str) -> str:
    clean = "".join(c if c.isalnum() or c in " -_" else "-" for c in name).strip() or "partner"
    return clean[:60]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLine:
    """One partner as the list to send from shows it; last_sent: day of the last sheet (UTC), or None."""

    partner: Partner
    open: int
    overdue: int
    last_sent: date | None


def partner_lines(read: Reader, today: date) -> list[PartnerLine]:
    """Return the partners with something to send, those with most overdue first."""
    sent: dict[str, date] = {}
    for share in read.all(Share, kind=ShareKind.TASKS):
        day = share.at.date()
        sent[share.partner_id] = max(day, sent.get(share.partner_id, day))
    lines = []
    for partner in plan_only(read).all(Partner):
        tasks = [t for t in tasks_to_send(read, partner.id, today) if t.status is TaskStatus.OPEN]
        if tasks:
            late = sum(t.due < today for t in tasks)
            lines.append(
                PartnerLine(partner=partner, open=len(tasks), overdue=late, last_sent=sent.get(partner.id))
            )
    return sorted(lines, key=lambda line: (-line.overdue, -line.open, line.partner.name))


def sheet_name(share: Share, partner: Partner | None, zone: str) -> str:
    """Return what a sheet that came back is called: "City Council sheet of 28 August 2026"."""
    whose = partner.called if partner else "Task"
    return f"{whose} sheet of {date_text(to_local(share.at.replace(tzinfo=UTC), zone).date())}"
