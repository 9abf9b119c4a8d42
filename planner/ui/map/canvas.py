"""A widget that shows a map sheet and is moved by mouse, wheel, fingers and keys."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QWidget

from planner.geo import theme as map_theme
from planner.geo.content import MapContent
from planner.geo.sheet import Box, Viewport
from planner.ui.map.backing import MARGIN, Backing, Scene
from planner.ui.map.camera import Camera
from planner.ui.theme import Tokens, tokens_for

_SETTLE_MS = 130
_NOTCH = 120  # eighths of a degree in one step of a mouse wheel
_ZOOM_STEP = 1.25
_KEY_STEP = 96.0
_SLACK = 96.0  # pixels left of the margin when painting ahead begins
_STEP_MS = 5.0  # of painting between two frames
_REST_MS = 500  # between two paintings during one drag
_OVERVIEW_MS = 900
_SYMBOLS_ACROSS = 22.0  # letters of symbols along the shorter side: in large text they would fill a small map
_ARROWS = {
    Qt.Key.Key_Left: (1.0, 0.0),
    Qt.Key.Key_Right: (-1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}


class MapCanvas(QWidget):
    """Pans, zooms and paints; heirs say what is shown.

    While the map moves, what was last painted is blitted; when it rests, it is painted anew.
    """

    first_painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Camera((0.0, 0.0, 1.0, 1.0), self)
        self.camera.moved.connect(self._on_moved)
        self.camera.arrived.connect(self._on_arrived)
        self.backing = Backing()
        self._is_stale = True
        self._has_painted = False
        self._pressed: QPointF | None = None
        self._dragged_from: QPointF | None = None
        self._focus_by_key = False
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._on_idle)
        self._look_ahead = QTimer(self, singleShot=True, interval=_OVERVIEW_MS)
        self._look_ahead.timeout.connect(self._paint_overview)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setMinimumSize(200, 200)

    # For heirs -------------------------------------------------------------------------------------

    def map_content(self) -> MapContent:
        """Return what is to be drawn now."""
        return MapContent()

    def covered_boxes(self) -> tuple[Box, ...]:
        """Return the boxes of the window that labels and furniture must leave free."""
        return ()

    def paint_over(self, painter: QPainter, viewport: Viewport) -> None:
        """Paint what lies over the map and moves with it."""

    def paint_on_top(self, painter: QPainter) -> None:
        """Paint what stays in its place in the window."""

    def clicked_at(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Answer a click that was no drag."""

    def double_clicked_at(self, point: QPointF) -> None:
        """Answer a double click."""
        self.camera.zoom(2.0, point.x(), point.y())

    def hovered_at(self, point: QPointF) -> None:
        """Answer the pointer moving without a button."""

    # What callers use ------------------------------------------------------------------------------

    @property
    def viewport(self) -> Viewport:
        """What is shown."""
        return self.camera.viewport

    @property
    def tokens(self) -> Tokens:
        """The window's colours, by its palette."""
        return tokens_for(self.palette())

    @property
    def text_size(self) -> float:
        """Pixels of map labels: a little smaller than the window's text, and growing with it."""
        return self.fontInfo().pixelSize() * 11.0 / 13.0

    @property
    def symbol_size(self) -> float:
        """Pixels of the letters in symbols: those of the labels where the map is large enough."""
        return min(self.text_size, min(self.width(), self.height()) / _SYMBOLS_ACROSS)

    @property
    def is_sharp(self) -> bool:
        """Whether what is on screen was painted for this very place and scale, and nothing is under way."""
        wide, now = self.backing.wide, self.viewport
        return (
            wide is not None
            and not (self._is_stale or self.backing.is_busy or self._settle.isActive())
            and (wide.easting, wide.northing, wide.metres_per_unit)
            == (now.easting, now.northing, now.metres_per_unit)
        )

    def ground_at(self, point: QPointF) -> tuple[float, float]:
        """Return easting, northing under a point of the window."""
        return self.viewport.to_ground(point.x(), point.y())

    def invalidate(self) -> None:
        """Paint the map anew at the next chance, because its content or its place changed."""
        self._is_stale = True
        if self.isVisible() and not self._look_ahead.isActive():
            self._look_ahead.start(_OVERVIEW_MS if self.backing.has_overview else 0)
        self.update()

    def redraw(self) -> None:
        """Paint the map anew now."""
        self._settle.stop()
        self._is_stale = False
        self.backing.render(self._scene())
        self._idle.stop()

    def _scene(self) -> Scene:
        return Scene(
            self._content(),
            self.viewport,
            map_theme.DARK if self.tokens.is_dark else map_theme.LIGHT,
            self.fontInfo().family(),
            self.devicePixelRatioF(),
            self.covered_boxes(),
            MARGIN if self._has_painted else 0,
        )

    def _content(self) -> MapContent:
        """Return what is drawn now, its symbols no larger than leaves the map to be seen."""
        content, size = self.map_content(), self.symbol_size
        return replace(content, symbol_size=size) if size < content.text_size else content

    def _refill(self) -> None:
        """During a long drag, begin to paint the ground ahead, in steps between the frames."""
        if not self.backing.is_busy and not self._rest.isActive():
            self._rest.start()
            self.backing.begin(self._scene())
            self._idle.start()

    def _paint_overview(self) -> None:
        """Paint the whole district coarsely, for what a fast drag or zoom uncovers."""
        if self.backing.is_empty or self.backing.is_busy:
            self._look_ahead.start(_SETTLE_MS)
        else:
            self.backing.begin_overview(self.camera.bounds)
            self._idle.start()

    def _on_idle(self) -> None:
        if self.backing.go_on(_STEP_MS):
            self.update()
        if not self.backing.is_busy:
            self._idle.stop()

    # Painting --------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Blit the map and paint what lies over it."""
        if self.backing.is_empty or self._is_stale:
            self.redraw()
        painter = QPainter(self)
        self.backing.blit(painter, self.viewport)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_over(painter, self.viewport)
        self.backing.draw_furniture(painter)
        self.paint_on_top(painter)
        if self._focus_by_key and self.hasFocus():
            painter.setPen(QPen(QColor(self.tokens.ink), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
        if not self._has_painted:
            self._has_painted = True
            self._look_ahead.start(_SETTLE_MS)
            QTimer.singleShot(0, self, self._on_first_painted)

    def _on_first_painted(self) -> None:
        """Paint again with the margin that the first painting went without, to be on the screen sooner."""
        self.invalidate()
        self.first_painted.emit()

    def _on_settled(self) -> None:
        """Paint the map sharp where it rests, in steps: what is blitted meanwhile is in its place."""
        self.backing.begin(self._scene())
        self._idle.start()

    def _on_arrived(self) -> None:
        """Paint at once where a flight has ended: nothing there was painted before."""
        self._is_stale = True
        self.update()

    def _on_moved(self) -> None:
        if not self.isVisible():
            self._is_stale = True
            return
        self._settle.start()
        wide = self.backing.wide
        same_scale = wide is not None and wide.metres_per_unit == self.viewport.metres_per_unit
        if same_scale and not self.backing.covers(self.viewport, _SLACK):
            self._refill()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle in the middle."""
        super().resizeEvent(event)
        self.camera.resize(event.size())
        self.invalidate()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop painting ahead: nobody sees it, and the plan may be closed next."""
        super().hideEvent(event)
        for timer in (self._settle, self._idle, self._look_ahead):
            timer.stop()
        self._is_stale = True

    def changeEvent(self, event: QEvent) -> None:
        """Paint anew in other colours or text sizes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.invalidate()

    # Mouse and fingers -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        self._focus_by_key = False
        if event.button() in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            self._pressed = event.position()
            self._dragged_from = None
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the map, or tell what the pointer is over."""
        point = event.position()
        if self._pressed is None:
            self.hovered_at(point)
            return
        if self._dragged_from is None:
            if (point - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return
            self._dragged_from = self._pressed
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        step = point - self._dragged_from
        self._dragged_from = point
        self.camera.pan(step.x(), step.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or answer a click."""
        pressed, dragged = self._pressed, self._dragged_from is not None
        self._pressed = self._dragged_from = None
        if dragged:
            self.unsetCursor()
            self.hovered_at(event.position())
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked_at(event.position(), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Come closer to the pointer, or what an heir makes of it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked_at(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the pointer."""
        steps = (event.angleDelta().y() or event.angleDelta().x()) / _NOTCH
        if steps:
            self.camera.zoom(_ZOOM_STEP**steps, event.position().x(), event.position().y())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Take pinches of touch pads and touch screens before the usual events."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.camera.zoom(1 + event.value(), event.position().x(), event.position().y())
                return True
        elif isinstance(event, QGestureEvent):
            return self._pinched(event.gestures())
        return super().event(event)

    def _pinched(self, gestures: Iterable[object]) -> bool:
        for gesture in gestures:
            if isinstance(gesture, QPinchGesture) and gesture.scaleFactor() > 0:
                middle = self.mapFromGlobal(gesture.centerPoint())
                self.camera.zoom(gesture.scaleFactor(), middle.x(), middle.y())
                return True
        return False

    # Keys ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows pan, + and - zoom, Home shows the whole district."""
        key = Qt.Key(event.key())
        if key in _ARROWS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = _KEY_STEP * (3 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            self.camera.pan(_ARROWS[key][0] * step, _ARROWS[key][1] * step)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_in()
        elif key in {Qt.Key.Key_Minus, Qt.Key.Key_Underscore}:
            self.zoom_out()
        elif key == Qt.Key.Key_Home:
            self.camera.fit()
        else:
            super().keyPressEvent(event)

    def zoom_in(self) -> None:
        """Come a step closer to the middle."""
        self.camera.zoom(_ZOOM_STEP**2, self.width() / 2, self.height() / 2)

    def zoom_out(self) -> None:
        """Go a step back from the middle."""
        self.camera.zoom(_ZOOM_STEP**-2, self.width() / 2, self.height() / 2)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a frame when Tab came here."""
        super().focusInEvent(event)
        self._focus_by_key = event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.update()

    def to_global(self, point: QPointF) -> QPoint:
        """Return where a point of the map is on the screen."""
        return self.mapToGlobal(point).toPoint()
