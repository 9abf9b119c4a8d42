"""Every dialog by keyboard: each stop has a name, Tab goes as one reads and comes round, Esc closes."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QTabBar, QWidget

from planner.ui.main_window import MainWindow
from planner.ui.widgets.build import button, column, holder, row, scrolled
from planner.ui.widgets.tab_order import order_tabs
from planner.ui.workspace import Workspace
from tests.ui.dialogs.walk import opened_dialogs, select_street_week


def stops(window: QWidget) -> list[QWidget]:
    """Return the widgets that Tab reaches, in the order it does."""
    found, widget = [], window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            found.append(widget)
        widget = widget.nextInFocusChain()
    return [w for w in found if w.focusProxy() is None]


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says of a widget: its own name, its words, or its label's."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton):
        return widget.text()
    if isinstance(widget, QTabBar):
        return widget.tabText(widget.currentIndex())
    labels = widget.window().findChildren(QLabel)
    within = widget.parentWidget()  # the line inside a number or date field is named by the field
    own = [x.text() for x in labels if x.buddy() is not None and x.buddy() in (widget, within)]
    return own[0] if own else within.accessibleName() if within is not None else ""


def mnemonics(window: QWidget) -> list[str]:
    """Return the letters that Alt reaches in a window."""
    words = [w.text() for w in window.findChildren(QAbstractButton) if w.isVisible()]
    words += [w.text() for w in window.findChildren(QLabel) if w.isVisible() and w.buddy() is not None]
    return [w.replace("&&", "").partition("&")[2][:1].casefold() for w in words if "&" in w.replace("&&", "")]


def test_every_dialog_by_keyboard(window: MainWindow, work: Workspace) -> None:
    select_street_week(window)
    wrong = []
    for name, dialog in opened_dialogs(window):
        found = [*unnamed(dialog), *doubles(dialog), *bad_start(dialog), *out_of_reach(dialog)]
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
        if dialog.isVisible():
            found.append("Esc left it open")
        wrong += [f"{name}: {words}" for words in found]
    assert wrong == []


def unnamed(dialog: QWidget) -> list[str]:
    """Return the stops of Tab that a screen reader has no words for."""
    return [f"{type(s).__name__} has no name" for s in stops(dialog) if not name_of(s)]


def doubles(dialog: QWidget) -> list[str]:
    """Return the letters that Alt reaches twice."""
    return [f"{letter} twice" for letter, count in Counter(mnemonics(dialog)).items() if count > 1]


def bad_start(dialog: QWidget) -> list[str]:
    """Return what is wrong with where the keyboard begins."""
    focused = dialog.focusWidget()
    if focused is None:
        return ["nothing has the focus"]
    cancels = isinstance(focused, QPushButton) and focused.text() == "Cancel"
    return ["starts on Cancel"] if cancels else []


def out_of_reach(dialog: QWidget) -> list[str]:
    """Press Tab all the way round and return what it never came to."""
    dialog.activateWindow()
    reached: set[QWidget] = set()
    for _ in range(len(stops(dialog)) + 2):
        QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Tab)
        reached.add(dialog.focusWidget() or dialog)
    missed = [s for s in stops(dialog) if s.isEnabled() and not _was_reached(s, reached)]
    return [f"Tab never comes to {name_of(s)}" for s in missed]


def _was_reached(stop: QWidget, reached: set[QWidget]) -> bool:
    return stop in reached or any(r.isAncestorOf(stop) or stop.isAncestorOf(r) for r in reached)


def test_what_is_made_later_is_reached_where_it_stands(window: MainWindow) -> None:
    listing, close = column(), button("Close")
    page = holder(column(scrolled(holder(listing)), holder(row(None, close))))
    page.setParent(window)
    page.setWindowFlag(Qt.WindowType.Window)
    made = [button(words) for words in ("One", "Two")]
    for widget in made:
        listing.addWidget(widget)
    page.show()
    assert order_tabs(page) is made[0]
    ring = stops(page)
    at = ring.index(made[0])
    assert ring[at:] + ring[:at] == [*made, close]
    page.close()
