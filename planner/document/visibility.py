"""The visibility ledger: what was planned for and delivered to villages and wards, and when they were seen.

Delivered figures come from submitted returns only, never from the plan. Visible minutes say how long somebody
could be seen at a place; they are never added to officers' minutes.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from planner.document.promises import Promise
from planner.domain.frozen import dataclass
from planner.domain.timespan import month_after
from planner.storage.visibility import Stop

UNPLANNED_DAYS: Final = 28
_BACK: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Counts:
    """Planned and delivered visits, and their visible minutes, of one period."""

    planned: int = 0
    planned_minutes: int = 0
    delivered: int = 0
    delivered_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageRow:
    """One village, or another place that had visits.

    months: the twelve calendar months that end with this one; year: their sum. last: the last visit made,
    however long ago; days_since_seen is None when there is none. promise: None where none is made.
    """

    place_id: str
    place: str
    is_village: bool
    ward_id: str
    ward: str
    months: tuple[Counts, ...]
    year: Counts
    last: Stop | None
    days_since_seen: int | None
    next: Stop | None
    promise: Promise | None

    @property
    def month(self) -> Counts:
        """Counts of the calendar month of today, its days to come included."""
        return self.months[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRow:
    """One ward: sums of its places, and what the map says of it.

    days_since_seen: that of its longest-unvisited village, which longest names; None when that village was
    never seen. A ward without villages goes by the last deployment in it that was done. share_of_visits,
    share_of_residents: parts of the district's, 0 to 1, or None where they cannot be known.
    """

    ward_id: str
    ward: str
    month: Counts
    year: Counts
    longest_id: str
    longest: str
    days_since_seen: int | None
    residents: int | None
    share_of_visits: float | None
    share_of_residents: float | None


@dataclass(frozen=True)
class Ledger:
    """The whole ledger at one local moment; villages by ward and name, then other visited places."""

    now: datetime
    villages: tuple[VillageRow, ...]
    wards: tuple[WardRow, ...]

    @cached_property
    def by_place(self) -> dict[str, VillageRow]:
        """The rows by place id."""
        return {row.place_id: row for row in self.villages}

    def longest_unseen(self) -> list[VillageRow]:
        """Return villages, longest unseen first; one never seen comes before all others."""
        rows = [row for row in self.villages if row.is_village]
        return sorted(rows, key=lambda r: (-unseen_for(r.days_since_seen), r.place))

    def unplanned(self) -> list[VillageRow]:
        """Return villages with nothing planned in the next 28 days, longest unseen first (police only)."""
        last = self.now + timedelta(days=UNPLANNED_DAYS)
        return [r for r in self.longest_unseen() if r.next is None or r.next.start > last]


def unseen_for(days: int | None) -> float:
    """Return days for ordering: never seen is longer than any number."""
    return float("inf") if days is None else float(days)


def year_of(now: datetime) -> tuple[date, ...]:
    """Return the first days of the twelve months that the ledger counts; the last is this month."""
    return tuple(month_after(now.date(), i) for i in range(-11, 1))


def month_names(months: Iterable[date]) -> dict[date, str]:
    """Return what the sums of storage call each month."""
    return {month: f"{month:%Y-%m}" for month in months}


def month_counts(
    names: Mapping[date, str],
    planned: Mapping[str, tuple[int, int]],
    delivered: Mapping[str, tuple[int, int]],
) -> dict[date, Counts]:
    """Return the counts of one place for each month from the sums of storage."""
    return {
        month: Counts(*planned.get(name, _NOTHING), *delivered.get(name, _NOTHING))
        if name in planned or name in delivered
        else _NONE
        for month, name in names.items()
    }


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of some counts."""
    some = [c for c in counts if c is not _NONE]
    return Counts(
        sum(c.planned for c in some),
        sum(c.planned_minutes for c in some),
        sum(c.delivered for c in some),
        sum(c.delivered_minutes for c in some),
    )


_NOTHING: Final = (0, 0)
_NONE: Final = Counts()
