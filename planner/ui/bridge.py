"""From the document's notices to Qt signals, on the main thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from planner.document.command import Command
from planner.document.document import Document
from planner.domain.changes import ChangeSet
from planner.domain.errors import KnownError


class Bridge(QObject):
    """What every view holds: the open document, its changes as a signal, and one way to run a command.

    failed carries the one sentence of a KnownError; the main window shows it. Other errors are bugs and
    reach the exception hook.
    """

    changing = Signal()  # a command is about to run: work that it would make wrong stops
    changed = Signal(object, object)  # ChangeSet, initiator
    failed = Signal(str)
    document_replaced = Signal()  # another plan was opened, or command view was entered or left

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unsubscribe = document.subscribe(self.changed.emit)
        self.document = document

    def replace_document(self, document: Document) -> None:
        """Show another plan; every view reloads on document_replaced."""
        self._unsubscribe()
        self.document = document
        self._unsubscribe = document.subscribe(self.changed.emit)
        self.document_replaced.emit()

    def run(self, command: Command, initiator: object = None) -> ChangeSet | None:
        """Run a command; None when it was refused, with the reason sent to failed."""
        return self._told(lambda: self.document.run(command, initiator))

    def undo(self, initiator: object = None) -> ChangeSet | None:
        """Take back the last step; None when there was none or it was refused."""
        return self._told(lambda: self.document.undo(initiator))

    def redo(self, initiator: object = None) -> ChangeSet | None:
        """Do again what was taken back; None when there was nothing or it was refused."""
        return self._told(lambda: self.document.redo(initiator))

    def _told(self, work: Callable[[], ChangeSet | None]) -> ChangeSet | None:
        self.changing.emit()
        try:
            return work()
        except KnownError as error:
            self.failed.emit(str(error))
            return None
