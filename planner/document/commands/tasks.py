"""Tasks of an operation: who owes what by when."""

from datetime import date

from planner.document.command import Command
from planner.document.commands.base import changed, check_day, needed_text, on_operation, renew_draft
from planner.domain.ids import new_id
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.vocabulary import TaskStatus
from planner.storage.pair import Pair
from planner.storage.reader import Reader

_NEEDED = {"title": "title of a task"}


def add_task(
    *,
    operation_id: str,
    title: str,
    due: date,
    partner_id: str = "",
    owner: str = "",
    note: str = "",
    legacy_months: int = 0,
) -> Command:
    """Add a task; partner_id or owner words say who owes it; legacy_months makes it a legacy check."""

    def change(pair: Pair, operation: Operation) -> bool:
        check_day(due)
        if partner_id:
            pair.require(Partner, partner_id)
        pair.add(
            Task(
                id=new_id(),
                operation_id=operation.id,
                title=needed_text(title, "title of a task"),
                partner_id=partner_id,
                owner="" if partner_id else owner.strip(),
                due=due,
                note=note.strip(),
                legacy_months=legacy_months,
                sort=1 + max((t.sort for t in pair.all(Task, operation_id=operation.id)), default=-1),
            )
        )
        return True

    return on_operation("Add task to", operation_id, change)


def edit_task(*, task_id: str, **changes: object) -> Command:
    """Change title, partner, owner words, date, note or legacy months of a task."""
    fields = {"title", "partner_id", "owner", "due", "note", "legacy_months", "sort"}

    def apply(pair: Pair) -> None:
        task = pair.require(Task, task_id)
        after = changed(task, changes, fields, needed=_NEEDED)
        check_day(after.due)
        if after.partner_id and after.partner_id != task.partner_id:
            pair.require(Partner, after.partner_id)
        if pair.put(after) != task and set(changes) - {"note", "sort"}:
            renew_draft(pair, task.operation_id)

    return Command("Edit task", apply, f"task/{task_id}/{','.join(sorted(changes))}")


def set_task_status(*, task_id: str, status: TaskStatus, note: str | None = None) -> Command:
    """Say that a task is done, not done or cancelled, or open it again; the order does not print this."""

    def apply(pair: Pair) -> None:
        task = pair.require(Task, task_id)
        values: dict[str, object] = {"status": status}
        if note is not None:
            values["note"] = note
        pair.put(changed(task, values, {"status", "note"}))

    def subject(read: Reader) -> str:
        task = read.get(Task, task_id)
        return f"task {status.value}: {task.title}" if task else "task"

    return Command("Mark", apply, subject=subject)


def delete_task(*, task_id: str) -> Command:
    """Delete a task."""

    def apply(pair: Pair) -> None:
        task = pair.require(Task, task_id)
        pair.drop(Task, task_id)
        renew_draft(pair, task.operation_id)

    return Command("Delete task", apply)
