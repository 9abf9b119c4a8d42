"""The map painted on pixmaps a little larger than the window: what is blitted while it moves."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QRegion

from planner.domain.frozen import dataclass
from planner.geo.build import build_sheet
from planner.geo.clip import KeptProjector
from planner.geo.content import MapContent
from planner.geo.sheet import (
    Box,
    Item,
    Layer,
    MapSheet,
    Viewport,
)
from planner.geo.theme import Theme
from planner.geo.wkb import Bounds
from planner.ui.map.changes import box_of
from planner.ui.map.painter import measure_in
from planner.ui.map.plate import Plate, advance

MARGIN = 192
"""Pixels painted beyond each edge of the window, so that a pan shows no blank."""
_OVERVIEW_SIDE = 1_400  # pixels of its longer side
_OVERVIEW_SPARE = 0.6  # of the district's size, about it on every side


@dataclass(frozen=True, slots=True)
class Scene:
    """All that one painting needs; covered are boxes of the window that labels and furniture avoid.

    margin: pixels painted beyond each edge.
    """

    content: MapContent
    viewport: Viewport
    theme: Theme
    family: str
    ratio: float
    covered: tuple[Box, ...] = ()
    margin: int = MARGIN


class Backing:
    """The last finished painting, the one under way, and a coarse one of the whole district beneath both.

    A painting is two pixmaps, the ground and what lies on it, so that most changes repaint the upper only.
    """

    def __init__(self) -> None:
        self._ground: Plate | None = None
        self._above: Plate | None = None
        self._corners: Plate | None = None
        self._overview: Plate | None = None
        self._job: Iterator[None] | None = None
        self._scene: Scene | None = None
        self._is_whole = False
        self._project: KeptProjector | None = None
        self._overview_of: object = None
        self.sheet: MapSheet | None = None
        self.furniture: tuple[Item, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was painted yet."""
        return self._ground is None

    @property
    def is_busy(self) -> bool:
        """Whether a painting is under way."""
        return self._job is not None

    @property
    def has_overview(self) -> bool:
        """Whether the coarse painting of the whole district is there."""
        return self._overview is not None

    @property
    def wide(self) -> Viewport | None:
        """The stretch of ground that the last painting shows."""
        return self._ground.viewport if self._ground is not None else None

    def render(self, scene: Scene) -> None:
        """Paint everything at once."""
        self.begin(scene)
        self.go_on(float("inf"))

    def begin(self, scene: Scene) -> None:
        """Begin a painting, which go_on() continues; one that was under way is given up."""
        self._job = self._painting(scene)

    def begin_overview(self, bounds: Bounds) -> None:
        """Begin the coarse painting that shows where nothing finer is ready yet, if it would be another."""
        scene = self._scene
        if scene is None or self._overview_of == (bounds, *_ground_of(scene)):
            return
        self._job = self._overview_painting(scene, bounds)

    def go_on(self, milliseconds: float) -> bool:
        """Go on with the painting under way for so long; returns whether it was finished now."""
        if self._job is None:
            return False
        if advance(self._job, milliseconds):
            self._job = None
            return True
        return False

    def _painting(self, scene: Scene) -> Iterator[None]:
        before = self._scene if self._is_whole else None
        if before is not None and scene == before:
            return  # what has changed shows nowhere on this map
        viewport, theme = scene.viewport, scene.theme
        measure = measure_in(scene.family)
        corners, furniture = self._corners, self.furniture
        if corners is None or self._scene is None or _frame_of(scene) != _frame_of(self._scene):
            furniture = tuple(build_sheet(_corners_of(scene), viewport, theme, measure).furniture)
            corners = Plate(viewport, scene.ratio, None)
            yield from corners.paint(furniture, scene.family)
        wide = replace(
            viewport, width=viewport.width + 2 * scene.margin, height=viewport.height + 2 * scene.margin
        )
        content = _seen(scene, (*scene.covered, *map(box_of, furniture)))
        ground, above = self._ground, self._above
        if self._project is None or not self._is_in_place(scene, wide):
            ground, above, self._project = None, None, KeptProjector(wide)
        keeps_ground = ground is not None and before is not None and _ground_of(scene) == _ground_of(before)
        shown = _groundless(content) if keeps_ground else content
        sheet = build_sheet(shown, wide, theme, measure, self._project)
        yield
        self._is_whole = False  # until both are painted, whatever happens meanwhile
        if ground is None or not keeps_ground:
            below = tuple([item for item in sheet.items if item.layer < Layer.AREA])
            if ground is None or not ground.repaint(below, scene.family):
                ground = Plate(wide, scene.ratio, theme.sea)
                yield from ground.paint(below, scene.family)
        over = tuple([item for item in sheet.moving if item.layer >= Layer.AREA])
        if above is None or not above.repaint(over, scene.family):
            above = Plate(wide, scene.ratio, None)
            yield from above.paint(over, scene.family)
        self._ground, self._above, self._corners, self._scene = ground, above, corners, scene
        self._is_whole = True
        self.sheet, self.furniture = sheet, furniture

    def _is_in_place(self, scene: Scene, wide: Viewport) -> bool:
        """Whether a painting goes where the last one is, in the same colours and letters."""
        before = self._scene
        return (
            before is not None
            and self._ground is not None
            and self._ground.viewport == wide
            and (scene.theme, scene.family, scene.ratio) == (before.theme, before.family, before.ratio)
        )

    def _overview_painting(self, scene: Scene, bounds: Bounds) -> Iterator[None]:
        west, south, east, north = bounds
        spare = _OVERVIEW_SPARE * max(east - west, north - south)
        width, height = east - west + 2 * spare, north - south + 2 * spare
        scale = max(width, height) / _OVERVIEW_SIDE
        viewport = Viewport(
            (west + east) / 2,
            (south + north) / 2,
            scale,
            float(int(width / scale)),
            float(int(height / scale)),
        )
        ground = replace(_moving(scene.content), villages=(), symbols=(), marks=(), areas=())
        sheet = build_sheet(ground, viewport, scene.theme, measure_in(scene.family))
        yield
        plate = Plate(viewport, 1.0, scene.theme.sea)
        yield from plate.paint([i for i in sheet.items if i.layer < Layer.FURNITURE], scene.family)
        self._overview, self._overview_of = plate, (bounds, *_ground_of(scene))

    def covers(self, viewport: Viewport, slack: float = 0.0) -> bool:
        """Whether blitting for this viewport leaves at least slack pixels painted beyond every edge."""
        return self._ground is not None and self._ground.covers(viewport, slack)

    def blit(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw what is painted of this stretch of ground."""
        if self._ground is None or self._above is None or self._scene is None:
            return
        if not self._ground.covers(viewport):
            self._blit_beyond(painter, viewport)
        self._ground.blit(painter, viewport)
        self._above.blit(painter, viewport)

    def _blit_beyond(self, painter: QPainter, viewport: Viewport) -> None:
        """Draw the overview where the fine painting does not reach, and only there: scaling is slow."""
        assert self._ground is not None
        assert self._scene is not None
        window = QRect(0, 0, ceil(viewport.width), ceil(viewport.height))
        painter.save()
        painter.setClipRegion(QRegion(window) - QRegion(self._ground.box_in(viewport)))
        painter.fillRect(window, QColor(self._scene.theme.sea))
        if self._overview is not None:
            self._overview.blit(painter, viewport)
        painter.restore()

    def draw_furniture(self, painter: QPainter) -> None:
        """Draw scale bar, north arrow, legend and attribution."""
        if self._corners is not None:
            painter.drawPixmap(QPointF(0, 0), self._corners.pixmap)


def _ground_of(scene: Scene) -> tuple[object, ...]:
    """Return what the ground depends on: while it is equal, an operation that moved need not repaint it."""
    content = scene.content
    shapes = (content.wards, content.land, content.built_up, content.railways)
    return (scene.theme, scene.ratio, content.text_size, content.highlighted, *shapes)


def _frame_of(scene: Scene) -> tuple[object, ...]:
    """Return what the furniture depends on: while it is equal, the corners need no new painting."""
    content = scene.content
    words = (content.legend_title, content.legend, content.attribution, content.text_size)
    return (scene.viewport, scene.theme, scene.family, scene.ratio, scene.covered, words)


def _corners_of(scene: Scene) -> MapContent:
    """Return the content that stays in its corner."""
    content = scene.content
    return MapContent(
        legend_title=content.legend_title,
        legend=content.legend,
        attribution=content.attribution,
        text_size=content.text_size,
        keep_clear=scene.covered,
    )


def _groundless(content: MapContent) -> MapContent:
    """Return content without the ground that is painted already.

    The highlighted wards stay, since labels make way for their outlines.
    """
    wards = tuple(ward for ward in content.wards if ward.id in content.highlighted)
    return replace(content, wards=wards, land=(), built_up=(), railways=())


def _moving(content: MapContent) -> MapContent:
    """Return content without what stays in its corner."""
    return replace(
        content,
        scale_bar=False,
        north_arrow=False,
        legend=(),
        legend_title="",
        attribution="",
    )


def _seen(scene: Scene, boxes: tuple[Box, ...]) -> MapContent:
    """Return what moves, told what the window shows of it and which boxes of the window are to stay clear.

    So what is in the window is placed alike with a margin and without: nothing jumps when it is added.
    """
    margin, viewport = scene.margin, scene.viewport
    return replace(
        _moving(scene.content),
        keep_clear=tuple(Box(box.x + margin, box.y + margin, box.width, box.height) for box in boxes),
        seen=Box(margin, margin, viewport.width, viewport.height),
    )
