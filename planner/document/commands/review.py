"""Review dates, holds, the fairness-and-impact block, and acknowledging a finding."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from planner.document.command import Command
from planner.document.commands.base import (
    changed,
    check_day,
    naive_utc,
    needed_text,
    on_operation,
    operation_name,
)
from planner.document.commands.lists import delete_row
from planner.document.retention import review_date
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Setting
from planner.domain.records.returns import Return, ReturnResult
from planner.domain.records.review import Acknowledgement, Hold, Impact, Review
from planner.domain.results import is_national_referral, sets_hold
from planner.domain.vocabulary import HoldKind, ReturnState, Weight
from planner.rules.finding import Finding
from planner.storage.pair import Pair

SCHEDULE: Final = "retention"
_IMPACT_FIELDS: Final = frozenset({"affected", "changed", "asked", "asked_by", "asked_on"})
_MOST_MONTHS: Final = 1200


def set_impact(*, operation_id: str, **changes: object) -> Command:
    """Change the fairness-and-impact block: affected, changed, asked, asked_by, asked_on."""

    def change(pair: Pair, operation: Operation) -> bool:
        rows = pair.all(Impact, operation_id=operation.id)
        before = rows[0] if rows else Impact(id=new_id(), operation_id=operation.id)
        after = changed(before, changes, _IMPACT_FIELDS)
        if after.asked_on is not None:
            check_day(after.asked_on)
        if after == before:
            return False
        pair.put(after)
        return True

    key = f"impact/{operation_id}/{','.join(sorted(changes))}"
    return on_operation("Edit fairness and impact of", operation_id, change, merge_key=key)


def set_retention(*, weight: Weight, months: int) -> Command:
    """Say after how many months operations of a weight come up for review."""

    def apply(pair: Pair) -> None:
        if not 1 <= months <= _MOST_MONTHS:
            raise InvalidInput("A review comes after 1 to 1,200 months; correct the number.")
        pair.put(Setting(id=f"{SCHEDULE}/{weight.value}", value=str(months)))

    return Command("Change review schedule", apply)


def set_review_date(*, operation_id: str, review_on: date | None) -> Command:
    """Give an operation a review date of its own, or None for the schedule's."""

    def apply(pair: Pair) -> None:
        if review_on is not None:
            check_day(review_on)
        pair.put(changed(_review(pair, operation_id), {"review_on": review_on}, {"review_on"}))

    return _on("Change review date of", operation_id, apply)


def record_review(
    *, operation_id: str, reviewed_on: date, reviewed_by: str, decision: str, review_on: date | None = None
) -> Command:
    """Record what a review decided; review_on is when to look again, or None when it need not be kept."""

    def apply(pair: Pair) -> None:
        check_day(reviewed_on)
        if review_on is not None and review_on <= reviewed_on:
            raise InvalidInput("The next review is before this one; give a later date.")
        values = {
            "reviewed_on": reviewed_on,
            "reviewed_by": needed_text(reviewed_by, "post of the reviewer"),
            "decision": needed_text(decision, "decision"),
            # Decided before its date came, that date is now: it stays in the list of what was decided.
            "review_on": review_on or min(review_date(pair, operation_id), reviewed_on),
        }
        pair.put(changed(_review(pair, operation_id), values, values))

    return _on("Review", operation_id, apply)


def place_hold(*, operation_id: str, kind: HoldKind, reason: str) -> Command:
    """Keep an operation whatever its review date, until the hold is released."""

    def apply(pair: Pair) -> None:
        pair.require(Operation, operation_id)
        pair.add(_hold(pair, operation_id, kind, needed_text(reason, "reason of a hold"), is_automatic=False))

    return _on("Hold", operation_id, apply)


def release_hold(*, hold_id: str, reason: str) -> Command:
    """Release a hold, with the reason; the row stays as the record of it."""

    def apply(pair: Pair) -> None:
        hold = pair.require(Hold, hold_id)
        if hold.released_on is not None:
            raise InvalidInput("This hold was released already.")
        values = {
            "released_on": pair.at.date(),
            "released_by": pair.author,
            "release_reason": needed_text(reason, "reason for releasing a hold"),
        }
        pair.put(changed(hold, values, values))

    return Command("Release hold", apply)


def hold_for_results(pair: Pair, operation_id: str, on: date | None = None) -> None:
    """Set the holds that submitted results call for; each kind once, even if released since.

    on: the day they are placed, today if None.
    """
    days = [d.id for d in pair.all(Deployment, operation_id=operation_id)]
    rows = [r.id for r in pair.among(Return, "deployment_id", days) if r.state is ReturnState.SUBMITTED]
    counts: dict[HoldKind, dict[str, int]] = {}
    for result in pair.among(ReturnResult, "return_id", rows):
        if result.count and sets_hold(result.measure):
            kind = HoldKind.NRM if is_national_referral(result.measure) else HoldKind.INVESTIGATION
            found = counts.setdefault(kind, {})
            found[result.measure] = found.get(result.measure, 0) + result.count
    known = {h.kind for h in pair.all(Hold, operation_id=operation_id) if h.is_automatic}
    for kind, found in counts.items():
        if kind not in known:
            words = ", ".join(f"{measure} {count}" for measure, count in sorted(found.items()))
            hold = _hold(pair, operation_id, kind, f"Returns count {words}", is_automatic=True)
            pair.add(replace(hold, placed_on=on or hold.placed_on))


def acknowledge(*, finding: Finding, reason: str) -> Command:
    """Note that somebody has seen a finding and why it may stand."""

    def apply(pair: Pair) -> None:
        words = needed_text(reason, "reason for acknowledging")
        operations = [i.id for i in finding.items if i.kind is Operation]
        # A finding about need-to-know work is itself need-to-know.
        hidden = [i for i in operations if pair.is_hidden(Operation, i)]
        about = " ".join(sorted(finding.ids))
        # When a village was last seen may be known from need-to-know work alone: its name goes into the plan.
        is_of_both = not operations and len(pair.units) > 1
        for row in pair.all(Acknowledgement, code=finding.code, about_ids=about):
            pair.drop(Acknowledgement, row.id)
        pair.add(
            Acknowledgement(
                id=new_id(),
                code=finding.code,
                about_ids=about,
                operation_id=next(iter(hidden or operations), ""),
                message=finding.about if is_of_both else finding.message,
                reason=words,
                by=pair.author,
                at=naive_utc(pair.at),
            )
        )

    return Command("Acknowledge", apply, subject=lambda _read: finding.about or "finding")


def withdraw_acknowledgement(*, acknowledgement_id: str) -> Command:
    """Let a finding stand again as not acknowledged."""
    return delete_row("acknowledgement", Acknowledgement, acknowledgement_id)


def _review(pair: Pair, operation_id: str) -> Review:
    pair.require(Operation, operation_id)
    rows = pair.all(Review, operation_id=operation_id)
    return rows[0] if rows else Review(id=new_id(), operation_id=operation_id)


def _hold(pair: Pair, operation_id: str, kind: HoldKind, reason: str, *, is_automatic: bool) -> Hold:
    return Hold(
        id=new_id(),
        operation_id=operation_id,
        kind=kind,
        reason=reason,
        placed_on=pair.at.date(),
        placed_by="" if is_automatic else pair.author,
        is_automatic=is_automatic,
    )


def _on(verb: str, operation_id: str, apply: Callable[[Pair], None]) -> Command:
    return Command(verb, apply, subject=lambda read: operation_name(read, operation_id))
