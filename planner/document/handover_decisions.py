"""Decisions that a successor must know, each with its reason: wherever in the plan they were recorded."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.phrases import date_text
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Plan
from planner.domain.records.review import Acknowledgement, Hold, Review
from planner.domain.timespan import to_local
from planner.domain.vocabulary import TypeState
from planner.storage.change_sets import ChangeSetQuery, recent_change_sets
from planner.storage.reader import Reader

STEP_BACK: Final = re.compile(
    r"^Back from (?P<was>[\w ]+) to (?P<now>[\w ]+) on (?P<day>\d{1,2} \w+ \d{4}), "
    r"recorded by (?P<by>[^:]*): (?P<reason>.*)$",
    re.MULTILINE,
)
MERGE_LABELS: Final = ("merge ", "decide what two sides")
"""How the labels of merges and of decisions after them begin, in small letters."""
_MOST_MERGES: Final = 200
_MOST_FIELDS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: its day, what it is about, what was decided and why, by whom; words may be empty."""

    day: date
    about: str
    decided: str
    reason: str
    by: str


def decisions(read: Reader) -> list[Decision]:
    """Return every decision with its reason, newest first."""
    found = [
        *_findings_let_stand(read),
        *_types(read),
        *_steps_back(read),
        *_holds_released(read),
        *_reviews(read),
        *_merges(read),
    ]
    return sorted(found, key=lambda d: (d.day, d.about, d.decided), reverse=True)


def _findings_let_stand(read: Reader) -> Iterator[Decision]:
    references = {o.id: o.reference for o in read.all(Operation)}
    for row in read.all(Acknowledgement):
        yield Decision(
            day=row.at.date(),
            about=references.get(row.operation_id) or "Finding",
            decided=f"Let stand: {row.message}",
            reason=row.reason,
            by=row.by,
        )


def _types(read: Reader) -> Iterator[Decision]:
    for kind in read.all(OperationType):
        if kind.state_date is None:
            continue
        state = "Taken up again" if kind.state is TypeState.ACTIVE else kind.state.value.capitalize()
        decided = f"{state}: {kind.state_decision}" if kind.state_decision else state
        yield Decision(day=kind.state_date, about=kind.name, decided=decided, reason=kind.state_reason, by="")


def _steps_back(read: Reader) -> Iterator[Decision]:
    for operation in read.all(Operation):
        for step in STEP_BACK.finditer(operation.note):
            yield Decision(
                day=datetime.strptime(step["day"], "%d %B %Y").date(),
                about=operation.reference,
                decided=f"Back from {step['was']} to {step['now']}",
                reason=step["reason"].strip(),
                by=step["by"],
            )


def _holds_released(read: Reader) -> Iterator[Decision]:
    references = {o.id: o.reference for o in read.all(Operation)}
    for hold in read.all(Hold):
        if hold.released_on is not None:
            yield Decision(
                day=hold.released_on,
                about=references.get(hold.operation_id, ""),
                decided=f"Hold released: {hold.kind.value}",
                reason=hold.release_reason,
                by=hold.released_by,
            )


def _reviews(read: Reader) -> Iterator[Decision]:
    references = {o.id: o.reference for o in read.all(Operation)}
    for review in read.all(Review):
        if review.reviewed_on is not None:
            until = f", next on {date_text(review.review_on)}" if review.review_on else ""
            yield Decision(
                day=review.reviewed_on,
                about=references.get(review.operation_id, ""),
                decided=f"Reviewed{until}",
                reason=review.decision,
                by=review.reviewed_by,
            )


def _merges(read: Reader) -> Iterator[Decision]:
    """Merges that were asked for, and what was decided between two sides."""
    from planner.document.looking_back import change_details

    zone = read.all(Plan)[0].zone
    for begins in MERGE_LABELS:
        query = ChangeSetQuery(label_begins=begins)
        for line in recent_change_sets(read.connections, _MOST_MERGES, query):
            told = change_details(read, line.id, _MOST_FIELDS)
            fields = [f"{d.about}, {d.field}: {d.after}" for d in told if d.field]
            yield Decision(
                day=to_local(datetime.fromisoformat(line.at).replace(tzinfo=UTC), zone).date(),
                about="Merge",
                decided=f"{line.label}: {'; '.join(fields)}" if fields else line.label,
                reason="",
                by=line.author,
            )
