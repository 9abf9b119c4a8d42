"""A command carried out on a worker thread: long work that must not keep the window waiting.

It writes over connections of its own, in one transaction like every command. The thread that owns the
document begins and ends it; until it has ended, other commands are refused with one sentence.
"""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from planner.document.command import Command
from planner.domain.changes import ChangeSet
from planner.domain.progress import Report, no_report
from planner.storage.pair import Pair
from planner.storage.planning_file import PlanningFile
from planner.storage.reader import UnionReader

if TYPE_CHECKING:
    from planner.document.document import Document


class Elsewhere:
    """One command on its way: made and finished by the owner of the document, run() by any thread, once.

    changes: what was committed; None before that, and for good if it was cancelled or refused.
    """

    def __init__(self, document: "Document") -> None:
        """KnownError if another is under way."""
        document.settle()
        document.writer.begin()
        self._document = document
        self._files = document.planning_files
        self._command: Command | None = None
        self.changes: ChangeSet | None = None

    def run(self, command: Command, report: Report = no_report) -> None:
        """Run the command in one transaction; report is asked a last time just before it is committed."""
        self._command = command

        def apply(pair: Pair) -> None:
            command.apply(pair)
            report(95, "Writing")

        with ExitStack() as held:
            files = [_again(file, held) for file in self._files]
            label = command.full_label(UnionReader(*(file.reader for file in files)))
            self.changes = self._document.write(files, label, apply)

    def end(self) -> None:
        """Let others write again: on the worker, after run() or in its place, whatever happened."""
        self._document.writer.end()

    def finish(self, initiator: object = None) -> ChangeSet | None:
        """Note the step for undo and tell everybody; None when nothing was written."""
        if self.changes is None or self._command is None or self._document.is_closed:
            return None
        self._document.take_step(self.changes, self._command, initiator)
        return self.changes


def _again(file: PlanningFile, held: ExitStack) -> PlanningFile:
    """Open a file of the document once more for this thread; what it writes counts as the same copy's."""
    own = PlanningFile.open(file.path, key=file.key, read_only=file.read_only)
    held.callback(own.close)
    own.copy_id, own.taken = file.copy_id, file.taken
    return own
