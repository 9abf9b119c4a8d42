"""Room on the page: nothing that is placed ever covers another, whatever the points."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from planner.geo.label import Room, text_box
from planner.geo.sheet import Box

FRAME = Box(0, 0, 400, 300)
POINTS = st.lists(
    st.tuples(st.floats(-20, 420), st.floats(-20, 320), st.text("ablMW yg", min_size=1, max_size=14)),
    max_size=60,
)


def measure(text: str, size: float) -> float:
    return 0.55 * size * len(text)


@given(POINTS)
def test_labels_never_meet_and_never_leave_the_frame(points: list[tuple[float, float, str]]) -> None:
    room = Room(FRAME, measure)
    placed = [room.label(text, 11, x, y, gap=4) for x, y, text in points]
    boxes = [label.box for label in placed if label]
    assert all(box.inside(FRAME) for box in boxes)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


@given(st.lists(st.tuples(st.floats(50, 350), st.floats(50, 250)), max_size=40))
def test_symbols_are_spread(points: list[tuple[float, float]]) -> None:
    room = Room(FRAME, measure)
    spots = [room.spot(x, y, 20, 20) for x, y in points]
    boxes = [Box(x - 10, y - 10, 20, 20) for x, y in spots]
    assert all(box.inside(FRAME) for box in boxes)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


def test_symbols_on_one_spot_stay_near_it() -> None:
    room = Room(FRAME, measure)
    spots = {room.spot(200, 150, 20, 20) for _ in range(9)}
    assert len(spots) == 9
    assert (200, 150) in spots
    assert all(abs(x - 200) <= 45 and abs(y - 150) <= 45 for x, y in spots)


def test_a_full_frame_drops_labels_but_no_symbol() -> None:
    room = Room(Box(0, 0, 30, 30), measure)
    room.take(Box(0, 0, 30, 30))
    assert room.label("Dedham", 11, 15, 15, gap=3) is None
    assert room.spot(15, 15, 20, 20) == (15, 15)


def test_air_keeps_names_apart() -> None:
    room = Room(FRAME, measure)
    room.take(Box(100, 100, 50, 12))
    assert room.label("Avon Way", 11, 155, 106, gap=2, air=30) is None
    assert room.label("Avon Way", 11, 155, 106, gap=2) is not None


def test_labels_keep_off_a_heavy_line_where_they_can() -> None:
    room = Room(FRAME, measure)
    room.avoid((230, 0, 230, 300))
    label = room.label("Avon Way", 11, 200, 150, gap=3)
    assert label is not None
    assert label.box.x + label.box.width < 200
    crowded = Room(Box(195, 130, 200, 40), measure)
    crowded.avoid((230, 0, 230, 300))
    assert crowded.label("Avon Way", 11, 200, 150, gap=3) is not None


def test_text_box_holds_the_baseline() -> None:
    box = text_box("Dedham", 10, 50, 60, measure)
    assert box.holds(50, 60)
    assert box.width == measure("Dedham", 10) + 2


@given(POINTS)
def test_names_on_one_height_keep_the_width_of_an_m(points: list[tuple[float, float, str]]) -> None:
    room = Room(FRAME, measure)
    boxes = [label.box for label in (room.label(text, 11, x, y, gap=4) for x, y, text in points) if label]
    for one, other in combinations(boxes, 2):
        if one.y < other.y + other.height and other.y < one.y + one.height:
            gap = max(one.x - other.x - other.width, other.x - one.x - one.width)
            assert gap >= measure("m", 11) - 1e-9


def test_a_name_that_may_wait_is_left_out_where_only_a_line_is_left() -> None:
    crowded = Room(Box(195, 130, 200, 40), measure)
    for y in range(130, 172, 4):
        crowded.avoid((195, y, 395, y))
    assert crowded.label("Avon Way", 11, 200, 150, gap=3, must=False) is None
    assert crowded.label("Dedham", 11, 200, 150, gap=3) is not None


def test_the_width_of_a_line_counts() -> None:
    room = Room(FRAME, measure)
    room.avoid((100, 100, 300, 100), 6)
    assert room.is_off_lines(Box(150, 104, 50, 10))
    assert not room.is_off_lines(Box(150, 102, 50, 10))
