"""A user's hands: every key chord, typed word and click is one action, and is counted."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from planner.ui.find.find_box import FindBox
from planner.ui.main_window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Hands:
    """Does what a user does, through the widgets that have the keys, and counts it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.actions = 0

    def chord(self, widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press one key, with its modifiers."""
        self.actions += 1
        if widget.window() is not QApplication.activePopupWidget():
            self._activate(widget.window())
        QTest.keyClick(widget, key, modifiers)
        QApplication.processEvents()

    def _activate(self, window: QWidget) -> None:
        window.activateWindow()  # the window system would have, when the last dialog closed
        # Not qWaitForWindowActive: it is content while a dialog of the window still has the keys.
        for _ in range(250):
            if QApplication.activeWindow() is window:
                break
            QTest.qWait(20)
        assert QApplication.activeWindow() is window

    def type(self, widget: QWidget, words: str) -> None:
        """Type one word or line: one action, as the design counts."""
        self.actions += 1
        QTest.keyClicks(widget, words)
        QApplication.processEvents()

    def click(self, widget: QWidget) -> None:
        """Click a widget that can be seen."""
        assert widget.isVisible()
        assert widget.isEnabled()
        self.actions += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def find_box(self) -> FindBox:
        """Return the open Ctrl+K box."""
        return next(b for b in self.window.findChildren(FindBox) if b.isVisible())


def button_of(owner: QWidget, words: str) -> QPushButton:
    """Return the visible button with these words."""
    return next(b for b in owner.findChildren(QPushButton) if b.text() == words and b.isVisible())
