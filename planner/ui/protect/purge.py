"""Purging an operation: says what it does, asks reason and authoriser, confirmed by typing the reference."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from planner.document.purging import WHAT_IT_DOES, Purging, refuse_if_held
from planner.domain.errors import KnownError
from planner.domain.records.operation import Operation
from planner.ui.protect.form import RewritingForm
from planner.ui.state import Selection
from planner.ui.widgets.build import button, label

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace


class PurgeDialog(RewritingForm):
    """For one operation; Esc and Cancel leave everything as it is."""

    def __init__(self, parent: "MainWindow", work: "Workspace", operation_id: str) -> None:
        operation = work.bridge.document.read.require(Operation, operation_id)
        super().__init__(parent, work, f"Purge {operation.reference}", WHAT_IT_DOES)
        self.setObjectName("purge")
        self._operation = operation
        self.page.addWidget(label(operation.title, wrap=True))
        self.reason, self.authoriser, self.typed = QLineEdit(), QLineEdit(), QLineEdit()
        self.purge = button("Purge for good", self.go, "primary")
        self.purge.setEnabled(False)
        self.add_inputs(
            {
                "Reason": self.reason,
                "Authorised by (a post, not a name)": self.authoriser,
                f"Type {operation.reference} to confirm": self.typed,
            },
            self.go,
        )
        for field in (self.reason, self.authoriser, self.typed):
            field.textChanged.connect(self._on_typed)
        self.add_acts(self.purge)
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
        if self.purge.isEnabled():
            self.attempt(self._start)

    def _start(self) -> None:
        self.publish_first("nothing is purged")
        purging = Purging(
            self._work.bridge.document,
            self._operation.id,
            reason=self.reason.text(),
            authoriser=self.authoriser.text(),
            today=self._window.today(),
        )
        self._work.state.select(Selection())
        purging.begin()
        self.rewrite(lambda _progress: purging.run(), self._finish)

    def _finish(self, purging: Purging) -> None:
        purging.finish()
        done = f"{self._operation.reference} is purged; one line of it is kept."
        self.finished_with(" ".join([done, *purging.notes]))
