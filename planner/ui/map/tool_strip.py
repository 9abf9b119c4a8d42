"""The strip of drawing tools; it is there only while one operation is selected."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from planner.domain.vocabulary import PlaceKind
from planner.ui.icons import icon
from planner.ui.map.drawing import Drawing, hint

if TYPE_CHECKING:
    from planner.ui.map.view import MapView

_TOOLS: Final = (
    (PlaceKind.RVP, "flag", "Set the RVP"),
    (PlaceKind.VISIT_POINT, "map-pin", "Set visit points"),
    (PlaceKind.ROUTE, "route", "Draw a route"),
    (PlaceKind.AREA, "pentagon", "Draw the area"),
)


class ToolStrip(QFrame):
    """Four buttons under the title chip: RVP, visit points, route, area."""

    def __init__(self, view: "MapView", drawing: Drawing) -> None:
        super().__init__(view)
        self._view, self._drawing = view, drawing
        self.setProperty("look", "popover")
        self.setAccessibleName("Draw for the selected operation")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        self.buttons: dict[PlaceKind, QToolButton] = {}
        for kind, _, words in _TOOLS:
            button = QToolButton(self)
            button.setCheckable(True)
            button.setToolTip(f"{words}. {hint(kind)}")
            button.setAccessibleName(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda on, kind=kind: self._pressed(kind, on=on))
            layout.addWidget(button)
            self.buttons[kind] = button
        drawing.changed.connect(self._show_tool)
        view.installEventFilter(self)
        self.dress()
        self.hide()

    def _pressed(self, kind: PlaceKind, *, on: bool) -> None:
        self._drawing.begin(kind if on else None)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_tool(self, kind: PlaceKind | None) -> None:
        for which, button in self.buttons.items():
            button.setChecked(which is kind)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the map's colours and text size."""
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self.dress()
        return super().eventFilter(watched, event)

    def dress(self) -> None:
        """Take on the map's colours and text size."""
        size = round(self._view.fontInfo().pixelSize() * 1.25)
        for kind, name, _ in _TOOLS:
            self.buttons[kind].setIcon(icon(name, self._view.tokens.text))
            self.buttons[kind].setIconSize(QSize(size, size))
        tokens = self._view.tokens
        self.setStyleSheet(
            f"QToolButton:checked {{ background: {tokens.selected}; border: 1px solid {tokens.ink}; }}"
        )
        self.adjustSize()

    def place(self, corner: QPoint) -> None:
        """Stand with the top left corner at a point of the map."""
        self.adjustSize()
        self.move(corner)
