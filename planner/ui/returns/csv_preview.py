"""Returns from a CSV file: what would be added, changed and rejected, before anything is."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QListWidget
from shiboken6 import isValid

from planner.document.commands.return_import import ImportReport, import_returns
from planner.document.trying import try_out
from planner.domain.errors import KnownError
from planner.domain.phrases import count_text
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.jobs import Progress
from planner.ui.widgets.build import button, label

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow


class CsvPreview(PlainDialog):
    """Shows the counts and every rejected line; one button takes the rest in as one undo step."""

    def __init__(self, parent: "MainWindow", bridge: Bridge, path: Path) -> None:
        from planner.exchange.returns_csv import read_returns

        super().__init__(parent, "Returns from a file", f"{path.name}. Nothing is taken in yet.")
        self._bridge, self._jobs = bridge, parent.jobs
        rows, rejected = read_returns(path)
        self._command, self.report = import_returns(rows=rows, rejected=rejected)
        try_out(bridge.document, self._command)
        self.page.addWidget(label(counts_of(self.report), "strong", wrap=True))
        bad = self.report.rejected
        if bad:
            listing = QListWidget()
            listing.setWordWrap(True)
            listing.addItems([f"Line {r.line}{f', {r.code}' if r.code else ''}: {r.reason}" for r in bad])
            listing.setAccessibleName("Rejected lines")
            self.page.addWidget(label("Rejected: correct these lines and import the file again", "section"))
            self.page.addWidget(listing, 1)
        else:
            self.page.addStretch(1)
        self._take = button("Take in", self.take, "primary")
        self._take.setEnabled(bool(self.report.added or self.report.updated))
        self.foot.addWidget(self._take)
        self.add_close("Cancel")
        self.fit(620, 420 if bad else 180)

    def take(self) -> None:
        """Back the plan up on a worker, then take the rows in, as one step."""
        document = self._bridge.document
        self._take.setEnabled(False)

        def back_up(_progress: Progress) -> None:
            from planner.document.backups import back_up_now

            back_up_now(document, "Before an import of returns")

        def done(_nothing: object) -> None:
            is_open = isValid(self) and document is self._bridge.document
            if is_open and self._bridge.run(self._command, self) is not None:
                self.close()

        self._jobs.start(back_up, done=done, failed=self._failed)

    def _failed(self, sentence: str) -> None:
        self._bridge.failed.emit(sentence)
        if isValid(self):
            self._take.setEnabled(True)


def counts_of(report: ImportReport) -> str:
    """Return "3 rows added, 1 updated, 0 unchanged, 2 rejected"."""
    added, bad = count_text(report.added, "row"), len(report.rejected)
    return f"{added} added, {report.updated} updated, {report.unchanged} unchanged, {bad} rejected"


def ask_csv(parent: "MainWindow", bridge: Bridge) -> CsvPreview | None:
    """Ask for a CSV file and preview it; None when none was chosen or it cannot be read."""
    folder = str(bridge.document.target.parent)
    name, _filter = QFileDialog.getOpenFileName(parent, "Import returns", folder, "Returns (*.csv)")
    if not name:
        return None
    try:
        preview = CsvPreview(parent, bridge, Path(name))
    except KnownError as error:
        bridge.failed.emit(str(error))
        return None
    preview.show()
    return preview
