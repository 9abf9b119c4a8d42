"""What happens to an error that nobody expected: a dialog with details to copy, and the app keeps running."""

import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from planner.ui.widgets.build import button, column, holder, label, row


class ErrorHook(QObject):
    """Takes the place of sys.excepthook while the window is open; one dialog at a time."""

    _raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.window: QWidget | None = None
        self.dialog: ErrorDialog | None = None
        self._raised.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch what reaches the top from now on, from any thread."""
        sys.excepthook = self._hook

    def report(self, error: BaseException) -> None:
        """Show an error that a job met."""
        self._raised.emit(error)

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._raised.emit(error)

    def _show(self, error: BaseException) -> None:
        if self.dialog is not None:
            return
        self.dialog = ErrorDialog(error, self.window)
        self.dialog.finished.connect(self._on_finished)
        self.dialog.open()

    def _on_finished(self) -> None:
        self.dialog = None


class ErrorDialog(QDialog):
    """Says that something went wrong, that the work is kept, and what to send to whom."""

    def __init__(self, error: BaseException, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.details = "".join(traceback.format_exception(error))
        text = QPlainTextEdit(self.details)
        text.setReadOnly(True)
        text.setVisible(False)
        copy = button("Copy details", lambda: QGuiApplication.clipboard().setText(self.details))
        show = button("Show details", lambda: text.setVisible(text.isHidden()))
        close = button("Carry on", self.accept, "primary")
        close.setDefault(True)
        words = (
            "Wardplan met an error that it did not expect. The last action was not carried out; everything "
            "before it is kept. You can carry on. If it happens again, copy the details and send them to "
            "whoever looks after Wardplan for you: check first that they name no operation."
        )
        self.setLayout(
            column(
                label("Something went wrong", "heading"),
                label(words, wrap=True),
                text,
                holder(row(copy, show, None, close)),
                spacing=12,
                margins=(20, 20, 20, 16),
            )
        )
        self.setMinimumWidth(520)
