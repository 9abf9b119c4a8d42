"""From "Merge a copy" to the message that says what was taken in, and the decisions that wait."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from planner.domain.changes import ChangeSet
from planner.domain.errors import KnownError, PassphraseNeeded, WrongPassphrase
from planner.domain.frozen import dataclass
from planner.domain.merging import Decision, MergeItem, MergePreview
from planner.domain.phrases import count_text
from planner.domain.timespan import now_on
from planner.ui.jobs import Job, Progress
from planner.ui.merge.taking_in import take_in
from planner.ui.merge.words import Viewer, summary, waiting_words
from planner.ui.plan_files import OPEN_FILTER

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.rules.finding import Finding
    from planner.ui.main_window import MainWindow
    from planner.ui.merge.asking import ComparingDialog
    from planner.ui.merge.preview import Applied, DecisionsDialog, MergePreviewDialog
    from planner.ui.workspace import Workspace

_AT_ONCE = 50
"""So many decisions are read where they are asked for; more on a worker thread."""
_SHOW_COMPARING_MS = 300
"""A comparison that is done sooner needs no window of its own."""


@dataclass(frozen=True, slots=True)
class _Locked:
    """The other copy asks for a passphrase; problem is what was wrong with the one given."""

    problem: str


class Merging(QObject):
    """Carries merges out for the plan that a workspace shows; decisions_changed() when others wait now."""

    decisions_changed = Signal()

    def __init__(self, work: "Workspace", window: "MainWindow") -> None:
        super().__init__(work)
        self._work, self._window = work, window
        self._job: Job | None = None
        self._comparing: ComparingDialog | None = None
        self.decisions: tuple[MergeItem, ...] = ()
        self._known: frozenset[str] = frozenset()
        self._list_wanted = False
        work.bridge.changed.connect(self._on_changed)
        work.bridge.document_replaced.connect(self._on_replaced)

    @property
    def _document(self) -> "Document":
        return self._work.bridge.document

    def viewer(self) -> Viewer:
        """Return for whom words are made."""
        document = self._document
        return Viewer(document.plan.zone, document.author, self._window.today().year)

    # Comparing --------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for another copy of the plan and preview it."""
        folder = str(self._document.target.parent)
        name, _filter = QFileDialog.getOpenFileName(self._window, "Merge a copy", folder, OPEN_FILTER)
        if name:
            self.compare(Path(name))

    def compare(self, path: Path, passphrase: str = "") -> None:
        """Compare another copy with the plan on a worker thread, then show what it would change."""
        from planner.document.unpacking import to_read

        if self._job is not None:
            self._window.say("Another copy is being compared. Wait for it, or cancel it.")
            return
        try:
            path = to_read(path)
        except KnownError as error:
            self._window.say(str(error))
            return
        self._work.inspector.commit()
        document = self._document

        def work(progress: Progress) -> "tuple[Document, MergePreview | _Locked]":
            from planner.document.merging import preview_merge

            progress(0)
            try:
                return document, preview_merge(document, path, passphrase=passphrase)
            except (PassphraseNeeded, WrongPassphrase) as error:
                return document, _Locked(str(error) if isinstance(error, WrongPassphrase) else "")

        self._job = self._window.jobs.start(
            work,
            done=lambda found: self._on_compared(path, passphrase, *found),
            failed=self._window.say,
            ended=self._on_compare_ended,
        )
        job = self._job
        QTimer.singleShot(_SHOW_COMPARING_MS, self, lambda: self._show_comparing(job, path.name))

    def _show_comparing(self, job: Job, name: str) -> None:
        from planner.ui.merge.asking import ComparingDialog

        if self._job is job:
            self._comparing = ComparingDialog(self._window, name, self.cancel)
            job.progressed.connect(self._comparing.show_progress)
            self._comparing.open()

    def cancel(self) -> None:
        """Stop waiting for a comparison; nothing was touched."""
        if self._job is not None:
            self._job.cancel()

    def _on_compare_ended(self) -> None:
        self._job = None
        if self._comparing is not None:
            self._comparing.accept()
            self._comparing = None

    def _on_compared(
        self, path: Path, passphrase: str, document: "Document", found: "MergePreview | _Locked"
    ) -> None:
        if document is not self._document:
            return
        if isinstance(found, _Locked):
            from planner.ui.dialogs.ask_passphrase import PassphraseDialog

            PassphraseDialog(
                self._window, path.name, lambda phrase: self.compare(path, phrase), problem=found.problem
            ).open()
        elif not found.is_empty:
            self._show_preview(path, passphrase, found)
        elif found.items:
            words = f"Nothing new in {path.name}. {rest_words(found)}."
            self._window.messages.say(words, "Show", lambda: self._show_preview(path, passphrase, found))
        else:
            self._window.say(f"Nothing new in {path.name}.")

    def ask_about_dropped(self, path: Path) -> None:
        """Ask whether a planning file that was dropped should be merged or opened."""
        from planner.ui.merge.asking import DroppedDialog

        open_it = self._window.files.open
        DroppedDialog(self._window, path, lambda: self.compare(path), lambda: open_it(path)).open()

    def _show_preview(self, path: Path, passphrase: str, preview: MergePreview) -> None:
        from planner.ui.merge.preview import MergePreviewDialog

        shown = MergePreviewDialog(self._window, preview, self.viewer())
        shown.apply_wished.connect(lambda applied: self._apply(shown, path, passphrase, applied))
        shown.show()

    # Applying ---------------------------------------------------------------------------------------

    def _apply(self, shown: "MergePreviewDialog", path: Path, passphrase: str, applied: "Applied") -> None:
        from planner.document.merging import Merge, Wanted

        document, now = self._document, now_on(self._work.state.today)
        wanted = Wanted(
            choices=applied.choices,
            default=applied.default,
            leave_out=applied.leave_out,
            take=applied.take,
        )

        def begin() -> Merge:
            return Merge(document, path, wanted, passphrase=passphrase, now=now)

        def taken(merge: Merge) -> None:
            self._say_applied(path.name, applied, merge.found)

        take_in(self._window, document, shown, begin, taken)

    def _say_applied(self, source: str, applied: "Applied", found: "Sequence[Finding]") -> None:
        parts = [f"{count_text(applied.number, 'change')} taken in from {source}; a backup was made before."]
        parts += [f"{self.waiting}."] if self._known else []
        also: tuple[str, Callable[[], object]] | None = None
        if found:
            parts.append(f"The merge brings {count_text(len(found), 'finding')}.")
            also = "Show", lambda: self._show_found(found)
        elif self._known:
            also = "Show", self.open_decisions
        self._window.messages.say(" ".join(parts), "Undo", self._work.undo, also=also, stays=True)

    def _show_found(self, found: "Sequence[Finding]") -> None:
        from planner.ui.merge.found import MergeFindingsDialog

        MergeFindingsDialog(self._window, self._work, found).show()

    # Decisions --------------------------------------------------------------------------------------

    @property
    def waiting(self) -> str:
        """How many decisions wait, in words."""
        return waiting_words(len(self._known))

    def reload(self) -> None:
        """Read the decisions that wait."""
        from planner.document.merging import open_conflicts, open_questions

        if self._window.document is None:
            return  # the window closed its plan before the first reading
        document = self._document
        self._known = known = open_questions(document.read)
        if len(known) <= _AT_ONCE:
            self._take_decisions(open_conflicts(document) if known else ())
            return

        def work(_progress: Progress) -> tuple[MergeItem, ...]:
            with document.reading_elsewhere() as read:
                return open_conflicts(document, read)

        def done(found: tuple[MergeItem, ...]) -> None:
            if document is self._document and known == self._known:
                self._take_decisions(found)

        self._window.jobs.start(work, done=done, failed=self._window.say)

    def _take_decisions(self, found: tuple[MergeItem, ...]) -> None:
        """Show the decisions that wait; in their list too, if it is open or was asked for meanwhile."""
        if found != self.decisions:
            self.decisions = found
            if (listed := self._listed()) is not None:
                listed.show_items(found)
            self.decisions_changed.emit()
        if self._list_wanted:
            self._list_wanted = False
            self.open_decisions()

    def decisions_of(self, operation_id: str) -> Sequence[MergeItem]:
        """Return the decisions that wait in one operation."""
        return [item for item in self.decisions if item.operation_id == operation_id]

    def open_decisions(self, operation_id: str = "") -> "DecisionsDialog | None":
        """List the decisions that wait, or bring the list to the front; None when none waits."""
        from planner.ui.merge.preview import DecisionsDialog

        self._work.inspector.commit()
        listed = self._listed()
        if listed is None:
            if not self.decisions:
                self._list_wanted = bool(self._known)  # then they are being read
                if not self._known:
                    self._window.say("No decision waits.")
                return None
            listed = DecisionsDialog(self._window, self.decisions, self.viewer(), self._decide)
            listed.show()
        if operation_id:
            listed.show_operation(operation_id)
        listed.raise_()
        listed.activateWindow()
        return listed

    def _listed(self) -> "DecisionsDialog | None":
        from planner.ui.merge.preview import DecisionsDialog

        return next((d for d in self._window.findChildren(DecisionsDialog) if d.isVisible()), None)

    def _decide(self, chosen: dict[str, Decision]) -> bool:
        from planner.document.merging import decide

        try:
            decide(self._document, chosen)
        except KnownError as error:
            self._window.say(str(error))
            return False
        left = f" {self.waiting}." if self._known else " Nothing else waits."
        words = f"{count_text(len(chosen), 'decision')} taken.{left}"
        self._window.messages.say(words, "Undo", self._work.undo)
        return True

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        """Read them again if they are others now, or if what they are about was changed."""
        from planner.document.merging import open_questions

        about = {i for item in self.decisions for i in (item.row_id, item.operation_id)}
        if open_questions(self._document.read) != self._known or any(row.id in about for row in changes.rows):
            self.reload()

    def _on_replaced(self) -> None:
        self.cancel()
        self.reload()


def rest_words(preview: MergePreview) -> str:
    """Return "2 ignored, 1 declined before" for a preview with nothing to take."""
    return summary(preview).partition(": ")[2]
