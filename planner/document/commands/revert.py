"""Reverting one change of the history: taken back like an undo, however long ago it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from planner.document.command import Command
from planner.document.commands.base import renew_draft
from planner.document.findings import operations_of
from planner.domain.changes import ChangeSet, RowChange
from planner.domain.errors import KnownError, NotFound
from planner.domain.records.base import Record
from planner.domain.records.operation import Operation, Task
from planner.domain.records.plan import Plan
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.records.review import Acknowledgement, Hold, Review
from planner.domain.records.sharing import PurgeNote, Share
from planner.storage.change_sets import ChangeSetLine, beside, change_set_line
from planner.storage.logged import logged_changes, row_changes
from planner.storage.pair import NEUTRAL_LABEL, Pair
from planner.storage.reader import Reader

NOTHING_REVERTED: Final = (
    "Nothing was reverted: all of it was changed since, is back already, or is an authorisation, "
    "which is given anew."
)
RELEASED: Final = (
    "This step released the operation into the plan, which has no way back: the plan's history would keep "
    "all of it."
)
MADE: Final = "This step made the plan itself, which cannot be taken back. Revert the later steps one by one."
_NOT_PRINTED: Final = frozenset({Return, ReturnVisit, ReturnResult, Review, Hold, Acknowledgement, Share})
_AUTHORITY: Final = tuple(name for name, group in Operation.GROUPS.items() if group == "authority")
_NOT_CONTENT: Final[Mapping[type[Record], frozenset[str]]] = {
    Operation: frozenset({"note", *_AUTHORITY}),
    Task: frozenset({"note", "status", "sort"}),
}


def revert_change(*, change_set_id: str, change_id: str = "") -> Command:
    """Take back one change set, or one field of it; what was changed since is left and named.

    An authorised order whose print changes becomes a draft, and no authorisation comes back by it: what was
    changed since was not authorised. The change set of a command in command view goes back in both files.
    """

    def apply(pair: Pair) -> None:
        found = _to_take_back(pair, change_set_id, change_id)
        wanted = replace(found, rows=tuple(_without_authorisation(pair, row) for row in found.rows))
        rows = {row.id: pair.get(row.kind, row.id) for row in wanted.rows}
        pair.revert(wanted)
        anew = [row for row in wanted.rows if _prints_anew(rows[row.id], pair.get(row.kind, row.id))]
        for operation_id in sorted(operations_of(pair, replace(wanted, rows=tuple(anew)))):
            renew_draft(pair, operation_id)

    def subject(read: Reader) -> str:
        line = change_set_line(read.connections, change_set_id)
        return f"“{line.label}”" if line else "a change"

    return Command("Revert a field of" if change_id else "Revert", apply, subject=subject)


def _to_take_back(read: Reader, set_id: str, change_id: str) -> ChangeSet:
    line = change_set_line(read.connections, set_id)
    if line is None:
        raise NotFound(f'The history has no change "{set_id[:40]}". See: history PLAN.')
    other = _other_half(read, line)
    rows = _rows(read, line, change_id)
    if other is not None:
        both = _rows(read, line) + _rows(read, other)
        _refuse_release(both)
        rows = rows if change_id else both
    rows = [row for row in rows if row.kind not in {PurgeNote, Share}]  # what left the plan is out
    if any(row.kind is Plan and row.before is None for row in rows):
        raise KnownError(MADE)
    if not rows:
        raise NotFound("Nothing of this change is left in the history, so there is nothing to revert.")
    return ChangeSet(line.id, line.label, line.author, datetime.fromisoformat(line.at), tuple(rows))


def _rows(read: Reader, line: ChangeSetLine, change_id: str = "") -> list[RowChange]:
    connection = read.connections[int(line.in_command_file)]
    found = logged_changes(connection, line.id, change_id=change_id)
    return list(row_changes(found, in_command_file=line.in_command_file))


def _refuse_release(rows: Sequence[RowChange]) -> None:
    """Refuse to bring back into the command file what was released: the plan's log would keep all of it."""
    gone = {row.id for row in rows if row.in_command_file and row.after is None}
    came = {row.id for row in rows if not row.in_command_file and row.before is None}
    if gone & came:
        raise KnownError(RELEASED)


def _other_half(read: Reader, line: ChangeSetLine) -> ChangeSetLine | None:
    """Return what the same command wrote to the other file; KnownError when that file is not open."""
    if line.label == NEUTRAL_LABEL and len(read.connections) == 1:
        raise KnownError(
            "This change cannot be reverted here. Contact district command, which can revert it whole."
        )
    other = beside(read.connections, line)
    if other is None or NEUTRAL_LABEL not in {line.label, other.label}:
        return None
    return other


def _prints_anew(before: Record | None, after: Record | None) -> bool:
    either = after or before
    if before == after or either is None or type(either) in _NOT_PRINTED:
        return False
    if before is None or after is None:
        return True
    aside = {name: getattr(after, name) for name in _NOT_CONTENT.get(type(either), ())}
    return replace(before, **aside) != after


def _without_authorisation(read: Reader, row: RowChange) -> RowChange:
    """Return a row change that leaves a draft a draft: its content may be another than was authorised."""
    was, became, now = row.before, row.after, read.get(row.kind, row.id)
    if not (isinstance(was, Operation) and isinstance(became, Operation) and isinstance(now, Operation)):
        return row
    if now.status.is_authorised or not was.status.is_authorised:
        return row
    return replace(row, before=replace(was, **{name: getattr(became, name) for name in _AUTHORITY}))
