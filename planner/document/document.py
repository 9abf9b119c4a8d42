"""One open plan: commands in, change sets out, undo and redo, and everybody told. No Qt."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from planner.document.being_opened import BeingOpened
from planner.document.command import Command
from planner.document.history import History
from planner.document.writer import Writer
from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem, KnownError
from planner.domain.records.plan import PARTNER_KIND, Plan
from planner.storage.engine import known_errors
from planner.storage.planning_file import PlanningFile
from planner.storage.reader import Reader, UnionReader

if TYPE_CHECKING:
    from planner.document.publishing import Publishing, PublishResult
    from planner.storage.change_sets import ChangeSetLine
    from planner.storage.pair import Pair
    from planner.storage.shared_file import SharedFile

_HURRY_SECONDS = 3.0
Listener = Callable[[ChangeSet, object], None]


class Document:
    """The open plan and, in command view, the command file beside it.

    Every change goes through run(); reads go through .read. author is who is "recorded by". notes are
    sentences that the user should be told once (recovered work, opened for reading only, ...).
    """

    def __init__(
        self,
        plan_file: PlanningFile,
        *,
        author: str,
        shared: "SharedFile | None" = None,
        opening: BeingOpened | None = None,
    ) -> None:
        """opening: the plan is shown from a version known here, while its file is still being checked."""
        self.author = author
        self.history = History()
        self.writer = Writer()
        self.notes: list[str] = []
        self.is_closed = False
        self._plan_file = plan_file
        self._command_file: PlanningFile | None = None
        self._plan_shared = shared
        self._opening = opening
        self.has_news = False
        self._thread = threading.get_ident()
        self._shared_command: SharedFile | None = None
        self._listeners: list[Listener] = []
        self.read: Reader = UnionReader(plan_file.reader)

    @property
    def plan(self) -> Plan:
        """The plan row."""
        return self._plan_file.plan

    @property
    def path(self) -> Path:
        """Where the database that is being edited lies."""
        self.settle()
        return self._plan_file.path

    @property
    def target(self) -> Path:
        """The planning file that the user knows: what the title bar and "published to" name."""
        if self._opening is not None:
            return self._opening.target
        return self._plan_shared.target if self._plan_shared is not None else self._plan_file.path

    @property
    def published_at(self) -> datetime | None:
        """When the target was last published (UTC), or None if never."""
        if self._opening is not None:
            return self._opening.published_at
        if self._plan_shared is None or self._plan_shared.published.seen is None:
            return None
        return self._plan_shared.published.at

    @property
    def is_read_only(self) -> bool:
        """Whether changes are refused."""
        if self._opening is not None:
            return self._opening.is_read_only
        return self._plan_file.read_only

    @property
    def is_encrypted(self) -> bool:
        """Whether the planning file itself is encrypted (the command file beside it always is)."""
        return self._plan_file.key is not None

    @property
    def has_unpublished_changes(self) -> bool:
        """Whether there are changes that no published file has yet."""
        if self._opening is not None:
            return False  # what a killed process left is recovered when the opening settles
        return any(shared.has_unpublished_changes() for shared in self._open_files())

    @property
    def shared_files(self) -> "list[SharedFile]":
        """The plan and, in command view, the command file; none for a document without a file to publish."""
        return self._open_files()

    @property
    def planning_files(self) -> tuple[PlanningFile, ...]:
        """The databases that are being edited: the plan's, then the command file's if it is open."""
        self.settle()
        return tuple(file for file in (self._plan_file, self._command_file) if file is not None)

    @property
    def is_command_view(self) -> bool:
        """Whether the command file is open and its work is shown."""
        return self._command_file is not None

    @property
    def audience(self) -> str:
        """Whom what is shown is for: command in command view, else police."""
        return "command" if self.is_command_view else "police"

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call listener(changes, initiator) after every change; returns a function that ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def is_partner_copy(self) -> bool:
        """Whether this is a copy that was made for a partner, which may change only what it was given."""
        return self.plan.kind == PARTNER_KIND

    # Opening ----------------------------------------------------------------------------------------

    @property
    def is_opening(self) -> bool:
        """Whether a version known here is shown while the file is still being checked."""
        return self._opening is not None

    def settle(self) -> None:
        """Go on with the checked working copy, waiting for it; whatever needs it calls this itself.

        Raises what the check found, each time; nothing can be changed then. Only the thread that owns the
        document does this: on others nothing happens. has_news: the plan is another than was shown.
        """
        opening = self._opening
        if opening is None or threading.get_ident() != self._thread:
            return
        from planner.storage.last_change import last_change

        shown = last_change(self._plan_file.connection)
        opened = opening.result()
        with known_errors(opening.target.name):
            self._plan_file.go_on_with(opened.shared.file)
        if not opening.ran_elsewhere:
            opened.shared.file.close()
        opened.shared.file = self._plan_file
        self._plan_shared, self._opening = opened.shared, None
        self.notes += opened.notes
        self.has_news = opening.brought_news(shown) or last_change(self._plan_file.connection) != shown

    @property
    def _shared(self) -> "SharedFile | None":
        """The plan's shared file, waited for while it is still being checked."""
        self.settle()
        return self._opening.result().shared if self._opening is not None else self._plan_shared

    # Changing ---------------------------------------------------------------------------------------

    def run(self, command: Command, initiator: object = None) -> ChangeSet:
        """Run a command in one transaction, note it for undo, tell everybody.

        Anything the command raises rolls everything back and reaches the caller.
        """
        self.settle()
        changes = self._write(command.full_label(self.read), command.apply)
        self.take_step(changes, command, initiator)
        return changes

    def take_step(self, changes: ChangeSet, command: Command, initiator: object = None) -> None:
        """Note what a command wrote for undo, and tell everybody, on the thread that owns the document."""
        if changes.rows:
            if not command.stays:
                self.history.push(changes, command.merge_key)
            self.tell(changes, initiator)

    def undo(self, initiator: object = None) -> ChangeSet | None:
        """Take back the last command; None when there is nothing to undo."""
        done = self.history.undoable
        if done is None:
            return None
        changes = self._write(f"Undo {_lower(done.label)}", lambda unit: unit.revert(done))
        self.history.undone(changes)
        self.tell(changes, initiator)
        return changes

    def redo(self, initiator: object = None) -> ChangeSet | None:
        """Do again what undo took back; None when there is nothing to redo."""
        undone = self.history.redoable
        if undone is None:
            return None
        label, taken_back = undone
        changes = self._write(label, lambda unit: unit.revert(taken_back))
        self.history.redone(changes)
        self.tell(changes, initiator)
        return changes

    def tell(self, changes: ChangeSet, initiator: object = None) -> None:
        """Tell every listener what changed."""
        for listener in tuple(self._listeners):
            listener(changes, initiator)

    def change_sets(self, limit: int) -> "list[ChangeSetLine]":
        """Return who changed what, newest first, of all open files."""
        from planner.storage.change_sets import recent_change_sets

        files = [self._plan_file, *([self._command_file] if self._command_file else [])]
        return recent_change_sets([file.connection for file in files], limit)

    # Command view -----------------------------------------------------------------------------------

    def open_command_file(self, command_file: PlanningFile, shared: "SharedFile | None" = None) -> None:
        """Enter command view: the union of both files is read and written from now on."""
        self.settle()
        self._command_file = command_file
        self._shared_command = shared
        self.read = UnionReader(self._plan_file.reader, command_file.reader)
        self.history.clear()

    def leave_command_view(self) -> None:
        """Close the command file and forget every undo step, whose labels may name its work."""
        self.read = UnionReader(self._plan_file.reader)
        self.history.clear()
        if self._shared_command is not None:
            self._shared_command.close()
        elif self._command_file is not None:
            self._command_file.close()
        self._command_file = self._shared_command = None

    # Reading from a worker thread -------------------------------------------------------------------

    @contextmanager
    def reading_elsewhere(self) -> Iterator[Reader]:
        """Read the open files over read-only connections of their own, for use on one worker thread."""
        files = [file for file in (self._plan_file, self._command_file) if file is not None]
        with ExitStack() as stack:
            readers = []
            for file in files:
                own = PlanningFile.open(file.path, key=file.key, read_only=True)
                stack.callback(own.close)
                readers.append(own.reader)
            yield UnionReader(*readers)

    # Publishing -------------------------------------------------------------------------------------

    def publish(self) -> "PublishResult":
        """Publish the plan, and the command file if it is open; KnownError when it cannot be done.

        The work stays in the working copy whatever happens. Changes that others published meanwhile are
        taken in and told to the listeners.
        """
        self.writer.wait()
        from planner.document.publishing import publish_shared

        return publish_shared(self, self._publishable())

    @contextmanager
    def in_a_hurry(self) -> Iterator[None]:
        """Wait a few seconds at most for others who publish, here and on a worker: somebody is closing."""
        with ExitStack() as stack:
            for shared in self._open_files():
                stack.enter_context(shared.patience.cut_to(_HURRY_SECONDS))
            yield

    def begin_publish(self) -> "Publishing":
        """Return a publishing whose run() may go to a worker thread; hand the result to finish_publish()."""
        from planner.document.publishing import Publishing

        return Publishing.of(self._publishable())

    def finish_publish(self, publishing: "Publishing") -> "PublishResult | None":
        """Note, on the thread that owns the document, what a publishing did; it raises what run() met.

        None: something of others was taken in, and run() has more to do.
        """
        from planner.document.publishing import finish

        return finish(self, publishing)

    def save_copy(self, path: Path) -> None:
        """Write a whole copy of the plan elsewhere; the open plan stays what it is."""
        (shared,) = self._publishable()[:1]
        shared.save_copy(path)

    def close(self) -> None:
        """Close both files. What was not published stays on this computer for the next opening."""
        self.writer.wait()
        self.is_closed = True
        self.leave_command_view()
        try:
            self.settle()
        except KnownError:
            self._plan_file.close()  # what was shown is no sound plan, as was said; nothing was changed
            return
        if self._plan_shared is not None:
            self._plan_shared.close()
        else:
            self._plan_file.close()

    def _open_files(self) -> "list[SharedFile]":
        return [shared for shared in (self._shared, self._shared_command) if shared is not None]

    def _publishable(self) -> "list[SharedFile]":
        if self._shared is None:
            raise FileProblem("This plan has no file to publish to. Save a copy.")
        return self._open_files()

    def _write(self, label: str, apply: "Callable[[Pair], None]") -> ChangeSet:
        with self.writer.here():
            return self.write(
                [file for file in (self._plan_file, self._command_file) if file is not None], label, apply
            )

    def write(self, files: Sequence[PlanningFile], label: str, apply: "Callable[[Pair], None]") -> ChangeSet:
        """Write in one transaction over the plan and the command file, as opened by the thread that calls.

        For the writer of the document alone; whoever calls it tells the others with take_step().
        """
        from planner.document.partner_copy import refuse_beyond_limits
        from planner.storage import pair

        plan, *command = files
        is_partner_copy = plan.plan.kind == PARTNER_KIND  # before: a copy is none by what is written to it
        with pair.transaction(plan, command[0] if command else None, label, author=self.author) as running:
            apply(running.pair)
            if is_partner_copy:
                refuse_beyond_limits(plan.reader, running.pair.changed_rows)
        return running.changes


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
