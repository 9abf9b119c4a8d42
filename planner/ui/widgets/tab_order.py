"""Lets Tab go through a window as it is read: by its layouts, whatever was made or moved last."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLayout,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QWidget,
)


def order_tabs(window: QWidget) -> QWidget | None:
    """Put the tab order of a window right; returns where it begins, as Qt's own chain is a ring.

    Call it again when the window's content was made anew.
    """
    places = {widget: at for at, widget in enumerate(_chain(window))}
    read = [w for w in _reading(window, places) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for one, after in pairwise(read):
        QWidget.setTabOrder(one, after)
    return next((w for w in read if w.isEnabled() and w.isVisibleTo(window)), None)


def _chain(window: QWidget) -> Iterator[QWidget]:
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        yield widget
        widget = widget.nextInFocusChain()


def _reading(widget: QWidget, places: dict[QWidget, int]) -> Iterator[QWidget]:
    """Yield the widgets in a widget as they are read; fields in the cells of a table as they were made."""
    if isinstance(widget, QAbstractItemView):
        cells = [w for w in widget.viewport().findChildren(QWidget) if w in places]
        yield from sorted(cells, key=lambda w: places[w])
        return
    for found in _within(widget):
        if found is not None:
            yield found
            yield from _reading(found, places)


def _within(widget: QWidget) -> Iterator[QWidget | None]:
    if isinstance(widget, QScrollArea):
        yield widget.widget()
    elif isinstance(widget, QSplitter):
        yield from (widget.widget(i) for i in range(widget.count()))
    elif isinstance(widget, QTabWidget):
        yield widget.tabBar()
        yield from (widget.widget(i) for i in range(widget.count()))
    elif not isinstance(widget, QAbstractSpinBox | QComboBox) and (layout := widget.layout()) is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        elif (within := item.layout()) is not None:
            yield from _in_layout(within)
