"""What do we hold: criteria above, the records below, saved as CSV, XLSX or PDF for whoever decides."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog, QLineEdit, QProgressBar

from planner.document.wards_offered import every_ward_choice
from planner.domain.errors import KnownError
from planner.domain.phrases import date_text
from planner.domain.records.operation import Operation
from planner.domain.timespan import now_on
from planner.ui.dialogs.base import PlainDialog
from planner.ui.history.days import typed_day
from planner.ui.widgets.build import button, label, row
from planner.ui.widgets.fields import Choice, text_line
from planner.ui.widgets.lines import Band, LinesModel, lines_table, show_bands

if TYPE_CHECKING:
    from planner.document.holdings import Holding, Holdings, Wanted
    from planner.ui.jobs import Job, Progress
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_HINT: Final = (
    "For requests for information. Everything that fits is listed, deleted work included; "
    "exemptions are decided elsewhere."
)
_FILTER: Final = "Excel (*.xlsx);;CSV (*.csv);;PDF (*.pdf)"
HEADERS: Final = (
    "Record",
    "Operation",
    "Where it stands",
    "What it says",
    "Date",
    "Marking",
    "Hold",
    "Review from",
)
_OPERATION, _SAYS = 1, 3
_LARGE: Final = 20  # height of a line of text in pixels
_WIDTHS: Final = {0: 165, 1: 105, 2: 190, 4: 0, 5: 0, 6: 100, 7: 0}


def _cells(held: "Holding") -> tuple[str, ...]:
    return (
        held.kind,
        held.reference,
        held.where,
        held.says,
        date_text(held.day) if held.day else "",
        held.marking.value,
        held.hold,
        date_text(held.review_on) if held.review_on else "",
    )


def _tips(held: "Holding") -> dict[int, str]:
    return {_OPERATION: held.operation or held.reference}


class HoldingsDialog(PlainDialog):
    """Criteria and what fits; the search runs off the screen's thread and can be stopped."""

    def __init__(self, parent: "MainWindow", work: "Workspace") -> None:
        super().__init__(parent, "What do we hold", _HINT)
        self._work, self._window = work, parent
        self._found: Holdings | None = None
        self._job: Job | None = None
        self.model: LinesModel[Holding] = LinesModel(HEADERS, _cells, _tips)
        self._make_criteria()
        self.said = label("", "muted", wrap=True)
        self.progress = QProgressBar()
        self.progress.hide()
        self.view = lines_table(self.model, self._widths(), "Records")
        self.page.addLayout(row(self.said, self.progress))
        self.page.addWidget(self.view, 1)
        self.save_button = button("Save the list…", self.ask_save)
        self.show_button = button("Show the operation", self._show_operation)
        self.foot.insertWidget(0, self.show_button)
        self.foot.insertWidget(1, self.save_button)
        self.add_close()
        self.view.doubleClicked.connect(lambda _index: self._show_operation())
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        work.bridge.document_replaced.connect(self.close)
        self.fit(1280, 640)
        self._show_found(None)

    def _widths(self) -> dict[int, int]:
        """Return the widths of the columns; in large text what a record says keeps its room: it scrolls."""
        return _WIDTHS | ({_SAYS: 230} if self.fontMetrics().height() > _LARGE else {})

    def _make_criteria(self) -> None:
        read = self._work.bridge.document.read
        operations = sorted(read.all(Operation), key=lambda o: o.reference)
        self.operation = Choice(
            [("", "Any operation"), *((o.id, f"{o.reference} {o.title}") for o in operations)]
        )
        self.ward = Choice([("", "Any ward"), *every_ward_choice(read)])
        self.person = text_line("Collar number or call sign", "Person")
        self.first, self.last = text_line("From, e.g. 2 June 2026", "From"), text_line("To", "To")
        self.words = text_line("Words", "Words")
        self.operation.setAccessibleName("Operation")
        self.ward.setAccessibleName("Ward")
        self.search_button = button("Search", self.search, "primary")
        fields = (self.operation, self.ward, self.person, self.first, self.last, self.words)
        line = row(*fields, self.search_button)
        for at in range(len(fields)):
            line.setStretch(at, 1)
        for field in fields[2:]:
            if isinstance(field, QLineEdit):
                field.returnPressed.connect(self.search)
        self.page.addLayout(line)

    def _wanted(self) -> "Wanted":
        from planner.document.holdings import Wanted

        today = self._work.state.today
        return Wanted(
            operation_id=str(self.operation.value or ""),
            ward_id=str(self.ward.value or ""),
            person=self.person.text(),
            first=typed_day(self.first.text(), today),
            last=typed_day(self.last.text(), today),
            text=self.words.text(),
        )

    def search(self) -> None:
        """Search off the UI thread, over a reader of its own."""
        from planner.document.holdings import Holdings, find_holdings

        if self._job is not None:
            self._job.cancel()
        try:
            wanted = self._wanted()
        except KnownError as error:
            self._refuse(str(error))
            return
        document = self._work.bridge.document

        def look(progress: "Progress") -> Holdings:
            with document.reading_elsewhere() as read:
                return find_holdings(read, wanted, progress)

        self.search_button.setEnabled(False)
        self.progress.setValue(0)
        self.progress.show()
        self._job = self._window.jobs.start(
            look, done=self._show_found, failed=self._refuse, ended=self._on_ended
        )
        self._job.progressed.connect(lambda percent, _words: self.progress.setValue(percent))

    def _on_ended(self) -> None:
        self._job = None
        self.progress.hide()
        self.search_button.setEnabled(True)

    def _refuse(self, sentence: str) -> None:
        self._show_found(None)
        self.said.setText(sentence)

    def _show_found(self, found: "Holdings | None") -> None:
        from planner.document.holdings import WITHOUT_DATE

        self._found = found
        lines: list[Holding | Band] = list(found.rows) if found else []
        if found and found.undated:
            lines += [Band(WITHOUT_DATE), *found.undated]
        self.model.show(lines)
        show_bands(self.view, self.model)
        if found is None:
            self.said.setText("Choose one criterion or more, then Search. All of those given must fit.")
        else:
            self.said.setText(f"{found.criteria}: {found.counted}. {found.searched}")
        self.save_button.setEnabled(found is not None)
        first = next((n for n, line in enumerate(self.model.lines) if not isinstance(line, Band)), None)
        if first is not None:
            self.view.selectRow(first)
        self._enable()

    def _enable(self) -> None:
        self.show_button.setEnabled(bool(self._operation_id()))

    def _operation_id(self) -> str:
        """Return the operation of the record in hand, if that is still there."""
        held = self.model.at(self.view.currentIndex())
        if held is None or not held.operation_id:
            return ""
        there = self._work.bridge.document.read.get(Operation, held.operation_id)
        return held.operation_id if there is not None else ""

    def _show_operation(self) -> None:
        if operation_id := self._operation_id():
            self._work.operations.show_operation(operation_id)
            self._work.show_panel("inspector")

    def ask_save(self) -> None:
        """Ask where, and write the list there."""
        proposed = f"What we hold {self._work.state.today.isoformat()}.xlsx"
        folder = self._work.bridge.document.target.parent
        name, _filter = QFileDialog.getSaveFileName(self, "Save the list", str(folder / proposed), _FILTER)
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the list in the form of the name's ending, and note that it was handed on."""
        from planner.document.holdings_export import as_file
        from planner.document.leak_check import checked_output
        from planner.document.share_log import note_paper
        from planner.domain.vocabulary import ShareKind
        from planner.ui.writing import write_file

        if self._found is None:
            return
        document, today = self._work.bridge.document, self._work.state.today
        try:
            now = now_on(today)
            data = as_file(self._found, path.suffix or ".xlsx", plan=document.plan.title, now=now)
            checked_output(document.read, document.audience, data, name=path.name)
            write_file(path, data)
            told = note_paper(
                document,
                what="List of what we hold",
                marking=self._found.marking,
                data=data,
                file_name=path.name,
                kind=ShareKind.EXPORT,
            )
        except KnownError as error:
            self.said.setText(str(error))
            return
        self.said.setText(" ".join(w for w in (f"The list is in {path.name}.", told) if w))

    def done(self, result: int) -> None:
        """Stop a search under way when the window closes."""
        if self._job is not None:
            self._job.cancel()
        super().done(result)
