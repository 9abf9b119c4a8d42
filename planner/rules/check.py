"""All rules over one snapshot."""

from collections.abc import Callable, Iterator
from typing import Final

from planner.rules.authority import powers
from planner.rules.clear import beside_need_to_know, not_available
from planner.rules.command import command_gaps
from planner.rules.finding import Finding, worst_first
from planner.rules.merged import changed_orders, doubled_references, doubled_slips
from planner.rules.owed import late_returns, overdue_tasks
from planner.rules.replaced import former_wards
from planner.rules.snapshot import Snapshot
from planner.rules.staffing import double_bookings, empty_posts
from planner.rules.villages import unplanned_villages

_OFTEN: Final = 64
RULES: Final[tuple[Callable[[Snapshot], Iterator[Finding]], ...]] = (
    double_bookings,
    beside_need_to_know,
    not_available,
    empty_posts,
    powers,
    former_wards,
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
    return sorted(found_in(plan), key=worst_first)


def found_in(plan: Snapshot, pause: Callable[[], object] = lambda: None) -> Iterator[Finding]:
    """Yield what every rule has to say, rule by rule.

    pause is called in each walk through the deployments and every few findings; it may raise to stop, or let
    other threads work.
    """
    paced = plan.paced(pause)
    for rule in RULES:
        pause()
        for number, finding in enumerate(rule(paced)):
            if number % _OFTEN == 0:
                pause()
            yield finding
