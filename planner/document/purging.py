"""Purging an operation: nothing of it is left, here or in any copy that this computer keeps."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planner.document.backups import back_up_now
from planner.document.commands.base import one_line
from planner.document.partner_copy import NOT_YOURS
from planner.document.retention import holds_of
from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem, InvalidInput, KnownError
from planner.domain.ids import new_id
from planner.domain.phrases import date_text
from planner.domain.records.operation import Operation
from planner.domain.records.sharing import PurgeNote
from planner.storage import purge_note
from planner.storage.copies_beside import copies_beside
from planner.storage.engine import known_errors
from planner.storage.purged_rows import Purge, names_of
from planner.storage.purging import purge_kept, purge_rows
from planner.storage.rewriting import Rewriting
from planner.storage.upgrade import wipe_kept

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.storage.shared_file import SharedFile

WHAT_IT_DOES = (
    "Purging removes the operation, everything it holds and its history from the plan, from what was "
    "published and from the backups on this computer. It cannot be undone, and no old copy brings it back. "
    "One line stays: the reference, the date, who authorised it and why."
)

NOT_TOUCHED = "These copies in the plan's folder were not touched and may still hold it"


class Purging:
    """One purge: begin() on the thread that owns the document, run() anywhere, finish() on the first again.

    KnownError, with nothing changed, when the operation is held, or reason or authoriser is missing.
    """

    def __init__(
        self, document: "Document", operation_id: str, *, reason: str, authoriser: str, today: date
    ) -> None:
        operation = document.read.require(Operation, operation_id)
        if document.is_partner_copy:
            raise InvalidInput(NOT_YOURS)
        refuse_if_held(document, operation)
        self._document = document
        self._shared = _file_of(document, operation_id)
        self._note = PurgeNote(
            id=new_id(),
            reference=operation.reference,
            purged_on=today,
            authoriser=_said(authoriser, "authoriser", "who authorised it"),
            reason=_said(reason, "reason", "why"),
            recorded_by=document.author,
        )
        self._purge = Purge(operation_id, names_of(self._shared.file.connection, operation_id))
        self._rewriting = Rewriting(self._shared, self._shared.file.key)
        self._changes: ChangeSet | None = None
        self._is_whole = True

    @property
    def notes(self) -> list[str]:
        """Sentences to tell once it is done."""
        return self._rewriting.notes

    @property
    def _folder(self) -> Path:
        return self._rewriting.plan_folder

    def begin(self) -> "Purging":
        """Publish what is new and take the operation out of the working copy."""
        self._rewriting.refuse_if_impossible()
        self._document.publish()
        back_up_now(self._document, "Before a purge")  # of the rest: run() takes the operation out of it too
        with known_errors(self._shared.target.name):
            purge_note.write(self._folder, self._shared.target, self._purge.operation_id)
        try:
            self._changes = purge_rows(
                self._shared.file, self._purge, self._note, author=self._document.author
            )
        except BaseException:
            purge_note.forget(self._folder, self._shared.target)
            raise
        return self

    def run(self) -> "Purging":
        """Rewrite the published file and the backups; it may be called on a worker thread."""
        self._rewriting.run()
        try:
            with known_errors("A backup on this computer"):
                self.notes.extend(purge_kept(self._rewriting, self._purge))
        except FileProblem as problem:
            self._is_whole = False
            self.notes.append(f"{problem} The purge is finished when the plan is next opened.")
        keys = (self._shared.file.key, None)
        self.notes.extend(wipe_kept(self._shared.target, self._folder, keys))
        beside = copies_beside(self._shared.target, self._folder, keys, locked_too=True)
        self.notes.extend(beside.said(NOT_TOUCHED))
        return self

    def finish(self) -> None:
        """Go on with the rewritten working copy, forget what could be undone, and tell the views."""
        self._rewriting.finish()
        if self._is_whole:
            with known_errors(self._shared.target.name):
                purge_note.forget(self._folder, self._shared.target)
        self._document.history.clear()
        if self._changes is not None:
            self._document.tell(self._changes)


def purge_operation(
    document: "Document", operation_id: str, *, reason: str, authoriser: str, today: date
) -> list[str]:
    """Purge an operation at once; returns sentences to tell."""
    purging = Purging(document, operation_id, reason=reason, authoriser=authoriser, today=today)
    purging.begin().run().finish()
    return purging.notes


def refuse_if_held(document: "Document", operation: Operation) -> None:
    """Raise KnownError, with the reason, for an operation that must be kept."""
    holds = holds_of(document.read, operation.id)
    if holds:
        first = holds[0]
        why = f"{first.kind.value}{f': {first.reason}' if first.reason else ''}"
        raise KnownError(
            f"{operation.reference} is on hold since {date_text(first.placed_on)} ({why}), so it is kept. "
            "Release the hold first, if it may be released."
        )


def _said(text: str, word: str, what: str) -> str:
    line = one_line(text, word)
    if not line:
        raise InvalidInput(f"Say {what}: a purge is noted with its {word}.")
    return line


def _file_of(document: "Document", operation_id: str) -> "SharedFile":
    for shared in document.shared_files:
        if shared.file.reader.get(Operation, operation_id) is not None:
            return shared
    raise FileProblem("This plan has no file of its own yet. Save a copy first.")
