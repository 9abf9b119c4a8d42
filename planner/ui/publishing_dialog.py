"""Says that a plan is being published before it is closed, and lets whoever cannot wait go."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, label

_KEPT = "What is not published is kept on this computer and is published when the plan is next opened."


class PublishingDialog(PlainDialog):
    """Shows how far the publishing is; "Do not wait" and Esc leave the work in the working copy."""

    def __init__(self, parent: QWidget, name: str, folder: str, cancel: Callable[[], object]) -> None:
        super().__init__(parent, f"Publishing {name}…", f"Your work is being published to {folder}.")
        self.setObjectName("publishing")
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Publishing")
        self.page.addWidget(self.bar)
        self.page.addWidget(label(_KEPT, "muted", wrap=True))
        self.page.addStretch(1)
        self.foot.addWidget(button("Do not wait", self.reject))
        self.rejected.connect(cancel)
        self.fit(460, 150)

    def show_progress(self, percent: int, _words: str) -> None:
        """Show how far it is."""
        self.bar.setRange(0, 100)
        self.bar.setValue(percent)
