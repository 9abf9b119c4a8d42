"""Purging an operation: says what it does, asks reason and authoriser, confirmed by typing the reference."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from planner.document.purging import WHAT_IT_DOES, Purging, refuse_if_held
from planner.domain.errors import KnownError
from planner.domain.records.operation import Operation
from planner.ui.dialogs.base import PlainDialog
from planner.ui.state import Selection
from planner.ui.widgets.build import button, label

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace


class PurgeDialog(PlainDialog):
    """For one operation; Esc and Cancel leave everything as it is."""

    def __init__(self, parent: "MainWindow", work: "Workspace", operation_id: str) -> None:
        operation = work.bridge.document.read.require(Operation, operation_id)
        super().__init__(parent, f"Purge {operation.reference}", WHAT_IT_DOES)
        self.setObjectName("purge")
        self._window, self._work, self._operation = parent, work, operation
        self._is_busy = False
        self.page.addWidget(label(operation.title, wrap=True))
        self.reason, self.authoriser, self.typed = QLineEdit(), QLineEdit(), QLineEdit()
        self.add_field("Reason", self.reason)
        self.add_field("Authorised by (a post, not a name)", self.authoriser)
        self.add_field(f"Type {operation.reference} to confirm", self.typed)
        self.problem = label("", "alert", wrap=True)
        self.page.addWidget(self.problem)
        self.page.addStretch(1)
        self.purge = button("Purge for good", self.go, "primary")
        self.purge.setEnabled(False)
        for field in (self.reason, self.authoriser, self.typed):
            field.textChanged.connect(self._on_typed)
            field.returnPressed.connect(self.go)
        self.foot.addWidget(self.purge)
        self.add_close("Cancel")
        self.fit(480, 390)
        self._show_hold()

    def _show_hold(self) -> None:
        try:
            refuse_if_held(self._work.bridge.document, self._operation)
        except KnownError as error:
            self.problem.setText(str(error))
            for field in (self.reason, self.authoriser, self.typed):
                field.setEnabled(False)

    def _on_typed(self) -> None:
        self.purge.setEnabled(
            bool(self.reason.text().strip() and self.authoriser.text().strip())
            and self.typed.text().strip().upper() == self._operation.reference.upper()
        )

    def go(self) -> None:
        """Purge, if all is filled in and the reference is typed."""
        if not self.purge.isEnabled():
            return
        try:
            purging = Purging(
                self._work.bridge.document,
                self._operation.id,
                reason=self.reason.text(),
                authoriser=self.authoriser.text(),
                today=self._window.today(),
            )
            self._work.state.select(Selection())
            purging.begin()
        except KnownError as error:
            self.problem.setText(str(error))
            return
        self._busy(True)
        self._window.jobs.start(lambda _progress: purging.run(), done=self._finish, failed=self._failed)

    def _finish(self, purging: Purging) -> None:
        purging.finish()
        self.accept()
        self._window.refresh()
        self._window.say(
            " ".join([f"{self._operation.reference} is purged; one line of it is kept.", *purging.notes])
        )

    def _failed(self, sentence: str) -> None:
        self._busy(False)
        self.problem.setText(sentence)

    def reject(self) -> None:
        """Close, unless the files are being written anew at this moment."""
        if not self._is_busy:
            super().reject()

    def _busy(self, busy: bool) -> None:
        self._is_busy = busy
        self.problem.setText("Writing the plan and its backups anew…" if busy else "")
        for each in (self.reason, self.authoriser, self.typed, self.purge):
            each.setEnabled(not busy)
