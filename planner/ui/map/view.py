"""The map of the open plan: what it shows, what a click selects, what a drop begins."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import QToolTip, QWidget

from planner.document.map_ground import STREET_RANK
from planner.document.map_view import MapFeed, MapQuestion
from planner.domain.changes import ChangeSet
from planner.domain.phrases import count_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import PlaceKind
from planner.geo.build import SYMBOL_SIDE
from planner.geo.content import MapContent
from planner.geo.sheet import Box, Target, Viewport
from planner.geo.wkb import Bounds
from planner.ui.bridge import Bridge
from planner.ui.map.canvas import MapCanvas
from planner.ui.map.corner import CornerButtons
from planner.ui.map.drop import WardDrop
from planner.ui.map.found import FoundMark
from planner.ui.map.hit import WardIndex
from planner.ui.map.overlay import WardPaths, chip_size, chip_words, draw_chip, draw_outline
from planner.ui.state import Selection, ViewState
from planner.ui.village.figures import Figures

if TYPE_CHECKING:
    from planner.document.visibility import Ledger
    from planner.ui.map.drawing import Drawing
    from planner.ui.map.tool_strip import ToolStrip

_WITH_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_INSET = 10.0
_ARROW_ROOM = 2.4  # text heights that the north arrow takes at the right
_GAP = 6.0
_STREETS_FROM = 28.0  # metres an em, as the map sheet has it
_SYMBOLS_SHARE = 0.1  # of the district that may lie under symbols
_SYMBOLS_LEAST = 30  # are shown one by one, on however small a map
_AROUND = 1.6  # how much more than a ward is shown when one goes to it
_LEAST_LOOK = 2_500.0  # metres across, around the square of a grid reference
_CLOSE_LOOK = 9_000.0  # metres across: a village and its neighbours; no roads ship, so closer is empty


class MapView(MapCanvas):
    """Shows the plan's wards, places and operations; selects through the ViewState.

    type_dropped(type id, ward id or "", easting, northing): an operation type was dropped here.
    new_operation_asked(ward id or "", easting, northing): the menu's "New operation here".
    start_for: set by the window; says on which day an operation of a type would start if dropped now.
    """

    type_dropped = Signal(str, str, float, float)
    new_operation_asked = Signal(str, float, float)

    def __init__(
        self,
        bridge: Bridge,
        state: ViewState,
        figures: Figures | None = None,
        parent: QWidget | None = None,
        *,
        is_patient: bool = False,
    ) -> None:
        """Show the plan of a bridge; figures are for colouring by days since seen.

        is_patient: what the first painting does without waits until complete() is called.
        """
        super().__init__(parent)
        self._bridge, self._state, self._figures = bridge, state, figures
        self.start_for: Callable[[str], date] | None = None
        self._hovered_ward = ""
        self._with_areas = False
        self._load()
        self._corner = CornerButtons(self)
        self.found = FoundMark(self)
        self.drop = WardDrop(self)
        self.setAccessibleName("Map of the district")
        self.setAccessibleDescription(
            "Arrow keys move the map, plus and minus zoom, Home shows all of it, "
            "N goes to the next ward, Enter selects the ward in the middle."
        )
        bridge.changed.connect(self._on_changed)
        bridge.document_replaced.connect(self._on_replaced)
        for signal in (
            state.selection_changed,
            state.period_changed,
            state.statuses_changed,
            state.colouring_changed,
        ):
            signal.connect(self.invalidate)
        state.selection_changed.connect(self._on_selected)
        if not is_patient:
            self.first_painted.connect(self.complete)

    @cached_property
    def drawing(self) -> "Drawing":
        """What is being drawn; made when an operation is first selected, since only then one can draw."""
        from planner.ui.map.drawing import Drawing

        made = Drawing(self, self._bridge)
        made.changed.connect(self._on_tool)
        return made

    @cached_property
    def tools(self) -> "ToolStrip":
        """The drawing tools, made with the drawing."""
        from planner.ui.map.tool_strip import ToolStrip

        return ToolStrip(self, self.drawing)

    @property
    def _is_drawing(self) -> bool:
        return "drawing" in self.__dict__ and self.drawing.is_active

    @property
    def _has_tools(self) -> bool:
        return "tools" in self.__dict__ and not self.tools.isHidden()

    def _load(self) -> None:
        """Begin with the open plan."""
        self.feed = MapFeed(self._bridge.document.read, self._ledger)
        ground = self.feed.ground
        self._index = WardIndex(ground.wards.values())
        self._paths = WardPaths(ground.shapes)
        self._title = f"{self.feed.district} · {count_text(len(ground.wards), 'ward')}"
        self.camera.set_bounds(ground.bounds)

    def _ledger(self) -> "Ledger | None":
        return self._figures.ledger if self._figures is not None else None

    def complete(self) -> None:
        """Load what the first paint had to do without: drawn areas need the projection, hits the tree."""
        self._with_areas = True
        self._index.load_tree()
        self.invalidate()

    @property
    def is_ready(self) -> bool:
        """Whether everything is loaded that the first paint did without, and shown."""
        return self._with_areas and self.is_sharp

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        ground = self.feed.ground
        if not self.feed.refresh(changes):
            return
        if self.feed.ground is not ground:
            self._index = WardIndex(self.feed.ground.wards.values())
            self._paths = WardPaths(self.feed.ground.shapes)
            self._title = f"{self.feed.district} · {count_text(len(self.feed.ground.wards), 'ward')}"
        self.invalidate()

    def _on_replaced(self) -> None:
        self._hovered_ward = ""
        bounds = self.camera.bounds
        viewport = self.viewport
        self._load()
        if bounds == self.camera.bounds:  # the same district, as when command view is entered or left
            self.camera.fly_to(viewport.easting, viewport.northing, _across(viewport), at_once=True)
        self.invalidate()

    def _on_selected(self, _selection: object) -> None:
        """Offer the drawing tools for one operation only; what was being drawn for another is dropped."""
        self.drawing.begin(None)
        self._place_tools()
        can_draw = bool(self.operation_in_hand) and not self._bridge.document.is_partner_copy
        self.tools.setVisible(can_draw)

    def _place_tools(self) -> None:
        box = self._title_box()
        self.tools.place(QPoint(round(box.left()), round(box.bottom() + _GAP)))

    def changeEvent(self, event: QEvent) -> None:
        """Move the tools with the size of the title chip."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and "tools" in self.__dict__:
            self._place_tools()

    @property
    def notice_top(self) -> float:
        """Where a sentence stands under title chip and tools: pixels from the top."""
        foot = self._title_box().bottom()
        return (self.tools.geometry().bottom() if self._has_tools else foot) + _GAP

    def _on_tool(self, kind: PlaceKind | None) -> None:
        if kind is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def operation_in_hand(self) -> str:
        """The one selected operation, or that of the selected deployment; else ""."""
        selection = self._state.selection
        if selection.operation_ids or not selection.deployment_ids:
            return selection.operation_id
        rows = self._bridge.document.read.among(Deployment, "id", selection.deployment_ids)
        found = {row.operation_id for row in rows}
        return found.pop() if len(found) == 1 else ""

    @property
    def deployment_in_hand(self) -> str:
        """The one selected deployment, or the only one of the selected operation; else ""."""
        ids = self._state.selection.deployment_ids
        if not ids and self.operation_in_hand:
            rows = self._bridge.document.read.all(Deployment, operation_id=self.operation_in_hand)
            ids = tuple(row.id for row in rows)
        return ids[0] if len(ids) == 1 else ""

    # What is shown ---------------------------------------------------------------------------------

    def question(self) -> MapQuestion:
        """Return what this map asks of the plan now."""
        selection = self._state.selection
        start, end = self._state.period.span
        close = self.viewport.metres_per_unit * self.text_size <= _STREETS_FROM
        return MapQuestion(
            start=start,
            end=end,
            operation_ids=selection.operation_ids,
            deployment_ids=selection.deployment_ids,
            ward_id=selection.ward_id,
            place_id=selection.place_id,
            colouring=self._state.colouring,
            hidden_statuses=self._state.hidden_statuses,
            most_rank=STREET_RANK if close else STREET_RANK - 1,
            text_size=self.text_size,
            drawn_areas=self._with_areas,
            most_symbols=self._most_symbols(),
        )

    def _most_symbols(self) -> int:
        """Return how many symbols leave the district to be seen at this scale, wherever the map looks."""
        west, south, east, north = self.feed.ground.bounds
        side = SYMBOL_SIDE * self.symbol_size * self.viewport.metres_per_unit
        return max(_SYMBOLS_LEAST, int(_SYMBOLS_SHARE * (east - west) * (north - south) / side**2))

    def map_content(self) -> MapContent:
        """Return the plan's content for the map sheet."""
        return self.feed.content(self.question())

    def covered_boxes(self) -> tuple[Box, ...]:
        """Return the boxes of chip and buttons."""
        covered = [self._title_box()]
        if self._has_tools:
            covered.append(QRectF(self.tools.geometry()))
        for widget in self._corner.widgets():
            box = widget.geometry()
            covered.append(QRectF(box))
        return tuple(Box(b.x() - 3, b.y() - 3, b.width() + 6, b.height() + 6) for b in covered)

    @property
    def chip_title(self) -> str:
        """The title as it stands in the corner: shorter where it would reach under the north arrow."""
        room = self.width() - 2 * _INSET - _ARROW_ROOM * self.text_size
        return chip_words(QFontMetricsF(self.font()), (self._title, self.feed.district), room)

    def _title_box(self) -> QRectF:
        width, height = chip_size(QFontMetricsF(self.font()), self.chip_title)
        return QRectF(_INSET, _INSET, width, height)

    def paint_over(self, painter: QPainter, viewport: Viewport) -> None:
        """Paint the ward under the pointer or under a drag, and the ring about a found place."""
        tokens = self.tokens
        if self.drop.ward_id:
            draw_outline(painter, self._paths.path(self.drop.ward_id, viewport), tokens.ink, strong=True)
        elif self._hovered_ward:
            draw_outline(painter, self._paths.path(self._hovered_ward, viewport), tokens.ink, strong=False)
        if self._is_drawing:
            self.drawing.draw(painter, viewport, tokens)
        painter.setFont(self.font())
        self.found.draw(painter, viewport, tokens)

    def paint_on_top(self, painter: QPainter) -> None:
        """Paint the title chip, and during a drag the sentence that says what dropping will do."""
        painter.setFont(self.font())
        draw_chip(painter, self._title_box(), self.chip_title, self.tokens)
        self.drop.draw(painter, self.tokens)
        if self._is_drawing:
            self.drawing.draw_hint(painter, self.tokens)

    # Pointer ---------------------------------------------------------------------------------------

    def target_at(self, point: QPointF) -> Target | None:
        """Return the symbol, stop or place under a point of the window."""
        wide = self.backing.wide
        if self.backing.sheet is None or wide is None:
            return None
        return self.backing.sheet.target_at(*wide.to_page(*self.ground_at(point)))

    def ward_id_at(self, point: QPointF) -> str:
        """Return the ward under a point of the window, or ""."""
        return self.ward_id_on(*self.ground_at(point))

    def ward_id_on(self, easting: float, northing: float) -> str:
        """Return the ward of a point in grid metres, or ""."""
        return self._index.ward_id_at(easting, northing)

    def clicked_at(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select the operation, place or ward that was clicked, or nothing on open ground."""
        if self._is_drawing:
            self.drawing.click(point)
            return
        target = self.target_at(point)
        if target is not None and target.kind == "operation":
            self._select_operation(target.ref, add=bool(modifiers & Qt.KeyboardModifier.ControlModifier))
        elif target is not None and target.kind == "place":
            self._state.select(Selection(place_id=target.ref))
        elif ward_id := self.ward_id_at(point):
            self._state.select(Selection(ward_id=ward_id))
        else:
            self._state.select(Selection())

    def double_clicked_at(self, point: QPointF) -> None:
        """End what is being drawn; else come closer."""
        if self._is_drawing:
            self.drawing.finish()
        else:
            super().double_clicked_at(point)

    def _select_operation(self, operation_id: str, *, add: bool) -> None:
        """Select an operation; a second click on a shared symbol takes the next one that shares it."""
        sharing = self.feed.sharing(operation_id)
        selected = self._state.selection.operation_ids
        if add:
            rest = tuple(i for i in selected if i != operation_id)
            chosen = rest if operation_id in selected else (*selected, operation_id)
        elif len(sharing) > 1 and self._state.selection.operation_id in sharing:
            at = sharing.index(self._state.selection.operation_id)
            chosen = (sharing[(at + 1) % len(sharing)],)
        else:
            chosen = (operation_id,)
        self._state.select(Selection(operation_ids=chosen))

    def type_name(self, type_id: str) -> str:
        """Return the name of an operation type, or "" when there is none with this id."""
        kind = self._bridge.document.read.get(OperationType, type_id) if type_id else None
        return kind.name if kind is not None else ""

    def hovered_at(self, point: QPointF) -> None:
        """Outline the ward under the pointer; show a hand over what can be clicked."""
        if self._is_drawing:
            self._on_tool(self.drawing.kind)
            self.drawing.hover(point)
            return
        target = self.target_at(point)
        ward_id = "" if target is not None else self.ward_id_at(point)
        if target is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
        if ward_id != self._hovered_ward:
            self._hovered_ward = ward_id
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the ward under the pointer."""
        super().leaveEvent(event)
        if self._hovered_ward:
            self._hovered_ward = ""
            self.update()

    def tip_at(self, point: QPointF) -> str:
        """Return the sentence for what lies under the pointer."""
        target = self.target_at(point)
        if target is not None and target.kind == "operation":
            return self.feed.operation_sentence(target.ref)
        if target is not None:
            place = self._bridge.document.read.get(Place, target.ref)
            return place.name if place is not None else ""
        return self.feed.ward_sentence(self.ward_id_at(point), self.question())

    def event(self, event: QEvent) -> bool:
        """Answer the request for a tooltip; what it says is data, so it is escaped."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            from html import escape

            words = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), f"<span>{escape(words)}</span>" if words else "", self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = self._is_drawing and self.drawing.takes(event.key())
            if own or (event.key() == Qt.Key.Key_N and not event.modifiers() & _WITH_COMMAND):
                event.accept()
                return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done at this spot."""
        from planner.ui.map.menu import context_menu

        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        point = QPointF(self.rect().center()) if by_key else QPointF(event.pos())
        context_menu(self, point).popup(self.to_global(point))

    # Keys ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter selects the ward in the middle, N and Shift+N walk through the wards, Esc clears."""
        key = event.key()
        if self._is_drawing and self.drawing.key(key):
            return
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            middle = QPointF(self.width() / 2, self.height() / 2)
            if ward_id := self.ward_id_at(middle):
                self._state.select(Selection(ward_id=ward_id))
        elif key == Qt.Key.Key_N and not event.modifiers() & _WITH_COMMAND:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step_ward(-1 if back else 1)
        elif key == Qt.Key.Key_Escape and self._state.selection != Selection():
            self._state.select(Selection())
        else:
            super().keyPressEvent(event)

    def step_ward(self, steps: int) -> None:
        """Select the next ward by name, or the one before, and bring it into view."""
        order = list(self.feed.ground.wards)
        if not order:
            return
        now = self._state.selection.ward_id
        at = order.index(now) + steps if now in order else (0 if steps > 0 else -1)
        ward_id = order[at % len(order)]
        self._state.select(Selection(ward_id=ward_id))
        west, south, east, north = self.feed.ground.shapes[ward_id].bounds
        left, bottom, right, top = self.viewport.extent
        if west < left or east > right or south < bottom or north > top:
            self.show_ward(ward_id)

    # Going there -----------------------------------------------------------------------------------

    def go_to(
        self,
        easting: float,
        northing: float,
        extent: float = _CLOSE_LOOK,
        *,
        name: str = "",
        square: float = 0.0,
    ) -> None:
        """Go to a spot, showing about extent metres across, and mark it with a ring for a moment.

        name: written beside the ring. square: side in metres of a grid reference's square, which is drawn.
        """
        across = max(_LEAST_LOOK, 6 * square) if square else extent
        self.camera.fly_to(easting, northing, across, at_once=not self.isVisible())
        self.found.show(easting, northing, name=name, square=square)

    def show_ward(self, ward_id: str) -> None:
        """Go to a ward so that all of it is seen."""
        shape = self.feed.ground.shapes.get(ward_id)
        if shape is not None:
            self._show_bounds(shape.bounds)

    def show_place(self, place_id: str) -> None:
        """Go to a place and mark it."""
        place = self._bridge.document.read.get(Place, place_id)
        if place is not None:
            self.go_to(place.easting, place.northing, name=place.name)

    def show_operation(self, operation_id: str) -> None:
        """Go to the wards of an operation when they are not all in view."""
        found = self.feed.wards_of([operation_id])
        boxes = [self.feed.ground.shapes[i].bounds for i in found if i in self.feed.ground.shapes]
        if boxes:
            wests, souths, easts, norths = zip(*boxes, strict=True)
            self._show_bounds((min(wests), min(souths), max(easts), max(norths)))

    def fit(self) -> None:
        """Show the whole district."""
        self.camera.fit()

    def _show_bounds(self, bounds: Bounds) -> None:
        fitted = Viewport.fit(bounds, self.viewport.width, self.viewport.height)
        across = _across(replace(fitted, metres_per_unit=fitted.metres_per_unit * _AROUND))
        self.camera.fly_to(fitted.easting, fitted.northing, across, at_once=not self.isVisible())


def _across(viewport: Viewport) -> float:
    """Return the metres across the shorter side of a viewport."""
    return min(viewport.width, viewport.height) * viewport.metres_per_unit
