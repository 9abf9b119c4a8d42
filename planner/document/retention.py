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
    is_decided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What keeps one operation, and until when.

    months: of the schedule, for its weight. is_own: it has a review date of its own. review: the last one.
    holds: all of them, those not released first, oldest first.
    """

    operation: Operation
    ended: date
    review_on: date
    is_own: bool
    weight: Weight
    months: int
    review: Review | None
    holds: tuple[Hold, ...] = ()

    @property
    def open_holds(self) -> tuple[Hold, ...]:
        """The holds that are not released."""
        return tuple(h for h in self.holds if h.released_on is None)

    @property
    def is_decided(self) -> bool:
        """Whether its review has come and somebody has decided since, without a date to look again."""
        return _is_decided(self.review, self.review_on)


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


def keeping_of(read: Reader, operation_id: str) -> Keeping:
    """Return what keeps one operation; NotFound when it is gone."""
    operation = read.require(Operation, operation_id)
    kind = read.get(OperationType, operation.type_id)
    weight = kind.weight if kind else Weight.STANDARD
    months = schedule(read)[weight]
    review = next(iter(read.all(Review, operation_id=operation_id)), None)
    own = review.review_on if review is not None else None
    ended = read.span_of(operation_id)[1].date()
    holds = sorted(
        read.all(Hold, operation_id=operation_id),
        key=lambda h: (h.released_on is not None, h.placed_on, h.id),
    )
    return Keeping(
        operation=operation,
        ended=ended,
        review_on=own or _later(ended, months),
        is_own=own is not None,
        weight=weight,
        months=months,
        review=review,
        holds=tuple(holds),
    )


def _is_decided(review: Review | None, review_on: date) -> bool:
    return review is not None and review.reviewed_on is not None and review.reviewed_on >= review_on


def holds_of(read: Reader, operation_id: str) -> list[Hold]:
    """Return the holds of an operation that are not released."""
    return [h for h in read.all(Hold, operation_id=operation_id) if h.released_on is None]


def open_holds(read: Reader) -> list[Hold]:
    """Return every hold of the plan that is not released, oldest first."""
    return sorted(read.all(Hold, released_on=None), key=lambda h: (h.placed_on, h.id))


def reviews_due(read: Reader, now: datetime) -> list[ReviewDue]:
    """Return the operations that are over and whose review date has come, longest over first."""
    months, weights = schedule(read), {t.id: t.weight for t in read.all(OperationType)}
    reviews = read.all(Review)
    own, last = _own(reviews), {r.operation_id: r for r in reviews}
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
                    is_decided=_is_decided(last.get(operation.id), on),
                )
            )
    return sorted(due, key=lambda d: (d.review_on, d.reference))


def _own(reviews: Iterable[Review]) -> dict[str, date]:
    return {r.operation_id: r.review_on for r in reviews if r.review_on is not None}


def _later(day: date, months: int) -> date:
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=months)
