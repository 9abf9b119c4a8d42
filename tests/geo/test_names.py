"""Names on a map sheet: none covers another, the higher rank wins, and they keep off the heavy line."""

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.build import build_sheet
from planner.geo.content import MapContent, Mark, Village, WardShape
from planner.geo.sheet import Box, Layer, MapSheet, PolygonItem, RectItem, TextItem, Viewport
from planner.geo.theme import PRINT
from planner.geo.wkb import polygon
from tests.geo.test_build import CONTENT, DATA, SHAPES, measure

VIEW = Viewport(1_000.0, 1_000.0, 10.0, 230, 230)
SQUARE = polygon(((300, 300), (1_700, 300), (1_700, 1_700), (300, 1_700)))
WARD = WardShape(id="ward", name="Square", shape=SQUARE)
_WIDTHS = 0.24  # of the heavy line, in ems


def _village(number: int, place: tuple[float, float, int, str]) -> Village:
    easting, northing, rank, name = place
    return Village(id=f"v{number}", name=name, easting=easting, northing=northing, rank=rank)


PLACES = st.lists(
    st.tuples(
        st.floats(0, 2_000),
        st.floats(0, 2_000),
        st.integers(1, 6),
        st.text("abcMW ", min_size=1, max_size=18),
    ),
    max_size=40,
).map(lambda places: tuple(_village(number, place) for number, place in enumerate(places)))


def content(villages: tuple[Village, ...]) -> MapContent:
    marks = (Mark(id="rvp", text="RVP", easting=900, northing=950),)
    return MapContent(
        wards=(WARD,), highlighted=frozenset({"ward"}), villages=villages, marks=marks, grid=True,
        attribution="Office for National Statistics", text_size=6.0,
    )  # fmt: skip


def labels(sheet: MapSheet) -> list[TextItem]:
    return [i for i in sheet.items if isinstance(i, TextItem) and i.layer == Layer.LABEL]


def on_the_line(sheet: MapSheet, box: Box, em: float) -> bool:
    """Whether a box touches a heavy outline: its middle line, no nearer than half its width."""
    half = _WIDTHS * em / 2 - 0.05
    grown = Box(box.x - half, box.y - half, box.width + 2 * half, box.height + 2 * half)
    for item in sheet.items:
        if isinstance(item, PolygonItem) and item.layer == Layer.HIGHLIGHT:
            for ring in item.rings:
                closed = (*ring, *ring[:2])
                for ax, ay, bx, by in zip(
                    closed[::2], closed[1::2], closed[2::2], closed[3::2], strict=False
                ):
                    steps = max(1, int(max(abs(bx - ax), abs(by - ay)) / 3))
                    for n in range(steps):
                        if grown.holds(ax + (bx - ax) * n / steps, ay + (by - ay) * n / steps):
                            return True
    return False


@given(PLACES)
@settings(max_examples=80, deadline=None)
def test_no_two_names_meet_nor_cover_what_matters(villages: tuple[Village, ...]) -> None:
    sheet = build_sheet(content(villages), VIEW, PRINT, measure)
    names = labels(sheet)
    assert not any(one.box.meets(other.box) for one, other in combinations(names, 2))
    fixed = [i.box for i in sheet.items if isinstance(i, TextItem | RectItem) and i.layer >= Layer.FURNITURE]
    fixed += [t.box for t in sheet.targets if t.kind == "visit"]
    assert not any(name.box.meets(box) for name in names for box in fixed)


@given(PLACES)
@settings(max_examples=60, deadline=None)
def test_the_higher_rank_wins(villages: tuple[Village, ...]) -> None:
    """What ranks lower never takes the place, nor moves the name, of what ranks higher."""
    every = labels(build_sheet(content(villages), VIEW, PRINT, measure))
    for rank in {v.rank for v in villages}:
        among = tuple(v for v in villages if v.rank <= rank)
        alone = labels(build_sheet(content(among), VIEW, PRINT, measure))
        shown = {v.id for v in among}
        assert [(i.ref, i.box) for i in every if i.ref in shown] == [(i.ref, i.box) for i in alone]


@given(PLACES)
@settings(max_examples=60, deadline=None)
def test_only_what_must_be_named_stands_on_the_heavy_line(villages: tuple[Village, ...]) -> None:
    sheet = build_sheet(content(villages), VIEW, PRINT, measure)
    ranks = {v.id: v.rank for v in villages}
    crossing = [name for name in labels(sheet) if on_the_line(sheet, name.box, 6.0)]
    assert all(ranks[name.ref] == 1 for name in crossing)


def test_the_names_of_a_real_ward_keep_off_its_line() -> None:
    """Printed as on a deployment sheet, most names of every ward find room beside its heavy line."""
    shown, crossing = 0, 0
    for ward in DATA.wards:
        own = replace(CONTENT, highlighted=frozenset({ward.id}), text_size=6.0, grid=True)
        view = Viewport.fit(SHAPES[ward.id].bounds, 230, 230, margin=0.07)
        sheet = build_sheet(own, view, PRINT, measure)
        shown += len(labels(sheet))
        crossing += sum(on_the_line(sheet, name.box, 6.0) for name in labels(sheet))
    assert shown > 100
    assert crossing <= shown // 50
