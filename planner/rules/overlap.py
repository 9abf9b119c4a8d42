"""Who is in two places at once: pairs of bookings that overlap, by one sweep in order of start."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import NDArray

MANY: Final = 5_000
"""Bookings from which columns in numpy are quicker than a loop; fewer never load numpy."""
_PART: Final = 65_536


def overlapping(
    who: Sequence[int], day: Sequence[int], start: Sequence[int], end: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs (i, j) of bookings of one person on two deployments that overlap; i is the earlier.

    who, day: for each booking a number for the person and the index of its deployment. start, end: minutes,
    half open, for each deployment, which come by start. A booking meets each other deployment once. Pairs
    come by person, then by i, then by j, whichever way they are found.
    """
    if len(who) < MANY:
        yield from _looped(who, day, start, end)
        return
    import numpy as np

    columns = (np.asarray(c, dtype=np.int64) for c in (who, day, start, end))
    for firsts, seconds in swept(*columns):
        yield from zip(firsts.tolist(), seconds.tolist(), strict=True)


def _looped(
    who: Sequence[int], day: Sequence[int], start: Sequence[int], end: Sequence[int]
) -> Iterator[tuple[int, int]]:
    order = sorted(range(len(who)), key=lambda i: (who[i], day[i]))
    reach = [bisect_left(start, moment) for moment in end]  # the first deployment that begins no earlier
    for at, i in enumerate(order):
        seen = {day[i]}
        for j in order[at + 1 :]:
            if who[j] != who[i] or day[j] >= reach[day[i]]:
                break
            if day[j] not in seen:
                seen.add(day[j])
                yield i, j


def swept(
    who: "NDArray[Any]", day: "NDArray[Any]", start: "NDArray[Any]", end: "NDArray[Any]"
) -> "Iterator[tuple[NDArray[Any], NDArray[Any]]]":
    """Yield the same pairs as columns, some ten thousands at a time, so that memory and pauses stay small."""
    import numpy as np

    key = who * len(start) + day
    order = np.argsort(key, kind="stable")
    key, days, people = key[order], day[order], who[order]
    reach = np.searchsorted(start, end)
    last = np.searchsorted(key, people * len(start) + reach[days])
    counts = np.maximum(last - np.arange(1, len(order) + 1), 0)
    total = np.cumsum(counts)
    at = 0
    while at < len(order):
        base = total[at - 1] if at else 0
        upto = max(at + 1, int(np.searchsorted(total, base + _PART)))
        first = np.repeat(np.arange(at, upto), counts[at:upto])
        run = np.arange(len(first)) - np.repeat(total[at:upto] - counts[at:upto] - base, counts[at:upto])
        second = first + 1 + run
        # Two posts of one deployment lie side by side: the same person on both is met there once.
        is_new = (days[second] != days[first]) & ((run == 0) | (days[second] != days[second - 1]))
        yield order[first[is_new]], order[second[is_new]]
        at = upto
