"""The Tasks tab: who owes what by when."""

from datetime import date

from PySide6.QtWidgets import QDateEdit, QFrame, QLabel, QLineEdit, QSizePolicy

from planner.document.commands.tasks import add_task, delete_task, edit_task, set_task_status
from planner.domain.phrases import date_text
from planner.domain.records.operation import Task
from planner.domain.records.people import Partner
from planner.domain.vocabulary import TaskStatus
from planner.ui.inspector.tab import Tab
from planner.ui.widgets.build import button, column, hairline, holder, label, row, set_look

_STATUS_WORDS = [(s, s.value.capitalize()) for s in TaskStatus]


class TasksTab(Tab):
    """Lists the tasks by due date, each edited where it stands."""

    def _tasks(self) -> list[Task]:
        found = self.bridge.document.read.all(Task, operation_id=self.operation_id)
        return sorted(found, key=lambda t: (t.due, t.sort))

    def signature(self) -> object:
        """Build anew when a task came, went or changed its place."""
        return [t.id for t in self._tasks()]

    def build(self) -> None:
        """Lay out the tasks and the line that adds one."""
        partners = self.bridge.document.read.all(Partner)
        owners: list[tuple[object, str]] = [
            ("", "The police"),
            *((p.id, p.short_name or p.name) for p in partners),
        ]
        tasks = self._tasks()
        for task in tasks:
            self.page.addWidget(self._task_row(task.id, owners))
            self.page.addWidget(hairline())
        if not tasks:
            self.page.addWidget(label("No tasks yet.", "muted"))
        adder = QLineEdit()
        adder.setPlaceholderText("Add a task")
        adder.setAccessibleName("Add a task")
        adder.returnPressed.connect(lambda: self._add(adder.text()))
        self.page.addSpacing(6)
        self.page.addWidget(adder)

    def _add(self, title: str) -> None:
        if title.strip():
            start = self.bridge.document.read.span_of(self.operation_id)[0].date()
            self.run(add_task(operation_id=self.operation_id, title=title, due=start))

    def _task(self, task_id: str) -> Task:
        return self.bridge.document.read.require(Task, task_id)

    def _task_row(self, task_id: str, owners: list[tuple[object, str]]) -> QFrame:
        title = self.text(
            lambda: self._task(task_id).title, lambda text: edit_task(task_id=task_id, title=text),
            name="Task", lines=1,
        )  # fmt: skip
        owner = self.choice(
            owners, lambda: self._task(task_id).partner_id,
            lambda value: edit_task(task_id=task_id, partner_id=value), "Who owes it",
        )  # fmt: skip
        status = self.choice(
            _STATUS_WORDS, lambda: self._task(task_id).status,
            lambda value: set_task_status(task_id=task_id, status=TaskStatus(str(value))), "Status",
        )  # fmt: skip
        due, words = self._due_fields(task_id)
        gone = button("×", lambda: self.run(delete_task(task_id=task_id)), "quiet", tip="Delete this task")
        frame = QFrame()
        top = row(title, gone, spacing=4)
        top.setStretch(0, 1)
        frame.setLayout(
            column(
                holder(top),
                holder(row(owner, status, spacing=6)),
                holder(row(due, words, spacing=8)),
                spacing=4,
                margins=(0, 4, 0, 6),
            )
        )
        return frame

    def _due_fields(self, task_id: str) -> tuple[QDateEdit, QLabel]:
        due, words = QDateEdit(), label("", "small", wrap=True)
        due.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        due.setDisplayFormat("d MMM yyyy")
        due.setKeyboardTracking(False)
        due.setAccessibleName("Due")
        due.editingFinished.connect(lambda: self._on_due(task_id, due))

        def show() -> None:
            task = self._task(task_id)
            due.setDate(task.due)  # type: ignore[arg-type]  # PySide takes a date
            late = task.status is TaskStatus.OPEN and task.due < self.state.today
            legacy = f"Legacy check at {task.legacy_months} months. " if task.legacy_months else ""
            owed = f"{task.owner}. " if task.owner and not task.partner_id else ""
            words.setText(f"{owed}{legacy}{'Overdue since ' + date_text(task.due) if late else ''}".strip())
            set_look(words, "alert" if late else "small")

        self.bind(show)
        return due, words

    def _on_due(self, task_id: str, field: QDateEdit) -> None:
        picked = field.date()
        day = date(picked.year(), picked.month(), picked.day())
        if day != self._task(task_id).due:
            self.run(edit_task(task_id=task_id, due=day))
