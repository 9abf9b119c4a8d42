"""The fields of the line in hand: outcome, stops, minutes pulled away, results, notes."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QCompleter,
    QGridLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from planner.domain.errors import InvalidInput
from planner.domain.vocabulary import Abstraction, Outcome
from planner.ui.returns.row import OUTCOME_WORDS, ReturnRow, VisitLine
from planner.ui.returns.typed import parse_results, parse_span, results_words, span_words
from planner.ui.widgets.build import column, row, set_look
from planner.ui.widgets.fields import Choice

NO_INTELLIGENCE = "No source, suspect or intelligence here"
_AWAY = [(None, "why"), *((a, a.value) for a in Abstraction)]


class RowEditors(QObject):
    """Owns the fields of one line; changed() after every change, which is in the line at once.

    A field that holds no sense keeps its words: problem() says which and why, and nothing can be saved.
    """

    changed = Signal()

    def __init__(self, line: ReturnRow, parent: QObject) -> None:
        super().__init__(parent)
        self.line = line
        self._problems: dict[QWidget, str] = {}
        self._is_auto_part = False
        self.outcome = Choice(OUTCOME_WORDS.items(), line.outcome)
        self.outcome.setAccessibleName("Outcome")
        self.outcome.setMinimumContentsLength(9)
        self.outcome.chosen.connect(self._on_outcome)
        self.stops = [StopField(visit) for visit in line.visits]
        for stop in self.stops:
            stop.changed.connect(self._on_stop)
            stop.set_possible(line.outcome is not Outcome.NOT_DONE)
        self.minutes = _line_edit(str(line.minutes or ""), "0", "Minutes pulled away")
        self.minutes.setMaximumWidth(self.minutes.fontMetrics().horizontalAdvance("00000") + 18)
        self.minutes.textEdited.connect(self._on_minutes)
        self.reason = Choice(_AWAY, line.reason)
        self.reason.setAccessibleName("Why pulled away or not done")
        self.reason.setMinimumContentsLength(7)
        self.reason.chosen.connect(self._on_reason)
        self.results = _line_edit(results_words(line.people, line.results), "spoken to 0", "Results")
        self.results.setToolTip("Type counts, such as: spoken to 11, " + ", ".join(line.offered[:6]))
        self.results.setCompleter(_completer(line, self.results))
        self.results.textEdited.connect(self._on_results)
        self.notes = _line_edit(line.notes, NO_INTELLIGENCE, "Notes")
        self.notes.setToolTip(f"{NO_INTELLIGENCE}. Assume this may be disclosed.")
        self.notes.textEdited.connect(self._on_notes)

    def fields(self) -> list[QWidget]:
        """Return the fields in the order in which Tab visits them."""
        stops: list[QWidget] = [w for stop in self.stops for w in (stop.box, stop.times)]
        return [self.outcome, *stops, self.minutes, self.reason, self.results, self.notes]

    def set_upright(self, is_upright: bool) -> None:
        """Put what stands beside each other in a cell under each other, where there is little width."""
        way = QBoxLayout.Direction.TopToBottom if is_upright else QBoxLayout.Direction.LeftToRight
        for owner in (*self.stops, self.minutes.parentWidget()):
            if owner is not None and isinstance(layout := owner.layout(), QBoxLayout):
                layout.setDirection(way)

    def problem(self) -> tuple[QWidget, str] | None:
        """Return the first field that cannot be understood, and what to do."""
        return next(((w, self._problems[w]) for w in self.fields() if w in self._problems), None)

    def _note(self, field: QWidget, problem: str = "") -> None:
        if problem:
            self._problems[field] = problem
        else:
            self._problems.pop(field, None)
        field.setToolTip(problem or field.toolTip())
        self.line.touched = True
        self.changed.emit()

    def _on_outcome(self, value: object) -> None:
        self.line.outcome = Outcome(str(value))
        self._is_auto_part = False
        for stop in self.stops:
            stop.set_possible(self.line.outcome is not Outcome.NOT_DONE)
        self._note(self.outcome)

    def _on_stop(self, stop: "StopField") -> None:
        """Say "part" by itself when a stop was not reached, and take that back with the tick."""
        missed = any(not v.reached for v in self.line.visits)
        if missed and self.line.outcome is Outcome.DONE:
            self._is_auto_part = True
            self.line.outcome = Outcome.PART
        elif not missed and self._is_auto_part:
            self._is_auto_part = False
            self.line.outcome = Outcome.DONE
        self.outcome.show_value(self.line.outcome)
        self._note(stop.times, stop.problem)

    def _on_minutes(self, text: str) -> None:
        if text.strip() and not text.strip().isdecimal():
            self._note(self.minutes, "Minutes pulled away are a whole number, such as 95.")
            return
        self.line.minutes = int(text or 0)
        self._note(self.minutes)

    def _on_reason(self, value: object) -> None:
        self.line.reason = Abstraction(str(value)) if value else None
        self._note(self.reason)

    def _on_results(self, text: str) -> None:
        try:
            self.line.people, self.line.results = parse_results(text, self.line.offered)
        except InvalidInput as error:
            self._note(self.results, str(error))
        else:
            self._note(self.results)

    def _on_notes(self, text: str) -> None:
        self.line.notes = text
        self._note(self.notes)


class StopField(QWidget):
    """One stop: a tick, its name and its times; without the tick its name says "not reached" in red."""

    changed = Signal(object)

    def __init__(self, visit: VisitLine) -> None:
        super().__init__()
        self._visit = visit
        self.problem = ""
        self.box = QCheckBox()
        self.box.setChecked(visit.reached)
        self.times = _line_edit(span_words(visit.start, visit.end), "10:20–10:35", f"Times at {visit.name}")
        self.times.setFixedWidth(self.times.fontMetrics().horizontalAdvance("00:00–00:00") + 22)
        self.box.toggled.connect(self._on_toggled)
        self.times.textEdited.connect(self._on_times)
        layout = row(self.box, self.times, spacing=6)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._dress()

    def set_possible(self, possible: bool) -> None:
        """Allow no stop for work that was not done."""
        self.box.setEnabled(possible)
        self.times.setEnabled(possible)

    def _on_toggled(self, on: bool) -> None:
        self._visit.reached = on
        if not on:
            self.problem = ""
        self._dress()
        self.changed.emit(self)

    def _on_times(self, text: str) -> None:
        planned = self._visit.planned or (self._visit.start, self._visit.end)
        try:
            self._visit.start, self._visit.end = parse_span(text, planned[0], self._visit.minutes)
            self.problem = ""
        except InvalidInput as error:
            self.problem = f"{self._visit.name}: {error}"
        self.changed.emit(self)

    def _dress(self) -> None:
        reached = self._visit.reached
        name = self._visit.name.replace("&", "&&")
        self.box.setText(name if reached else f"{name} not reached")
        set_look(self.box, "" if reached else "alert")
        self.times.setVisible(reached)


def stops_widget(stops: list[StopField]) -> QWidget:
    """Return the stops one under the other, or a word that none was planned."""
    made = QWidget()
    layout = QGridLayout(made)
    layout.setContentsMargins(8, 4, 8, 4)
    layout.setSpacing(4)
    for at, stop in enumerate(stops):
        layout.addWidget(stop, at, 0)
    return made


def cell(*widgets: QWidget, upright: bool = False) -> QWidget:
    """Return a cell around some fields."""
    made = QWidget()
    layout = column(*widgets, spacing=4, margins=(6, 4, 6, 4)) if upright else None
    made.setLayout(layout or row(*widgets, spacing=6, margins=(6, 4, 6, 4)))
    return made


def _line_edit(text: str, placeholder: str, name: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setPlaceholderText(placeholder)
    made.setAccessibleName(name)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


class LastPieceCompleter(QCompleter):
    """Completes the name of the last count of a line with commas."""

    def splitPath(self, path: str) -> list[str]:
        """Look at what stands after the last comma."""
        return [path.rpartition(",")[2].lstrip()]

    def pathFromIndex(self, index: object) -> str:
        """Put the whole line together again, ready for the number."""
        field = self.widget()
        before = field.text().rpartition(",")[0] if isinstance(field, QLineEdit) else ""
        name = str(index.data())  # type: ignore[attr-defined]  # Qt hands over a QModelIndex
        return f"{before}, {name} " if before else f"{name} "


def _completer(line: ReturnRow, field: QLineEdit) -> QCompleter:
    made = LastPieceCompleter(["spoken to", *line.offered], field)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return made
