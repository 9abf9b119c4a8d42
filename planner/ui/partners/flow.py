"""Sending tasks and taking answers back: long work on a worker thread, one note or one command at the end."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from planner.domain.errors import KnownError
from planner.domain.merging import Choice, MergePreview, MergeState
from planner.domain.phrases import and_list, count_text
from planner.domain.timespan import now_on
from planner.ui.jobs import Progress
from planner.ui.merge.taking_in import take_in
from planner.ui.writing import write_file

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.document.partner_tasks import SentTasks
    from planner.document.task_answers import Comparison
    from planner.exchange.task_answers_file import AnswersFile
    from planner.ui.main_window import MainWindow
    from planner.ui.merge.preview import Applied, MergePreviewDialog
    from planner.ui.partners.send_dialog import Sending, SendTasksDialog
    from planner.ui.workspace import Workspace

_FILTER = "Answers: task sheets and copies (*.xlsx *.csv *.wardplan *.zip)"
_SHEETS = (".xlsx", ".xlsm", ".xls", ".csv")
_COPIES = (".wardplan", ".zip")


class Partners(QObject):
    """Opens the windows for partners without the app; a task sheet may also be dropped on the main window."""

    def __init__(self, work: "Workspace", window: "MainWindow") -> None:
        super().__init__(work)
        self._work, self._window = work, window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    @property
    def _document(self) -> "Document":
        return self._work.bridge.document

    def _now(self) -> datetime:
        return now_on(self._work.state.today)

    # Out --------------------------------------------------------------------------------------------

    def open_send(self, partner_id: str = "") -> "SendTasksDialog":
        """Ask whom to send tasks to, and on what terms."""
        from planner.ui.partners.send_dialog import SendTasksDialog

        self._work.inspector.commit()
        shown = SendTasksDialog(self._window, self._work.bridge, self._work.state, partner_id)
        shown.wished.connect(lambda sending: self._send(shown, sending))
        shown.show()
        return shown

    def _send(self, shown: "SendTasksDialog", sending: "Sending") -> None:
        document, now = self._document, self._now()

        def work(progress: Progress) -> "list[SentTasks]":
            from planner.document.partner_tasks import free_stem, send_tasks

            made = []
            with document.reading_elsewhere() as read:
                for number, (partner_id, terms) in enumerate(sending.terms.items()):
                    progress(round(100 * number / len(sending.terms)))
                    stem = free_stem(read, partner_id, now.date(), sending.folder)
                    made.append(send_tasks(read, partner_id, terms, now=now, file_name=f"{stem}.xlsx"))
            return made

        def failed(sentence: str) -> None:
            self._window.say(sentence)
            if isValid(shown):
                shown.try_again()

        def done(made: "list[SentTasks]") -> None:
            if document is self._document:
                self._write(document, made, sending.folder)
                if isValid(shown):
                    shown.close()

        self._window.jobs.start(work, done=done, failed=failed)

    def _write(self, document: "Document", made: "list[SentTasks]", folder: Path) -> None:
        """Write the files of each partner and note them, one partner after the other."""
        from planner.document.share_log import NOT_NOTED

        names = []
        for sent in made:
            try:
                write_file(folder / f"{sent.stem}.xlsx", sent.xlsx)
                write_file(folder / f"{sent.stem}.pdf", sent.pdf)
                if not document.is_read_only:
                    document.run(sent.note, self)
            except KnownError as error:
                self._window.say(str(error))
                return
            names.append(sent.stem)
        more = f" {NOT_NOTED}" if document.is_read_only else ""
        words = f"{and_list(names, 3)} (.xlsx and .pdf) in “{folder.name or folder}”, ready to be mailed."
        self._window.say(words + more)

    # Back -------------------------------------------------------------------------------------------

    def ask_answers(self) -> None:
        """Ask for a task sheet or a partner's copy that came back, and preview it."""
        folder = str(self._document.target.parent)
        name, _filter = QFileDialog.getOpenFileName(self._window, "Take answers back", folder, _FILTER)
        if Path(name).suffix.casefold() in _COPIES:
            self._work.merging.compare(Path(name))
        elif name:
            self.take_back(Path(name))

    def take_back(self, path: Path) -> None:
        """Read a sheet on a worker thread and show what it would change; nothing is taken in yet."""
        self._work.inspector.commit()
        document, today = self._document, self._work.state.today

        def work(_progress: Progress) -> "tuple[AnswersFile, Comparison]":
            from planner.document.task_answers import compare_answers
            from planner.exchange.task_answers_file import read_answers

            file = read_answers(path)
            with document.reading_elsewhere() as read:
                return file, compare_answers(read, file, today=today)

        def done(answer: "tuple[AnswersFile, Comparison]") -> None:
            if document is self._document:
                self._show(*answer)

        self._window.jobs.start(work, done=done, failed=self._window.say)

    def _show(self, file: "AnswersFile", found: "Comparison") -> None:
        from planner.ui.merge.preview import MergePreviewDialog
        from planner.ui.merge.words import Viewer

        document = self._document
        preview = found.preview

        def show() -> None:
            viewer = Viewer(document.plan.zone, document.author, self._work.state.today.year)
            shown = MergePreviewDialog(self._window, preview, viewer)
            shown.apply_wished.connect(lambda applied: self._apply(shown, file, applied))
            shown.show()

        if not preview.is_empty:
            show()
        elif preview.items:
            words = f"Nothing new in {preview.source}; {len(preview.items)} ignored."
            self._window.messages.say(words, "Show", show)
        else:
            self._window.say(f"Nothing new in {preview.source}.")

    def _apply(self, shown: "MergePreviewDialog", file: "AnswersFile", applied: "Applied") -> None:
        from planner.document.taking_answers import TakingAnswers

        document, preview, today = self._document, shown.preview, self._work.state.today

        def begin() -> TakingAnswers:
            return TakingAnswers(
                document,
                file,
                today,
                choices=applied.choices,
                default=applied.default,
                leave_out=applied.leave_out,
            )

        def taken(_answers: TakingAnswers) -> None:
            words = f"{count_text(applied.number, 'answer')} taken in from {file.name}."
            also = None
            if left := _undecided(preview, applied):
                words += f" {count_text(left, 'decision waits', 'decisions wait')}."
                also = "Show", self._work.merging.open_decisions
            self._window.messages.say(words, "Undo", self._work.undo, also=also)

        take_in(self._window, document, shown, begin, taken)

    # Lists ------------------------------------------------------------------------------------------

    def open_tasks(self) -> None:
        """List the tasks that are owed."""
        from planner.ui.partners.tasks_dialog import TasksDialog

        self._work.inspector.commit()
        shown = TasksDialog(self._window, self._work.bridge, self._work.state)
        shown.send_wished.connect(self.open_send)
        shown.print_wished.connect(self._print_chase)
        shown.show()

    def _print_chase(self, partner_id: object) -> None:
        from planner.ui.packs.papers import chase_paper
        from planner.ui.preview.preview import PreviewDialog

        whose = partner_id if isinstance(partner_id, str) else None
        paper = chase_paper(self._work.state.today, whose)
        PreviewDialog(self._work.bridge, paper, self._window.jobs, self._window).show()

    def open_handed_on(self) -> None:
        """List what was handed on."""
        from planner.ui.partners.handed_on import HandedOnDialog

        HandedOnDialog(self._window, self._work.bridge, self._work.state).show()

    # Dropping ---------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a task sheet that is dropped on the window."""
        if isinstance(event, QDragEnterEvent | QDropEvent) and event.type() in (
            QEvent.Type.DragEnter,
            QEvent.Type.Drop,
        ):
            path = _dropped_sheet(event)
            if path is not None:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.take_back(path)
                return True
        return super().eventFilter(watched, event)


def _undecided(preview: MergePreview, applied: "Applied") -> int:
    """Return how many decisions were put off."""
    if applied.default is not Choice.LATER:
        return 0
    return len(preview.of(MergeState.DECIDE)) - len(applied.choices)


def _dropped_sheet(event: QDropEvent) -> Path | None:
    """Return the one task sheet that is being dragged, or None."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in _SHEETS else None
