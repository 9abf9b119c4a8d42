"""Operation types dragged from the palette onto a surface."""

from datetime import date, datetime

from PySide6.QtCore import QPointF
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from planner.ui.calendar.keys import SurfaceKeys

TYPE_MIME = "application/x-wardplan-type"


class TypeDrops(SurfaceKeys):
    """Takes drops of operation types and says on which day or moment they fell."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(today, parent)
        self._drop_at: date | datetime | None = None
        self.setAcceptDrops(True)

    def moment_at(self, spot: QPointF) -> date | datetime | None:
        """Return the day or moment a point stands for, or None outside."""
        raise NotImplementedError

    def content_spot(self, spot: QPointF) -> QPointF:
        """Return a point of the widget in content coordinates."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take operation types only."""
        if event.mimeData().hasFormat(TYPE_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show which day would get it."""
        self._drop_at = self.moment_at(self.content_spot(event.position()))
        event.setAccepted(self._drop_at is not None)
        self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget the day."""
        self._drop_at = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Say which type was dropped and when."""
        when = self.moment_at(self.content_spot(event.position()))
        type_id = bytes(event.mimeData().data(TYPE_MIME).data()).decode("utf-8", "replace")
        self._drop_at = None
        self.update()
        if when is not None and type_id:
            event.acceptProposedAction()
            self.type_dropped.emit(type_id, when)

    @property
    def drop_at(self) -> date | datetime | None:
        """The day or moment over which a type is being dragged."""
        return self._drop_at
