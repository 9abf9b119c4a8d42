"""A planning file as this process has it: private working copy, shared target, and the way between."""

import os
from contextlib import ExitStack
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.storage.engine import connect, known_errors
from planner.storage.last_change import last_change
from planner.storage.locks import OpenMark, Patience, PublishLock
from planner.storage.planning_file import PlanningFile
from planner.storage.publish import SIDECARS, Published, PublishJob, write_beside
from planner.storage.working_copy import WorkingCopy

_CHECKED_EVERY_S: Final = 600.0


@dataclass(slots=True)
class SharedFile:
    """One open file: reads and writes go to .file, the working copy; publish() brings them to .target.

    published: what the last publishing or reading of the target found. lock: the publish lock, when a
    command line holds it from reading to publishing. mark: the note beside the target that it is open.
    patience: how long a publishing waits for somebody else's, also one under way. checked: when every page of
    the working copy was last known to be sound (time.monotonic).
    """

    file: PlanningFile
    copy: WorkingCopy
    target: Path
    published: Published
    author: str = ""
    lock: PublishLock | None = None
    mark: OpenMark | None = None
    is_closed: bool = False
    patience: Patience = field(default_factory=Patience)
    checked: float = field(default_factory=monotonic)

    @property
    def is_read_only(self) -> bool:
        """Whether the file was opened for reading only."""
        return self.file.read_only

    def has_unpublished_changes(self) -> bool:
        """Return whether the working copy holds changes that the target is not known to have."""
        return last_change(self.file.connection) != self.published.last_change

    def job(self) -> PublishJob:
        """Return what a publishing needs; its run() may go to another thread."""
        if self.is_read_only:
            raise FileProblem(f"{self.target.name} is open for reading only. Save a copy to keep changes.")
        return PublishJob(
            self.copy.database,
            self.file.key,
            self.target,
            self.author,
            self.published.seen,
            self.published.last_change,
            self.lock,
            self.copy.folder.parent,
            self.patience,
            monotonic() - self.checked > _CHECKED_EVERY_S,
        )

    def finish(self, published: Published) -> None:
        """Note what a publishing did."""
        if published.written:
            self.published = published
        if published.was_checked:
            self.checked = monotonic()

    def save_copy(self, path: Path) -> None:
        """Write a whole, sealed copy elsewhere; the open file stays what it is."""
        with known_errors(path.name):
            write_beside(self.copy, path, key=self.file.key, at=datetime.now(UTC))

    def switch_to(self, staged: Path, key: str | None) -> None:
        """Go on with another database in the place of the working copy: the same rows, rewritten."""
        self.file.connection.close()
        try:
            for ending in SIDECARS:
                self.copy.database.with_name(self.copy.database.name + ending).unlink(missing_ok=True)
            os.replace(staged, self.copy.database)
        except BaseException:
            self.file.reopen(self.file.key)
            raise
        self.file.reopen(key)

    def rewrite_working_copy(self, key: str | None) -> None:
        """Bring the working copy, with all that is not yet published, under another key."""
        from planner.storage.converting import convert_in_place

        with known_errors(self.target.name):
            old = self.file.key
            self.file.connection.close()
            try:
                convert_in_place(self.copy.database, old, key)
            except BaseException:
                self.file.reopen(old)
                raise
            self.file.reopen(key)

    def close(self) -> None:
        """Close the file. The working copy goes only if everything in it was seen in the target."""
        safe = self.is_read_only or self._all_seen_in_target()
        self.file.close()
        self.is_closed = True
        with known_errors(self.target.name), ExitStack() as afterwards:
            if self.lock is not None:
                afterwards.callback(self.lock.release)
            if self.mark is not None:
                afterwards.callback(self.mark.remove)
            if safe:
                self.copy.discard()
            else:
                self.copy.release()

    def _all_seen_in_target(self) -> bool:
        if self.has_unpublished_changes():
            return False
        try:
            with known_errors(self.target.name):
                return change_ids(self.copy.database, self.file.key) <= change_ids(self.target, self.file.key)
        except FileProblem:
            # The target is out of reach: keep the copy, the next opening looks again.
            return False


def change_ids(database: Path, key: str | None, *, recovering: bool = False) -> set[str]:
    """Return the ids of all changes in a database.

    recovering: it may be a working copy whose last commits are still in its write-ahead log.
    """
    connection = connect(database, key=key, read_only=not recovering)
    try:
        return {row[0] for row in connection.execute("SELECT id FROM change")}
    finally:
        connection.close()
