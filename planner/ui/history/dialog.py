"""The history: who changed what, when; narrowed by operation, author, days and words; one change reverted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSplitter

from planner.document.commands.revert import NOTHING_REVERTED, revert_change
from planner.document.looking_back import (
    HistoryLine,
    HistoryWanted,
    change_details,
    described,
    history_authors,
    history_steps,
)
from planner.domain.errors import KnownError
from planner.domain.phrases import count_text
from planner.domain.records.operation import Operation
from planner.ui.dialogs.base import PlainDialog
from planner.ui.history.days import typed_day
from planner.ui.history.details import DetailsPane
from planner.ui.history.model import HEADERS, WHAT, WHEN, WHO, cells
from planner.ui.widgets.build import button, label, row
from planner.ui.widgets.fields import Choice, text_line
from planner.ui.widgets.lines import LinesModel, lines_table, wrap_in_large_text

if TYPE_CHECKING:
    from planner.storage.change_sets import ChangeSetLine
    from planner.ui.jobs import Job, Progress
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_PAUSE_MS = 300
_HINT = "Every change, newest first. Reverting takes one back as a new step, which can be undone."


class HistoryDialog(PlainDialog):
    """The history of the open plan; in command view that of the command file too."""

    def __init__(self, parent: "MainWindow", work: "Workspace", operation_id: str = "") -> None:
        super().__init__(parent, "History", _HINT)
        self._window, self._work, self._operation_id = parent, work, operation_id
        self._job: Job | None = None
        self.model = LinesModel(HEADERS, cells)
        self.view = lines_table(self.model, {WHEN: 0, WHO: 130, WHAT: 230}, "Changes")
        wrap_in_large_text(self.view)
        self.details = DetailsPane()
        self.count = label("", "muted")
        self.problem = label("", "alert", wrap=True)
        self.problem.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.reload)
        self._make_filters()
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.view)
        parts.addWidget(self.details)
        parts.setStretchFactor(0, 5)
        parts.setStretchFactor(1, 3)
        parts.setSizes([860, 340])
        self.page.addWidget(self.problem)
        self.page.addWidget(parts, 1)
        self.foot.insertWidget(0, self.count)
        self.add_close()
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_chosen())
        self.details.operation_wished.connect(self._go)
        self.details.revert_wished.connect(self._revert)
        self.follow(work.bridge, self.reload)
        work.bridge.document_replaced.connect(self.close)
        self.fit(1240, 640)
        self.reload()

    def _make_filters(self) -> None:
        self.words = text_line("Words", "Find words")
        self.author = Choice()
        self.author.setAccessibleName("Recorded by")
        self.author.setMinimumWidth(150)
        self.first, self.last = text_line("From, e.g. 2 June 2026", "From"), text_line("To", "To")
        self.only = button("", self._toggle_operation)
        for field in (self.words, self.first, self.last):
            field.textChanged.connect(lambda _text: self._pause.start())
        self.author.chosen.connect(lambda _value: self.reload())
        filters = row(self.words, self.author, self.first, self.last, self.only)
        for at, stretch in enumerate((3, 2, 2, 2)):
            filters.setStretch(at, stretch)
        self.page.addLayout(filters)

    def show_operation(self, operation_id: str) -> None:
        """Show the history of one operation."""
        self._operation_id = operation_id
        self.reload()

    def _toggle_operation(self) -> None:
        self._operation_id = "" if self._operation_id else self._work.state.selection.operation_id
        self.reload()

    def reload(self) -> None:
        """Read the newest page again, as narrowed."""
        self._pause.stop()
        read = self._work.bridge.document.read
        chosen = self.author.value
        names = [("", "Everybody"), *((name, name) for name in history_authors(read))]
        self.author.offer(names, chosen if chosen in dict(names) else "")
        self._show_only()
        try:
            wanted = self._wanted()
        except KnownError as error:
            self._say(str(error))
            return
        self._say("")
        self._look_for(wanted)

    def _look_for(self, wanted: HistoryWanted) -> None:
        """Look on a worker, over a reader of its own: words are looked for in all that was ever written."""
        if self._job is not None:
            self._job.cancel()
        document = self._work.bridge.document

        def look(_progress: "Progress") -> "list[ChangeSetLine]":
            with document.reading_elsewhere() as read:
                return history_steps(read, wanted)

        self._job = self._window.jobs.start(look, done=self._show_steps, failed=self._say)

    def _show_steps(self, steps: "list[ChangeSetLine]") -> None:
        self._job = None
        self.count.setText(count_text(len(steps), "step") if steps else "No step fits.")
        read = self._work.bridge.document.read
        self.model.show_pages(lambda skip, limit: described(read, steps[skip : skip + limit]))
        if self.model.lines:
            self.view.selectRow(0)
        self._show_chosen()

    def done(self, result: int) -> None:
        """Stop a search under way when the window closes."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)

    def _wanted(self) -> HistoryWanted:
        today = self._work.state.today
        return HistoryWanted(
            operation_id=self._operation_id,
            author=str(self.author.value or ""),
            first=typed_day(self.first.text(), today),
            last=typed_day(self.last.text(), today),
            text=self.words.text(),
        )

    def _show_only(self) -> None:
        read = self._work.bridge.document.read
        operation = read.get(Operation, self._operation_id) if self._operation_id else None
        selected = self._work.state.selection.operation_id
        if self._operation_id:
            name = operation.reference if operation else "a deleted operation"
            self.only.setText(f"Only {name}: show all")
        else:
            self.only.setText("Only the selected operation")
        self.only.setEnabled(bool(self._operation_id or selected))

    @property
    def chosen(self) -> HistoryLine | None:
        """The line in hand."""
        return self.model.at(self.view.currentIndex())

    def _show_chosen(self) -> None:
        document, line = self._work.bridge.document, self.chosen
        details = change_details(document.read, line.id) if line else []
        self.details.show_change(line, details, can_write=not document.is_read_only)

    def _go(self, operation_id: str) -> None:
        self._work.operations.show_operation(operation_id)
        self._work.show_panel("inspector")

    def _revert(self, change_set_id: str, change_id: str) -> None:
        bridge = self._work.bridge
        bridge.failed.connect(self._say)  # the window's own line of messages lies behind this one
        try:
            changes = bridge.run(revert_change(change_set_id=change_set_id, change_id=change_id), self)
        finally:
            bridge.failed.disconnect(self._say)
        if changes is not None and (changes.left_alone or not changes.rows):
            self._say(" ".join(changes.left_alone) or NOTHING_REVERTED)

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
