"""Map sheets of the real district: nothing covers a label, everything asked for is there, and it is quick."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.document.map_symbols import inner_point
from planner.domain.vocabulary import PlaceKind
from planner.exchange.district import load_district
from planner.geo.build import build_sheet
from planner.geo.content import (
    LegendClass,
    MapContent,
    Mark,
    OperationShape,
    OperationSymbol,
    Village,
    WardShape,
)
from planner.geo.furniture import grid_step
from planner.geo.sheet import (
    Box,
    DiscItem,
    Layer,
    LineItem,
    MapSheet,
    PolygonItem,
    TextItem,
    Viewport,
)
from planner.geo.theme import DARK, LIGHT, PRINT, Theme
from planner.geo.wkb import Shape, from_wkb, line, polygon

DATA = load_district("colchester")
SHAPES = {ward.id: from_wkb(ward.shape) for ward in DATA.wards}
BOUNDS = (585_808.0, 211_917.0, 608_086.0, 235_111.0)
CASTLE = (599_860.0, 225_321.0)


def measure(text: str, size: float) -> float:
    return 0.55 * size * len(text)


def _shapes(kind: PlaceKind) -> tuple[Shape, ...]:
    return tuple(from_wkb(place.shape) for place in DATA.places if place.kind == kind)


VILLAGES = tuple(
    Village(id=p.id, name=p.name, easting=p.easting, northing=p.northing, rank=p.rank)
    for p in DATA.places
    if p.kind in {PlaceKind.VILLAGE, PlaceKind.LOCALITY}
)
CONTENT = MapContent(
    wards=tuple(
        WardShape(id=w.id, name=w.name, shape=SHAPES[w.id], fill_class=number % 5, hatched=number % 5 == 4)
        for number, w in enumerate(DATA.wards)
    ),
    highlighted=frozenset({DATA.wards[2].id}),
    land=_shapes(PlaceKind.CONTEXT),
    built_up=_shapes(PlaceKind.BUILT_UP),
    railways=_shapes(PlaceKind.RAILWAY),
    villages=VILLAGES,
    legend_title="Planned hours",
    legend=tuple(LegendClass(text=f"{n}-{n + 1}", fill_class=n, hatched=n == 4) for n in range(5)),
    attribution=DATA.map_attribution,
)


def symbols(*places: tuple[float, float]) -> tuple[OperationSymbol, ...]:
    return tuple(
        OperationSymbol(id=f"op{n}", easting=e, northing=north, letter="S", colour="#0d6e4f")
        for n, (e, north) in enumerate(places)
    )


def texts(sheet: MapSheet, layer: Layer) -> list[TextItem]:
    return [item for item in sheet.items if isinstance(item, TextItem) and item.layer == layer]


def discs(sheet: MapSheet) -> list[DiscItem]:
    return [item for item in sheet.items if isinstance(item, DiscItem) and item.layer == Layer.SYMBOL]


def assert_clean(sheet: MapSheet) -> None:
    """No two labels meet, none meets a symbol or furniture, none leaves the frame."""
    labels = texts(sheet, Layer.LABEL)
    assert all(label.box.inside(sheet.viewport.frame) for label in labels)
    assert not any(one.box.meets(other.box) for one, other in combinations(labels, 2))
    fixed = [target.box for target in sheet.targets if target.kind != "place"]
    fixed += [item.box for item in texts(sheet, Layer.FURNITURE)]
    assert not any(label.box.meets(box) for label in labels for box in fixed)


@given(
    st.floats(588_000, 606_000),
    st.floats(214_000, 233_000),
    st.floats(0.5, 120),
    st.lists(st.tuples(st.floats(-3_000, 3_000), st.floats(-3_000, 3_000)), max_size=12),
)
@settings(max_examples=60)
def test_labels_are_clean_anywhere(
    easting: float, northing: float, scale: float, offsets: list[tuple[float, float]]
) -> None:
    near = symbols(*((easting + dx, northing + dy) for dx, dy in offsets))
    content = replace(CONTENT, symbols=near, grid=True)
    assert_clean(build_sheet(content, Viewport(easting, northing, scale, 600, 500), LIGHT, measure))


def test_villages_appear_as_one_zooms() -> None:
    wide = build_sheet(CONTENT, Viewport.fit(BOUNDS, 400, 560), LIGHT, measure)
    close = build_sheet(CONTENT, Viewport.fit(BOUNDS, 1400, 1300), LIGHT, measure)
    few = {item.text for item in texts(wide, Layer.LABEL)}
    many = {item.text for item in texts(close, Layer.LABEL)}
    assert "West Mersea" in few
    assert len(few) >= 8
    assert len(many) > 2 * len(few)


def test_an_alert_is_named_first_and_says_why() -> None:
    dedham = next(v for v in VILLAGES if v.name == "Dedham")
    content = replace(CONTENT, villages=(*VILLAGES, replace(dedham, id="x", rank=9, alert=True, note="41 d")))
    sheet = build_sheet(content, Viewport.fit(BOUNDS, 400, 560), LIGHT, measure)
    (label,) = [item for item in texts(sheet, Layer.LABEL) if item.ref == "x"]
    assert label.text == "Dedham · 41 d"
    assert label.colour == LIGHT.alert


def test_symbols_on_one_spot_are_spread_and_can_be_clicked() -> None:
    sheet = build_sheet(
        replace(CONTENT, symbols=symbols(*[CASTLE] * 6)), Viewport.fit(BOUNDS, 600, 600), LIGHT, measure
    )
    found = discs(sheet)
    assert len(found) == 6
    for one, other in combinations(found, 2):
        assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= (one.radius + other.radius) ** 2
    for disc in found:
        target = sheet.target_at(disc.x, disc.y)
        assert target is not None
        assert (target.ref, target.kind) == (disc.ref, "operation")
    leaders = [item for item in sheet.items if item.layer == Layer.LEADER]
    assert len(leaders) == 5


CRAMMED = replace(
    CONTENT,
    symbols=symbols(*[inner_point(SHAPES[ward.id]) for ward in DATA.wards for _ in range(14)]),
    scale_bar=False,
    north_arrow=False,
    attribution="",
    legend=(),
    legend_title="",
)


@pytest.mark.parametrize("place", [(0.0, 0.0, 1.0), (6_000.0, 2_000.0, 0.8), (-3_000.0, 7_000.0, 0.3)])
def test_what_is_seen_is_placed_alike_with_a_margin_and_without(place: tuple[float, float, float]) -> None:
    east, north, scale = place
    fitted = Viewport.fit(BOUNDS, 430, 450)
    view = replace(
        fitted,
        easting=fitted.easting + east,
        northing=fitted.northing + north,
        metres_per_unit=fitted.metres_per_unit * scale,
    )
    wide, margin = replace(view, width=430 + 2 * 192, height=450 + 2 * 192), 192
    alone = build_sheet(CRAMMED, view, LIGHT, measure)
    seen = Box(margin, margin, 430, 450)
    among = build_sheet(replace(CRAMMED, seen=seen), wide, LIGHT, measure)

    def placed(sheet: MapSheet, shift: float) -> list[tuple[str, float, float]]:
        boxes = [(target.ref, target.box) for target in sheet.targets]
        found = [(ref, box) for ref, box in boxes if box.meets(Box(shift, shift, 430, 450))]
        return sorted((ref, round(box.x - shift, 6), round(box.y - shift, 6)) for ref, box in found)

    def leaders(sheet: MapSheet) -> list[Box]:
        ends = [
            line
            for i in sheet.items
            if isinstance(i, LineItem) and i.layer == Layer.LEADER
            for line in i.lines
        ]
        return [Box(min(x, px), min(y, py), abs(px - x), abs(py - y)) for x, y, px, py in ends]

    assert len(placed(alone, 0)) > 20
    assert placed(among, margin) == placed(alone, 0)
    assert all(target.box.inside(alone.viewport.frame) for target in alone.targets)
    assert all(target.box.inside(seen) or not target.box.meets(seen) for target in among.targets)
    assert all(line.inside(seen) or not line.meets(seen) for line in leaders(among))


def test_symbols_that_find_no_room_stay_whole_in_the_frame() -> None:
    corner = Viewport(CASTLE[0] + 990, CASTLE[1] - 990, 10.0, 200, 200)  # the castle is 1 unit from two edges
    sheet = build_sheet(replace(CRAMMED, symbols=symbols(*[CASTLE] * 90)), corner, LIGHT, measure)
    assert len({(disc.x, disc.y) for disc in discs(sheet)}) < 90
    assert all(target.box.inside(corner.frame) for target in sheet.targets)


def test_the_number_of_a_crowded_ward_stands_in_its_box_and_can_be_clicked() -> None:
    (one,) = symbols(CASTLE)
    many = replace(one, letter="1234", gathered=True)
    sheet = build_sheet(replace(CONTENT, symbols=(many,)), Viewport.fit(BOUNDS, 600, 600), LIGHT, measure)
    (text,) = texts(sheet, Layer.SYMBOL)
    (target,) = [target for target in sheet.targets if target.kind == "operation"]
    assert text.text == "1234"
    assert text.box.inside(target.box)
    assert sheet.target_at(text.x, text.y) == target


def test_marks_show_their_words() -> None:
    marks = tuple(
        Mark(id=text, text=text, easting=CASTLE[0] + 5 * n, northing=CASTLE[1])
        for n, text in enumerate(("1", "2", "RVP"))
    )
    sheet = build_sheet(replace(CONTENT, marks=marks), Viewport(*CASTLE, 10.0, 300, 300), PRINT, measure)
    assert [item.text for item in texts(sheet, Layer.SYMBOL)] == ["1", "2", "RVP"]
    assert [target.ref for target in sheet.targets if target.kind == "visit"] == ["1", "2", "RVP"]
    boxes = [target.box for target in sheet.targets if target.kind == "visit"]
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT])
def test_layers_are_in_order_and_parts_are_there(theme: Theme) -> None:
    area = OperationShape(
        id="a", shape=polygon([CASTLE, (601_000, 225_000), (600_000, 226_000)]), colour="#aa0000"
    )
    route = OperationShape(id="r", shape=line([CASTLE, (601_000, 226_000)]), colour="#00aa00", draft=True)
    content = replace(CONTENT, areas=(area, route), grid=True, symbols=symbols(CASTLE))
    sheet = build_sheet(content, Viewport.fit(BOUNDS, 700, 700), theme, measure)
    layers = [item.layer for item in sheet.items]
    assert layers == sorted(layers)
    assert set(layers) >= {
        Layer.SEA,
        Layer.LAND,
        Layer.WARD,
        Layer.BUILT_UP,
        Layer.HATCH,
        Layer.WARD_EDGE,
        Layer.RAILWAY,
        Layer.GRID,
        Layer.AREA,
        Layer.HIGHLIGHT,
        Layer.PLACE,
        Layer.SYMBOL,
        Layer.LABEL,
        Layer.FURNITURE,
    }
    assert [*sheet.moving, *sheet.furniture] == list(sheet.items)
    assert sum(isinstance(item, PolygonItem) and item.layer == Layer.WARD for item in sheet.items) == 17
    words = {item.text for item in texts(sheet, Layer.FURNITURE)}
    assert {"N", "Planned hours", "2 km"} <= words
    assert any("Office for National Statistics" in word for word in words)


def test_print_has_no_colour_but_grey() -> None:
    content = replace(CONTENT, symbols=symbols(CASTLE), grid=True)
    sheet = build_sheet(content, Viewport.fit(BOUNDS, 300, 300), PRINT, measure)
    used: set[str | None] = set()
    for item in sheet.items:
        text = isinstance(item, TextItem)
        used |= {item.colour, item.halo} if text else {item.style.fill, item.style.stroke}
    colours = {colour for colour in used if colour}
    assert len(colours) > 3
    assert all(c[1:3] == c[3:5] == c[5:7] for c in colours)


def test_grid_lines_stand_on_whole_kilometres() -> None:
    view = Viewport(*CASTLE, 12.2, 285, 250)
    content = replace(CONTENT, text_size=6.5, grid=True, attribution="", legend=())
    sheet = build_sheet(content, view, PRINT, measure)
    assert grid_step(view, 6.5) == 500
    (grid,) = [item for item in sheet.items if item.layer == Layer.GRID]
    assert isinstance(grid, LineItem)
    eastings = {round(view.to_ground(x, y)[0]) for x, y, x2, _ in grid.lines if x == x2}
    assert eastings == {598_500, 599_000, 599_500, 600_000, 600_500, 601_000, 601_500}
    words = {item.text for item in texts(sheet, Layer.FURNITURE)}
    assert {"99", "00", "01", "24", "25", "26"} <= words


def test_controls_over_the_map_are_kept_clear() -> None:
    view = Viewport.fit(BOUNDS, 600, 600)
    free = build_sheet(CONTENT, view, LIGHT, measure)
    taken = texts(free, Layer.LABEL)[0].box
    sheet = build_sheet(replace(CONTENT, keep_clear=(taken,)), view, LIGHT, measure)
    assert not any(label.box.meets(taken) for label in texts(sheet, Layer.LABEL))


def test_viewport_arithmetic() -> None:
    view = Viewport.fit(BOUNDS, 800, 600)
    west, south, east, north = view.extent
    assert west <= BOUNDS[0]
    assert south <= BOUNDS[1]
    assert east >= BOUNDS[2]
    assert north >= BOUNDS[3]
    assert view.to_ground(*view.to_page(*CASTLE)) == pytest.approx(CASTLE)
    closer = view.zoomed(1.7, 200, 100)
    assert closer.to_ground(200, 100) == pytest.approx(view.to_ground(200, 100))
    assert view.panned(30, -20).to_page(*CASTLE) == pytest.approx(
        (view.to_page(*CASTLE)[0] + 30, view.to_page(*CASTLE)[1] - 20)
    )


def test_an_empty_map_and_a_tiny_one_can_be_drawn() -> None:
    for width, height in ((1, 1), (40, 30), (600, 20)):
        sheet = build_sheet(CONTENT, Viewport(*CASTLE, 50, width, height), LIGHT, measure)
        assert sheet.items[0].layer == Layer.SEA
    empty = MapContent(scale_bar=False, north_arrow=False)
    assert len(build_sheet(empty, Viewport(*CASTLE, 50, 100, 100), LIGHT, measure).items) == 1
