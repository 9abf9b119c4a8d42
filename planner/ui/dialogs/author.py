"""Who is "recorded by" on this computer: typed, not authenticated."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow


class AuthorDialog(PlainDialog):
    """One line, kept in this user's settings."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(
            window,
            "Recorded by",
            "Every change is noted with this, such as Insp X102. It is recorded, not a signature.",
        )
        self._window = window
        self.line = QLineEdit(window.settings.author)
        self.line.setPlaceholderText("Rank or post and number")
        self.line.returnPressed.connect(self.go)
        self.add_field("Rank or post, and number", self.line)
        self.page.addStretch(1)
        self.foot.addWidget(button("Keep", self.go, "primary"))
        self.add_close("Cancel")
        self.fit(400, 220)

    def go(self) -> None:
        """Keep it and use it from now on."""
        self._window.settings.author = self.line.text().strip()
        if self._window.document is not None:
            self._window.document.author = self._window.files.author
        self._window.refresh()
        self.accept()
