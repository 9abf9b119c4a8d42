"""What is owed: tasks past their date and returns that have not come."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from planner.domain.phrases import count_text, date_text, day_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation, Task
from planner.domain.vocabulary import Status, TaskStatus
from planner.rules.finding import Finding, Fix, Item, Severity
from planner.rules.snapshot import Snapshot

RETURN_DAYS = 7


def overdue_tasks(plan: Snapshot) -> Iterator[Finding]:
    """Say which open tasks are past their date; tasks of an idea are not owed yet."""
    for task in plan.tasks:
        if task.status is not TaskStatus.OPEN or task.due >= plan.today:
            continue
        operation = plan.operations.get(task.operation_id)
        if operation is None or operation.status is Status.IDEA:
            continue
        owner = task.owner or plan.owners.get(task.partner_id, "")
        late = count_text((plan.today - task.due).days, "day")
        yield Finding(
            "task-overdue",
            Severity.WORTH,
            f"“{task.title}” was due on {date_text(task.due)}, {late} ago{f' ({owner})' if owner else ''}.",
            operation.reference,
            datetime.combine(task.due, time(0)),
            (Item(Operation, operation.id), Item(Task, task.id)),
            (Fix("Mark as done", "task_done", (task.id,)),),
        )


def _is_others(plan: Snapshot, operation: Operation) -> bool:
    kind = plan.types.get(operation.type_id)
    return kind is not None and kind.reservation


def late_returns(plan: Snapshot) -> Iterator[Finding]:
    """Say which deployments ended more than seven days ago without a submitted return."""
    for deployment in plan.deployments:
        operation = plan.operations[deployment.operation_id]
        if not operation.was_authorised or deployment.id in plan.returned or _is_others(plan, operation):
            continue
        if deployment.end + timedelta(days=RETURN_DAYS) >= plan.now:
            continue
        days = count_text((plan.now - deployment.end).days, "day")
        code = f"{operation.reference}/{deployment.number}"
        yield Finding(
            "return-late",
            Severity.WORTH,
            f"No return for {code}, {day_text(deployment.start.date(), short=True)}, {days} after it ended.",
            code,
            deployment.end,
            (Item(Operation, operation.id), Item(Deployment, deployment.id)),
            (Fix("Write the return", "write_return", (deployment.id,)),),
        )
