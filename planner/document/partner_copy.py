"""A partner's copy of a plan: what it says of itself, and the limits of what may be changed in it.

The limits stand in the one register line that the copy carries. They spare the partner work that nobody would
take; what a copy that comes back may change follows from the sender's own register, never from the copy.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import Final

from planner.document.share_log import given_of
from planner.domain.changes import RowChange, groups_of
from planner.domain.errors import InvalidInput
from planner.domain.phrases import date_text
from planner.domain.records.base import field_names
from planner.domain.records.plan import PARTNER_KIND, Plan
from planner.domain.records.sharing import Share
from planner.domain.timespan import to_local
from planner.storage.reader import Reader

"""What Plan.kind says in a partner's copy, whose beside_id is the id of its share."""

NOT_YOURS: Final = (
    "This copy was sent for reading: only the status and note of your own tasks can be changed in it. "
    "Ask district command to change the rest."
)


def share_of_copy(read: Reader) -> Share | None:
    """Return the register line that a partner's copy carries; None for any other plan."""
    plan = read.all(Plan)[0]
    return read.get(Share, plan.beside_id) if plan.kind == PARTNER_KIND else None


def is_partner_copy(plan: Plan) -> bool:
    """Return whether a plan is a copy that was made for a partner."""
    return plan.kind == PARTNER_KIND


def copy_words(share: Share, zone: str) -> str:
    """Return "Copy for Colchester City Council, sent 28 August 2026, destroy by 27 November 2026"."""
    sent = date_text(to_local(share.at.replace(tzinfo=UTC), zone).date())
    ends = f", destroy by {date_text(share.expires)}" if share.expires else ""
    return f"Copy for {share.recipient}, sent {sent}{ends}"


def refuse_beyond_limits(read: Reader, rows: Iterable[RowChange]) -> None:
    """Raise InvalidInput if changed rows go beyond what a partner may change in its copy."""
    share = share_of_copy(read)
    given = given_of(share) if share is not None else {}
    for row in rows:
        allowed = given.get(row.kind.TABLE, {}).get(row.id, {})
        if row.before is None or row.after is None or not _changed(row) <= set(allowed):
            raise InvalidInput(NOT_YOURS)


def may_change(read: Reader, table: str, row_id: str) -> bool:
    """Return whether a partner may change anything of a row in its copy."""
    share = share_of_copy(read)
    return share is not None and bool(given_of(share).get(table, {}).get(row_id))


def _changed(row: RowChange) -> set[str]:
    """Return the field groups in which a row differs."""
    fields = {n for n in field_names(row.kind) if getattr(row.before, n) != getattr(row.after, n)}
    return {group for group, names in groups_of(row.kind).items() if fields & set(names)}
