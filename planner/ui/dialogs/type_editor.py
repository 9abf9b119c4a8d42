"""Every part of one operation type: facts, days, posts, tasks, brief, powers, risks, measures."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QFormLayout, QTabWidget, QWidget

from planner.document.command import Command
from planner.document.commands.types import (
    add_type_part,
    delete_type_part,
    edit_type,
    edit_type_part,
    set_type_brief,
)
from planner.domain.changes import ChangeSet
from planner.domain.records.operation_type import (
    OperationType,
    TypeBrief,
    TypeDeployment,
    TypeMeasure,
    TypePost,
    TypePower,
    TypeRisk,
    TypeTask,
)
from planner.domain.records.people import Priority
from planner.domain.vocabulary import CommandStyle, Heading, Marking, PostKind, Weight
from planner.ui.bridge import Bridge
from planner.ui.dialogs.colour_field import ColourField
from planner.ui.inspector.brief_tab import HEADING_WORDS
from planner.ui.inspector.people_tab import KIND_WORDS
from planner.ui.inspector.plan_tab import DISCLOSE
from planner.ui.widgets.build import column, label, scrolled
from planner.ui.widgets.fields import Choice, CommitLine, CommitText
from planner.ui.widgets.table_editor import ListSpec, TableEditor
from planner.ui.widgets.table_model import Column, read_time

P = TypeVar("P", TypeDeployment, TypePost, TypeTask, TypeRisk, TypeMeasure, TypePower)
_LINES = (
    ("name", "Name"), ("code", "Code of references"), ("short_label", "Short label"), ("symbol", "Symbol"),
    ("unit", "Counted in"), ("handling", "Handling instructions"),
)  # fmt: skip
_STYLES = ((CommandStyle.LEAD, "Lead"), (CommandStyle.GOLD_SILVER_BRONZE, "Gold, Silver, Bronze"))


class TypeEditor(QWidget):
    """Edits one type; operations made before stay as they are."""

    def __init__(self, bridge: Bridge, type_id: str) -> None:
        super().__init__()
        self._bridge, self.type_id = bridge, type_id
        self._shows: list[Callable[[], None]] = []
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._facts(), "Type")
        self.tabs.addTab(self._days(), "Days")
        self.tabs.addTab(self._posts(), "Posts")
        self.tabs.addTab(self._tasks(), "Tasks")
        self.tabs.addTab(self._brief(), "Brief")
        self.tabs.addTab(self._lines(TypePower, "Powers usually relied on", "Add a power"), "Powers")
        self.tabs.addTab(self._risks(), "Risks")
        self.tabs.addTab(self._lines(TypeMeasure, "What is measured", "Add a measure"), "Measures")
        self.setLayout(column(self.tabs, spacing=0))
        bridge.changed.connect(self._on_changed)
        self.show_values()

    def show_values(self) -> None:
        """Show what the plan holds."""
        if self._bridge.document.read.get(OperationType, self.type_id) is not None:
            for show in self._shows:
                show()

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if changes.touches(OperationType, TypeBrief):
            self.show_values()

    def _type(self) -> OperationType:
        return self._bridge.document.read.require(OperationType, self.type_id)

    def _run(self, command: Command) -> None:
        if self._bridge.run(command, self) is None:
            self.show_values()

    # Facts and brief --------------------------------------------------------------------------------

    def _facts(self) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        form = QFormLayout(page)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, words in _LINES:
            field = CommitLine()
            field.setAccessibleName(words)
            self._bind(name, field)
            form.addRow(label(words, "muted"), field)
        colour = ColourField()
        colour.chosen.connect(lambda value: self._run(edit_type(type_id=self.type_id, colour=value)))
        self._shows.append(lambda: colour.show_value(self._type().colour))
        form.addRow(label("Colour", "muted"), colour)
        summary = CommitText(lines=2)
        summary.setAccessibleName("In one sentence")
        self._bind("summary", summary)
        form.addRow(label("In one sentence", "muted"), summary)
        priorities: list[tuple[object, str]] = [
            ("", "No usual priority"),
            *((p.id, p.title) for p in self._bridge.document.read.all(Priority)),
        ]
        self._add_choice(form, "priority_id", "Usual priority", priorities)
        self._add_choice(form, "weight", "Weight", [(w, w.value.capitalize()) for w in Weight])
        self._add_choice(form, "command_style", "Command", list(_STYLES))
        self._add_choice(form, "marking", "Marking", [(m, m.value) for m in Marking])
        self._add_choice(form, "pinned", "On the palette", [(True, "Yes"), (False, "No")])
        return scrolled(page)

    def _bind(self, name: str, field: CommitLine | CommitText) -> None:
        field.committed.connect(lambda text: self._run(edit_type(type_id=self.type_id, **{name: text})))
        self._shows.append(lambda: field.show_value(str(getattr(self._type(), name))))

    def _add_choice(self, form: QFormLayout, name: str, words: str, items: list[tuple[object, str]]) -> None:
        field = Choice(items)
        field.setAccessibleName(words)
        field.chosen.connect(lambda value: self._run(edit_type(type_id=self.type_id, **{name: value})))
        self._shows.append(lambda: field.show_value(getattr(self._type(), name)))
        form.addRow(label(words, "muted"), field)

    def _brief(self) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        layout = column(spacing=4, margins=(0, 8, 8, 8))
        for heading, words in HEADING_WORDS.items():
            layout.addWidget(label(words, "section"))
            layout.addWidget(self._brief_field(heading, words))
        layout.addWidget(label(DISCLOSE, "small", wrap=True))
        page.setLayout(layout)
        return scrolled(page)

    def _brief_field(self, heading: Heading, words: str) -> CommitText:
        def value() -> str:
            rows = self._bridge.document.read.all(TypeBrief, type_id=self.type_id, heading=heading)
            return rows[0].text if rows else ""

        field = CommitText(lines=3)
        field.setAccessibleName(words)
        field.committed.connect(
            lambda text: self._run(set_type_brief(type_id=self.type_id, heading=heading, text=text))
        )
        self._shows.append(lambda: field.show_value(value()))
        return field

    # Lists ------------------------------------------------------------------------------------------

    def _table(
        self,
        kind: type[P],
        columns: tuple[Column, ...],
        make: Callable[[str, int], P],
        words: str,
        hint: str = "",
    ) -> TableEditor:
        def records() -> list[P]:
            return self._bridge.document.read.all(kind, type_id=self.type_id)

        return TableEditor(
            self._bridge,
            ListSpec(
                kind, columns, records,
                lambda row_id, name, value: edit_type_part(kind=kind, part_id=row_id, **{name: value}),
                lambda row_id: delete_type_part(kind=kind, part_id=row_id),
                lambda text: add_type_part(part=make(text, len(records()))), words, hint,
            ),
            next(c.title for c in columns if c.wide),
        )  # fmt: skip

    def _days(self) -> TableEditor:
        columns = (
            Column("day_offset", "Day", "number"), Column("start", "From", "time"),
            Column("end", "To", "time"), Column("theme", "Theme", wide=True), Column("lead", "Lead"),
        )  # fmt: skip

        def make(text: str, count: int) -> TypeDeployment:
            return TypeDeployment(
                id="", type_id=self.type_id, sort=count, day_offset=count, start=read_time("10"),
                end=read_time("18"), theme=text,
            )  # fmt: skip

        hint = "Day 0 is the first. An end before the start is the next morning."
        return self._table(TypeDeployment, columns, make, "Add a day by its theme", hint)

    def _posts(self) -> TableEditor:
        days = self._bridge.document.read.all(TypeDeployment, type_id=self.type_id)
        on = (("", "Every day"), *((d.id, d.theme) for d in days))
        columns = (
            Column("role", "Post", wide=True), Column("kind", "Kind", "choice", tuple(KIND_WORDS.items())),
            Column("count", "How many", "number"), Column("skill", "Skill"),
            Column("type_deployment_id", "On", "choice", on),
        )  # fmt: skip

        def make(text: str, count: int) -> TypePost:
            return TypePost(id="", type_id=self.type_id, sort=count, role=text, kind=PostKind.CONSTABLE)

        return self._table(TypePost, columns, make, "Add a post by what it is called")

    def _tasks(self) -> TableEditor:
        columns = (
            Column("title", "Task", wide=True), Column("owner", "Owed by"),
            Column("due_offset", "Days from the first day", "number"),
            Column("legacy_months", "Legacy, months", "number"),
        )  # fmt: skip
        return self._table(
            TypeTask, columns,
            lambda text, count: TypeTask(id="", type_id=self.type_id, sort=count, title=text), "Add a task",
        )  # fmt: skip

    def _risks(self) -> TableEditor:
        columns = (
            Column("hazard", "Hazard", wide=True), Column("who", "Who"), Column("likelihood", "L", "number"),
            Column("impact", "I", "number"), Column("control", "Control", wide=True),
            Column("owner", "Owner"),
            Column("likelihood_after", "L after", "number"), Column("impact_after", "I after", "number"),
        )  # fmt: skip
        return self._table(
            TypeRisk, columns,
            lambda text, count: TypeRisk(id="", type_id=self.type_id, sort=count, hazard=text), "Add a risk",
        )  # fmt: skip

    def _lines(self, kind: type[TypePower] | type[TypeMeasure], title: str, words: str) -> TableEditor:
        columns = (Column("text", title, wide=True),)
        if kind is TypePower:
            return self._table(
                TypePower, columns,
                lambda text, count: TypePower(id="", type_id=self.type_id, sort=count, text=text), words,
            )  # fmt: skip
        return self._table(
            TypeMeasure, columns,
            lambda text, count: TypeMeasure(id="", type_id=self.type_id, sort=count, text=text), words,
        )  # fmt: skip
