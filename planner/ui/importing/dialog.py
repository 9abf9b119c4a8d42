"""Files of other programs: read on a worker thread, shown as what they would change, then taken in."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QListView, QListWidget, QListWidgetItem, QTabWidget
from shiboken6 import isValid

from planner.document.importing.intake import Compared, Intake, compare_now, take_in
from planner.document.importing.kinds import Imported, guessed_kind, read_files
from planner.domain.phrases import count_text
from planner.ui.dialogs.base import PlainDialog
from planner.ui.jobs import Job, Progress
from planner.ui.widgets.build import button, holder, label, row
from planner.ui.widgets.progress import ProgressLines

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.ui.main_window import MainWindow

KINDS: Final = (("wards", "Wards"), ("places", "Places"), ("calendar", "Days of a calendar"))
_MOST_LINES: Final = 500
_HINT: Final = "Nothing is taken in yet. The plan is backed up first, and one undo takes all of it back."
_Read = tuple[Imported, Compared]


class ImportDialog(PlainDialog):
    """Reads files, shows what they would change, and takes it in as one step."""

    def __init__(self, window: "MainWindow", paths: Sequence[Path], kind: str = "") -> None:
        super().__init__(window, "Import from files", _HINT)
        self.setObjectName("import_files")
        self._window, self._paths = window, tuple(paths)
        self._read: _Read | None = None
        self._job: Job | None = None
        self.kind = QComboBox()
        for name, words in KINDS:
            self.kind.addItem(words, name)
        self.kind.setAccessibleName("What the files hold")
        self.kind.setPlaceholderText("Not known")
        self._names = label(_names(self._paths), "strong", wrap=True)
        caption = label("They hold", "muted")
        caption.setBuddy(self.kind)
        self.page.addWidget(self._names)
        self._kinds = holder(row(caption, self.kind, None, spacing=8))
        self.page.addWidget(self._kinds)
        self._counts = label("", "", wrap=True)
        self._notes = label("", "muted", wrap=True)
        self._problem = label("", "alert", wrap=True)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._progress = ProgressLines("Reading the files")
        for widget in (self._counts, self._notes, self._problem):
            self.page.addWidget(widget)
        self.page.addWidget(self._tabs, 1)
        self.page.addWidget(self._progress)
        self.page.addStretch()
        self.take = button("Take in", self.take_in, "primary")
        self.cancel = button("Cancel", self.close)
        self.foot.addWidget(self.take)
        self.foot.addWidget(self.cancel)
        self.fit(640, 520)
        self._show_kind(kind)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.finished.connect(lambda _result: self._stop())
        self._start(kind)

    # Reading ----------------------------------------------------------------------------------------

    def _on_kind(self, _index: int) -> None:
        self._start(str(self.kind.currentData()))

    def _show_kind(self, kind: str) -> None:
        blocked = self.kind.blockSignals(True)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.kind.blockSignals(blocked)

    def _start(self, kind: str) -> None:
        """Read the files as one kind, or as what they seem to hold, on a worker thread."""
        self._stop()
        document, today, paths = self._document, self._today, self._paths
        self._read = None
        self._show_busy(True)
        self._problem.setText("")
        self._problem.hide()

        def work(progress: Progress) -> _Read:
            progress(2, "Looking into the files")
            what = kind or _one_kind(paths)
            with document.reading_elsewhere() as read:
                imported = read_files(read, paths, what, today=today, report=progress)
                compared = compare_now(read, imported.compare)
                progress(100, "")
            return imported, compared

        def done(read: _Read) -> None:
            if self._is_current(job):
                self._show(read)

        def failed(sentence: str) -> None:
            if self._is_current(job):
                self._fail(sentence)

        self._job = job = self._window.jobs.start(work, done=done, failed=failed)
        job.progressed.connect(self._progress.show_progress)

    def _is_current(self, job: Job) -> bool:
        return isValid(self) and self._job is job

    @property
    def _document(self) -> "Document":
        document = self._window.document
        if document is None:
            raise RuntimeError("there is no plan to take files into")
        return document

    @property
    def _today(self) -> date:
        return self._window.today()

    def _stop(self) -> None:
        if self._job is not None and isValid(self._job):
            self._job.cancel()
        self._job = None

    def _show_busy(self, busy: bool) -> None:
        self._progress.setVisible(busy)
        for widget in (self._counts, self._notes, self._tabs):
            widget.setVisible(not busy)
        self._kinds.setEnabled(not busy)
        self.take.setEnabled(False)

    # Showing ----------------------------------------------------------------------------------------

    def _fail(self, sentence: str) -> None:
        self._show_busy(False)
        for widget in (self._counts, self._notes, self._tabs):
            widget.hide()
        self._problem.setText(sentence)
        self._problem.show()

    def _show(self, read: _Read) -> None:
        self._read = read
        imported, compared = read
        intake = compared.intake
        self._show_kind(imported.kind)
        self._show_busy(False)
        self._counts.setText(counts_of(intake))
        self._notes.setText(" ".join(intake.notes))
        self._notes.setVisible(bool(intake.notes))
        self._tabs.clear()
        rejected = [f"{r.where}: {r.reason}" for r in intake.rejected]
        for words, lines in (("New", intake.added), ("Changed", intake.updated), ("Not taken", rejected)):
            if lines:
                self._tabs.addTab(_listing(words, lines), f"{words} ({len(lines)})")
        self._tabs.setVisible(self._tabs.count() > 0)
        self.take.setEnabled(not intake.is_empty and not self._document.is_read_only)
        (self.take if self.take.isEnabled() else self.cancel).setFocus()

    # Taking in --------------------------------------------------------------------------------------

    def take_in(self) -> None:
        """Back the plan up on a worker thread, then take everything in as one step."""
        if self._read is None:
            return
        imported, compared = self._read
        document = self._document
        command, report = take_in(imported.label, imported.compare, compared)
        self.take.setEnabled(False)
        self._kinds.setEnabled(False)

        def back_up(_progress: Progress) -> None:
            from planner.document.backups import back_up_now

            back_up_now(document, f"Before: {imported.label.lower()}")

        def done(_nothing: object) -> None:
            work = self._window.workspace
            if not isValid(self) or work is None or document is not self._window.document:
                return
            if work.bridge.run(command, self) is not None:
                words = f"{_in_words(report.added, report.updated)} from {_names(self._paths)}."
                self._window.messages.say(words, "Undo", work.undo)
                self.close()
            else:
                self._kinds.setEnabled(True)

        def failed(sentence: str) -> None:
            if isValid(self):
                self._fail(sentence)

        self._window.jobs.start(back_up, done=done, failed=failed)


def counts_of(intake: Intake) -> str:
    """Return "36 new, 2 changed, 4 as they are, 5 not taken"."""
    parts = (
        (len(intake.added), "new"),
        (len(intake.updated), "changed"),
        (intake.unchanged, "as they are"),
        (len(intake.rejected), "not taken"),
    )
    words = ", ".join(f"{number:,} {word}" for number, word in parts if number)
    return f"{words}." if words else "The files hold nothing."


def _in_words(added: int, updated: int) -> str:
    parts = [f"{number:,} {word}" for number, word in ((added, "added"), (updated, "changed")) if number]
    return " and ".join(parts) or "Nothing new"


def _names(paths: Sequence[Path]) -> str:
    first = paths[0].name
    return first if len(paths) == 1 else f"{first} and {count_text(len(paths) - 1, 'other file')}"


def _one_kind(paths: Sequence[Path]) -> str:
    """Return what files seem to hold; what is read elsewhere, or not the same, is refused in a sentence."""
    from planner.domain.errors import InvalidInput

    kinds = {guessed_kind(path) for path in paths}
    if len(kinds) > 1:
        raise InvalidInput(f"These are {' and '.join(sorted(kinds))}. Choose files of one kind at a time.")
    (kind,) = kinds
    if kind == "returns":
        raise InvalidInput("These are returns: choose Plan, Records, Import returns (CSV).")
    if kind == "tasks":
        raise InvalidInput("This is a task sheet: choose File, Share, Take answers back.")
    return kind


def _listing(words: str, lines: Sequence[str]) -> QListWidget:
    """Return a list of lines; of very many the first, and how many more there are."""
    listing = QListWidget()
    listing.setWordWrap(True)
    listing.setTextElideMode(Qt.TextElideMode.ElideNone)
    listing.setResizeMode(QListView.ResizeMode.Adjust)
    listing.setAccessibleName(words)
    listing.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    listing.addItems(list(lines[:_MOST_LINES]))
    if len(lines) > _MOST_LINES:
        more = QListWidgetItem(f"and {len(lines) - _MOST_LINES:,} more")
        more.setFlags(Qt.ItemFlag.NoItemFlags)
        listing.addItem(more)
    return listing
