"""Copy an operation to another ward and date, every date shifted."""

from PySide6.QtWidgets import QLineEdit, QWidget

from planner.document.commands.copy import copy_operation
from planner.document.typed_dates import read_when
from planner.document.wards_offered import ward_choices
from planner.domain.errors import KnownError
from planner.domain.phrases import day_text
from planner.domain.records.operation import Operation
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.operations import Operations
from planner.ui.widgets.build import button, label
from planner.ui.widgets.fields import Choice


class CopyDialog(PlainDialog):
    """Asks for ward and first day; the copy is selected when it is made."""

    def __init__(self, parent: QWidget, bridge: Bridge, operations: Operations, operation_id: str) -> None:
        operation = bridge.document.read.require(Operation, operation_id)
        super().__init__(
            parent, "Copy to ward and date",
            f"{operation.reference} {operation.title}. Teams stay on their posts, people do not; tasks move "
            "with the first day.",
        )  # fmt: skip
        self._bridge, self._operations, self._id = bridge, operations, operation_id
        self.ward = Choice([("", "The same wards"), *ward_choices(bridge.document.read)], "")
        self.day = QLineEdit()
        self.day.setPlaceholderText("5 oct")
        self._meaning = label("", "muted")
        self.add_field("Ward", self.ward)
        self.add_field("First day", self.day)
        self.page.addWidget(self._meaning)
        self.page.addStretch(1)
        self._go = button("Copy", self.copy, "primary")
        self._go.setDefault(True)
        self.foot.addWidget(self._go)
        self.add_close("Cancel")
        self.day.textChanged.connect(lambda _text: self._read())
        self.day.returnPressed.connect(self.copy)
        self._read()
        self.fit(420, 280)

    def _read(self) -> None:
        today = self._operations.today
        self._first = None
        words = "Type the first day, such as 5 oct."
        try:
            self._first = read_when(self.day.text(), today).first
        except KnownError as error:
            words = str(error)
        self._meaning.setText(day_text(self._first) if self._first else words)
        self._go.setEnabled(self._first is not None)

    def copy(self) -> None:
        """Make the copy and show it."""
        if self._first is None:
            return
        wards = [str(self.ward.value)] if self.ward.value else None
        command, copy_id = copy_operation(operation_id=self._id, start=self._first, ward_ids=wards)
        if self._bridge.run(command, self) is not None:
            self.accept()
            self._operations.show_operation(copy_id)
