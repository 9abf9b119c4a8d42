"""The plan's own settings: title, marking, wording and what its papers name."""

from collections.abc import Callable

from PySide6.QtWidgets import QFormLayout, QWidget

from planner.document.command import Command
from planner.document.commands.plan import edit_plan
from planner.document.commands.review import set_retention
from planner.document.retention import schedule
from planner.domain.errors import InvalidInput
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import Marking, Weight
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import label, scrolled
from planner.ui.widgets.fields import Choice, CommitLine
from planner.ui.widgets.table_model import read_time

_LINES = (
    ("title", "Title of the plan"), ("district", "District"), ("prepared_by", "Orders are prepared by"),
    ("out_of_hours", "Decides out of hours"), ("briefing_place", "Briefing place"), ("custody", "Custody"),
    ("nearest_ae", "Nearest A&E"), ("safe_places", "Safe places"), ("control_room", "Control room"),
    ("media_contact", "Media contact"),
)  # fmt: skip
_WORDINGS = (("college", "College of Policing"), ("jesip", "JESIP"))


class PlanSettingsDialog(PlainDialog):
    """Every field is committed when it is left; undo works."""

    def __init__(self, parent: QWidget, bridge: Bridge) -> None:
        super().__init__(
            parent, "Plan settings", "What the orders and papers of this plan say. Posts, never names."
        )
        self._bridge = bridge
        self._problem = label("", "alert", wrap=True)
        self._shows: list[Callable[[], None]] = []
        page = QWidget()
        page.setObjectName("page")
        self._form = QFormLayout(page)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, words in _LINES:
            self._add_line(name, words)
        self._add_choice("marking", "Marking", [(m, m.value) for m in Marking])
        self._add_choice("wording", "Wording of orders", list(_WORDINGS))
        self._add_line("force_day_start", "Police day starts at")
        self._add_line("destroy_after_days", "Destroy copies after (days)")
        for weight in Weight:
            self._add_schedule(weight)
        self.page.addWidget(scrolled(page), 1)
        self.page.addWidget(self._problem)
        self.add_close()
        bridge.changed.connect(self._on_changed)
        self.show_values()
        self.fit(640, 620)

    def show_values(self) -> None:
        """Show what the plan holds."""
        for show in self._shows:
            show()

    def _on_changed(self, _changes: object, _initiator: object) -> None:
        self.show_values()

    def _add_line(self, name: str, words: str) -> None:
        field = CommitLine()
        field.setAccessibleName(words)
        field.committed.connect(lambda text: self._save(name, text))
        self._shows.append(lambda: field.show_value(_shown(getattr(self._bridge.document.plan, name))))
        self._form.addRow(label(words, "muted"), field)

    def _add_choice(self, name: str, words: str, items: list[tuple[object, str]]) -> None:
        field = Choice(items)
        field.setAccessibleName(words)
        field.chosen.connect(lambda value: self._run(**{name: value}))
        self._shows.append(lambda: field.show_value(getattr(self._bridge.document.plan, name)))
        self._form.addRow(label(words, "muted"), field)

    def _add_schedule(self, weight: Weight) -> None:
        """Add the line of the review schedule for operations of one weight."""
        words = f"Review {weight.value} work after, in months"
        field = CommitLine()
        field.setAccessibleName(words)
        field.committed.connect(lambda text: self._save_schedule(weight, text))
        self._shows.append(lambda: field.show_value(str(schedule(self._bridge.document.read)[weight])))
        self._form.addRow(label(words, "muted"), field)

    def _save_schedule(self, weight: Weight, text: str) -> None:
        if text.strip().isdigit():
            self._do(set_retention(weight=weight, months=int(text)))
        else:
            self._problem.setText("Months are a whole number, such as 24.")

    def _save(self, name: str, text: str) -> None:
        try:
            value = _typed(self._bridge.document.plan, name, text)
        except InvalidInput as error:
            self._problem.setText(str(error))
        else:
            self._run(**{name: value})

    def _run(self, **changes: object) -> None:
        self._do(edit_plan(**changes))

    def _do(self, command: Command) -> None:
        self._problem.setText("")
        self._bridge.failed.connect(self._problem.setText)
        if self._bridge.run(command, self) is None:
            self.show_values()
        self._bridge.failed.disconnect(self._problem.setText)


def _shown(value: object) -> str:
    from datetime import time

    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _typed(plan: Plan, name: str, text: str) -> object:
    from datetime import time

    before = getattr(plan, name)
    if isinstance(before, time):
        return read_time(text.strip())
    if isinstance(before, int):
        if not text.strip().isdigit():
            raise InvalidInput("Days are a whole number, such as 90.")
        return int(text)
    return text
