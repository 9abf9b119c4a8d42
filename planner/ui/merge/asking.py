"""Small windows on the way to a merge: comparing, merge or open what was dropped."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from planner.ui.dialogs.base import PlainDialog
from planner.ui.dialogs.waiting import WaitingDialog
from planner.ui.widgets.build import button


class ComparingDialog(WaitingDialog):
    """Says that two copies are being compared; Cancel and Esc stop waiting, nothing was touched."""

    def __init__(self, parent: QWidget, name: str, cancel: Callable[[], object]) -> None:
        super().__init__(parent, f"Comparing {name}", "Both copies are read; nothing is changed.", cancel)
        self.setObjectName("comparing")


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
