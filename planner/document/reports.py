"""Papers that leave the police or hang where visitors pass, made from the plan without the command file."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from planner.document.answers import answers_to, public_work
from planner.document.paper_figures import parish_figures, plan_only, ward_figures
from planner.document.papers import find_partner, find_place, partner_deployments
from planner.document.partner_sheet import partner_tasks, partner_times, shareable
from planner.document.wall import wall_bars, wall_days
from planner.domain.errors import InvalidInput
from planner.domain.phrases import date_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Task
from planner.domain.records.people import Concern
from planner.domain.records.plan import Plan
from planner.domain.timespan import month_after
from planner.domain.vocabulary import Marking, TaskStatus
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.briefing.public_sheets import SentFor

_PARTNER_AHEAD: Final = timedelta(days=91)


def parish_report(read: Reader, place: str, *, now: datetime) -> bytes:
    """Return the report for the village of a name as PDF; NotFound if there is none. now: local."""
    from planner.briefing.parish_layout import parish_pdf

    plan = plan_only(read)
    return parish_pdf(parish_figures(plan, find_place(plan, place), now=now, printed=_printed(now)))


def ward_report(read: Reader, ward_id: str, *, now: datetime) -> bytes:
    """Return the sheet of a ward as PDF; now: local."""
    from planner.briefing.parish_layout import ward_pdf

    plan = plan_only(read)
    return ward_pdf(ward_figures(plan, plan.require(Ward, ward_id), now=now, printed=_printed(now)))


def you_said_report(read: Reader, ward_id: str, *, now: datetime) -> bytes:
    """Return "You said, we did" of a ward as PDF; now: local.

    A concern is answered by the work of the ward that is linked to it, done since it was said.
    """
    from planner.briefing.public_sheets import YouSaid, you_said_pdf

    plan = plan_only(read)
    ward = plan.require(Ward, ward_id)
    concerns = sorted(plan.all(Concern, ward_id=ward_id), key=lambda c: c.rank)
    work = public_work(plan, ward_id)
    answers = tuple(answers_to(plan, concerns, work, now))
    return you_said_pdf(
        YouSaid(
            ward=ward.name,
            district=plan.all(Plan)[0].district,
            today=now.date(),
            answers=answers,
            printed=_printed(now),
        )
    )


def partner_report(
    read: Reader,
    name: str,
    *,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
    sent_for: "SentFor | None" = None,
) -> bytes:
    """Return a partner's own tasks and times as PDF from one day to another; now: local.

    Without a first day: what is open or overdue; without a last day: to three months from today. sent_for:
    tasks and terms of the spreadsheet that it goes with, instead of the tasks of those days.
    """
    from planner.briefing.public_sheets import PartnerSheet, partner_pdf

    plan = plan_only(read)
    if first and last and last < first:
        raise InvalidInput("The last day lies before the first. Swap --from and --to.")
    partner = find_partner(plan, name)
    days = (first or date.min, last or (first or now.date()) + _PARTNER_AHEAD)
    owed = plan.among(Task, "id", sent_for.task_ids) if sent_for else None
    tasks = _owed(plan, partner.id, days, only_open=first is None) if owed is None else owed
    blocks = _blocks(plan, partner.id, days, ending_from=now if first is None else None)
    operations = shareable(plan, {t.operation_id for t in tasks} | {d.operation_id for d in blocks})
    return partner_pdf(
        PartnerSheet(
            partner=partner.name,
            district=plan.all(Plan)[0].district,
            first=first,
            last=days[1],
            tasks=tuple(partner_tasks(tasks, operations)),
            times=tuple(partner_times(plan, blocks, operations, partner.id)),
            today=now.date(),
            contact="",
            printed=_printed(now),
            marking=Marking.highest(o.marking for o in operations.values()),
            sent_for=sent_for,
        )
    )


def _blocks(
    plan: Reader, partner_id: str, days: tuple[date, date], *, ending_from: datetime | None
) -> list[Deployment]:
    """Return a partner's deployments that start on some days; ending_from: without those that are over."""
    return [
        d
        for d in partner_deployments(plan, partner_id)
        if days[0] <= d.start.date() <= days[1] and (ending_from is None or d.end >= ending_from)
    ]


def wall_calendar(
    read: Reader,
    *,
    first: date,
    last: date | None = None,
    scale: str = "month",
    paper: str = "A4",
    operation_ids: Sequence[str] = (),
    now: datetime,
) -> bytes:
    """Return a wall calendar as PDF, A4 or A3 across, for chosen operations or all of the plan.

    scale "week": one page a week from the Monday of first; "month": one a month. now: local.
    """
    from planner.briefing.wall_calendar import wall_pdf

    if scale not in {"month", "week"} or paper not in {"A4", "A3"}:
        raise InvalidInput("A wall calendar is of a month or a week, on A4 or A3; choose one of each.")
    plan = plan_only(read)
    start, end = (first, last or first) if scale == "week" else _whole_months(first, last)
    bars = wall_bars(plan, start, end, operation_ids)
    district = plan.all(Plan)[0].district
    return wall_pdf(
        bars, wall_days(plan), first=start, last=end, scale=scale, paper=paper, district=district,
        printed=_printed(now),
    )  # fmt: skip


def _whole_months(first: date, last: date | None) -> tuple[date, date]:
    return first.replace(day=1), month_after(last or first) - timedelta(days=1)


def _printed(now: datetime) -> str:
    return f"Printed {date_text(now.date())} {now:%H:%M}"


def _owed(read: Reader, partner_id: str, days: tuple[date, date], *, only_open: bool) -> list[Task]:
    shown = {TaskStatus.OPEN} if only_open else set(TaskStatus) - {TaskStatus.CANCELLED}
    found = read.all(Task, partner_id=partner_id)
    return [t for t in found if days[0] <= t.due <= days[1] and t.status in shown]
