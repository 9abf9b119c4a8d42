"""All rules over one snapshot."""

from collections.abc import Callable, Iterator
from typing import Final

from planner.rules.authority import powers
from planner.rules.command import command_gaps
from planner.rules.finding import Finding, worst_first
from planner.rules.merged import changed_orders, doubled_references, doubled_slips
from planner.rules.owed import late_returns, overdue_tasks
from planner.rules.snapshot import Snapshot
from planner.rules.staffing import double_bookings, empty_posts
from planner.rules.villages import unplanned_villages

RULES: Final[tuple[Callable[[Snapshot], Iterator[Finding]], ...]] = (
    double_bookings,
    empty_posts,
    powers,
    command_gaps,
    overdue_tasks,
    late_returns,
    unplanned_villages,
    changed_orders,
    doubled_references,
    doubled_slips,
)


def check(plan: Snapshot) -> list[Finding]:
    """Return what every rule has to say, worst first."""
    return sorted((finding for rule in RULES for finding in rule(plan)), key=worst_first)
