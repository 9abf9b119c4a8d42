"""Backups of a plan: what there is, what going back would change, going back, and opening one as a copy."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QSplitter

from planner.document.backups import Backup
from planner.document.restoring import prepare_restore, preview_restore, restore_copy
from planner.domain.errors import KnownError
from planner.domain.merging import MergeItem, MergePreview, MergeState
from planner.domain.phrases import count_text, date_text, time_text
from planner.domain.timespan import to_local
from planner.ui.backups.salvage import READ_IT, show_salvage
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, column, holder, label
from planner.ui.widgets.lines import LinesModel, lines_table

if TYPE_CHECKING:
    from planner.document.command import Command
    from planner.ui.main_window import MainWindow

_HINT = (
    "Kept on this computer: the last ten, one a day for a fortnight, one a week for eight weeks. Going back "
    "is one step that Undo takes back; how the plan is now is backed up first."
)
_DAMAGED = "The plan cannot be opened. A backup can be opened as a copy beside it; the damaged file stays."
_BACKUPS = ("Made", "Why", "Operations", "Size")
_CHANGES = ("Operation", "What", "Now", "Then")


class BackupsDialog(PlainDialog):
    """Of the open plan, or of one at a path that is too damaged to open (why says what is wrong with it)."""

    def __init__(
        self, parent: "MainWindow", backups: list[Backup], *, path: Path, why: str = "", passphrase: str = ""
    ) -> None:
        super().__init__(parent, f"Backups of {path.stem}", f"{why} {_DAMAGED}" if why else _HINT)
        self.setObjectName("backups")
        self._window, self._path, self._passphrase = parent, path, passphrase
        self._backups, self._is_damaged = backups, bool(why)
        self._is_gone = False
        self.finished.connect(self._on_finished)
        self.model, self.changes = LinesModel(_BACKUPS, _cells), LinesModel(_CHANGES, _words)
        self.table = lines_table(self.model, {0: 0, 2: 0, 3: 0}, "Backups")
        self.state = label("", "strong", wrap=True)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        if self._is_damaged:
            self.page.addWidget(split, 1)
            self.page.addWidget(self.state)
        else:
            self.preview = lines_table(self.changes, {0: 170, 1: 330}, "What going back would change")
            below = column(self.state, spacing=6, margins=(0, 6, 0, 0))
            below.addWidget(self.preview, 1)
            split.addWidget(holder(below))
            split.setSizes([190, 240])
            self.page.addWidget(split, 1)
        self.go_back = button("Go back to this", self.ask_go_back, "primary")
        self.open_copy = button("Open as a copy…", self.ask_copy, "primary" if why else "")
        self.go_back.setVisible(not self._is_damaged)
        self.read_it = button(f"{READ_IT}…", self._show_salvage)
        self.read_it.setVisible(self._is_damaged)
        self.foot.addWidget(self.go_back)
        self.foot.addWidget(self.open_copy)
        self.foot.addWidget(self.read_it)
        self.add_close()
        self.fit(900, 600)
        self._fill()

    def _fill(self) -> None:
        self.model.show(self._backups)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._on_chosen())
        if self._backups:
            self.table.selectRow(0)
            self.table.setFocus()
        else:
            self.state.setText("This computer has no backup of it yet.")
            self._enable(False)

    def _on_finished(self) -> None:
        self._is_gone = True  # what a worker still answers has nobody left to show it to

    @property
    def chosen(self) -> Backup | None:
        """The backup that is selected."""
        return self.model.at(self.table.currentIndex())

    def _on_chosen(self) -> None:
        backup, work = self.chosen, self._window.workspace
        self.changes.show(())
        readable = backup is not None and backup.operations is not None
        self._enable(readable)
        if backup is None or not readable or work is None or self._is_damaged:
            return
        self.state.setText("Comparing…")
        self.go_back.setEnabled(False)
        document = work.bridge.document
        self._window.jobs.start(
            lambda _progress: preview_restore(document, backup),
            done=lambda preview: self._show(backup, preview),
            failed=lambda sentence: self._refused(backup, sentence),
        )

    def _show(self, backup: Backup, preview: MergePreview) -> None:
        if self._is_gone or backup != self.chosen:
            return
        self.changes.show(preview.items)
        number = len(preview.items)
        self.state.setText(
            f"Going back would change {count_text(number, 'thing')}."
            if number
            else "Nothing has changed since."
        )
        self.go_back.setEnabled(bool(number))

    def _refused(self, backup: Backup, sentence: str) -> None:
        if not self._is_gone and backup == self.chosen:
            self.state.setText(sentence)

    def ask_go_back(self) -> None:
        """Go back to the chosen backup, as one step."""
        backup, work = self.chosen, self._window.workspace
        if backup is None or work is None:
            return
        document = work.bridge.document
        self._enable(False)
        self.state.setText("Backing up how the plan is now…")
        self._window.jobs.start(
            lambda _progress: prepare_restore(document, backup),
            done=self._go,
            failed=lambda sentence: self._refused(backup, sentence),
        )

    def _go(self, command: "Command") -> None:
        work = self._window.workspace
        if self._is_gone:
            return
        if work is not None and work.bridge.run(command) is not None:
            self.accept()
            done = command.label.replace("Go back", "Gone back", 1)
            self._window.messages.say(f"{done}.", "Undo", work.undo, stays=True)

    def _show_salvage(self) -> None:
        self.close()
        show_salvage(self._window, self._path, self._passphrase)

    def ask_copy(self) -> None:
        """Ask where, write the chosen backup there, and open it."""
        backup = self.chosen
        if backup is None:
            return
        local = to_local(backup.at)
        stem = self._path.name.removesuffix(".wardplan")
        name = f"{stem} (backup of {local.day} {local:%b} {local:%H.%M}).wardplan"
        chosen, _filter = QFileDialog.getSaveFileName(
            self, "Open a backup as a copy", str(self._path.with_name(name)), "Plans (*.wardplan)"
        )
        if chosen:
            self.write_copy(Path(chosen))

    def write_copy(self, out: Path) -> None:
        """Write the chosen backup as a plan of its own and open it."""
        backup, work = self.chosen, self._window.workspace
        if backup is None:
            return
        document = work.bridge.document if work is not None and not self._is_damaged else None
        try:
            restore_copy(backup, out, passphrase=self._passphrase, document=document)
        except KnownError as error:
            self.state.setText(str(error))
            return
        self.accept()
        self._window.files.open(out)

    def _enable(self, enabled: bool) -> None:
        self.go_back.setEnabled(enabled)
        self.open_copy.setEnabled(enabled)


def _words(item: MergeItem) -> tuple[str, str, str, str]:
    what = {MergeState.NEW: "comes back", MergeState.DELETED: "goes"}.get(item.state, item.field)
    about = item.about if item.about != item.operation else ""
    return item.operation, ": ".join(filter(None, (about, what))), item.mine.text, item.theirs.text


def _cells(backup: Backup) -> tuple[str, str, str, str]:
    local = to_local(backup.at)
    operations = "" if backup.operations is None else f"{backup.operations:,}"
    when = f"{date_text(local.date())}, {time_text(local)}"
    return when, backup.told, operations, f"{backup.size / 1e6:.1f} MB"
