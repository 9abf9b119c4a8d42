"""Days since each ward's longest-unvisited village was seen, as the map colours and names them."""

from typing import Final

from planner.document.map_hours import Classes
from planner.document.visibility import Ledger, WardRow
from planner.domain.phrases import count_text

DAYS: Final = Classes((8, 15, 29, 57))
"""Where classes 1 to 4 begin: a week, two weeks, four weeks, eight weeks."""
NEVER: Final = 100_000.0
"""The days that stand for "in no return", which is longer than any number."""


def days_by_ward(ledger: Ledger) -> dict[str, float]:
    """Return ward id -> days since its longest-unvisited village was seen, or any work was done."""
    return {row.ward_id: _days(row) for row in ledger.wards}


def _days(row: WardRow) -> float:
    return NEVER if row.days_since_seen is None else float(row.days_since_seen)


def legend_words(ledger: Ledger) -> str:
    """Return the legend's title, which names the village that waited longest of those ever seen."""
    longest = next((r for r in ledger.longest_unseen() if r.days_since_seen is not None), None)
    if longest is None:
        return "Days since seen, from returns"
    return f"Days since seen, longest {longest.place}, {longest.days_since_seen}"


def unseen_labels(ledger: Ledger) -> dict[str, str]:
    """Return place id -> "41 d" for the village that gives a ward one of the two darkest colours."""
    return {
        row.longest_id: "never" if row.days_since_seen is None else f"{row.days_since_seen} d"
        for row in ledger.wards
        if row.longest_id and DAYS.of(_days(row)) >= 3  # the third class begins at four weeks
    }


def ward_unseen_words(ledger: Ledger, ward_id: str) -> str:
    """Return "Dedham last seen 41 days ago", or what is known of a ward without villages."""
    row = next((r for r in ledger.wards if r.ward_id == ward_id), None)
    if row is None:
        return "no figures"
    days, name = row.days_since_seen, row.longest or "any work"
    if days is None:
        return f"{name} is in no return"
    since = "today" if days <= 0 else f"{count_text(days, 'day')} ago"
    return f"{name} last seen {since}" if row.longest else f"last work returned was {since}"
