"""What a damaged plan still gives: read on a worker, counted table by table, saved as a new plan."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QProgressBar

from planner.document.history_words import kind_words
from planner.document.salvaging import Salvage, SalvageReport, read_salvage
from planner.domain.errors import PassphraseNeeded, WrongPassphrase
from planner.domain.phrases import count_text
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, label, row
from planner.ui.widgets.lines import LinesModel, lines_table

if TYPE_CHECKING:
    from planner.ui.jobs import Job, Progress
    from planner.ui.main_window import MainWindow

READ_IT: Final = "Show what can be read"
_HINT: Final = (
    "Every record that can still be read, by kind. Saved, they are a new plan without a history; "
    "the damaged file stays as it is."
)
_HEADERS: Final = ("Records", "Read", "Not readable")
_FILTER: Final = "Plans (*.wardplan)"
NO_QUESTION: Final = QFileDialog.Option.DontConfirmOverwrite
"""What is there already is refused in a sentence, never written over."""
_Count = tuple[str, int, int]


def _cells(table: _Count) -> tuple[str, ...]:
    name, rows, errors = table
    return kind_words(name), f"{rows:,}", count_text(errors, "place") if errors else ""


class SalvageDialog(PlainDialog):
    """Of the plan at a path; passphrase: of an encrypted one, asked for if it is needed and not given."""

    def __init__(self, parent: "MainWindow", path: Path, passphrase: str | None = None) -> None:
        super().__init__(parent, f"What can be read of {path.stem}", _HINT)
        self.setObjectName("salvage")
        self._window, self._path = parent, path
        self._salvage: Salvage | None = None
        self._job: Job | None = None
        self._out = path
        self.state = label("", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Reading")
        self.model = LinesModel(_HEADERS, _cells)
        self.view = lines_table(self.model, {1: 90, 2: 150}, "Records that can be read")
        self.page.addLayout(row(self.state, self.progress))
        self.page.addWidget(self.view, 1)
        self.save_button = button("Save as a new plan…", self.ask_save, "primary")
        self.save_button.setEnabled(False)
        self.foot.insertWidget(0, self.save_button)
        self.add_close()
        self.fit(620, 560)
        self.read(passphrase)

    def read(self, passphrase: str | None) -> None:
        """Read off the UI thread; a passphrase that is missing or wrong is asked for."""

        def look(progress: "Progress") -> "Salvage | str":
            try:
                return read_salvage(self._path, passphrase=passphrase, report=progress)
            except PassphraseNeeded:
                return ""
            except WrongPassphrase as error:
                return str(error)

        self._start(look, "Reading what can be read…", self._on_read)

    def _start(self, work: "Callable[[Progress], object]", words: str, done: Callable[..., None]) -> None:
        self.state.setText(words)
        self.progress.setValue(0)
        self.progress.show()
        self.save_button.setEnabled(False)
        self._job = self._window.jobs.start(work, done=done, failed=self._refuse, ended=self._on_ended)
        self._job.progressed.connect(self._on_progress)

    def _on_progress(self, percent: int, _words: str) -> None:
        self.progress.setValue(percent)

    def _on_ended(self) -> None:
        self._job = None
        self.progress.hide()

    def _refuse(self, sentence: str) -> None:
        self.state.setText(sentence)
        self.save_button.setEnabled(self._salvage is not None)

    def _on_read(self, found: "Salvage | str") -> None:
        from planner.ui.dialogs.ask_passphrase import PassphraseDialog

        if isinstance(found, str):
            self.state.setText("The plan is encrypted.")
            asking = PassphraseDialog(self, self._path.name, self.read, problem=found, act="Read it")
            asking.open()
            return
        self._salvage = found
        self.model.show(sorted(found.report.tables, key=lambda table: not table[2]))  # what is lost first
        self.state.setText(_words(found.report))
        self.save_button.setEnabled(True)
        self.view.selectRow(0)

    def ask_save(self) -> None:
        """Ask where, write the new plan there and open it."""
        name, _filter = QFileDialog.getSaveFileName(
            self, "Save as a new plan", self.proposed(), _FILTER, options=NO_QUESTION
        )
        if name:
            self.save(Path(name))

    def proposed(self) -> str:
        """Return the name that is offered for the new plan, beside the damaged one."""
        stem = self._path.name.removesuffix(".wardplan")
        return str(self._path.with_name(f"{stem} (what could be read).wardplan"))

    def save(self, out: Path) -> None:
        """Write the new plan off the UI thread and open it."""
        salvage, author = self._salvage, self._window.files.author
        if salvage is None:
            return

        def write(_progress: "Progress") -> None:
            salvage.write(out, author=author)

        self._out = out
        self._start(write, f"Writing {out.name}…", self._on_written)

    def _on_written(self, _done: object) -> None:
        self.accept()
        phrase = self._salvage.passphrase if self._salvage is not None else None
        self._window.files.open(self._out, passphrase=phrase)

    def done(self, result: int) -> None:
        """Stop reading when the window closes."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)


def show_salvage(window: "MainWindow", path: Path, passphrase: str | None) -> None:
    """Show what can still be read of a damaged plan."""
    SalvageDialog(window, path, passphrase or None).open()


def _words(report: SalvageReport) -> str:
    parts = [f"{report.rows:,} {'record' if report.rows == 1 else 'records'} can be read."]
    if report.errors:
        parts.append(f"{count_text(report.errors, 'place')} in the file cannot.")
    if report.left_out:
        parts.append(f"{report.left_out:,} left out, since what they belong to is lost.")
    if not report.errors and not report.left_out:
        parts.append("Nothing of them seems to be missing.")
    return " ".join(parts)
