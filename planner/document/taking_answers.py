"""Taking in a partner's task sheet: what was ticked and decided, as one command and one undo."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from planner.document.command import Command
from planner.document.commands.base import renew_draft
from planner.document.commands.return_import import ImportReport
from planner.document.task_answers import Comparison, answer_digest, answer_memory, compare_answers
from planner.domain.merging import Choice, Decision, MergeItem, MergeState
from planner.domain.records.operation import Task
from planner.domain.records.plan import Setting
from planner.domain.vocabulary import TaskStatus
from planner.exchange.returns_csv import Rejected
from planner.exchange.task_answers_file import AnswersFile
from planner.storage.pair import Pair


def take_answers(
    *,
    file: AnswersFile,
    today: date,
    choices: Mapping[str, Decision] | None = None,
    default: Choice = Choice.LATER,
    leave_out: Collection[str] | None = None,
) -> tuple[Command, ImportReport]:
    """Return the command that takes a sheet's answers, and the report that it fills when it runs.

    choices: decisions by item key; default: what becomes of the others. leave_out: keys of what is not taken;
    None takes everything from a sheet that this plan has sent and nothing from any other. The plan is
    compared anew when it runs: what was changed meanwhile is asked again, never written over.
    """
    report = ImportReport()
    wanted = dict(choices or {})

    def apply(pair: Pair) -> None:
        found = compare_answers(pair, file, today=today)
        report.added = report.updated = 0
        report.unchanged = found.unchanged
        report.rejected = []
        updated: set[int] = set()
        for item in found.preview.items:
            line = found.lines[item.key]
            choice = _choice(item, found, wanted, default, leave_out)
            if item.state is MergeState.IGNORED:
                report.rejected.append(Rejected(line, item.reason, item.row_id))
            elif item.state is MergeState.NEW and choice is Choice.THEIRS:
                _add(pair, found.new[item.key])
                report.added += 1
            elif item.state is MergeState.DECIDE and choice is Choice.LATER:
                words = f"{item.about}: the {item.field} was changed on both sides; decide which one stands."
                report.rejected.append(Rejected(line, words, item.row_id))
            elif choice is not Choice.LATER and _settle(pair, item, found, choice):
                updated.add(line)
        report.updated = len(updated)

    return Command("Take answers back", apply), report


def _choice(
    item: MergeItem,
    found: Comparison,
    wanted: Mapping[str, Decision],
    default: Choice,
    leave_out: Collection[str] | None,
) -> Decision:
    if item.state is MergeState.DECIDE:
        return wanted.get(item.key, default)
    is_left = not found.preview.is_known_origin if leave_out is None else item.key in leave_out
    return Choice.LATER if is_left else Choice.THEIRS


def _add(pair: Pair, task: Task) -> None:
    last = max((t.sort for t in pair.all(Task, operation_id=task.operation_id)), default=-1)
    pair.add(replace(task, sort=last + 1))
    renew_draft(pair, task.operation_id)


def _settle(pair: Pair, item: MergeItem, found: Comparison, choice: Choice) -> bool:
    """Write one answer, and remember that it was dealt with; whether the task changed."""
    theirs = found.values[item.key]
    if found.share is not None:
        memory = answer_memory(found.share.id, item.row_id, item.group)
        pair.put(Setting(id=memory, value=answer_digest(theirs)))
    if choice is Choice.MINE:
        return False
    value = theirs if choice is Choice.THEIRS else found.before.get(item.key)
    if value is None:
        return False
    task = pair.require(Task, item.row_id)
    after: dict[str, Any] = {item.group: TaskStatus(value) if item.group == "status" else value}
    return pair.put(replace(task, **after)) != task
