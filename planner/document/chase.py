"""Tasks that are owed: the list that a screen shows, and whom to chase for what, partner by partner."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from planner.document.paper_figures import plan_only
from planner.document.partner_sheet import shareable
from planner.document.partner_tasks import legacy_words, where_words
from planner.domain.frozen import dataclass
from planner.domain.phrases import count_text, date_text
from planner.domain.records.base import Record
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import Marking, TaskStatus
from planner.storage.reader import Reader

POLICE: Final = "The police"
LEGACY_MONTHS: Final = (1, 3, 6)


class Which(StrEnum):
    """Which tasks a list shows."""

    OVERDUE = "overdue"
    OPEN = "open"
    LEGACY = "legacy"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine(Record):
    """One task as the list shows it; id is the task's. who: partner, owner in words, or the police.

    late: "12 days" or empty. legacy: "3 months" for a legacy check.
    """

    operation_id: str
    is_done: bool
    due: date
    title: str
    reference: str
    operation: str
    who: str
    partner_id: str
    status: TaskStatus
    legacy: str
    late: str
    note: str


def task_lines(
    read: Reader, which: Which, today: date, *, partner_id: str | None = None, months: int = 0
) -> list[TaskLine]:
    """Return the tasks of one kind by date.

    partner_id: only this partner's; empty for the police's own, None for everybody's. months: only the legacy
    checks at so many months.
    """
    tasks = [t for t in read.all(Task) if _is_shown(t, which, today, months)]
    if partner_id is not None:
        tasks = [t for t in tasks if t.partner_id == partner_id]
    return _lines(read, tasks, today)


def _is_shown(task: Task, which: Which, today: date, months: int) -> bool:
    is_open = task.status is TaskStatus.OPEN
    return {
        Which.OVERDUE: is_open and task.due < today,
        Which.OPEN: is_open,
        Which.LEGACY: task.legacy_months > 0 and (not months or task.legacy_months == months),
        Which.CLOSED: not is_open,
    }[which]


def task_counts(read: Reader, today: date) -> dict[Which, int]:
    """Return how many tasks each list has."""
    tasks = read.all(Task)
    return {which: sum(_is_shown(t, which, today, 0) for t in tasks) for which in Which}


def _lines(read: Reader, tasks: list[Task], today: date) -> list[TaskLine]:
    operations = {o.id: o for o in read.among(Operation, "id", {t.operation_id for t in tasks})}
    partners = {p.id: p.called for p in read.all(Partner)}
    return [
        TaskLine(
            id=task.id,
            operation_id=task.operation_id,
            is_done=task.status is TaskStatus.DONE,
            due=task.due,
            title=task.title,
            reference=operations[task.operation_id].reference,
            operation=f"{operations[task.operation_id].reference} {operations[task.operation_id].title}",
            who=partners.get(task.partner_id) or task.owner or POLICE,
            partner_id=task.partner_id,
            status=task.status,
            legacy=legacy_words(task.legacy_months),
            late=_late(task, today),
            note=task.note,
        )
        for task in sorted(tasks, key=lambda t: (t.due, t.title, t.id))
    ]


def _late(task: Task, today: date) -> str:
    days = (today - task.due).days
    return count_text(days, "day") if days > 0 and task.status is TaskStatus.OPEN else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chased:
    """Whom to chase: partner_id is empty for what the police owe themselves; contact is a desk or post."""

    who: str
    partner_id: str
    contact: str
    lines: tuple[TaskLine, ...]
    where: dict[str, str]


def chase_list(read: Reader, today: date, *, partner_id: str | None = None) -> list[Chased]:
    """Return what is overdue by who owes it, the most first; partner_id: only this one.

    Need-to-know work is never on it: such a list is read out on the telephone and sent by mail.
    """
    plan = plan_only(read)
    lines = task_lines(plan, Which.OVERDUE, today, partner_id=partner_id)
    known = shareable(plan, {line.operation_id for line in lines})
    partners = {p.id: p for p in plan.all(Partner)}
    where = where_words(plan, known)
    found: dict[tuple[str, str], list[TaskLine]] = {}
    for line in lines:
        if line.operation_id in known:
            found.setdefault((line.partner_id, line.who), []).append(line)
    groups = [
        Chased(
            who=who,
            partner_id=owner,
            contact=_contact(partners.get(owner)),
            lines=tuple(rows),
            where={row.operation_id: where[row.operation_id] for row in rows},
        )
        for (owner, who), rows in found.items()
    ]
    return sorted(groups, key=lambda g: (not g.partner_id, -len(g.lines), g.who))


def _contact(partner: Partner | None) -> str:
    return ", ".join(p for p in (partner.contact, partner.email, partner.phone) if p) if partner else ""


def chase_text(groups: list[Chased], today: date) -> str:
    """Return a chase list as plain text for a mail."""
    parts = [f"Overdue on {date_text(today)}"]
    for group in groups:
        parts.append(f"\n{group.who}{f' ({group.contact})' if group.contact else ''}")
        parts += [
            f"- {line.title}: due {date_text(line.due)}, {line.late} late. {line.operation}"
            + (f", {group.where[line.operation_id]}" if group.where[line.operation_id] else "")
            + (f". Last word: {line.note}" if line.note else "")
            for line in group.lines
        ]
    return "\n".join(parts if groups else ["Nothing is overdue."]) + "\n"


def chase_report(read: Reader, *, now: datetime, partner_id: str | None = None) -> bytes:
    """Return the chase list as PDF; now: local."""
    from planner.briefing.chase_paper import chase_pdf

    groups = chase_list(read, now.date(), partner_id=partner_id)
    plan = plan_only(read)
    ids = {line.operation_id for group in groups for line in group.lines}
    return chase_pdf(
        [(g.who, g.contact, [_cells(g, line) for line in g.lines]) for g in groups],
        district=plan.all(Plan)[0].district,
        today=now.date(),
        printed=f"Printed {date_text(now.date())} {now:%H:%M}",
        marking=Marking.highest(o.marking for o in plan.among(Operation, "id", ids)),
    )


def _cells(group: Chased, line: TaskLine) -> tuple[str, str, str, str, str, str]:
    where = group.where[line.operation_id]
    legacy = f"legacy check at {line.legacy}" if line.legacy else ""
    about = "; ".join(p for p in (line.title, legacy) if p)
    return (date_text(line.due), line.late, about, line.operation, where, line.note)
