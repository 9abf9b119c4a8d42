"""Tasks due: what is overdue, open, a legacy check or closed, by partner, with the chase list."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QWidget

from planner.document.chase import (
    LEGACY_MONTHS,
    TaskLine,
    Which,
    chase_list,
    chase_text,
    task_counts,
    task_lines,
)
from planner.document.command import Command
from planner.document.commands.tasks import edit_task, set_task_status
from planner.domain.phrases import count_text
from planner.domain.records.operation import Task
from planner.domain.records.people import Partner
from planner.domain.vocabulary import TaskStatus
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, label, row
from planner.ui.widgets.fields import Choice
from planner.ui.widgets.segmented import Segmented
from planner.ui.widgets.table_editor import ListSpec, TableEditor
from planner.ui.widgets.table_model import Column

_EVERYBODY = "everybody"
_COLUMNS = (
    Column("is_done", "Done", "yes"),
    Column("due", "Due", "date"),
    Column("late", "Late", read_only=True),
    Column("title", "Task", wide=True, read_only=True),
    Column("who", "Who owes it", read_only=True),
    Column("reference", "Operation", read_only=True),
    Column("legacy", "Legacy", read_only=True),
    Column("status", "Status", "choice", tuple((s, s.value.capitalize()) for s in TaskStatus)),
    Column("note", "Note", wide=True),
)
_NAMES = [column.name for column in _COLUMNS]
_ANSWER = (
    "Tick what is done, or write a note: it is kept at once. Then send this file back to whoever sent it to "
    "you; Share > Save a copy puts it where you want it."
)


class TasksDialog(PlainDialog):
    """Ticks and notes are committed at once; send_wished(partner id), print_wished(partner id or None)."""

    send_wished = Signal(str)
    print_wished = Signal(object)

    def __init__(self, parent: QWidget, bridge: Bridge, state: ViewState) -> None:
        is_partner = bridge.document.is_partner_copy
        super().__init__(parent, "Your tasks" if is_partner else "Tasks due", _ANSWER if is_partner else "")
        self.setObjectName("tasks_due")
        self._bridge, self._state = bridge, state
        counts = task_counts(bridge.document.read, state.today)
        self.which = Which.OVERDUE if counts[Which.OVERDUE] else Which.OPEN
        self._filter = Segmented(
            (
                (Which.OVERDUE, "Overdue", "Open and past its day"),
                (Which.OPEN, "Open", "Everything that is still owed"),
                (Which.LEGACY, "Legacy checks", "At 1, 3 and 6 months"),
                (Which.CLOSED, "Closed", "Done, not done or cancelled"),
            ),
            self.which,
        )
        self._filter.chosen.connect(self._on_which)
        self.months = Choice([(0, "All months"), *((m, count_text(m, "month")) for m in LEGACY_MONTHS)], 0)
        self.months.setAccessibleName("Months of the legacy check")
        self.who = Choice([(_EVERYBODY, "Everybody"), ("", "The police"), *self._partners()], _EVERYBODY)
        self.who.setAccessibleName("Who owes it")
        for choice in (self.months, self.who):
            choice.setSizePolicy(self._filter.sizePolicy())
            choice.setMinimumContentsLength(18)
            choice.chosen.connect(lambda _value: self.reload())
        self.count = label("", "muted")
        self.editor = TableEditor(bridge, ListSpec(Task, _COLUMNS, self.lines, _edited), "Tasks")
        # Titles wrap, so that nothing of them is cut.
        self.editor.view.setWordWrap(True)
        self.editor.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.who.setVisible(not is_partner)
        self.editor.view.setColumnHidden(_NAMES.index("who"), is_partner)
        self.page.addLayout(row(self._filter, self.months, self.who, None, self.count))
        self.page.addWidget(self.editor, 1)
        self._add_foot()
        self.follow(bridge, self._say_count)
        bridge.document_replaced.connect(self.close)
        self.reload()
        self.fit(1180, 620)

    def _add_foot(self) -> None:
        self._copy = button("Copy chase list", self.copy_chase, tip="As plain text, for a mail")
        self._print = button("Chase list as PDF…", lambda: self.print_wished.emit(self.partner_id))
        self._send = button("Send tasks…", lambda: self.send_wished.emit(self.partner_id or ""))
        for at, made in enumerate((self._send, self._print, self._copy)):
            self.foot.insertWidget(at, made)
            made.setVisible(not self._bridge.document.is_partner_copy)
        self.add_close()

    def _partners(self) -> list[tuple[object, str]]:
        return [(p.id, p.called) for p in self._bridge.document.read.all(Partner)]

    @property
    def partner_id(self) -> str | None:
        """The partner chosen: empty for the police, None for everybody."""
        chosen = self.who.value
        return None if chosen == _EVERYBODY else str(chosen)

    def lines(self) -> list[TaskLine]:
        """Return the tasks that are shown."""
        months = int(str(self.months.value)) if self.which is Which.LEGACY else 0
        return task_lines(
            self._bridge.document.read,
            self.which,
            self._state.today,
            partner_id=self.partner_id,
            months=months,
        )

    def _on_which(self, which: object) -> None:
        self.which = Which(str(which))
        self.reload()

    def reload(self) -> None:
        """Read the list again."""
        is_legacy = self.which is Which.LEGACY
        self.months.setVisible(is_legacy)
        self.editor.view.setColumnHidden(_NAMES.index("legacy"), not is_legacy)
        self.editor.reload()
        self._say_count()

    def _say_count(self) -> None:
        lines = self.lines()
        late = sum(bool(line.late) for line in lines)
        words = count_text(len(lines), "task")
        self.count.setText(f"{words}, {late} overdue" if late and self.which is not Which.OVERDUE else words)

    def copy_chase(self) -> None:
        """Put the chase list of who is chosen on the clipboard."""
        today = self._state.today
        groups = chase_list(self._bridge.document.read, today, partner_id=self.partner_id)
        QGuiApplication.clipboard().setText(chase_text(groups, today))
        number = sum(len(g.lines) for g in groups)
        self.count.setText(f"Copied: {count_text(number, 'overdue task')}")


def _edited(task_id: str, name: str, value: object) -> Command:
    if name == "is_done":
        return set_task_status(task_id=task_id, status=TaskStatus.DONE if value else TaskStatus.OPEN)
    if name == "status":
        return set_task_status(task_id=task_id, status=TaskStatus(str(value)))
    return edit_task(task_id=task_id, **{name: value})
