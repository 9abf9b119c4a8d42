"""The Results tab: what was delivered, from submitted returns only."""

from functools import partial

from PySide6.QtCore import Signal

from planner.document.facts import deployment_code
from planner.document.keeping_words import quiet_line
from planner.document.retention import keeping_of
from planner.domain.phrases import count_text, day_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.vocabulary import Outcome, ReturnState
from planner.ui.inspector.tab import Tab
from planner.ui.widgets.build import button, hairline, holder, label, row, set_look

_OUTCOME_WORDS = {Outcome.DONE: "As planned", Outcome.PART: "In part", Outcome.NOT_DONE: "Not done"}


class ResultsTab(Tab):
    """Sums the returns of the operation; nothing here is typed."""

    return_wished = Signal(str)  # deployment id
    keeping_wished = Signal(str)  # operation id: its review and holds

    def _returns(self) -> tuple[list[Deployment], dict[str, Return]]:
        read = self.bridge.document.read
        days = sorted(read.all(Deployment, operation_id=self.operation_id), key=lambda d: d.start)
        found = read.among(Return, "deployment_id", [d.id for d in days])
        return days, {r.deployment_id: r for r in found if r.state is ReturnState.SUBMITTED}

    def signature(self) -> object:
        """Build anew when a return changed."""
        days, returns = self._returns()
        return [(d.id, d.start) for d in days], returns

    def build(self) -> None:
        """Lay out totals and days."""
        days, returns = self._returns()
        if not returns:
            words = "No returns yet. Delivered figures come from returns only, never from the plan."
            self.page.addWidget(label(words, "muted", wrap=True))
        else:
            self._add_totals(days, returns)
        operation = self.bridge.document.read.require(Operation, self.operation_id)
        for day in days:
            self._add_day(deployment_code(operation, day), day, returns.get(day.id))
        if returns:
            self.page.addWidget(label("From returns only, never from the plan.", "small", wrap=True))
        self._add_keeping()

    def _add_keeping(self) -> None:
        line = label("", "small", wrap=True)
        self.bind(lambda: line.setText(quiet_line(keeping_of(self.bridge.document.read, self.operation_id))))
        self.page.addSpacing(8)
        self.page.addWidget(line)
        more = button("Review and holds…", lambda: self.keeping_wished.emit(self.operation_id), "link")
        self.page.addWidget(holder(row(more, None)))

    def _add_totals(self, days: list[Deployment], returns: dict[str, Return]) -> None:
        read = self.bridge.document.read
        ids = [r.id for r in returns.values()]
        visits = read.among(ReturnVisit, "return_id", ids)
        lines = [f"{len(returns)} of {count_text(len(days), 'deployment')} returned"]
        if visits:
            minutes = sum(int((v.end - v.start).total_seconds() // 60) for v in visits)
            lines.append(f"{count_text(len(visits), 'visit')}, {count_text(minutes, 'visible minute')}")
        away = sum(r.abstracted_minutes for r in returns.values())
        if away:
            lines.append(f"{count_text(away, 'minute')} pulled away to other calls")
        totals: dict[str, int] = {}
        for result in read.among(ReturnResult, "return_id", ids):
            totals[result.measure] = totals.get(result.measure, 0) + result.count
        lines += [f"{measure}: {count}" for measure, count in totals.items()]
        for index, line in enumerate(lines):
            self.page.addWidget(label(line, "strong" if index == 0 else "", wrap=True))
        self.page.addSpacing(8)

    def _add_day(self, code: str, day: Deployment, returned: Return | None) -> None:
        outcome = label(_OUTCOME_WORDS[returned.outcome] if returned else "Not returned")
        set_look(outcome, "good" if returned and returned.outcome is Outcome.DONE else "muted")
        when = label(day_text(day.start.date(), short=True), "strong")
        head = row(when, label(code, "small", wrap=True), outcome, spacing=8)
        head.setStretch(1, 1)
        self.page.addWidget(holder(head))
        if returned and (returned.reason or returned.notes):
            self.page.addWidget(
                label(" ".join(t for t in (returned.reason, returned.notes) if t), "muted", wrap=True)
            )
        if returned is None and day.start.date() <= self.state.today:
            self.page.addWidget(button("Write the return", partial(self.return_wished.emit, day.id), "link"))
        self.page.addWidget(hairline())
