"""Small windows on the way to a merge: comparing, merge or open what was dropped."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QProgressBar, QWidget

from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button


class ComparingDialog(PlainDialog):
    """Says that two copies are being compared; Cancel and Esc stop waiting, nothing was touched."""

    def __init__(self, parent: QWidget, name: str, cancel: Callable[[], object]) -> None:
        super().__init__(parent, f"Comparing {name}", "Both copies are read; nothing is changed.")
        self.setObjectName("comparing")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Comparing")
        self.page.addWidget(self.bar)
        self.page.addStretch(1)
        self.add_close("Cancel")
        self.rejected.connect(cancel)
        self.fit(460, 160)

    def show_progress(self, percent: int, _words: str) -> None:
        """Show how far it is, once that is known."""
        if percent:
            self.bar.setRange(0, 100)
            self.bar.setValue(percent)

    def closeEvent(self, event: object) -> None:
        """Close is Cancel."""
        self.reject()


class DroppedDialog(PlainDialog):
    """Asks what to do with a planning file that was dropped on the window."""

    def __init__(
        self, parent: QWidget, path: Path, merge: Callable[[], object], open_it: Callable[[], object]
    ) -> None:
        super().__init__(parent, path.name, "Merge it with the plan that is open, or open it instead?")
        self.setObjectName("dropped")
        self.page.addStretch(1)
        self.merge = button("Merge…", lambda: self._do(merge), "primary")
        self.open_it = button("Open", lambda: self._do(open_it))
        self.foot.insertWidget(0, self.merge)
        self.foot.insertWidget(1, self.open_it)
        self.add_close("Cancel")
        self.fit(440, 130)
        self.merge.setFocus()

    def _do(self, act: Callable[[], object]) -> None:
        self.accept()
        act()
