"""What a partner's task sheet says that the plan does not: each difference with before, mine and theirs.

Compared with what was sent: the register of what was handed on knows, for each task and field, which change
was its newest then. What the sheet claims beyond that register is ignored, with the reason.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from planner.document.commands.base import check_day, one_line
from planner.document.paper_figures import plan_only
from planner.document.papers import partner_operations
from planner.document.partner_sheet import shareable
from planner.document.partner_tasks import sheet_name, where_words
from planner.document.share_log import given_of
from planner.domain.errors import InvalidInput
from planner.domain.merging import MergeItem, MergePreview, MergeState, Side
from planner.domain.phrases import and_list, date_text
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.records.plan import Plan, Setting
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import ShareKind, TaskStatus
from planner.exchange.spreadsheets import LONGEST_CELL
from planner.exchange.task_answers_file import AnswerLine, AnswersFile, parse_due
from planner.storage.known_values import KnownValues
from planner.storage.reader import Reader

_USUAL_TIME: Final = timedelta(days=28)
_UNKNOWN_SHEET: Final = "This plan has not sent this sheet, so its answers are not taken."
_LOCKED: Final = {"title": "title", "operation": "operation", "due": "date", "where": "place"}
INSERT: Final = "+"


@dataclass(slots=True)
class Comparison:
    """The preview of a sheet, and what applying it needs.

    lines: the sheet's line of each item by its key. values: status or note that an item would write. seen:
    the change of that field which the sheet was sent with. new: the tasks that lines without an id propose.
    unchanged: how many lines say nothing new.
    """

    preview: MergePreview
    share: Share | None
    lines: dict[str, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    new: dict[str, Task] = field(default_factory=dict)
    unchanged: int = 0


def compare_answers(read: Reader, file: AnswersFile, *, today: date) -> Comparison:
    """Return what a sheet that came back would change; nothing is written. The command file is never read."""
    plan = plan_only(read)
    share = plan.get(Share, file.share_id) if file.share_id else None
    if share is not None and share.kind is not ShareKind.TASKS:
        share = None
    partner = plan.get(Partner, share.partner_id) if share else None
    preview = MergePreview(
        source=file.name,
        title=sheet_name(share, partner, plan.all(Plan)[0].zone) if share else f"Task sheet {file.name}",
        items=(),
        origin=partner.name if partner else "",
        expires=share.expires if share else None,
        is_known_origin=share is not None,
    )
    return _Comparing(plan, file, Comparison(preview, share), partner, today).made()


def answer_memory(share_id: str, task_id: str, name: str) -> str:
    """Return the id of the setting that remembers which answer was dealt with."""
    return f"answers/{share_id}/{task_id}/{name}"


def answer_digest(value: str) -> str:
    """Return what is remembered of an answer: enough to know it again, and none of its words."""
    return hashlib.sha256(value.encode()).hexdigest()[:16]


class _Comparing:
    """Goes through the lines of one sheet."""

    def __init__(
        self, plan: Reader, file: AnswersFile, result: Comparison, partner: Partner | None, today: date
    ) -> None:
        self._plan, self._file, self._result = plan, file, result
        self._partner, self._today = partner, today
        self._given = given_of(result.share).get("task", {}) if result.share else {}
        fresh = {line.line: self._fresh_id(line) for line in file.lines if not line.id and line.title}
        self._fresh = fresh
        ids = [line.id for line in file.lines if line.id] + list(fresh.values())
        self._tasks = {t.id: t for t in plan.among(Task, "id", ids)}
        self._known = KnownValues(plan.connections, Task, ids)
        self._operations = self._all_operations()
        self._where = where_words(plan, self._operations)
        self._items: list[MergeItem] = []

    def _all_operations(self) -> dict[str, Operation]:
        """Return the operations that lines may be about: those of its tasks, and where new ones may go."""
        if self._result.share is None:
            ids = {o.id for o in self._plan.all(Operation)}
        else:
            sent = self._plan.among(Task, "id", self._given)
            ids = {t.operation_id for t in sent} | partner_operations(
                self._plan, self._result.share.partner_id
            )
        return shareable(self._plan, ids | {t.operation_id for t in self._tasks.values()})

    def made(self) -> Comparison:
        """Return the comparison, its items in the order of the sheet."""
        for number, remark in enumerate(self._file.remarks):
            self._note(0, self._ignored(f"sheet/{number}", "", "", "The sheet", "", "", remark))
        twice = self._said_twice()
        for line in self._file.lines:
            if line.id in twice:
                found = [self._refused(line, "", "Two lines answer this task differently; keep one of them.")]
            elif line.id:
                found = list(self._about(line))
            else:
                found = list(self._proposal(line))
            for item in found:
                self._note(line.line, item)
            self._result.unchanged += not found
        self._result.preview = replace(self._result.preview, items=tuple(self._items))
        return self._result

    def _note(self, line: int, item: MergeItem) -> None:
        if item.key in self._result.lines:
            item = replace(item, key=f"{item.key}/{line}")
        self._items.append(item)
        self._result.lines[item.key] = line

    def _said_twice(self) -> set[str]:
        said: dict[str, set[tuple[str | None, str | None]]] = {}
        for line in self._file.lines:
            if line.id:
                said.setdefault(line.id, set()).add((line.status, line.note))
        return {task_id for task_id, answers in said.items() if len(answers) > 1}

    # Lines with an id -----------------------------------------------------------------------------

    def _about(self, line: AnswerLine) -> Iterator[MergeItem]:
        task = self._tasks.get(line.id)
        if task is None or (task.operation_id not in self._operations):
            gone = line.id in self._given
            yield self._refused(
                line,
                "",
                "This task is no longer in the plan." if gone else "The plan has no task with this id.",
            )
            return
        if line.id not in self._given:
            if self._says_other(task, line):
                reason = "This task was not on the sheet that was sent, so it is not theirs to change."
                yield self._refused(line, "", _UNKNOWN_SHEET if self._result.share is None else reason)
            return
        yield from self._answers(task, line, self._given[line.id])
        yield from self._locked(task, line)

    def _says_other(self, task: Task, line: AnswerLine) -> bool:
        status = line.status is not None and line.status.casefold() not in {"", task.status.value}
        return status or (line.note is not None and line.note != task.note.strip())

    def _answers(self, task: Task, line: AnswerLine, heads: dict[str, str]) -> Iterator[MergeItem]:
        for name, said in (("status", line.status), ("note", line.note)):
            if said is None or (name == "status" and not said):
                continue
            if reason := _unusable(name, said, is_formula=name in line.formulas):
                yield self._refused(line, name, reason)
                continue
            theirs = said.casefold() if name == "status" else said
            item = self._difference(task, name, theirs, heads.get(name, ""))
            if item is not None:
                self._result.values[item.key] = theirs
                yield item

    def _difference(self, task: Task, name: str, theirs: str, head: str) -> MergeItem | None:
        mine = str(getattr(task, name)).strip()
        was = self._known.value_at(task.id, name, head)
        before = None if was is None else str(was).strip()
        if theirs in {mine, before}:
            return None
        is_asked = mine != before
        if is_asked and self._was_answered(task.id, name, theirs):
            return None
        key = f"task/{task.id}/{name}"
        if before is not None:
            self._result.before[key] = before
        self._result.seen[key] = head
        author, at = self._known.written(task.id, name)
        operation = self._operations[task.operation_id]
        return MergeItem(
            key=key,
            state=MergeState.DECIDE if is_asked else MergeState.CHANGED,
            kind=Task,
            row_id=task.id,
            group=name,
            about=task.title,
            field=name,
            operation_id=operation.id,
            operation=f"{operation.reference} {operation.title}",
            before=Side(text="not known" if before is None else before),
            mine=Side(text=mine, by=author, at=at) if is_asked else Side(text=mine),
            theirs=Side(text=theirs, by=self._who()),
        )

    def _was_answered(self, task_id: str, name: str, theirs: str) -> bool:
        """Return whether this very answer was taken, or decided against, before."""
        kept = self._plan.get(Setting, answer_memory(self._file.share_id, task_id, name))
        return kept is not None and kept.value == answer_digest(theirs)

    def _locked(self, task: Task, line: AnswerLine) -> Iterator[MergeItem]:
        operation = self._operations[task.operation_id]
        dues = {date.fromisoformat(str(v)) for v in self._known.values(task.id, "due")}
        titles = {_squeezed(str(v)) for v in self._known.values(task.id, "title")}
        tests: dict[str, tuple[str | None, str, Callable[[str], bool]]] = {
            "title": (line.title, task.title, lambda said: _squeezed(said) in titles),
            "operation": (line.operation, operation.reference, lambda said: said == operation.reference),
            "due": (line.due, date_text(task.due), lambda said: parse_due(said) in dues),
            "where": (line.where, self._where[operation.id],
                      lambda said: _squeezed(said) == _squeezed(self._where[operation.id])),
        }  # fmt: skip
        for name, (said, mine, is_same) in tests.items():
            if said and not is_same(said):
                reason = f"The {_LOCKED[name]} is not theirs to change: tell them to ask for it in a note."
                item = self._refused(line, name, reason)
                yield replace(item, mine=Side(text=mine), before=Side(text=mine))

    # Lines without one ----------------------------------------------------------------------------

    def _fresh_id(self, line: AnswerLine) -> str:
        words = "\n".join(
            (self._file.share_id, (line.operation or "").casefold(), _squeezed(line.title or ""))
        )
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    def _proposal(self, line: AnswerLine) -> Iterator[MergeItem]:
        if not line.title:
            yield self._refused(line, "", "This line has neither an id nor a task, so it is not taken.")
            return
        task_id = self._fresh[line.line]
        if task_id in self._tasks:
            head = self._known.insert(task_id)
            yield from self._answers(self._tasks[task_id], line, {"status": head, "note": head})
            return
        if self._known.was_ever(task_id):
            yield self._refused(line, "", "This task was taken in once and deleted since.")
            return
        try:
            task = self._task(line, task_id)
        except InvalidInput as error:
            yield self._refused(line, "", str(error))
            return
        operation = self._operations[task.operation_id]
        key = f"task/{task_id}/{INSERT}"
        self._result.new[key] = task
        words = [f"due {date_text(task.due)}", task.status.value, task.note]
        yield MergeItem(
            key=key,
            state=MergeState.NEW,
            kind=Task,
            row_id=task_id,
            group=INSERT,
            about=task.title,
            operation_id=operation.id,
            operation=f"{operation.reference} {operation.title}",
            theirs=Side(text=", ".join(w for w in words if w), by=self._who()),
        )

    def _task(self, line: AnswerLine, task_id: str) -> Task:
        """Return the task that a line proposes; InvalidInput says what is missing."""
        for name, said in (("status", line.status), ("note", line.note)):
            if said and (reason := _unusable(name, said, is_formula=name in line.formulas)):
                raise InvalidInput(reason)
        due = parse_due(line.due) if line.due else self._today + _USUAL_TIME
        if due is None:
            raise InvalidInput(
                f"The date “{_short(line.due or '')}” is no date; write it as 14 September 2026."
            )
        check_day(due)
        title = one_line(line.title or "", "task")
        operation = self._operation(line.operation or "")
        status = TaskStatus(line.status.casefold()) if line.status else TaskStatus.OPEN
        partner_id = self._partner.id if self._partner else ""
        return Task(id=task_id, operation_id=operation.id, title=title, partner_id=partner_id, due=due,
                    status=status, note=line.note or "")  # fmt: skip

    def _operation(self, said: str) -> Operation:
        offered = list(self._operations.values())
        found = [o for o in offered if o.reference.casefold() == said.casefold()] if said else offered
        if len(found) == 1:
            return found[0]
        if said and found:
            raise InvalidInput(
                f"{_short(said)} is the reference of several operations; add the task by hand."
            )
        names = and_list([o.reference for o in offered], 4)
        listed = f": {names}" if self._result.share is not None and names else ""
        raise InvalidInput(f"The line does not say which operation the task belongs to{listed}.")

    # Items ----------------------------------------------------------------------------------------

    def _who(self) -> str:
        return self._partner.called if self._partner else ""

    def _refused(self, line: AnswerLine, name: str, reason: str) -> MergeItem:
        task = self._tasks.get(line.id) if line.id else None
        if task is not None and task.operation_id not in self._operations:
            task = None
        about = task.title if task else line.title or f"Line {line.line}"
        said = {"title": line.title, "operation": line.operation, "due": line.due, "where": line.where,
                "status": line.status, "note": line.note}.get(name)  # fmt: skip
        if not name:
            said = ", ".join(w for w in (line.status, line.note) if w)
        key = f"task/{line.id or line.line}/{name}"
        item = self._ignored(key, line.id, name, about, _LOCKED.get(name, name), _short(said or ""), reason)
        if task is None:
            return item
        operation = self._operations[task.operation_id]
        return replace(item, operation_id=operation.id, operation=f"{operation.reference} {operation.title}")

    def _ignored(
        self, key: str, row_id: str, group: str, about: str, words: str, theirs: str, reason: str
    ) -> MergeItem:
        return MergeItem(
            key=key,
            state=MergeState.IGNORED,
            kind=Task,
            row_id=row_id,
            group=group,
            about=about,
            field=words,
            theirs=Side(text=theirs, by=self._who()),
            reason=reason,
        )


def _unusable(name: str, said: str, *, is_formula: bool) -> str:
    """Return why an answer cannot be taken, or nothing. A formula in a note is its text."""
    if name == "note":
        too_long = len(said) > LONGEST_CELL
        return f"The note is longer than {LONGEST_CELL:,} letters; shorten it." if too_long else ""
    if is_formula:
        return "The status is a formula; choose one from the list."
    if said.casefold() not in set(TaskStatus):
        return f"The status “{_short(said)}” is not one of: {', '.join(TaskStatus)}."
    return ""


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"
