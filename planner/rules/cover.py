"""When people are on duty and nobody who should be there is: exact intervals, to the minute and finer."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from planner.domain.frozen import dataclass

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Gap:
    """A longest run without cover; posts: the most on duty at any one moment of it."""

    start: datetime
    end: datetime
    posts: int


def uncovered(duty: Iterable[tuple[datetime, datetime, int]], cover: Iterable[Span]) -> list[Gap]:
    """Return when posts are on duty and nothing covers them, in order.

    duty: start, end and count of posts; cover: when it is covered. Spans are half open, of any order, on one
    clock without jumps (UTC); empty ones count for nothing.
    """
    edges: list[tuple[datetime, int, int]] = []
    for start, end, posts in duty:
        if start < end and posts > 0:
            edges += [(start, 0, posts), (end, 0, -posts)]
    for start, end in cover:
        if start < end:
            edges += [(start, 1, 1), (end, 1, -1)]
    on = [0, 0]
    gaps: list[Gap] = []
    begun: datetime | None = None
    most = 0
    for moment, changes in groupby(sorted(edges, key=itemgetter(0)), key=itemgetter(0)):
        for _, which, step in changes:
            on[which] += step
        is_gap = on[0] > 0 and on[1] == 0
        if begun is not None and not is_gap:
            gaps.append(Gap(begun, moment, most))
            begun, most = None, 0
        elif is_gap:
            begun = begun or moment
            most = max(most, on[0])
    return gaps
