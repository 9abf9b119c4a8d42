"""No bar lies on another."""

from hypothesis import given
from hypothesis import strategies as st

from planner.ui.calendar.packing import pack_columns, pack_slots

_SPAN = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda p: (p[0], p[0] + p[1]))
_HOURS = st.tuples(st.integers(0, 90), st.integers(1, 40)).map(lambda p: (float(p[0]), float(p[0] + p[1])))


@given(st.lists(_SPAN, max_size=40))
def test_slots_never_overlap(spans: list[tuple[int, int]]) -> None:
    slots = pack_slots(spans, lambda s: s)
    for i, (first, last) in enumerate(spans):
        for j, (other_first, other_last) in enumerate(spans[:i]):
            if slots[i] == slots[j]:
                assert last < other_first or first > other_last


@given(st.lists(_HOURS, max_size=30).map(sorted))
def test_columns_never_overlap(spans: list[tuple[float, float]]) -> None:
    placed = pack_columns(spans)
    assert len(placed) == len(spans)
    for i, (start, end) in enumerate(spans):
        column, of = placed[i]
        assert 0 <= column < of
        for j, (other_start, other_end) in enumerate(spans[:i]):
            if start < other_end and other_start < end:
                assert placed[j][0] != column
                assert placed[j][1] == of, "what overlaps shares one width"


def test_a_block_alone_has_the_whole_width() -> None:
    assert pack_columns([(0, 2), (1, 3), (5, 6)]) == [(0, 2), (1, 2), (0, 1)]
