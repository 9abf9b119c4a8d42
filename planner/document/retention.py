"""When each operation comes up for review, and what keeps it: the schedule is in the plan."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Setting
from planner.domain.records.review import Hold, Review
from planner.domain.vocabulary import Status, Weight
from planner.storage.reader import Reader

DEFAULT_MONTHS: Final = {Weight.LIGHT: 24, Weight.STANDARD: 36, Weight.FULL: 72}
_OVER: Final = frozenset({Status.STOOD_DOWN, Status.DEBRIEFED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue:
    """An operation whose review date has come. holds: those not released; with any, it must be kept."""

    operation_id: str
    reference: str
    title: str
    ended: date
    review_on: date
    days_over: int
    holds: tuple[Hold, ...] = ()


def schedule(read: Reader) -> dict[Weight, int]:
    """Return after how many months an operation of each weight comes up for review."""
    months = dict(DEFAULT_MONTHS)
    for weight in Weight:
        row = read.get(Setting, f"retention/{weight.value}")
        if row is not None and row.value.isdigit():
            months[weight] = int(row.value)
    return months


def review_date(read: Reader, operation_id: str) -> date:
    """Return when an operation comes up for review: its own date, else its end plus the schedule's months."""
    operation = read.require(Operation, operation_id)
    own = _own(read.all(Review, operation_id=operation_id)).get(operation_id)
    if own is not None:
        return own
    kind = read.get(OperationType, operation.type_id)
    months = schedule(read)[kind.weight if kind else Weight.STANDARD]
    return _later(read.span_of(operation_id)[1].date(), months)


def holds_of(read: Reader, operation_id: str) -> list[Hold]:
    """Return the holds of an operation that are not released."""
    return [h for h in read.all(Hold, operation_id=operation_id) if h.released_on is None]


def open_holds(read: Reader) -> list[Hold]:
    """Return every hold of the plan that is not released, oldest first."""
    return sorted(read.all(Hold, released_on=None), key=lambda h: (h.placed_on, h.id))


def reviews_due(read: Reader, now: datetime) -> list[ReviewDue]:
    """Return the operations that are over and whose review date has come, longest over first."""
    months, weights = schedule(read), {t.id: t.weight for t in read.all(OperationType)}
    own = _own(read.all(Review))
    holds: dict[str, list[Hold]] = {}
    for hold in open_holds(read):
        holds.setdefault(hold.operation_id, []).append(hold)
    due = []
    for operation in read.all(Operation):
        if operation.status not in _OVER:
            continue
        ended = read.span_of(operation.id)[1].date()
        weight = weights.get(operation.type_id, Weight.STANDARD)
        on = own.get(operation.id) or _later(ended, months[weight])
        if on <= now.date():
            due.append(
                ReviewDue(
                    operation_id=operation.id,
                    reference=operation.reference,
                    title=operation.title,
                    ended=ended,
                    review_on=on,
                    days_over=(now.date() - on).days,
                    holds=tuple(holds.get(operation.id, ())),
                )
            )
    return sorted(due, key=lambda d: (d.review_on, d.reference))


def _own(reviews: Iterable[Review]) -> dict[str, date]:
    return {r.operation_id: r.review_on for r in reviews if r.review_on is not None}


def _later(day: date, months: int) -> date:
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=months)
