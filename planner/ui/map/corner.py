"""The buttons in the corner of the map: closer, back, the whole district."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from planner.ui.icons import icon
from planner.ui.map.canvas import MapCanvas

_INSET = 10
_BELOW_ARROW = 3.4  # text heights that the north arrow takes above the buttons


class CornerButtons(QObject):
    """Three small buttons under the north arrow."""

    def __init__(self, view: MapCanvas) -> None:
        super().__init__(view)
        self._view = view
        self._frame = QFrame(view)
        self._frame.setProperty("look", "popover")
        self._buttons: list[tuple[QToolButton, str]] = []
        layout = QVBoxLayout(self._frame)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for name, words, act in (
            ("plus", "Closer (+)", view.zoom_in),
            ("minus", "Farther (−)", view.zoom_out),
            ("maximize", "Show the whole district (Home)", view.camera.fit),
        ):
            button = QToolButton(self._frame)
            button.setToolTip(words)
            button.setAccessibleName(words.split(" (")[0])
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys do the same, from the map itself
            button.setAutoRepeat(name != "maximize")
            button.clicked.connect(act)
            layout.addWidget(button)
            self._buttons.append((button, name))
        view.installEventFilter(self)
        self._dress()

    def widgets(self) -> tuple[QWidget, ...]:
        """Return what covers the map."""
        return (self._frame,)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the map's size, colours and text."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        elif event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._dress()
        return super().eventFilter(watched, event)

    def _dress(self) -> None:
        size = round(self._view.fontInfo().pixelSize() * 1.25)
        for button, name in self._buttons:
            button.setIcon(icon(name, self._view.tokens.text))
            button.setIconSize(QSize(size, size))
        self._frame.adjustSize()
        self._place()

    def _place(self) -> None:
        top = round(self._view.text_size * _BELOW_ARROW) + _INSET
        self._frame.move(self._view.width() - self._frame.width() - _INSET, top)
