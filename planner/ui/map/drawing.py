"""Drawing on the map: points are clicked one after the other, then become a command as one undo step."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from planner.document.commands.draw import delete_place, set_area
from planner.document.map_drawn import LEAST_POINTS, Drawn, draw_command, middle_of
from planner.domain.errors import KnownError
from planner.domain.records.ground import Place
from planner.domain.vocabulary import PlaceKind
from planner.geo.hit import covers
from planner.geo.sheet import Viewport
from planner.ui.bridge import Bridge
from planner.ui.map.overlay import chip_size, draw_chip
from planner.ui.theme import Tokens

if TYPE_CHECKING:
    from planner.ui.map.view import MapView

_HINTS: Final = {
    PlaceKind.RVP: "Click where the RVP is, Esc gives up",
    PlaceKind.VISIT_POINT: "Click each visit point in turn, Esc when done",
    PlaceKind.ROUTE: "Click along the route, double click to end, Backspace takes back",
    PlaceKind.AREA: "Click round the area, double click to end, Backspace takes back",
}
_INSET = 10.0
_KEYS = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Space,
        Qt.Key.Key_Escape,
    }
)
_REPEATED = frozenset({PlaceKind.VISIT_POINT})


class Drawing(QObject):
    """The tool in hand and the points set so far, in grid metres; changed tells of another tool."""

    changed = Signal(object)  # PlaceKind or None

    def __init__(self, view: "MapView", bridge: Bridge) -> None:
        super().__init__(view)
        self._view, self._bridge = view, bridge
        self.kind: PlaceKind | None = None
        self.points: list[tuple[float, float]] = []
        self._pointer: QPointF | None = None

    @property
    def is_active(self) -> bool:
        """Whether clicks set points."""
        return self.kind is not None

    def begin(self, kind: PlaceKind | None) -> None:
        """Take a tool in hand, or put it away (None); points that were not ended are forgotten."""
        self.points.clear()
        self._pointer = None
        if kind is not self.kind:
            self.kind = kind
            self.changed.emit(kind)
        self._view.update()

    def click(self, point: QPointF) -> None:
        """Set a point; a tool for single points is done with it."""
        self.points.append(self._view.ground_at(point))
        if self.kind not in LEAST_POINTS:
            self.finish()
        self._view.update()

    def hover(self, point: QPointF) -> None:
        """Let the line follow the pointer."""
        self._pointer = point
        self._view.update()

    def takes(self, key: int) -> bool:
        """Whether a key means something to the tool in hand; the window's shortcuts must leave it then."""
        return self.is_active and key in _KEYS

    def key(self, key: int) -> bool:
        """Answer a key: Enter ends, Backspace takes back, Space sets a point in the middle, Esc gives up."""
        if not self.takes(key):
            return False
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.finish()
        elif key == Qt.Key.Key_Backspace:
            if self.points:
                self.points.pop()
        elif key == Qt.Key.Key_Space:
            self.click(QPointF(self._view.width() / 2, self._view.height() / 2))
        else:
            self.begin(None)
        self._view.update()
        return True

    def finish(self) -> None:
        """Make the command of what was drawn; what is not yet a shape stays in hand, with the reason said."""
        operation_id = self._view.operation_in_hand
        if self.kind is None or not operation_id or not self.points:
            return
        ward_id = self._view.ward_id_on(*middle_of(self.points))
        drawn = Drawn(self.kind, tuple(self.points), operation_id, ward_id, self._view.deployment_in_hand)
        try:
            command = draw_command(self._bridge.document.read, drawn)
        except KnownError as error:
            self._bridge.failed.emit(str(error))
            return
        done = self._bridge.run(command, self._view) is not None
        self.begin(self.kind if not done or self.kind in _REPEATED else None)

    # Taking away -----------------------------------------------------------------------------------

    def drawn_name(self, place_id: str) -> str:
        """Return the name of a place that was drawn for the selected operation, or "" for any other."""
        place = self._bridge.document.read.get(Place, place_id)
        if place is None or not place.operation_id or place.operation_id != self._view.operation_in_hand:
            return ""
        return place.name

    def remove(self, place_id: str) -> None:
        """Delete a drawn place."""
        self._bridge.run(delete_place(place_id=place_id), self._view)

    def has_area_at(self, easting: float, northing: float) -> bool:
        """Whether the selected operation's drawn area covers a spot in grid metres."""
        shape = self._view.feed.area_of(self._view.operation_in_hand)
        return shape is not None and covers(shape, easting, northing)

    def remove_area(self) -> None:
        """Take the drawn area away."""
        self._bridge.run(set_area(operation_id=self._view.operation_in_hand, area=None), self._view)

    # Painting --------------------------------------------------------------------------------------

    def draw(self, painter: QPainter, viewport: Viewport, tokens: Tokens) -> None:
        """Draw the points set so far and the line to the pointer."""
        if self.kind is None:
            return
        page = [QPointF(*viewport.to_page(*point)) for point in self.points]
        line = [*page, self._pointer] if page and self._pointer is not None else page
        ink, tint = QColor(tokens.ink), QColor(tokens.ink)
        tint.setAlphaF(0.14)
        painter.setBrush(tint if self.kind is PlaceKind.AREA else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 2.2, Qt.PenStyle.DashLine))
        if self.kind is PlaceKind.AREA and len(line) > 2:
            painter.drawPolygon(QPolygonF(line))
        elif len(line) > 1:
            painter.drawPolyline(QPolygonF(line))
        painter.setPen(QPen(ink, 2))
        painter.setBrush(QColor(tokens.panel))
        for point in page:
            painter.drawEllipse(point, 4.5, 4.5)

    def draw_hint(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the sentence that says how the tool in hand is used."""
        if self.kind is None:
            return
        view, words = self._view, _HINTS[self.kind]
        room = view.width() - 2 * _INSET
        if chip_size(QFontMetricsF(painter.font()), words)[0] > room:
            words = words.split(",")[0]  # the keys are in the button's tooltip too
        width, height = chip_size(QFontMetricsF(painter.font()), words)
        width = min(width, room)
        draw_chip(painter, QRectF(_INSET, view.notice_top, width, height), words, tokens)


def hint(kind: PlaceKind) -> str:
    """Return the sentence that says how a tool is used."""
    return _HINTS[kind]
