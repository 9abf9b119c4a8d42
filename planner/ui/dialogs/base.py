"""What every dialog shares: a heading, its content, and a way out; few block the window (protect/form.py)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from planner.ui.widgets.build import button, column, holder, label, row, scrolled
from planner.ui.widgets.tab_order import order_tabs

if TYPE_CHECKING:
    from planner.ui.bridge import Bridge

_BESIDE, _ABOVE = 40, 60
"""Pixels that are left to the screen beside and above a dialog, the title bar among them."""
_INSET = 20


class PlainDialog(QDialog):
    """A window with a heading and a Close button; everything in it is committed as it is done."""

    def __init__(self, parent: QWidget, title: str, hint: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.page: QVBoxLayout = column(spacing=8)
        self.foot = row(None, spacing=8)
        layout = column(label(title, "heading", wrap=True), spacing=10, margins=(_INSET, 16, _INSET, 16))
        self._hint = label(hint, "muted", wrap=True)
        self._hint.setVisible(bool(hint))
        layout.addWidget(self._hint)
        layout.addLayout(self.page, 1)
        layout.addWidget(holder(self.foot))
        self.setLayout(layout)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the first field."""
        self._keep_on_screen()
        first = order_tabs(self)
        if self.focusWidget() is None and first is not None:
            first.setFocus()
        super().showEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on as the window is read, whatever was made since the last Tab."""
        order_tabs(self)
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does."""
        pressed = self.focusWidget()
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and plain and isinstance(pressed, QPushButton) and pressed.isEnabled():
            pressed.click()
        else:
            super().keyPressEvent(event)

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
        """Take a size in pixels at normal text, no larger than the screen.

        What is taller than the screen even so, as forms are in large text, scrolls; the foot stays in sight.
        """
        scale = self.fontMetrics().height() / 17
        room = self.screen().availableGeometry().size() - QSize(_BESIDE, _ABOVE)
        self.resize(min(round(width * scale), room.width()), min(round(height * scale), room.height()))

    def _keep_on_screen(self) -> None:
        most = self.screen().availableGeometry().height() - _ABOVE
        if self._height_at(self.width()) > most:
            self._scroll_page()
            self.resize(self.width(), most)

    def _height_at(self, width: int) -> int:
        self.ensurePolished()
        layout = self.layout()
        if layout is None:
            return 0
        layout.activate()
        needed = layout.minimumHeightForWidth(width) if layout.hasHeightForWidth() else 0
        return max(needed, layout.minimumSize().height())

    def _scroll_page(self) -> None:
        layout = self.layout()
        if not isinstance(layout, QVBoxLayout) or layout.indexOf(self.page) < 0:
            return
        at = layout.indexOf(self.page)
        layout.removeItem(self.page)
        layout.removeWidget(self._hint)
        self.page.setParent(None)
        inner = column(self._hint, spacing=10, margins=(2, 0, 8, 0))
        inner.addLayout(self.page, 1)
        page = _Page()
        page.setObjectName("page")
        page.setLayout(inner)
        area = scrolled(page)
        area.setObjectName("")
        area.setMinimumHeight(4 * self.fontMetrics().height())
        room = self.screen().availableGeometry().width() - _BESIDE - 2 * _INSET
        beside = area.verticalScrollBar().sizeHint().width()  # or the fields would run under it
        area.setMinimumWidth(min(page.minimumSizeHint().width() + beside, room))
        layout.insertWidget(at - 1, area, 1)
        layout.activate()


class _Page(QWidget):
    """What scrolls in a dialog: as high as its words need at the width they have, not at the least width."""

    def minimumSizeHint(self) -> QSize:
        """Return the least width, and the height for the width it has."""
        least, layout = super().minimumSizeHint(), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            least.setHeight(layout.minimumHeightForWidth(max(self.width(), least.width())))
        return least
