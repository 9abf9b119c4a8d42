"""Repeat a day of an operation: on which weekdays, until when, with which exceptions."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from planner.document.commands.repeat import add_series, days_of_rule, rule_words, weekly_rule
from planner.document.commands.template import NewDeployment, NewPost
from planner.document.typed_dates import read_when
from planner.domain.errors import KnownError
from planner.domain.phrases import count_text, date_text, day_name, hours_text
from planner.domain.records.deployment import Deployment, DeploymentWard, Post
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, holder, label, row


class RepeatDialog(PlainDialog):
    """Adds a series with the hours, theme and posts of one day; the day itself stays as it is."""

    def __init__(self, bridge: Bridge, deployment_id: str, parent: QWidget) -> None:
        super().__init__(parent, "Repeat this day")
        self._bridge = bridge
        self._model = bridge.document.read.require(Deployment, deployment_id)
        monday = date(2024, 1, 1)
        self._boxes = [QCheckBox(day_name(monday.replace(day=1 + i), short=True)) for i in range(7)]
        self._boxes[self._model.start.weekday()].setChecked(True)
        self.until, self.without = QLineEdit(), QLineEdit()
        self.until.setPlaceholderText("31 oct")
        self.without.setPlaceholderText("24 oct, 25 oct")
        self._meaning = label("", "muted", wrap=True)
        self.page.addWidget(
            label(f"{self._model.theme or 'This day'}, {hours_text(self._model.start, self._model.end)}")
        )
        self.page.addWidget(holder(row(*self._boxes, None, spacing=10)))
        self.add_field("Until", self.until)
        self.add_field("Not on", self.without)
        self.page.addWidget(self._meaning)
        self.page.addStretch(1)
        self._go = button("Add these days", self.go, "primary")
        self.foot.addWidget(self._go)
        self.add_close("Cancel")
        for box in self._boxes:
            box.toggled.connect(lambda _on: self._read())
        for field in (self.until, self.without):
            field.textChanged.connect(lambda _text: self._read())
            field.returnPressed.connect(self.go)
        self._rule, self._exceptions = "", set[date]()
        self._read()
        self.fit(480, 360)

    def _read(self) -> None:
        self._rule = ""
        first = self._model.start.date()
        try:
            until = read_when(self.until.text(), first).first
            without = [
                read_when(part, first).first for part in self.without.text().split(",") if part.strip()
            ]
            weekdays = [i for i, box in enumerate(self._boxes) if box.isChecked()]
            if until is None or not weekdays:
                self._meaning.setText("Tick the days of the week and type the last day, such as 31 oct.")
            else:
                rule = weekly_rule(weekdays, until)
                self._exceptions = {first, *(d for d in without if d is not None)}
                days = days_of_rule(rule, first, self._exceptions)
                self._rule = rule if days else ""
                more = f", the last on {date_text(days[-1])}" if days else ""
                self._meaning.setText(f"{rule_words(rule)}: {count_text(len(days), 'more day')}{more}.")
        except KnownError as error:
            self._meaning.setText(str(error))
        self._go.setEnabled(bool(self._rule))

    def go(self) -> None:
        """Add the series."""
        if not self._rule:
            return
        read, model = self._bridge.document.read, self._model
        posts = tuple(
            NewPost(role=p.role, kind=p.kind, count=p.count, skill=p.skill)
            for p in read.all(Post, deployment_id=model.id)
        )
        wards = tuple(w.ward_id for w in read.all(DeploymentWard, deployment_id=model.id))
        new = NewDeployment(
            start=model.start, end=model.end, theme=model.theme, lead=model.lead, ward_ids=wards, posts=posts
        )
        command = add_series(
            operation_id=model.operation_id, model=new, rule=self._rule, exceptions=self._exceptions
        )
        if self._bridge.run(command, self) is not None:
            self.accept()
