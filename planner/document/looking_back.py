"""The history as a commander reads it: who changed what, when, from what to what. Nothing is written here."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from planner.document.history_words import HistoryWords, copy_words, counted_words, field_words, kind_words
from planner.document.setting_words import counted_settings, setting_field
from planner.domain.changes import DELETE, INSERT
from planner.domain.errors import Ambiguous, InvalidInput, NotFound
from planner.domain.frozen import dataclass
from planner.domain.phrases import and_list
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Plan, Setting
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.timespan import to_local, to_utc
from planner.storage.change_search import deleted_operations
from planner.storage.change_sets import (
    EVERY,
    ChangeSetLine,
    ChangeSetQuery,
    authors,
    change_set_line,
    recent_change_sets,
    set_of_change,
)
from planner.storage.copies import copies
from planner.storage.logged import MOST_COUNTED, LoggedChange, count_changes, logged_changes
from planner.storage.reader import Reader

MOST_DETAILS: Final = 200
_MOST_TOLD: Final = 3
_MOST_ROWS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryWanted:
    """What of the history is asked for; first and last are local days, both included."""

    operation_id: str = ""
    author: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One change set. at: local; at_utc: the same as the log has it, in ISO form.

    words: what it did, in a line. copy: where it was written ("on LAPTOP2"), empty on this computer and where
    that is not known; copy_words: the same in full. in_command_file: need-to-know work, shown in command
    view only.
    """

    id: str
    at: datetime
    at_utc: str
    author: str
    label: str
    words: str
    copy: str
    copy_words: str
    in_command_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDetail:
    """One field of one row: before and after in words; is_newest: nothing changed it since.

    what: "made", "deleted" or "changed". operation_id: of its operation, if that is still there.
    """

    id: str
    what: str
    kind: str
    about: str
    field: str
    before: str
    after: str
    operation_id: str
    is_newest: bool


def history_page(read: Reader, wanted: HistoryWanted, *, limit: int, skip: int = 0) -> list[HistoryLine]:
    """Return one page of the history, newest first; InvalidInput for days the wrong way round."""
    query = _query(wanted, read.all(Plan)[0].zone)
    return described(read, recent_change_sets(read.connections, limit, query, skip=skip))


def history_steps(read: Reader, wanted: HistoryWanted) -> list[ChangeSetLine]:
    """Return every step that is asked for, newest first, not yet in words; slow where words are sought."""
    return recent_change_sets(read.connections, EVERY, _query(wanted, read.all(Plan)[0].zone))


def described(read: Reader, lines: Sequence[ChangeSetLine]) -> list[HistoryLine]:
    """Return some steps in words, a page of them in some milliseconds."""
    zone = read.all(Plan)[0].zone
    counts = _counts(read, lines)
    known = copies(read.connections)
    words = HistoryWords(read)
    return [
        HistoryLine(
            id=line.id,
            at=to_local(datetime.fromisoformat(line.at).replace(tzinfo=UTC), zone),
            at_utc=line.at,
            author=line.author,
            label=line.label,
            words=_summary(read, line, counts.get(line.id, []), words),
            copy=copy_words(known.get(line.copy_id)),
            copy_words=copy_words(known.get(line.copy_id), zone),
            in_command_file=line.in_command_file,
        )
        for line in lines
    ]


def deleted_operation(read: Reader, reference_or_id: str) -> str:
    """Return the id of an operation that was deleted, by what it was called; NotFound, Ambiguous."""
    wanted = reference_or_id.strip()
    found = {one for connection in read.connections for one in deleted_operations(connection, wanted)}
    if not found:
        raise NotFound(f'No operation is or was called "{wanted[:40]}". See: list PLAN operations.')
    if len(found) > 1:
        ids = ", ".join(sorted(found))
        raise Ambiguous(f"{wanted} was the reference of several deleted operations. Use an id: {ids}.")
    return found.pop()


def history_authors(read: Reader) -> list[str]:
    """Return everybody who recorded anything."""
    return authors(read.connections)


def change_details(read: Reader, change_set_id: str, limit: int = MOST_DETAILS) -> list[ChangeDetail]:
    """Return what a change set did, field by field; NotFound when no open file has it."""
    line = change_set_line(read.connections, change_set_id)
    if line is None:
        raise NotFound(f'The history has no change "{change_set_id[:40]}". See: history PLAN.')
    words = HistoryWords(read)
    return [_detail(read, change, words) for change in _changes(read, line, limit)]


def find_change(read: Reader, change_id: str) -> tuple[str, str]:
    """Return the change set that an id means, and the one field of it or "": ids of both are told."""
    if change_set_line(read.connections, change_id) is not None:
        return change_id, ""
    set_id = set_of_change(read.connections, change_id)
    if not set_id:
        raise NotFound(f'The history has no change "{change_id[:40]}". See: history PLAN.')
    return set_id, change_id


def _query(wanted: HistoryWanted, zone: str) -> ChangeSetQuery:
    if wanted.first is not None and wanted.last is not None and wanted.last < wanted.first:
        raise InvalidInput("The last day lies before the first. Swap the two.")
    after = wanted.last + timedelta(days=1) if wanted.last is not None else None
    return ChangeSetQuery(
        operation_id=wanted.operation_id,
        author=wanted.author.strip(),
        since=to_utc(datetime.combine(wanted.first, time(0)), zone) if wanted.first else None,
        until=to_utc(datetime.combine(after, time(0)), zone) if after else None,
        text=wanted.text.strip(),
    )


def _counts(read: Reader, lines: Sequence[ChangeSetLine]) -> dict[str, list[tuple[str, str, int]]]:
    found: dict[str, list[tuple[str, str, int]]] = {}
    for place, connection in enumerate(read.connections):
        found |= count_changes(connection, [x.id for x in lines if x.in_command_file == (place > 0)])
    return found


def _changes(read: Reader, line: ChangeSetLine, limit: int) -> list[LoggedChange]:
    return logged_changes(read.connections[int(line.in_command_file)], line.id, limit)


def _summary(
    read: Reader, line: ChangeSetLine, counts: Sequence[tuple[str, str, int]], words: HistoryWords
) -> str:
    """Return what a change set did: from what to what where it is little, else how many rows of what."""
    if 0 < sum(count for _, _, count in counts) <= _MOST_ROWS and all(how == "" for _, how, _ in counts):
        details = [_detail(read, change, words) for change in _changes(read, line, _MOST_TOLD + 1)]
        if details:
            return _told(details)
    if sum(count for _, _, count in counts) >= MOST_COUNTED:
        return f"more than {MOST_COUNTED:,} changes at once"
    parts = {
        verb: and_list(
            [
                words_of
                for table, how, count in sorted(counts, key=lambda one: one[0] != Operation.TABLE)
                if how == sign
                for words_of in _counted(read, line, table, sign, count)
            ],
            4,
        )
        for sign, verb in ((INSERT, "made"), ("", "changed"), (DELETE, "deleted"))
    }
    return "; ".join(f"{verb} {what}" for verb, what in parts.items() if what)


def _counted(read: Reader, line: ChangeSetLine, table: str, sign: str, count: int) -> list[str]:
    """Return "2 tasks"; an operation by name, settings by what they are about (an absence is one too)."""
    if table == Operation.TABLE and sign and count <= _MOST_ROWS:
        connection = read.connections[int(line.in_command_file)]
        rows = (
            c.after or c.before for c in logged_changes(connection, line.id, table=table) if c.group == sign
        )
        return [f"{row.reference} {row.title}" for row in rows if isinstance(row, Operation)]
    if table != Setting.TABLE:
        return [f"{count:,} {counted_words(table, count)}"]
    of_sign = (c for c in _changes(read, line, MOST_DETAILS) if c.kind is Setting)
    ids = [c.row_id for c in of_sign if (c.group if c.group in {INSERT, DELETE} else "") == sign]
    return counted_settings(ids) or [f"{count:,} {counted_words(table, count)}"]


def _told(details: Sequence[ChangeDetail]) -> str:
    """Return "Street Week Greenstead: start and end, Sat 12 10–16 to Sat 12 11–16; lead, empty to X103"."""
    parts: list[str] = []
    about = ""
    for detail in details[:_MOST_TOLD]:
        row = f"{detail.about}: " if detail.about != about else ""
        about = detail.about
        parts.append(f"{row}{detail.field}, {detail.before} to {detail.after}")
    more = ["and more"] if len(details) > _MOST_TOLD else []
    return "; ".join(parts + more)


def _detail(read: Reader, change: LoggedChange, words: HistoryWords) -> ChangeDetail:
    record = change.after or change.before
    if record is None:
        raise TypeError("a change has a row before it or after it")
    what = {INSERT: "made", DELETE: "deleted"}.get(change.group, "changed")
    return ChangeDetail(
        id=change.id,
        what=what,
        kind=kind_words(change.kind.TABLE),
        about=words.row(record),
        field="" if what != "changed" else _field(record, change.group),
        before=words.value(change.before, change.group),
        after=words.value(change.after, change.group),
        operation_id=operation_of(read, record),
        is_newest=change.is_newest,
    )


def _field(record: Record, group: str) -> str:
    return setting_field(record) if isinstance(record, Setting) else field_words(group)


def operation_of(read: Reader, record: object) -> str:
    """Return the id of the operation that a record belongs to, or "" when that is gone or it has none."""
    if isinstance(record, Assignment):
        record = read.get(Post, record.post_id)
    if isinstance(record, ReturnVisit | ReturnResult):
        record = read.get(Return, record.return_id)
    if deployment_id := getattr(record, "deployment_id", ""):
        record = read.get(Deployment, deployment_id)
    found = record.id if isinstance(record, Operation) else str(getattr(record, "operation_id", ""))
    return found if found and read.get(Operation, found) is not None else ""
