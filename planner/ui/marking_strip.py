"""The strip at the very top: the marking of what is on the screen, and whether this is command view."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

if TYPE_CHECKING:
    from planner.document.document import Document

COMMAND_VIEW = "OFFICIAL-SENSITIVE: COMMAND VIEW"


class MarkingStrip(QLabel):
    """One line of capitals, centred; red-bordered in command view."""

    def __init__(self) -> None:
        super().__init__("OFFICIAL")
        self.setObjectName("marking")
        self.setProperty("command", "false")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_document(self, document: "Document | None") -> None:
        """Show the plan's marking, or command view."""
        command = document is not None and document.is_command_view
        self.setText(COMMAND_VIEW if command else document.plan.marking.value if document else "OFFICIAL")
        shown = "true" if command else "false"
        if self.property("command") == shown:
            return
        self.setProperty("command", shown)
        self.style().unpolish(self)
        self.style().polish(self)
