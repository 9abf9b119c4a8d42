"""What is owed to the public and the courts: promises, unseen work, impact, reviews, holds, reasons."""

from datetime import date, datetime
from typing import ClassVar

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.vocabulary import HoldKind, PromisePeriod, UnseenKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Record):
    """A dated promise: so many visits to each village in each period.

    ward_id, place_id: the villages it is for; both empty means every village of the plan, place_id set means
    that village alone. last: the last day it holds, or None while it has no end.
    """

    TABLE: ClassVar[str] = "strategy"
    GROUPS: ClassVar[dict[str, str]] = {
        "first": "span",
        "last": "span",
        "visits": "promise",
        "period": "promise",
    }

    title: str
    ward_id: str = ""
    place_id: str = ""
    visits: int
    period: PromisePeriod = PromisePeriod.QUARTER
    first: date
    last: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenWork(Record):
    """Work in a ward that nobody sees, as a count for one quarter; quarter is its first day."""

    TABLE: ClassVar[str] = "unseen_work"

    ward_id: str
    kind: UnseenKind
    quarter: date
    count: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact(Record):
    """Fairness and impact: who is affected, what was changed for it, who was asked, by whom, when."""

    TABLE: ClassVar[str] = "impact"
    OWNER: ClassVar[str] = "operation_id"

    operation_id: str
    affected: str = ""
    changed: str = ""
    asked: str = ""
    asked_by: str = ""
    asked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Record):
    """A review date of its own for an operation, or what its last review decided.

    review_on: instead of the date that the schedule gives. reviewed_on: when somebody last looked.
    """

    TABLE: ClassVar[str] = "review"
    OWNER: ClassVar[str] = "operation_id"
    GROUPS: ClassVar[dict[str, str]] = dict.fromkeys(("reviewed_on", "reviewed_by", "decision"), "reviewed")

    operation_id: str
    review_on: date | None = None
    reviewed_on: date | None = None
    reviewed_by: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Record):
    """Why an operation must be kept. placed_on, released_on: UTC days.

    is_automatic: set because a return says so; such a hold is set once, and stays released when released.
    """

    TABLE: ClassVar[str] = "hold"
    OWNER: ClassVar[str] = "operation_id"
    GROUPS: ClassVar[dict[str, str]] = dict.fromkeys(
        ("released_on", "released_by", "release_reason"), "released"
    )

    operation_id: str
    kind: HoldKind
    reason: str = ""
    placed_on: date
    placed_by: str = ""
    is_automatic: bool = False
    released_on: date | None = None
    released_by: str = ""
    release_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement(Record):
    """That somebody has seen a finding and why it may stand.

    code and about_ids (ids of the records, sorted, with spaces) say which finding; message is what it said.
    operation_id: one of its operations, or empty; with a need-to-know one the row lives in the command file.
    at: UTC to the minute.
    """

    TABLE: ClassVar[str] = "acknowledgement"

    code: str
    about_ids: str
    operation_id: str = ""
    message: str
    reason: str
    by: str
    at: datetime
