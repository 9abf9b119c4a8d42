"""What every dialog shares: a heading, its content, and a way out; none of them blocks the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from planner.ui.widgets.build import button, column, holder, label, row

if TYPE_CHECKING:
    from planner.ui.bridge import Bridge


class PlainDialog(QDialog):
    """A window with a heading and a Close button; everything in it is committed as it is done."""

    def __init__(self, parent: QWidget, title: str, hint: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.page: QVBoxLayout = column(spacing=8)
        self.foot = row(None, spacing=8)
        layout = column(label(title, "heading"), spacing=10, margins=(20, 16, 20, 16))
        if hint:
            layout.addWidget(label(hint, "muted", wrap=True))
        layout.addLayout(self.page, 1)
        layout.addWidget(holder(self.foot))
        self.setLayout(layout)

    def follow(self, bridge: "Bridge", show: Callable[[], object]) -> None:
        """Show again after every change of the plan, for as long as the dialog is there.

        A method of the dialog is connected, which Qt lets go with it; a function would outlive it.
        """
        self._show_again = show
        bridge.changed.connect(self._on_plan_changed)

    def _on_plan_changed(self, _changes: object, _initiator: object) -> None:
        self._show_again()

    def add_close(self, words: str = "Close") -> None:
        """Put the Close button at the end of the foot."""
        self.foot.addWidget(button(words, self.close))

    def add_field(self, words: str, field: QWidget) -> None:
        """Put a field under its small label."""
        caption = label(words, "section")
        caption.setBuddy(field)
        self.page.addWidget(caption)
        self.page.addWidget(field)

    def fit(self, width: int, height: int) -> None:
        """Take a size in pixels at normal text, no larger than the screen."""
        scale = self.fontMetrics().height() / 17
        room = self.screen().availableGeometry()
        self.resize(
            min(round(width * scale), room.width() - 40), min(round(height * scale), room.height() - 60)
        )
