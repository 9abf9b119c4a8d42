"""All operation types: plan one, change, add, duplicate, pause, retire, or make one from an operation."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from planner.document.command import Command
from planner.document.commands import types as type_commands
from planner.document.commands.type_copies import duplicate_type, make_type_from_operation
from planner.domain.changes import ChangeSet
from planner.domain.phrases import date_text
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import TypeState
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.dialogs.type_editor import TypeEditor
from planner.ui.icons import colour_square
from planner.ui.operations import Operations
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, column, emptied, holder, label, row
from planner.ui.widgets.popover import Popover

_ID = Qt.ItemDataRole.UserRole


class StateCommand(Protocol):
    """Makes the command that pauses, retires or resumes a type."""

    def __call__(self, *, type_id: str, on: date, decision: str, reason: str) -> Command:
        """Return the command."""


class TypesDialog(PlainDialog):
    """The list of types at the left, the chosen one at the right."""

    def __init__(self, parent: QWidget, bridge: Bridge, state: ViewState, operations: Operations) -> None:
        super().__init__(parent, "Operation types")
        self._window = parent
        self._bridge, self._state, self._operations = bridge, state, operations
        self._problem = label("", "alert", wrap=True)
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(26 * self.list.fontMetrics().averageCharWidth())
        self.list.setAccessibleName("Operation types")
        self.list.currentItemChanged.connect(lambda _now, _before: self._show_type())
        self._right = QVBoxLayout()
        self._right.setContentsMargins(12, 0, 0, 0)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(holder(column(self.list, self._adders(), spacing=6)))
        split.addWidget(holder(self._right))
        split.setStretchFactor(1, 1)
        split.setSizes([260, 700])
        self.page.addWidget(split, 1)
        self.page.addWidget(self._problem)
        self.add_close()
        self.editor: TypeEditor | None = None
        bridge.changed.connect(self._on_changed)
        self.reload()
        self.fit(1020, 660)

    def _adders(self) -> QWidget:
        add = button("New type…", look="link")
        add.clicked.connect(lambda _c=False: self._ask_name(add, "New type", type_commands.add_type))
        copy = button("Duplicate…", look="link")
        copy.clicked.connect(
            lambda _c=False: self._ask_name(copy, "Duplicate", duplicate_type, type_id=self.type_id)
        )
        layout = column(add, copy, spacing=2)
        operation_id = self._state.selection.operation_id
        operation = self._bridge.document.read.get(Operation, operation_id) if operation_id else None
        if operation is not None:
            make = button(f"Make a type from {operation.reference}…", look="link")
            make.clicked.connect(
                lambda _c=False: self._ask_name(
                    make, "Make a type", make_type_from_operation, operation_id=operation_id
                )
            )
            layout.addWidget(make)
        return holder(layout)

    @property
    def type_id(self) -> str:
        """The id of the type that is chosen, or empty."""
        item = self.list.currentItem()
        return str(item.data(_ID)) if item is not None else ""

    def reload(self, choose: str = "") -> None:
        """Read the types again and keep the chosen one, or choose another."""
        wanted = choose or self.type_id
        self.list.blockSignals(True)
        self.list.clear()
        for kind in self._bridge.document.read.all(OperationType):
            state = "" if kind.state is TypeState.ACTIVE else f" ({kind.state.value})"
            item = QListWidgetItem(colour_square(kind.colour), f"{kind.name}{state}")
            item.setData(_ID, kind.id)
            self.list.addItem(item)
            if kind.id == wanted:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        if self.editor is None or self.editor.type_id != self.type_id:
            self._show_type()
        else:
            self._show_state()

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if changes.touches(OperationType):
            self.reload()

    def _show_type(self) -> None:
        emptied(self._right)
        self.editor = None
        kind = self._bridge.document.read.get(OperationType, self.type_id)
        if kind is None:
            return
        self._state_row = row(spacing=8)
        self.editor = TypeEditor(self._bridge, kind.id)
        self._right.addWidget(holder(self._state_row))
        self._right.addWidget(self.editor, 1)
        self._show_state()

    def _show_state(self) -> None:
        kind = self._bridge.document.read.get(OperationType, self.type_id)
        if kind is None:
            return
        emptied(self._state_row)
        if kind.state is TypeState.ACTIVE:
            use = button("Plan one…", self._use, "primary")
            pause, retire = button("Pause…"), button("Retire…")
            pause.clicked.connect(lambda _c=False: self._ask_state(pause, "Pause", type_commands.pause_type))
            retire.clicked.connect(
                lambda _c=False: self._ask_state(retire, "Retire", type_commands.retire_type)
            )
            items: tuple[QWidget, ...] = (use, pause, retire)
        else:
            when = f" on {date_text(kind.state_date)}" if kind.state_date else ""
            why = "; ".join(t for t in (kind.state_decision, kind.state_reason) if t)
            words = label(f"{kind.state.value.capitalize()}{when}. {why}", "alert", wrap=True)
            resume = button("Resume…")
            resume.clicked.connect(
                lambda _c=False: self._ask_state(resume, "Resume", type_commands.resume_type)
            )
            items = (words, resume)
        for item in items:
            self._state_row.addWidget(item, 1 if item is items[0] and len(items) == 2 else 0)
        if len(items) == 3:
            self._state_row.addStretch(1)

    def _use(self) -> None:
        name = self._operations.type_named(self.type_id).lower()
        self.close()
        from planner.ui.dialogs.quick_entry import QuickEntry

        QuickEntry(self._bridge, self._state, self._operations, self._window, f"{name} ").show_centred()

    def _run(self, command: Command) -> bool:
        self._problem.setText("")
        self._bridge.failed.connect(self._problem.setText)
        done = self._bridge.run(command, self) is not None
        self._bridge.failed.disconnect(self._problem.setText)
        return done

    def _ask_state(self, anchor: QWidget, words: str, make: StateCommand) -> None:
        decision, reason = QLineEdit(), QLineEdit()
        decision.setPlaceholderText("What was decided, and by which post")
        reason.setPlaceholderText("Why")
        popover: Popover

        def go() -> None:
            command = make(
                type_id=self.type_id, on=self._state.today, decision=decision.text(), reason=reason.text()
            )
            popover.close()
            self._run(command)

        reason.returnPressed.connect(go)
        popover = Popover(
            self, column(label("Decision", "section"), decision, label("Reason", "section"), reason,
                         holder(row(None, button(words, go, "primary"))), spacing=6)
        )  # fmt: skip
        popover.show_below(anchor, 320)
        decision.setFocus()

    def _ask_name(
        self, anchor: QWidget, words: str, make: Callable[..., tuple[Command, str]], **more: str
    ) -> None:
        code, name = QLineEdit(), QLineEdit()
        code.setPlaceholderText("Two to four capitals, such as SW")
        name.setPlaceholderText("Such as Street Week")
        popover: Popover

        def go() -> None:
            command, type_id = make(code=code.text(), name=name.text(), **more)
            popover.close()
            if self._run(command):
                self.reload(choose=type_id)

        name.returnPressed.connect(go)
        popover = Popover(
            self, column(label("Code, for references", "section"), code, label("Name", "section"), name,
                         holder(row(None, button(words, go, "primary"))), spacing=6)
        )  # fmt: skip
        popover.show_below(anchor, 320)
        code.setFocus()
