"""Papers that leave the police or hang where visitors pass, made from the plan without the command file."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from planner.document.facts import short_label, village_names, wards_of_deployment, wards_of_operation
from planner.document.paper_figures import parish_figures, plan_only, ward_figures
from planner.document.papers import find_partner, find_place, partner_deployments
from planner.domain.errors import InvalidInput
from planner.domain.phrases import and_list, date_text, day_range, hours_text, month_name, working_day
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Concern, Resource
from planner.domain.records.plan import Plan, SpecialDay
from planner.domain.records.returns import Return
from planner.domain.timespan import month_after
from planner.domain.vocabulary import Marking, Outcome, ReturnState, Status, TaskStatus
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.briefing.public_sheets import Answer, PartnerTask, PartnerTime
    from planner.briefing.wall_content import WallBar, WallBlock, WallDay

_WORD: Final = re.compile(r"[a-z]{4,}")
_STEM: Final = 5
_COMMON: Final = frozenset({"never", "polic", "stree", "villa", "with", "from", "their", "about", "visit"})
_MOST_LINES: Final = 4
_PARTNER_AHEAD: Final = timedelta(days=91)
_LONGEST_GAP: Final = 2  # days from one block to the next that still make one bar


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

    A concern is answered by work and tasks of the ward that share a word with it, done since it was said.
    """
    from planner.briefing.public_sheets import YouSaid, you_said_pdf

    plan = plan_only(read)
    ward = plan.require(Ward, ward_id)
    concerns = sorted(plan.all(Concern, ward_id=ward_id), key=lambda c: c.rank)
    work = _public_work(plan, ward_id)
    answers = tuple(_answer(plan, concern, work, now) for concern in concerns)
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
    read: Reader, name: str, *, now: datetime, first: date | None = None, last: date | None = None
) -> bytes:
    """Return a partner's own tasks and times as PDF from one day to another; now: local.

    Without a first day: what is open or overdue; without a last day: to three months from today.
    """
    from planner.briefing.public_sheets import PartnerSheet, partner_pdf

    plan = plan_only(read)
    if first and last and last < first:
        raise InvalidInput("The last day lies before the first. Swap --from and --to.")
    partner = find_partner(plan, name)
    last = last or (first or now.date()) + _PARTNER_AHEAD
    days = (first or date.min, last)
    tasks = [
        t
        for t in plan.all(Task, partner_id=partner.id)
        if days[0] <= t.due <= days[1]
        and (t.status is TaskStatus.OPEN or (first and t.status is not TaskStatus.CANCELLED))
    ]
    blocks = [
        d
        for d in partner_deployments(plan, partner.id)
        if days[0] <= d.start.date() <= days[1] and (first is not None or d.end >= now)
    ]
    operations = _shareable(plan, {t.operation_id for t in tasks} | {d.operation_id for d in blocks})
    sensitive = any(o.marking is Marking.OFFICIAL_SENSITIVE for o in operations.values())
    return partner_pdf(
        PartnerSheet(
            partner=partner.name,
            district=plan.all(Plan)[0].district,
            first=first,
            last=last,
            tasks=tuple(_tasks(tasks, operations)),
            times=tuple(_times(plan, blocks, operations, partner.id)),
            today=now.date(),
            contact="",
            printed=_printed(now),
            marking=Marking.OFFICIAL_SENSITIVE if sensitive else Marking.OFFICIAL,
        )
    )


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
        bars, _wall_days(plan), first=start, last=end, scale=scale, paper=paper, district=district,
        printed=_printed(now),
    )  # fmt: skip


def _whole_months(first: date, last: date | None) -> tuple[date, date]:
    return first.replace(day=1), month_after(last or first) - timedelta(days=1)


def wall_bars(read: Reader, first: date, last: date, operation_ids: Sequence[str]) -> "list[WallBar]":
    """Return one bar for each operation that reaches into some days, with the blocks of its deployments."""
    from planner.briefing.texts import without_numbers
    from planner.briefing.wall_content import WallBar, WallBlock

    first_shown, last_shown = first - timedelta(days=7), last + timedelta(days=7)  # whole weeks are drawn
    start = datetime(first_shown.year, first_shown.month, first_shown.day)
    end = datetime(last_shown.year, last_shown.month, last_shown.day)
    chosen = set(operation_ids)
    kinds = {k.id: k for k in read.all(OperationType)}
    bars = []
    for operation in read.operations_between(start, end):
        kind = kinds[operation.type_id]
        if (chosen and operation.id not in chosen) or kind.reservation or kind.need_to_know:
            continue
        if operation.status is Status.IDEA and operation.id not in chosen:
            continue
        blocks = sorted(read.all(Deployment, operation_id=operation.id), key=lambda d: d.start)
        label = short_label(
            kind, [w.name for w in wards_of_operation(read, operation.id)], village_names(read, operation.id)
        )
        shown = [
            WallBlock(
                d.start.date(),
                working_day(d.end, d.start),
                hours_text(d.start, d.end),
                d.theme,
                without_numbers(d.lead),
            )
            for d in blocks
        ]
        span = read.span_of(operation.id)
        bare = [(span[0].date(), working_day(span[1], span[0]), ())]
        bars += [
            WallBar(
                label=label,
                reference=operation.reference,
                symbol=kind.symbol,
                first=begin,
                last=finish,
                draft=not operation.status.is_authorised,
                blocks=own,
                marking=max(operation.marking, kind.marking, key=lambda m: m is Marking.OFFICIAL_SENSITIVE),
            )
            for begin, finish, own in (_runs(shown) or bare)
            if begin <= last_shown and finish >= first_shown
        ]
    return bars


def _runs(blocks: "Sequence[WallBlock]") -> "list[tuple[date, date, tuple[WallBlock, ...]]]":
    """Return runs of blocks at most a free day apart: a weekly patrol is not one bar through the year."""
    runs: list[list[WallBlock]] = []
    for block in blocks:
        if runs and (block.first - max(b.last for b in runs[-1])).days <= _LONGEST_GAP:
            runs[-1].append(block)
        else:
            runs.append([block])
    return [(run[0].first, max(b.last for b in run), tuple(run)) for run in runs]


def _wall_days(read: Reader) -> "list[WallDay]":
    from planner.briefing.wall_content import WallDay

    return [WallDay(s.first, s.last, s.title) for s in read.all(SpecialDay)]


def _printed(now: datetime) -> str:
    return f"Printed {date_text(now.date())} {now:%H:%M}"


def _shareable(read: Reader, ids: Iterable[str]) -> dict[str, Operation]:
    kinds = {k.id: k for k in read.all(OperationType)}
    found = read.among(Operation, "id", ids)
    return {o.id: o for o in found if not kinds[o.type_id].need_to_know and not kinds[o.type_id].reservation}


def _tasks(tasks: Iterable[Task], operations: dict[str, Operation]) -> "Iterable[PartnerTask]":
    from planner.briefing.public_sheets import PartnerTask

    for task in sorted(tasks, key=lambda t: (t.due, t.title)):
        if operation := operations.get(task.operation_id):
            name = f"{operation.title} ({operation.reference})"
            yield PartnerTask(title=task.title, operation=name, due=task.due, status=task.status.value)


def _times(
    read: Reader, blocks: Iterable[Deployment], operations: dict[str, Operation], partner_id: str
) -> "Iterable[PartnerTime]":
    from planner.briefing.public_sheets import PartnerTime

    own = {r.id for r in read.all(Resource, partner_id=partner_id)}
    for block in blocks:
        operation = operations.get(block.operation_id)
        if operation is None:
            continue
        posts = read.all(Post, deployment_id=block.id)
        given = read.among(Assignment, "post_id", [p.id for p in posts])
        mine = {a.post_id for a in given if a.resource_id in own}
        theme = f": {block.theme}" if block.theme else ""
        yield PartnerTime(
            day=block.start.date(),
            hours=hours_text(block.start, block.end),
            what=f"{operation.title}{theme}",
            where=and_list([w.name for w in wards_of_deployment(read, block)], 4),
            role=and_list(list(dict.fromkeys(p.role for p in posts if p.id in mine))),
        )


def _public_work(read: Reader, ward_id: str) -> list[Operation]:
    """Return operations of a ward that the public may hear of: OFFICIAL, authorised, not reserved."""
    ids = {w.operation_id for w in read.all(OperationWard, ward_id=ward_id)}
    ids |= {
        d.operation_id
        for d in read.among(
            Deployment, "id", [w.deployment_id for w in read.all(DeploymentWard, ward_id=ward_id)]
        )
    }
    kinds = {k.id: k for k in read.all(OperationType)}
    return [
        o
        for o in _shareable(read, ids).values()
        if o.status.is_authorised and Marking.OFFICIAL_SENSITIVE not in {o.marking, kinds[o.type_id].marking}
    ]


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.casefold())} - _COMMON


def _answer(read: Reader, concern: Concern, work: Iterable[Operation], now: datetime) -> "Answer":
    from planner.briefing.public_sheets import Answer

    wanted = _stems(concern.text)
    since = concern.said_on or date.min
    done: list[str] = []
    to_come: list[str] = []
    for operation in work:
        for block in sorted(read.all(Deployment, operation_id=operation.id), key=lambda d: d.start):
            if block.start.date() < since or not wanted & _stems(f"{block.theme} {operation.title}"):
                continue
            if block.end > now:
                to_come.append(f"{block.theme or operation.title}, {_month(block.start.date(), now)}")
            elif line := _done_line(read, block, operation):
                done.append(line)
        done += [
            f"{t.title}: done"
            for t in read.all(Task, operation_id=operation.id)
            if t.status is TaskStatus.DONE and wanted & _stems(t.title)
        ]
    source = ", ".join(p for p in (concern.source, date_text(since) if concern.said_on else "") if p)
    return Answer(
        said=concern.text,
        source=source,
        done=tuple(_few(done)),
        to_come=tuple(_few(list(dict.fromkeys(to_come)))),
    )


def _few(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST_LINES
    return lines if more <= 0 else [*lines[:_MOST_LINES], f"and {more} more"]


def _month(day: date, now: datetime) -> str:
    same = (day.year, day.month) == (now.year, now.month)
    return "this month" if same else f"{month_name(day)} {day.year}"


def _done_line(read: Reader, block: Deployment, operation: Operation) -> str:
    """Return what a submitted return says of a block, or empty when nothing was delivered."""
    rows = [r for r in read.all(Return, deployment_id=block.id) if r.state is ReturnState.SUBMITTED]
    if not rows or rows[0].outcome is Outcome.NOT_DONE:
        return ""
    part = " (in part)" if rows[0].outcome is Outcome.PART else ""
    people = f", {rows[0].people} people spoken to" if rows[0].people else ""
    when = day_range(block.start.date(), block.start.date())
    return f"{block.theme or operation.title}, {when}{part}{people}"
