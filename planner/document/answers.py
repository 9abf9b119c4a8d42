"""What was done about a concern: the work of its ward that is linked to it, since it was said."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from planner.document.partner_sheet import shareable
from planner.domain.phrases import count_text, date_text, day_range, month_name
from planner.domain.records.deployment import Deployment, DeploymentWard
from planner.domain.records.operation import Operation, OperationConcern, OperationWard, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Concern
from planner.domain.records.returns import Return
from planner.domain.vocabulary import Marking, Outcome, ReturnState, TaskStatus
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.briefing.public_sheets import Answer

_MOST_LINES: Final = 4


def public_work(read: Reader, ward_id: str) -> list[Operation]:
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
        for o in shareable(read, ids).values()
        if o.status.is_authorised and Marking.OFFICIAL_SENSITIVE not in {o.marking, kinds[o.type_id].marking}
    ]


def answers_to(
    read: Reader, concerns: Iterable[Concern], work: Sequence[Operation], now: datetime
) -> list["Answer"]:
    """Return concerns in their order with what was done; work that answers several is told once."""
    told: dict[str, int] = {}
    answers = []
    for number, concern in enumerate(concerns, 1):
        answers.append(answer_to(read, concern, work, now, told))
        for row in read.all(OperationConcern, concern_id=concern.id):
            told.setdefault(row.operation_id, number)
    return answers


def answer_to(
    read: Reader,
    concern: Concern,
    work: Iterable[Operation],
    now: datetime,
    told: Mapping[str, int] | None = None,
) -> "Answer":
    """Return one concern with what was done, from returns and finished tasks, and what is planned.

    Only work that somebody has linked to the concern answers it. told: the number of the concern under
    which an operation was told already; here it is only pointed to.
    """
    from planner.briefing.public_sheets import Answer

    linked = {row.operation_id for row in read.all(OperationConcern, concern_id=concern.id)}
    since = concern.said_on or date.min
    done: list[str] = []
    to_come: list[str] = []
    for operation in (o for o in work if o.id in linked):
        blocks = sorted(read.all(Deployment, operation_id=operation.id), key=lambda d: d.start)
        if told and operation.id in told:
            lines = done if any(block.end <= now for block in blocks) else to_come
            pointer = f"{operation.title}: see what stands under {told[operation.id]}"
            lines += [pointer] if pointer not in lines else []
            continue
        for block in blocks:
            if block.start.date() < since:
                continue
            if block.end > now:
                to_come.append(f"{block.theme or operation.title}, {_month(block.start.date(), now)}")
            elif line := _done_line(read, block, operation):
                done.append(line)
        done += _finished_tasks(read, operation)
    source = ", ".join(p for p in (concern.source, date_text(since) if concern.said_on else "") if p)
    return Answer(
        said=concern.text,
        source=source,
        done=tuple(_few(_counted(done))),
        to_come=tuple(_few(list(dict.fromkeys(to_come)))),
    )


def _finished_tasks(read: Reader, operation: Operation) -> list[str]:
    """Return what partners finished; our own tasks are steps on the way, not what was done."""
    tasks = read.all(Task, operation_id=operation.id)
    return [f"{t.title}: done" for t in tasks if t.status is TaskStatus.DONE and t.partner_id]


def _counted(lines: list[str]) -> list[str]:
    """Return each line once, with how often where that is more than once."""
    return [line if times == 1 else f"{line}, {times} times" for line, times in Counter(lines).items()]


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
    people = f", {count_text(rows[0].people, 'person', 'people')} spoken to" if rows[0].people else ""
    when = day_range(block.start.date(), block.start.date())
    return f"{block.theme or operation.title}, {when}{part}{people}"
