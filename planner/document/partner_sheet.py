"""What one partner owes and where its people are counted on, and nothing of anybody else's."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from planner.document.facts import wards_of_deployment
from planner.domain.phrases import and_list, hours_text
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Resource
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.briefing.public_sheets import PartnerTask, PartnerTime


def shareable(read: Reader, ids: Iterable[str]) -> dict[str, Operation]:
    """Return those operations that others may hear of: neither need-to-know nor reserved."""
    kinds = {k.id: k for k in read.all(OperationType)}
    found = read.among(Operation, "id", ids)
    return {o.id: o for o in found if not kinds[o.type_id].need_to_know and not kinds[o.type_id].reservation}


def partner_tasks(tasks: Iterable[Task], operations: dict[str, Operation]) -> "Iterable[PartnerTask]":
    """Yield tasks by date, each with its operation."""
    from planner.briefing.public_sheets import PartnerTask

    for task in sorted(tasks, key=lambda t: (t.due, t.title)):
        if operation := operations.get(task.operation_id):
            name = f"{operation.title} ({operation.reference})"
            yield PartnerTask(
                title=task.title,
                operation=name,
                reference=operation.reference,
                due=task.due,
                status=task.status.value,
                legacy=bool(task.legacy_months),
            )


def partner_times(
    read: Reader, blocks: Iterable[Deployment], operations: dict[str, Operation], partner_id: str
) -> "Iterable[PartnerTime]":
    """Yield the times at which a partner fills a post."""
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
