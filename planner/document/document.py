"""One open plan: commands in, change sets out, undo and redo, and everybody told. No Qt."""

from collections.abc import Callable
from pathlib import Path

from planner.document.command import Command
from planner.document.history import History
from planner.domain.changes import ChangeSet
from planner.domain.records.plan import Plan
from planner.storage import pair
from planner.storage.planning_file import PlanningFile
from planner.storage.reader import Reader, UnionReader

Listener = Callable[[ChangeSet, object], None]


class Document:
    """The open plan and, in command view, the command file beside it.

    Every change goes through run(); reads go through .read. author is who is "recorded by".
    """

    def __init__(self, plan_file: PlanningFile, *, author: str) -> None:
        self.author = author
        self.history = History()
        self._plan_file = plan_file
        self._command_file: PlanningFile | None = None
        self._listeners: list[Listener] = []
        self.read: Reader = UnionReader(plan_file.reader)

    @property
    def plan(self) -> Plan:
        """The plan row."""
        return self._plan_file.plan

    @property
    def path(self) -> Path:
        """Where the database that is being edited lies."""
        return self._plan_file.path

    @property
    def is_command_view(self) -> bool:
        """Whether the command file is open and its work is shown."""
        return self._command_file is not None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call listener(changes, initiator) after every change; returns a function that ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def run(self, command: Command, initiator: object = None) -> ChangeSet:
        """Run a command in one transaction, note it for undo, tell everybody.

        Anything the command raises rolls everything back and reaches the caller.
        """
        changes = self._write(command.full_label(self.read), command.apply)
        if changes.rows:
            self.history.push(changes, command.merge_key)
            self._tell(changes, initiator)
        return changes

    def undo(self, initiator: object = None) -> ChangeSet | None:
        """Take back the last command; None when there is nothing to undo."""
        done = self.history.undoable
        if done is None:
            return None
        changes = self._write(f"Undo {_lower(done.label)}", lambda unit: unit.revert(done))
        self.history.undone(changes)
        self._tell(changes, initiator)
        return changes

    def redo(self, initiator: object = None) -> ChangeSet | None:
        """Do again what undo took back; None when there is nothing to redo."""
        undone = self.history.redoable
        if undone is None:
            return None
        label, taken_back = undone
        changes = self._write(label, lambda unit: unit.revert(taken_back))
        self.history.redone(changes)
        self._tell(changes, initiator)
        return changes

    def open_command_file(self, command_file: PlanningFile) -> None:
        """Enter command view: the union of both files is read and written from now on."""
        self._command_file = command_file
        self.read = UnionReader(self._plan_file.reader, command_file.reader)
        self.history.clear()

    def leave_command_view(self) -> None:
        """Close the command file and forget every undo step, whose labels may name its work."""
        if self._command_file is not None:
            self._command_file.close()
            self._command_file = None
        self.read = UnionReader(self._plan_file.reader)
        self.history.clear()

    def close(self) -> None:
        """Close both files."""
        self.leave_command_view()
        self._plan_file.close()

    def _write(self, label: str, apply: Callable[[pair.Pair], None]) -> ChangeSet:
        with pair.transaction(self._plan_file, self._command_file, label, author=self.author) as running:
            apply(running.pair)
        return running.changes

    def _tell(self, changes: ChangeSet, initiator: object) -> None:
        for listener in tuple(self._listeners):
            listener(changes, initiator)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
