"""A small panel beside what was clicked; Esc or a click elsewhere closes it."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QWidget


class Popover(QFrame):
    """A frame without a title bar that deletes itself when closed."""

    def __init__(self, parent: QWidget, layout: QLayout) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "popover")
        layout.setContentsMargins(12, 12, 12, 12)
        self.setLayout(layout)

    def show_below(self, anchor: QWidget, width: int = 0) -> None:
        """Show under a widget, kept on its screen; width in pixels at normal text."""
        self.show_at(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)), width)

    def show_at(self, spot: QPoint, width: int = 0) -> None:
        """Show with its top left corner at a point of the screen, or as near as fits."""
        screen = QApplication.screenAt(spot) or QApplication.primaryScreen()
        room: QRect = screen.availableGeometry()
        if width:
            self.setMinimumWidth(min(round(width * self.fontMetrics().height() / 17), room.width() - 8))
        self.adjustSize()
        x = max(room.left() + 4, min(spot.x(), room.right() - self.width() - 4))
        y = max(room.top() + 4, min(spot.y(), room.bottom() - self.height() - 4))
        self.move(x, y)
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)
