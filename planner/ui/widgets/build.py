"""Short ways to make labels, buttons and rows that look alike everywhere; text is never taken as markup."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

L = TypeVar("L", bound=QBoxLayout)


def label(text: str = "", look: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label of plain text; look is one of the style sheet's (heading, section, muted, small ...)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        made.setProperty("look", look)
    if wrap:
        made.setWordWrap(True)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return made


def set_look(widget: QWidget, look: str) -> None:
    """Give a widget another look of the style sheet."""
    if widget.property("look") != look:
        widget.setProperty("look", look)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    look: str = "",
    *,
    icon: QIcon | None = None,
    tip: str = "",
) -> QPushButton:
    """Return a push button; look is primary, link, quiet or the plain one."""
    made = QPushButton(text.replace("&", "&&"))
    made.setAutoDefault(False)
    if look:
        made.setProperty("look", look)
    if look == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon is not None:
        made.setIcon(icon)
        made.setIconSize(QSize(16, 16))
    if tip:
        made.setToolTip(tip)
        if not text:
            made.setAccessibleName(tip)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def hairline() -> QFrame:
    """Return a horizontal line."""
    made = QFrame()
    made.setProperty("look", "hairline")
    made.setFixedHeight(1)
    return made


def row(
    *items: QWidget | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Return a row of widgets; None is the stretch between them."""
    return _fill(QHBoxLayout(), items, spacing, margins)


def column(
    *items: QWidget | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Return a column of widgets; None is the stretch between them."""
    return _fill(QVBoxLayout(), items, spacing, margins)


def _fill(
    layout: L, items: tuple[QWidget | None, ...], spacing: int, margins: tuple[int, int, int, int]
) -> L:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        else:
            layout.addWidget(item)
    return layout


def holder(layout: QLayout, name: str = "") -> QWidget:
    """Return a widget around a layout."""
    made = QWidget()
    if name:
        made.setObjectName(name)
    made.setLayout(layout)
    return made


def scrolled(widget: QWidget, name: str = "") -> QScrollArea:
    """Return a vertical scroll area around a widget.

    name is for one that holds only text or pages, so that the keyboard reaches and scrolls it; around fields
    it follows them and is no stop of its own.
    """
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name else Qt.FocusPolicy.NoFocus)
    area.setObjectName("panel")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(widget)
    return area


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            emptied(inner)
