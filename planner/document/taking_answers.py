"""Taking in a partner's task sheet: what was ticked and decided, as one command and one undo."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from planner.document.command import Command
from planner.document.commands.base import renew_draft
from planner.document.commands.return_import import ImportReport
from planner.document.elsewhere import Elsewhere
from planner.document.task_answers import Comparison, answer_digest, answer_memory, compare_answers
from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem
from planner.domain.merging import Choice, Decision, MergeItem, MergeState
from planner.domain.progress import Report, no_report
from planner.domain.records.operation import Task
from planner.domain.records.plan import Setting
from planner.domain.vocabulary import TaskStatus
from planner.exchange.returns_csv import Rejected
from planner.exchange.task_answers_file import AnswersFile
from planner.storage.codec import Value
from planner.storage.merge.beside import Beside
from planner.storage.pair import Pair

if TYPE_CHECKING:
    from planner.document.document import Document

BY_SHEET: Final = ", by the task sheet"
_WAITS: Final = " was changed on both sides and waits in the list of decisions."


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
    compared anew when it runs: what was changed meanwhile is asked again, never written over. What is put
    off is kept as an open decision, in the list of the others.
    """
    report = ImportReport()
    wanted = dict(choices or {})

    def apply(pair: Pair) -> None:
        found = compare_answers(pair, file, today=today)
        chosen = {i.key: _choice(i, found, wanted, default, leave_out) for i in found.preview.items}
        _take(pair, found, chosen, report)

    return Command("Take answers back", apply), report


def _take(pair: Pair, found: Comparison, chosen: Mapping[str, Decision], report: ImportReport) -> None:
    """Write what was chosen of each item, and count it."""
    report.added = report.updated = 0
    report.unchanged, report.rejected = found.unchanged, []
    updated: set[int] = set()
    put_off = _PutOff(pair, found)
    for item in found.preview.items:
        line, choice = found.lines[item.key], chosen[item.key]
        if item.state is MergeState.IGNORED:
            report.rejected.append(Rejected(line, item.reason, item.row_id))
        elif item.state is MergeState.NEW and choice is Choice.THEIRS:
            _add(pair, found.new[item.key])
            report.added += 1
        elif item.state is MergeState.DECIDE and choice is Choice.LATER:
            put_off.add(item)
            report.rejected.append(Rejected(line, f"{item.about}: the {item.field}{_WAITS}", item.row_id))
        elif choice is not Choice.LATER and _settle(pair, item, found, choice):
            updated.add(line)
    report.updated = len(updated)
    put_off.finish()


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


def _remember(pair: Pair, item: MergeItem, found: Comparison) -> None:
    """Note that this very answer was dealt with, so that the same sheet does not ask it again."""
    if found.share is not None:
        memory = answer_memory(found.share.id, item.row_id, item.group)
        pair.put(Setting(id=memory, value=answer_digest(found.values[item.key])))


class _PutOff:
    """Keeps answers that nobody decided on beside what stands here, as open decisions."""

    def __init__(self, pair: Pair, found: Comparison) -> None:
        self._pair, self._found = pair, found
        at = found.share.at if found.share is not None else pair.at
        unit = pair.unit(in_command_file=False)
        self._beside = Beside(unit, f"{found.preview.origin}{BY_SHEET}", at)

    def add(self, item: MergeItem) -> None:
        """Keep one answer; the same sheet does not bring it again."""
        _remember(self._pair, item, self._found)
        values: dict[str, Value] = {item.group: self._found.values[item.key]}
        self._beside.say(Task, item.row_id, item.group, values, self._found.seen[item.key])

    def finish(self) -> None:
        """List them."""
        self._beside.finish()


def _settle(pair: Pair, item: MergeItem, found: Comparison, choice: Decision) -> bool:
    """Write one answer, and remember that it was dealt with; whether the task changed."""
    theirs = found.values[item.key]
    _remember(pair, item, found)
    if choice is Choice.MINE:
        return False
    value = theirs if choice is Choice.THEIRS else found.before.get(item.key)
    if value is None:
        return False
    task = pair.require(Task, item.row_id)
    after: dict[str, Any] = {item.group: TaskStatus(value) if item.group == "status" else value}
    return pair.put(replace(task, **after)) != task


class TakingAnswers:
    """A sheet's answers on their way: made and finished by the owner of the document, run() by a worker."""

    def __init__(
        self,
        document: "Document",
        file: AnswersFile,
        today: date,
        *,
        choices: Mapping[str, Decision],
        default: Choice,
        leave_out: Collection[str],
    ) -> None:
        """Arguments as for take_answers(); FileProblem or KnownError if nothing can be taken now."""
        if document.is_read_only:
            raise FileProblem("This plan is open for reading only. Save a copy and take the answers there.")
        self._document, self._file = document, file
        self._command, self.report = take_answers(
            file=file, today=today, choices=choices, default=default, leave_out=leave_out
        )
        self._elsewhere = Elsewhere(document)

    def run(self, report: Report = no_report) -> None:
        """Back up and write, in one transaction; what report raises leaves all as it was."""
        from planner.document.backups import back_up_now

        try:
            report(10, "Making a backup")
            if self._document.shared_files:
                back_up_now(self._document, f"Before the answers in {self._file.name}")
            report(50, "Taking in")
            self._elsewhere.run(self._command, report)
        finally:
            self._elsewhere.end()

    def finish(self, initiator: object = None) -> ChangeSet | None:
        """Note the step and tell everybody; None when it was cancelled or failed: nothing happened then."""
        return self._elsewhere.finish(initiator)
