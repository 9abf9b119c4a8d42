"""Ctrl+N: one typed line makes an operation; what it means is shown while it is typed."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QWidget

from planner.document.typed_entry import TypedEntry, parse_entry
from planner.domain.errors import KnownError
from planner.domain.records.ground import Ward
from planner.ui.bridge import Bridge
from planner.ui.operations import Operations
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, column, holder, label, row, set_look

_WIDTH = 560


class QuickEntry(QDialog):
    """A line, its meaning, and Enter. The ward in hand stands in when no ward is typed."""

    def __init__(
        self, bridge: Bridge, state: ViewState, operations: Operations, parent: QWidget, words: str = ""
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("New operation")
        self._bridge, self._state, self._operations = bridge, state, operations
        self._window = parent
        self._entry: TypedEntry | None = None
        self.line = QLineEdit()
        self.line.setProperty("look", "search")
        self.line.setPlaceholderText("street week greenstead 7 sep")
        self.line.setAccessibleName("What, where and when")
        self.meaning = label("", "muted", wrap=True)
        self.meaning.setMinimumHeight(self.fontMetrics().height() * 2)
        self._go = button("Create", self.make, "primary")
        self._go.setDefault(True)
        foot = row(
            label("Enter creates, Esc closes", "small"), None, button("Cancel", self.reject), self._go,
            margins=(12, 4, 12, 12),
        )  # fmt: skip
        frame = QFrame()
        frame.setProperty("look", "popover")
        frame.setLayout(
            column(self.line, holder(column(self.meaning, margins=(12, 4, 12, 4))), holder(foot), spacing=0)
        )
        self.setLayout(column(frame, spacing=0))
        self.line.textChanged.connect(lambda _text: self._read())
        self.line.returnPressed.connect(self.make)
        self.line.setText(words)
        self.line.setCursorPosition(len(words))
        self._read()

    def show_centred(self) -> None:
        """Show in the upper middle of the window."""
        window = self._window
        width = min(window.width() - 40, round(_WIDTH * self.fontMetrics().height() / 17))
        self.resize(width, self.sizeHint().height())
        self.move(window.mapToGlobal(QPoint((window.width() - width) // 2, window.height() // 6)))
        self.open()
        self.line.setFocus()

    def _read(self) -> None:
        self._entry = None
        text = self.line.text()
        try:
            self._entry = self._parsed(text)
        except KnownError as error:
            self.meaning.setText(str(error))
            set_look(self.meaning, "muted")
        else:
            self.meaning.setText(self._entry.preview)
            set_look(self.meaning, "strong")
        self._go.setEnabled(self._entry is not None)

    def _parsed(self, text: str) -> TypedEntry:
        read, today = self._bridge.document.read, self._state.today
        try:
            return parse_entry(read, text, today=today)
        except KnownError:
            ward = read.get(Ward, self._operations.ward_in_hand())
            if ward is None or not text.strip():
                raise
        return parse_entry(read, f"{text} {ward.name}", today=today)

    def make(self) -> None:
        """Make the operation, select it, show it."""
        if self._entry is None:
            return
        command, operation_id = self._entry.command()
        if self._bridge.run(command, self) is not None:
            self.accept()
            self._operations.show_operation(operation_id)
