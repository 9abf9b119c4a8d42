"""What a wall calendar shows: bars of operations with the blocks of their deployments, and special days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from planner.domain.vocabulary import Marking


@dataclass(frozen=True, slots=True)
class WallBlock:
    """A deployment on the calendar: its days, hours, theme and lead."""

    first: date
    last: date
    hours: str
    theme: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WallBar:
    """One operation: a continuous bar from its first to its last day."""

    label: str
    reference: str
    symbol: str
    first: date
    last: date
    draft: bool
    blocks: tuple[WallBlock, ...] = ()
    marking: Marking = Marking.OFFICIAL


@dataclass(frozen=True, slots=True)
class WallDay:
    """A special day or run of days."""

    first: date
    last: date
    title: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A bar within one week: columns 0 to 6 for Monday to Sunday, and its lane from the top."""

    bar: WallBar
    left: int
    right: int
    lane: int
    begins: bool
    ends: bool


def weeks(first: date, last: date) -> list[date]:
    """Return the Mondays of the weeks that hold some days."""
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=7 * n) for n in range((last - monday).days // 7 + 1)]


def stretches(bars: Iterable[WallBar], monday: date) -> list[Stretch]:
    """Return the bars of a week, long ones first, each in the highest lane that is free on all its days."""
    sunday = monday + timedelta(days=6)
    here = [b for b in bars if b.first <= sunday and b.last >= monday]
    here.sort(key=lambda b: (b.first, -(b.last - b.first).days, b.reference))
    taken: list[set[int]] = []
    result = []
    for bar in here:
        left, right = max(0, (bar.first - monday).days), min(6, (bar.last - monday).days)
        days = set(range(left, right + 1))
        lane = next((n for n, used in enumerate(taken) if not used & days), len(taken))
        if lane == len(taken):
            taken.append(set())
        taken[lane] |= days
        result.append(Stretch(bar, left, right, lane, bar.first >= monday, bar.last <= sunday))
    return result
