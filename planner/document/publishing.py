"""Publishing a document: each open file to its target, taking in first what others published meanwhile.

Work that takes long is done by Publishing.run(), on any thread; what comes into the open plan is written by
Publishing.advance(), on the thread that owns the document, in parts that no command has to wait for.
"""

from collections.abc import Iterator
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem, KnownError
from planner.domain.frozen import dataclass
from planner.storage.copying import Report, unreported
from planner.storage.engine import known_errors
from planner.storage.publish import Published, PublishJob
from planner.storage.purged_rows import count_purged
from planner.storage.shared_file import SharedFile

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.storage.purged_elsewhere import Cleaning
    from planner.storage.taking_in import TakingIn

_MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What a publishing did. at: UTC. changed: whether anything was written. notes: sentences to tell."""

    at: datetime
    target: Path
    changed: bool
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _One:
    """The publishing of one file: its job, then what it came to; meanwhile, what others published."""

    shared: SharedFile
    job: PublishJob
    published: Published | None = None
    taking_in: "TakingIn | None" = None
    rounds: int = 0
    cleaning: "Cleaning | None" = None


@dataclass(slots=True)
class Publishing:
    """One publishing under way: run() on a worker thread and Document.finish_publish() in turn.

    run() raises nothing that a user can act on: it is kept for finish_publish() to raise.
    """

    files: list[_One]
    error: KnownError | None = None
    changed: bool = False
    notes: list[str] = field(default_factory=list)
    took_purge: bool = False
    is_cleaned: bool = False

    @classmethod
    def of(cls, files: list[SharedFile]) -> "Publishing":
        """Begin to publish files; on the thread that owns them."""
        return cls([_One(shared, shared.job()) for shared in files])

    def run(self, report: Report = unreported) -> "Publishing":
        """Publish every file; stops at the first that cannot be published, or is to take something in.

        report is told how far the file being published is, in per cent, and may raise to end it.
        """
        try:
            for one in self._waiting():
                if one.taking_in is None:
                    published = one.job.run(report)
                    if not published.target_changed:
                        one.published = published
                        continue
                    from planner.storage.taking_in import TakingIn

                    one.taking_in = TakingIn(one.job)
                one.taking_in.compare()
                return self
            for cleaning in self._cleanings():
                cleaning.run()
        except KnownError as error:
            self.error = error
        return self

    @property
    def is_done(self) -> bool:
        """Whether every file is published, and nothing is kept here that others purged."""
        return self.is_cleaned and not any(self._cleanings())

    def advance(self) -> Iterator[ChangeSet]:
        """Write to the open files what run() found, and note what it published; raises what stopped it.

        Yields what to tell the listeners.
        """
        self._leave_closed()
        for one in self.files:
            if one.published is not None and one.published.written:
                one.shared.finish(one.published)
                self.changed = True
        if self.error is not None:
            self.discard()
            raise self.error
        for one in self._waiting():
            if one.taking_in is not None:
                yield from self._take(one, one.taking_in)
        if not any(self._waiting()):
            self._clean()

    def _leave_closed(self) -> None:
        """Let go of a file that was closed while it was published, as when command view was left."""
        for one in [one for one in self.files[1:] if one.shared.is_closed]:
            self._discard(one)
            self.files.remove(one)

    def _clean(self) -> None:
        """Look, once, what of purged work this computer keeps; run() then rewrites that, and this ends it."""
        from planner.storage.purged_elsewhere import cleaning_due

        for one in self.files:
            if not self.is_cleaned:
                with known_errors("The working copy on this computer"):
                    one.cleaning = cleaning_due(one.shared)
            elif one.cleaning is not None:
                one.cleaning.finish()
                self.notes += one.cleaning.notes
                one.cleaning = None
        self.is_cleaned = True

    def discard(self) -> None:
        """Let go of private copies of what others published."""
        for one in self.files:
            self._discard(one)

    def _discard(self, one: _One) -> None:
        if one.cleaning is not None:
            one.cleaning.discard()
            one.cleaning = None
        if one.taking_in is not None:
            one.taking_in.discard()
            one.taking_in = None

    def _waiting(self) -> Iterator[_One]:
        return (one for one in self.files if one.published is None)

    def _cleanings(self) -> "Iterator[Cleaning]":
        return (one.cleaning for one in self.files if one.cleaning is not None)

    def _take(self, one: _One, taking_in: "TakingIn") -> Iterator[ChangeSet]:
        before = count_purged(one.shared.file.connection)
        try:
            changes = taking_in.take(one.shared)
        except BaseException:
            self.discard()
            raise
        self.took_purge |= count_purged(one.shared.file.connection) > before
        if changes is not None:
            yield changes
        if not taking_in.is_done:
            return
        self.notes += taking_in.notes()
        self.changed = True
        self.discard()
        one.job = one.shared.job()
        one.rounds += 1
        if one.rounds == _MOST_ROUNDS:
            raise FileProblem(
                f"{one.shared.target.name} is being published by others all the time. Your work is kept; "
                "try again soon."
            )


def publish_shared(document: "Document", files: list[SharedFile]) -> PublishResult:
    """Publish files on this thread; raises what stopped it."""
    publishing = Publishing.of(files)
    while (result := finish(document, publishing.run())) is None:
        pass
    return result


def finish(document: "Document", publishing: Publishing) -> PublishResult | None:
    """Note what run() did, on the thread that owns the document; None when run() has more to do."""
    for changes in publishing.advance():
        if publishing.took_purge:
            document.history.clear()
        document.tell(changes)
    if not publishing.is_done:
        return None
    first = publishing.files[0].shared
    return PublishResult(first.published.at, first.target, publishing.changed, tuple(publishing.notes))
