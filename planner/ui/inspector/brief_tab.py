"""The Brief tab: the seven IIMARCH headings, powers relied on, risks and measures."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from planner.document.command import Command
from planner.document.commands import brief
from planner.domain.records.operation import BriefText, Measure, OperationPower, Risk
from planner.domain.vocabulary import Heading
from planner.ui.inspector.impact import ImpactFields, weight_of
from planner.ui.inspector.plan_tab import DISCLOSE
from planner.ui.inspector.tab import Tab
from planner.ui.widgets.build import button, hairline, holder, label, row

HEADING_WORDS = {
    Heading.INFORMATION: "Information", Heading.INTENTION: "Intention", Heading.METHOD: "Method",
    Heading.ADMINISTRATION: "Administration", Heading.RISK: "Risk assessment",
    Heading.COMMUNICATIONS: "Communications", Heading.HUMAN_RIGHTS: "Human rights and other legal issues",
}  # fmt: skip


class BriefTab(Tab):
    """Edits what the operation order says in words."""

    def _rows(self, kind: type[Risk] | type[Measure] | type[OperationPower]) -> list[str]:
        return [r.id for r in self.bridge.document.read.all(kind, operation_id=self.operation_id)]

    def signature(self) -> object:
        """Build anew when a risk, a measure or a power came or went."""
        return weight_of(self), self._rows(OperationPower), self._rows(Risk), self._rows(Measure)

    def build(self) -> None:
        """Lay out headings and lists."""
        for heading, words in HEADING_WORDS.items():
            self._add_heading(heading, words)
        ImpactFields(self).add()
        self._add_powers()
        self._add_risks()
        self._add_measures()

    def _add_heading(self, heading: Heading, words: str) -> None:
        def value() -> str:
            rows = self.bridge.document.read.all(BriefText, operation_id=self.operation_id, heading=heading)
            return rows[0].text if rows else ""

        field = self.text(
            value,
            lambda text: brief.set_brief(operation_id=self.operation_id, heading=heading, text=text),
            name=words,
            lines=3,
        )
        self.add_field(words, field)
        self.page.addWidget(label(DISCLOSE, "small", wrap=True))
        self.page.addSpacing(6)

    def _add_adder(self, placeholder: str, make: Callable[[str], Command]) -> None:
        field = QLineEdit()
        field.setPlaceholderText(placeholder)
        field.setAccessibleName(placeholder)

        def go() -> None:
            if field.text().strip():
                self.run(make(field.text()))

        field.returnPressed.connect(go)
        self.page.addWidget(field)
        self.page.addSpacing(10)

    def _row(self, field: QWidget, delete: Callable[[], Command]) -> None:
        gone = button("×", lambda: self.run(delete()), "quiet", tip="Delete")
        line = row(field, gone, spacing=4)
        line.setStretch(0, 1)
        self.page.addWidget(holder(line))

    def _add_powers(self) -> None:
        self.page.addWidget(hairline())
        self.page.addWidget(label("Powers relied on", "strong"))
        for power_id in self._rows(OperationPower):
            self._add_power(power_id)
        self._add_adder(
            "Add a power, with its section",
            lambda text: brief.add_operation_power(operation_id=self.operation_id, text=text),
        )

    def _add_power(self, power_id: str) -> None:
        field = self.text(
            lambda: self.bridge.document.read.require(OperationPower, power_id).text,
            lambda text: brief.edit_operation_power(operation_power_id=power_id, text=text),
            name="Power",
            lines=1,
        )
        self._row(field, lambda: brief.delete_operation_power(operation_power_id=power_id))

    def _add_measures(self) -> None:
        self.page.addWidget(hairline())
        self.page.addWidget(label("What will show that it worked", "strong"))
        for measure_id in self._rows(Measure):
            field = self._measure_field(measure_id, "text", "Measure")
            self._row(field, partial(brief.delete_measure, measure_id=measure_id))
            pair = row(
                self._measure_field(measure_id, "baseline", "Now"),
                self._measure_field(measure_id, "goal", "Goal"),
                spacing=6,
            )
            self.page.addWidget(holder(pair))
        self._add_adder(
            "Add a measure", lambda text: brief.add_measure(operation_id=self.operation_id, text=text)
        )

    def _measure_field(self, measure_id: str, field: str, words: str) -> QWidget:
        return self.line(
            lambda: str(getattr(self.bridge.document.read.require(Measure, measure_id), field)),
            lambda text: brief.edit_measure(measure_id=measure_id, **{field: text}),
            words,
        )

    def _add_risks(self) -> None:
        self.page.addWidget(hairline())
        self.page.addWidget(label("Risks", "strong"))
        for risk_id in self._rows(Risk):
            self._add_risk(risk_id)
        self._add_adder(
            "Add a risk", lambda text: brief.add_risk(operation_id=self.operation_id, hazard=text)
        )

    def _add_risk(self, risk_id: str) -> None:
        self._row(self._risk_text(risk_id, "hazard", "Hazard"), lambda: brief.delete_risk(risk_id=risk_id))
        self.page.addWidget(self._risk_text(risk_id, "control", "Control"))
        people = row(
            self._risk_text(risk_id, "who", "Who is at risk"),
            self._risk_text(risk_id, "owner", "Owner of the control"),
            spacing=6,
        )
        self.page.addWidget(holder(people))
        scores = row(
            label("Likelihood × impact", "small", wrap=True),
            self._score(risk_id, "likelihood"), self._score(risk_id, "impact"),
            label("then", "small"),
            self._score(risk_id, "likelihood_after"), self._score(risk_id, "impact_after"), None, spacing=4,
        )  # fmt: skip
        self.page.addWidget(holder(scores))
        self.page.addSpacing(8)

    def _risk_text(self, risk_id: str, field: str, words: str) -> QWidget:
        return self.text(
            lambda: str(getattr(self.bridge.document.read.require(Risk, risk_id), field)),
            lambda text: brief.edit_risk(risk_id=risk_id, **{field: text}),
            words,
            lines=1,
        )

    def _score(self, risk_id: str, field: str) -> QWidget:
        box = QSpinBox()
        box.setRange(1, 5)
        box.setFixedWidth(box.fontMetrics().horizontalAdvance("5") + 26)
        box.setAccessibleName(field.replace("_", " "))
        box.setKeyboardTracking(False)

        def show() -> None:
            box.blockSignals(True)
            box.setValue(int(getattr(self.bridge.document.read.require(Risk, risk_id), field)))
            box.blockSignals(False)

        box.valueChanged.connect(lambda value: self.run(brief.edit_risk(risk_id=risk_id, **{field: value})))
        self.bind(show)
        return box
