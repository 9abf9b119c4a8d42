"""What a copy that was handed on may change when it comes back: what our register gave it, change by change.

Nothing that the copy says of itself counts. A change is taken if it is of a row and field that was given, and
says that field and nothing else, in a text that a person could have typed, and answers what was sent or what
the same recipient said before: whoever names another change of ours as its parent claims to know what it was
never sent, and would replace it unasked.
"""

from collections.abc import Callable
from typing import Final

from planner.document.share_log import given_of
from planner.domain.changes import DELETE, INSERT, groups_of
from planner.domain.frozen import dataclass
from planner.domain.records.operation import Task
from planner.domain.records.plan import Plan
from planner.domain.records.sharing import Share
from planner.storage.engine import Connection
from planner.storage.merge.log import RowKey, writers_of
from planner.storage.row_graph import Node

NOT_GIVEN: Final = "not among what this copy was given to change"
NO_NEW: Final = "this copy may not add anything"
NO_DELETE: Final = "this copy may not delete anything"
NOT_THE_PLAN: Final = "the plan's own details are not taken from a copy that was handed on"
NOT_SENT: Final = "it says that it answers what this copy was never sent"
TOO_LONG: Final = "a text of more than 10,000 characters"
_LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Known:
    """What our log has of the rows that a copy was given: every change, and which the same recipient made."""

    ours: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()


def known_of(connection: Connection, share: Share | None, by: str) -> Known:
    """Return what our log has of the rows that a share gave. by: how the author of its answers ends."""
    ids = {row_id for rows in (given_of(share) if share else {}).values() for row_id in rows}
    ours: set[str] = set()
    theirs: set[str] = set()
    for change_id, author in writers_of(connection, ids):
        ours.add(change_id)
        if by and author.endswith(by):
            theirs.add(change_id)
    return Known(frozenset(ours), frozenset(theirs))


def gate_for(share: Share | None, known: Known) -> Callable[[RowKey, Node, bool], str]:
    """Return what says of each change of a copy why it may not be taken, or nothing. share: our own line."""
    given = given_of(share) if share is not None else {}
    partner_id = share.partner_id if share is not None else ""

    def allows(key: RowKey, node: Node, is_here: bool) -> str:
        kind, row_id = key
        if kind is Plan:
            return NOT_THE_PLAN
        if share is None:
            return ""
        rows = given.get(kind.TABLE, {})
        # What was given and is gone here by now comes back as a question: our deletion against their answer.
        if not is_here and row_id not in rows:
            return "" if INSERT in rows and _is_own(kind, node, partner_id) else NO_NEW
        fields = rows.get(row_id, {})
        if node.group not in fields:
            return NO_DELETE if node.group in {INSERT, DELETE} else NOT_GIVEN
        return _why_not_said(key, node, {*known.theirs, *fields.values()}, known.ours)

    return allows


def _is_own(kind: type, node: Node, partner_id: str) -> bool:
    """Return whether a new row is a task of the partner that the copy was for."""
    owner = (node.values or {}).get("partner_id", partner_id)
    return not (kind is Task and node.group == INSERT and partner_id and owner != partner_id)


def _why_not_said(key: RowKey, node: Node, sent: set[str], ours: frozenset[str]) -> str:
    values = node.values or {}
    if set(values) != set(groups_of(key[0]).get(node.group, values)):
        return NOT_GIVEN
    if any(isinstance(value, str) and len(value) > _LONGEST for value in values.values()):
        return TOO_LONG
    return "" if ours.isdisjoint(node.parents) or not (set(node.parents) & ours) - sent else NOT_SENT
