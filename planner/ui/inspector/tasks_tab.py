"""The Tasks tab: who owes what by when."""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QDateEdit, QFrame, QLabel, QLineEdit, QSizePolicy

from planner.document.commands.tasks import add_task, delete_task, edit_task, set_task_status
from planner.domain.phrases import date_text
from planner.domain.records.operation import Task
from planner.domain.records.people import Partner
from planner.domain.vocabulary import TaskStatus
from planner.ui.inspector.tab import Tab
from planner.ui.widgets.build import button, column, hairline, holder, label, row, set_look
from planner.ui.widgets.fields import Choice, CommitText

_STATUS_WORDS = [(s, s.value.capitalize()) for s in TaskStatus]
_SEND_BACK = "Your answers stay in this file. Send the file back to district command by mail."


class TasksTab(Tab):
    """Lists the tasks by due date, each edited where it stands."""

    def _tasks(self) -> list[Task]:
        found = self.bridge.document.read.all(Task, operation_id=self.operation_id)
        return sorted(found, key=lambda t: (t.due, t.sort))

    def signature(self) -> object:
        """Build anew when a task came, went or changed its place."""
        return self.bridge.document.is_partner_copy, [t.id for t in self._tasks()]

    def build(self) -> None:
        """Lay out the tasks and the line that adds one; a partner answers its own."""
        if self.bridge.document.is_partner_copy:
            self._build_answers()
            return
        partners = self.bridge.document.read.all(Partner)
        owners: list[tuple[object, str]] = [
            ("", "The police"),
            *((p.id, p.called) for p in partners),
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

    def _build_answers(self) -> None:
        tasks = self._tasks()
        for task in tasks:
            self.page.addWidget(label(task.title, wrap=True))
            words = label("", "small", wrap=True)
            self.bind(partial(self._show_due, task.id, words, day=True))
            self.page.addWidget(words)
            self.page.addWidget(self._status(task.id))
            self.page.addWidget(self._note(task.id))
            self.page.addWidget(hairline())
        if not tasks:
            self.page.addWidget(label("No tasks of yours in this operation.", "muted", wrap=True))
        else:
            self.page.addWidget(label(_SEND_BACK, "small", wrap=True))

    def _status(self, task_id: str) -> Choice:
        return self.choice(
            _STATUS_WORDS, lambda: self._task(task_id).status,
            lambda value: set_task_status(task_id=task_id, status=TaskStatus(str(value))), "Status",
        )  # fmt: skip

    def _note(self, task_id: str) -> CommitText:
        return self.text(
            lambda: self._task(task_id).note, lambda text: edit_task(task_id=task_id, note=text),
            "Note", name="Note", lines=1,
        )  # fmt: skip

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
        status = self._status(task_id)
        due, words = self._due_fields(task_id)
        note = self._note(task_id)
        note.setProperty("look", "flat")
        gone = button("×", lambda: self.run(delete_task(task_id=task_id)), "quiet", tip="Delete this task")
        frame = QFrame()
        top = row(title, gone, spacing=4)
        top.setStretch(0, 1)
        frame.setLayout(
            column(
                holder(top),
                holder(row(owner, status, spacing=6)),
                holder(row(due, words, spacing=8)),
                note,
                spacing=4,
                margins=(0, 4, 0, 6),
            )
        )
        return frame

    def _due_fields(self, task_id: str) -> tuple[QDateEdit, QLabel]:
        due, words = QDateEdit(), label("", "small", wrap=True)
        due.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        due.setDisplayFormat("d MMMM yyyy")
        due.setCalendarPopup(True)
        due.setKeyboardTracking(False)
        due.setAccessibleName("Due")
        due.editingFinished.connect(lambda: self._on_due(task_id, due))

        def show() -> None:
            due.setDate(self._task(task_id).due)  # type: ignore[arg-type]  # PySide takes a date
            self._show_due(task_id, words)

        self.bind(show)
        return due, words

    def _show_due(self, task_id: str, words: QLabel, *, day: bool = False) -> None:
        """Say what there is to say of a date: the date itself if asked, a legacy check, that it is past."""
        task = self._task(task_id)
        late = task.status is TaskStatus.OPEN and task.due < self.state.today
        parts = [
            f"Due {date_text(task.due)}" if day else "",
            task.owner if not task.partner_id else "",
            f"Legacy check at {task.legacy_months} months" if task.legacy_months else "",
            f"Overdue since {date_text(task.due)}" if late and not day else "Overdue" if late else "",
        ]
        words.setText(". ".join(p for p in parts if p))
        set_look(words, "alert" if late else "small")

    def _on_due(self, task_id: str, field: QDateEdit) -> None:
        picked = field.date()
        day = date(picked.year(), picked.month(), picked.day())
        if day != self._task(task_id).due:
            self.run(edit_task(task_id=task_id, due=day))
