"""Operation types dragged from the palette: the ward beneath lights up and a sentence says what will be."""

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, QRectF, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QFontMetricsF, QPainter

from planner.domain.phrases import day_name, month_name
from planner.ui.map.overlay import chip_size, draw_chip
from planner.ui.theme import Tokens

if TYPE_CHECKING:
    from planner.ui.map.view import MapView

TYPE_MIME: Final = "application/x-wardplan-type"
_INSET = 10.0


def type_id_of(data: QMimeData) -> str:
    """Return the id of the operation type that is dragged, or "" when it is something else."""
    if not data.hasFormat(TYPE_MIME):
        return ""
    return bytes(data.data(TYPE_MIME).data()).decode("utf-8", errors="replace")


def drop_sentence(type_name: str, ward_name: str, start: date | None) -> str:
    """Return what dropping here will do: "Street Week in Greenstead, starts Monday 7 September"."""
    if not ward_name:
        return f"Drop {type_name} onto a ward"
    if start is None:
        return f"{type_name} in {ward_name}"
    return f"{type_name} in {ward_name}, starts {day_name(start)} {start.day} {month_name(start)}"


class WardDrop(QObject):
    """Takes drags over a map; ward_id and sentence say what is under the pointer while one is under way."""

    def __init__(self, view: "MapView") -> None:
        super().__init__(view)
        self._view = view
        self.ward_id = self.sentence = ""
        view.setAcceptDrops(True)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the four events of a drag."""
        kind = event.type()
        if isinstance(event, QDragEnterEvent):
            event.setAccepted(bool(type_id_of(event.mimeData())))
        elif isinstance(event, QDragMoveEvent):  # an enter event is one too, and was answered above
            self._moved(event)
        elif kind == QEvent.Type.DragLeave:
            self._end()
        elif isinstance(event, QDropEvent):
            self._dropped(event)
        else:
            return super().eventFilter(watched, event)
        return True

    def hover(self, type_id: str, point: QPointF) -> bool:
        """Show what dropping a type at a point would make; returns whether it can be dropped there."""
        view = self._view
        name = view.type_name(type_id)
        self.ward_id = view.ward_id_at(point) if name else ""
        ward = view.feed.ground.wards.get(self.ward_id)
        start = view.start_for(type_id) if view.start_for is not None and ward is not None else None
        self.sentence = drop_sentence(name, ward.name if ward else "", start) if name else ""
        view.update()
        return ward is not None

    def _moved(self, event: QDragMoveEvent) -> None:
        if self.hover(type_id_of(event.mimeData()), event.position()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _dropped(self, event: QDropEvent) -> None:
        view = self._view
        type_id, ward_id = type_id_of(event.mimeData()), view.ward_id_at(event.position())
        easting, northing = view.ground_at(event.position())
        self._end()
        if not type_id:
            event.ignore()
            return
        event.acceptProposedAction()
        # After the drag has ended: no dialog may open inside it.
        QTimer.singleShot(0, view, lambda: view.type_dropped.emit(type_id, ward_id, easting, northing))

    def _end(self) -> None:
        self.ward_id = self.sentence = ""
        self._view.update()

    def draw(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the sentence under the title chip."""
        if not self.sentence:
            return
        view = self._view
        width, height = chip_size(QFontMetricsF(painter.font()), self.sentence)
        box = QRectF(_INSET, view.notice_top, min(width, view.width() - 2 * _INSET), height)
        draw_chip(painter, box, self.sentence, tokens)
