"""The paper on the screen is the PDF that prints: its pages, its choices, print, save, open."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from planner.domain.changes import ChangeSet
from planner.domain.errors import KnownError
from planner.domain.phrases import count_text
from planner.domain.records.sharing import Share
from planner.ui.bridge import Bridge
from planner.ui.jobs import Job, Jobs, Progress
from planner.ui.opened_papers import private_folder
from planner.ui.preview.pages import PRINT_DPI, page_images, print_images
from planner.ui.preview.paper import Asked, Paper
from planner.ui.widgets.build import button, column, emptied, holder, label, row, scrolled
from planner.ui.widgets.segmented import Segmented
from planner.ui.writing import write_file

_PAGE_WIDTH = 760


class PreviewDialog(QDialog):
    """Shows one paper; made off the UI thread and made anew when the plan changes."""

    def __init__(
        self, bridge: Bridge, paper: Paper, jobs: Jobs, parent: QWidget, *, print_at_once: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bridge, self._jobs, self._paper = bridge, jobs, paper
        self._print_when_ready = print_at_once
        self._job: Job | None = None
        self.pdf = b""
        self.setWindowTitle(paper.title)
        self._choice = paper.choice
        self._choices = Segmented(paper.choices, self._choice)
        self._choices.chosen.connect(self._on_choice)
        self._choices.setVisible(bool(paper.choices))
        self._words = label("", "muted")
        self._print = button("Print…", self.ask_print, "primary", tip="Ctrl+P")
        self._save = button("Save PDF…", self.ask_save, tip="Ctrl+S")
        self._open = button("Open", self.open_outside, tip="Open in this computer's PDF viewer")
        bar = row(self._choices, self._words, None, self._open, self._save, self._print,
                  margins=(12, 8, 12, 8))  # fmt: skip
        self._pages = QVBoxLayout()
        self._pages.setSpacing(16)
        self._pages.setContentsMargins(16, 16, 16, 16)
        self._pages.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(
            column(holder(bar, "toolbar"), scrolled(holder(self._pages, "page"), "Pages"), spacing=0)
        )
        QShortcut(QKeySequence("Ctrl+P"), self, self.ask_print)
        QShortcut(QKeySequence("Ctrl+S"), self, self.ask_save)
        bridge.changed.connect(self._on_changed)
        room = self.screen().availableGeometry()
        self.resize(min(880, room.width() - 40), min(960, room.height() - 60))
        self.make()

    def make(self) -> None:
        """Make the PDF and its pages."""
        if self._job is not None:
            self._job.cancel()
        document, paper = self._bridge.document, self._paper
        asked = Asked(
            now=datetime.now(),
            choice=self._choice,
            audience=document.audience,
            wording=document.plan.wording,
        )
        ratio = self.devicePixelRatioF()
        points = paper.width * (2**0.5 if self._choice == "A3" else 1)
        width = min(_PAGE_WIDTH, self.width() - 56)

        from planner.document.leak_check import checked_output

        def work(progress: Progress) -> tuple[bytes, list[QImage]]:
            progress(0, "Making the paper")
            with document.reading_elsewhere() as read:
                pdf = paper.make(read, asked)
                # Read back before it is shown: what is shown can be printed, saved and opened elsewhere.
                checked_output(read, paper.audience or asked.audience, pdf, name=paper.file_name)
            return pdf, page_images(pdf, width * ratio / points, progress)

        self._set_ready(False)
        self._words.setText("Making the paper…")
        self._job = self._jobs.start(work, done=self._show, failed=self._on_failed)
        self._job.progressed.connect(self._on_progress)

    def _on_progress(self, _percent: int, words: str) -> None:
        self._words.setText(words)

    def done(self, result: int) -> None:
        """Close; a paper that is still being made is not wanted any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().done(result)

    def _show(self, made: tuple[bytes, list[QImage]]) -> None:
        self._job = None
        self.pdf, images = made
        emptied(self._pages)
        ratio = self.devicePixelRatioF()
        for number, image in enumerate(images, 1):
            page = QLabel()
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            page.setPixmap(pixmap)
            page.setFixedSize(QSize(round(image.width() / ratio), round(image.height() / ratio)))
            page.setStyleSheet("border: none; background: white;")
            page.setAccessibleName(f"Page {number} of {len(images)}")
            self._pages.addWidget(page)
        self._words.setText(count_text(len(images), "page"))
        self._set_ready(True)
        if self._print_when_ready:
            self._print_when_ready = False
            self.ask_print()

    def _on_failed(self, sentence: str) -> None:
        self._job = None
        emptied(self._pages)
        self._words.setText("")
        said = label(sentence, wrap=True)
        said.setFixedWidth(min(520, self.width() - 64))
        self._pages.addWidget(said)

    def _set_ready(self, ready: bool) -> None:
        for widget in (self._print, self._save, self._open):
            widget.setEnabled(ready)

    def _on_choice(self, choice: object) -> None:
        self._choice = str(choice)
        self.make()

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if all(row.kind is Share for row in changes.rows):
            return  # that it was printed changes nothing that it says
        if self._paper.is_there(self._bridge.document.read):
            self.make()
        else:
            self.close()

    # Out --------------------------------------------------------------------------------------------

    def file_name(self) -> str:
        """Return the name to save under."""
        return self._paper.file_name

    def ask_print(self) -> None:
        """Open the system's print dialog; Enter prints."""
        if not self.pdf:
            self._print_when_ready = True
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.file_name())
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> Job:
        """Print the pages that were shown, at 300 dots an inch, drawn off the UI thread."""
        pdf = self.pdf

        def say(words: str) -> None:
            # The window may be closed while its pages go to the printer.
            if isValid(self._words):
                self._words.setText(words)

        def send(images: list[QImage]) -> None:
            try:
                print_images(images, printer)
                told = self._noted(pdf, "") if isValid(self) else ""
            except KnownError as error:
                say(str(error))
            else:
                say(f"Sent to the printer. {told}".strip() if told else "Sent to the printer")

        say("Printing…")
        return self._jobs.start(
            lambda progress: page_images(pdf, PRINT_DPI / 72, progress), done=send, failed=say
        )

    def ask_save(self) -> None:
        """Ask where, and save the PDF that is shown."""
        if not self.pdf:
            return
        folder = self._bridge.document.target.parent
        name, _filter = QFileDialog.getSaveFileName(
            self, "Save PDF", str(folder / self.file_name()), "PDF (*.pdf)"
        )
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> bool:
        """Save the PDF that is shown; False, and a sentence, when it cannot be."""
        try:
            write_file(path, self.pdf)
            told = self._noted(self.pdf, path.name)
        except KnownError as error:
            self._words.setText(str(error))
            return False
        self._words.setText(f"Saved as {path.name}. {told}" if told else f"Saved as {path.name}")
        return True

    def _noted(self, pdf: bytes, file_name: str) -> str:
        """Note a print or a saved paper that is OFFICIAL-SENSITIVE; returns what the user should be told."""
        from planner.briefing.raster import marking_of
        from planner.document.share_log import note_paper

        return note_paper(
            self._bridge.document,
            what=self._paper.title,
            marking=marking_of(pdf),
            data=pdf,
            file_name=file_name,
            audience=self._paper.audience or "police",
            operation_id=self._paper.operation_id,
        )

    def open_outside(self) -> None:
        """Open the PDF in the system's viewer, from a private folder that goes when the app closes."""
        path = private_folder() / self.file_name()
        if self.save(path):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
