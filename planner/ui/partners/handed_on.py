"""What was handed on: who got what, when, for what purpose, by which gateway, until when."""

from datetime import UTC
from pathlib import Path

from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from planner.document.share_log import HandedOn, handed_on, handed_on_csv
from planner.domain.changes import ChangeSet
from planner.domain.errors import KnownError
from planner.domain.phrases import count_text, date_text, time_text
from planner.domain.records.sharing import Share
from planner.domain.timespan import to_local
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, label, set_look
from planner.ui.widgets.tables import plain_look
from planner.ui.writing import write_file

HEADERS = ("When", "To", "What", "Marking", "Purpose", "Gateway, agreement", "Destroy by", "By")
_HINT = (
    "Copies, task sheets, and prints and exports marked OFFICIAL-SENSITIVE. Undo never takes an entry away."
)


class HandedOnDialog(PlainDialog):
    """The register, newest first; what should have been destroyed by now is marked in words."""

    def __init__(self, parent: QWidget, bridge: Bridge, state: ViewState) -> None:
        super().__init__(parent, "What was handed on", _HINT)
        self.setObjectName("handed_on")
        self._bridge, self._state = bridge, state
        self.count = label("", "muted")
        self.table = QTableWidget(0, len(HEADERS))
        self.table.setHorizontalHeaderLabels(list(HEADERS))
        self.table.setAccessibleName("What was handed on")
        plain_look(self.table)
        self.table.setWordWrap(True)
        header = self.table.horizontalHeader()
        for at in range(len(HEADERS)):
            is_wide = HEADERS[at] in {"What", "Purpose", "Gateway, agreement"}
            mode = QHeaderView.ResizeMode.Stretch if is_wide else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(at, mode)
        header.sectionResized.connect(lambda _at, _old, _new: self.table.resizeRowsToContents())
        self.page.addWidget(self.count)
        self.page.addWidget(self.table, 1)
        self.foot.insertWidget(0, button("Save as CSV…", self.ask_save))
        self.add_close()
        bridge.changed.connect(self._on_changed)
        bridge.document_replaced.connect(self.close)
        self.reload()
        self.fit(1240, 560)

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if changes.touches(Share):
            self.reload()

    def reload(self) -> None:
        """Read the register again."""
        lines = handed_on(self._bridge.document.read, self._state.today)
        self.table.setRowCount(len(lines))
        zone = self._bridge.document.plan.zone
        for number, line in enumerate(lines):
            for at, words in enumerate(line_words(line, zone)):
                self.table.setItem(number, at, QTableWidgetItem(words))
        self.table.resizeRowsToContents()
        late = sum(line.is_overdue for line in lines)
        words = count_text(len(lines), "entry", "entries") if lines else "Nothing was handed on yet."
        self.count.setText(
            f"{words}, {late} past the day by which they were to be destroyed" if late else words
        )
        set_look(self.count, "alert" if late else "muted")

    def ask_save(self) -> None:
        """Ask where, and write the register as CSV."""
        proposed = self._bridge.document.target.with_name("What was handed on.csv")
        name, _filter = QFileDialog.getSaveFileName(self, "Save as CSV", str(proposed), "CSV (*.csv)")
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the register as CSV."""
        try:
            write_file(path, handed_on_csv(self._bridge.document.read, self._state.today))
        except KnownError as error:
            self.count.setText(str(error))
        else:
            self.count.setText(f"Saved as {path.name}")


def line_words(line: HandedOn, zone: str) -> tuple[str, ...]:
    """Return the cells of one entry."""
    share = line.share
    at = to_local(share.at.replace(tzinfo=UTC), zone)
    expires = date_text(share.expires) if share.expires else ""
    return (
        f"{date_text(at.date())} {time_text(at)}",
        line.to,
        f"{share.what} ({share.kind.value}{f', {share.file_name}' if share.file_name else ''})",
        share.marking.value,
        share.purpose,
        ", ".join(p for p in (share.gateway, share.agreement) if p),
        f"{expires}, overdue" if line.is_overdue else expires,
        share.by,
    )
