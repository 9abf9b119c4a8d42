"""Where bars go so that none lies on another: slots in a week of the month, columns in a day."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

T = TypeVar("T")


def pack_slots(
    items: Sequence[T], span: Callable[[T], tuple[Any, Any]], most: int | None = None
) -> list[int]:
    """Return a slot for each item, items whose inclusive spans meet getting different ones.

    Items keep their order of preference: the first gets the lowest slot that is free for all of its span.
    most: items that find no slot below it get this number, and are not told apart any more.
    """
    spans = [span(item) for item in items]
    if all(a[0] <= b[0] for a, b in pairwise(spans)):
        return _packed_in_order(spans, most)
    rows: list[_Row] = []
    slots = []
    for first, last in spans:
        slot = 0
        for row in rows:
            # What reaches farthest in a row began last, while spans come by start: most rows say no at once.
            if first > row.reach or (first < row.newest and row.is_free(first, last)):
                break
            slot += 1
        if most is not None and slot >= most:
            slots.append(most)
            continue
        if slot == len(rows):
            rows.append(_Row(first, last))
        else:
            rows[slot].put(first, last)
        slots.append(slot)
    return slots


def _packed_in_order(spans: Sequence[tuple[Any, Any]], most: int | None) -> list[int]:
    """Return the slots of spans that come by start: a slot is free from where its last span ends."""
    ends: list[Any] = []
    slots: list[int] = []
    soonest: Any = None  # where the first of all slots gets free, once there are as many as may be
    for first, last in spans:
        if soonest is not None and first <= soonest:
            slots.append(len(ends))
            continue
        soonest = None
        for slot, end in enumerate(ends):
            if first > end:
                ends[slot] = last
                slots.append(slot)
                break
        else:
            if most is not None and len(ends) >= most:
                slots.append(most)
                soonest = min(ends, default=None)
            else:
                slots.append(len(ends))
                ends.append(last)
    return slots


class _Row:
    """What one slot holds; quick while spans come by start, right in any order."""

    __slots__ = ("newest", "reach", "spans")

    def __init__(self, first: Any, last: Any) -> None:  # noqa: ANN401  # dates or numbers, as span() gives them
        self.spans: list[tuple[Any, Any]] = [(first, last)]
        self.reach, self.newest = last, first

    def is_free(self, first: Any, last: Any) -> bool:  # noqa: ANN401
        return all(last < a or first > b for a, b in self.spans)

    def put(self, first: Any, last: Any) -> None:  # noqa: ANN401
        self.spans.append((first, last))
        if last > self.reach:
            self.reach, self.newest = last, first


def pack_columns(spans: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Return (column, number of columns) for each half-open span, given in order of start.

    Spans that overlap, directly or through others, share the width of their cluster.
    """
    placed: list[tuple[int, int]] = []
    cluster: list[int] = []
    ends: list[float] = []
    reach = float("-inf")
    columns: list[int] = []

    def close() -> None:
        placed.extend((columns[i], len(ends)) for i in cluster)

    for index, (start, end) in enumerate(spans):
        if start >= reach and cluster:
            close()
            cluster, ends = [], []
        column = next((i for i, busy_until in enumerate(ends) if busy_until <= start), len(ends))
        if column == len(ends):
            ends.append(end)
        ends[column] = end
        columns.append(column)
        cluster.append(index)
        reach = max(reach, end) if len(cluster) > 1 else end
    close()
    return placed
