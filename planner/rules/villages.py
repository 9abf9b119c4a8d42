"""Villages that nobody is planned to visit."""

from collections.abc import Iterator
from datetime import timedelta

from planner.domain.phrases import count_text, date_text
from planner.domain.records.ground import Place
from planner.rules.finding import Finding, Fix, Item, Severity
from planner.rules.snapshot import Snapshot

UNPLANNED_DAYS = 28


def unplanned_villages(plan: Snapshot) -> Iterator[Finding]:
    """Say which villages have no visit planned in the next 28 days, and when each was last seen."""
    limit = plan.now + timedelta(days=UNPLANNED_DAYS)
    for village in plan.villages:
        if village.next is not None and village.next <= limit:
            continue
        seen = village.last
        if seen is None:
            since = "no return says when it was last seen"
        else:
            days = (plan.today - seen.date()).days
            since = f"last seen {count_text(days, 'day')} ago, on {date_text(seen.date())}"
        yield Finding(
            "village-unplanned",
            Severity.NOTE,
            f"{village.name}: nothing planned in the next {UNPLANNED_DAYS} days; {since}.",
            village.name,
            plan.now,
            (Item(Place, village.id),),
            (Fix("Plan a visit", "plan_visit", (village.id,)),),
        )
