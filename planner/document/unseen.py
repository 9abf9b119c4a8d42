"""Unseen work by ward: shown beside what was seen and never counted as seen.

A quarter is shown once it has been over for 28 days, and a count under five is withheld, so that no line
points at one door or one person.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from planner.document.wards_offered import ward_names
from planner.domain.records.review import UnseenWork
from planner.domain.timespan import month_after
from planner.domain.vocabulary import UnseenKind
from planner.storage.reader import Reader

OLD_DAYS: Final = 28
FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class UnseenRow:
    """The counts of one ward in one quarter by kind; None where a count is withheld or not known."""

    ward_id: str
    ward: str
    quarter: date
    counts: dict[UnseenKind, int | None]
    withheld: frozenset[UnseenKind]

    def words(self, kind: UnseenKind) -> str:
        """Return "12", "fewer than 5" or "not known"."""
        if kind in self.withheld:
            return f"fewer than {FEWEST}"
        count = self.counts.get(kind)
        return "not known" if count is None else str(count)


def is_old_enough(quarter: date, today: date) -> bool:
    """Return whether a quarter, given by its first day, has been over for 28 days."""
    return month_after(quarter, 3) + timedelta(days=OLD_DAYS) <= today


def unseen_work(read: Reader, now: datetime, ward_id: str = "") -> list[UnseenRow]:
    """Return what may be shown, by ward and quarter, newest quarter first; of one ward when given."""
    sums: dict[tuple[str, date], dict[UnseenKind, int]] = {}
    for row in read.all(UnseenWork, ward_id=ward_id) if ward_id else read.all(UnseenWork):
        if is_old_enough(row.quarter, now.date()):
            counts = sums.setdefault((row.ward_id, row.quarter), {})
            counts[row.kind] = counts.get(row.kind, 0) + row.count
    names = ward_names(read)
    rows = [
        UnseenRow(
            ward,
            names[ward],
            quarter,
            {kind: count if count >= FEWEST else None for kind, count in counts.items()},
            frozenset(kind for kind, count in counts.items() if count < FEWEST),
        )
        for (ward, quarter), counts in sums.items()
        if ward in names
    ]
    return sorted(rows, key=lambda r: (-r.quarter.toordinal(), r.ward))
