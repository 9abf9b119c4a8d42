"""Publishing: the whole plan written beside its target, sealed, verified, flushed and swapped in."""

import os
import shutil
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.storage import seen
from planner.storage.copying import Report, freed_later, unreported
from planner.storage.engine import connect, known_errors
from planner.storage.last_change import last_change
from planner.storage.locks import BEING_WRITTEN, Patience, PublishLock
from planner.storage.working_copy import WorkingCopy

if TYPE_CHECKING:
    from planner.storage.whole_copy import Written

SIDECARS: Final = ("-wal", "-shm", "-journal")
_BEGUN, _WRITTEN = 5, 90
_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.5, 3.0, 4.0)


@dataclass(frozen=True, slots=True)
class Seen:
    """How a shared file looked when it was last read or written: another look means another file."""

    inode: int
    size: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> "Seen | None":
        """Return how a file looks now, or None if there is none."""
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publishing did: when (UTC), the target as it looks now, the last change that is in it.

    written: False when the target already held everything. target_changed: True when somebody else changed
    the target, so that nothing was written and their changes must be taken in first. was_checked: see
    PublishJob.
    """

    at: datetime
    seen: Seen | None
    last_change: int
    written: bool = True
    target_changed: bool = False
    was_checked: bool = False


@dataclass(frozen=True, slots=True)
class PublishJob:
    """Everything that publishing needs, so that run() can be called on any thread while commits go on.

    seen: how the target looked when it was last read or written. last_change: the last change known to be
    in it (-1 for none). lock: a publish lock that the caller holds already, or None to take one.
    plan_folder: where the state keeps what it has seen of this plan. patience: how long to wait for others.
    is_checked: whether SQLite checks the whole database meanwhile, which takes longer than the publishing.
    """

    database: Path
    key: str | None
    target: Path
    author: str
    seen: Seen | None
    last_change: int
    lock: PublishLock | None = None
    plan_folder: Path | None = None
    patience: Patience | None = None
    is_checked: bool = True

    def run(self, report: Report = unreported) -> Published:
        """Publish; FileProblem with one sentence when it cannot be done, with nothing changed.

        report is told how far it is, in per cent; what it raises ends the publishing, with nothing changed.
        """
        with known_errors(self.target.name):
            if not self.target.parent.is_dir():
                raise FileProblem(
                    f"The folder of {self.target.name} cannot be reached. Your work is kept here; "
                    "it is published when the folder is back, or save a copy elsewhere."
                )
            refuse_if_in_use(self.target)
            if self.lock is not None:
                return self._run_locked(self.lock, report)
            with PublishLock(self.target, self.author, patience=self.patience) as lock:
                return self._run_locked(lock, report)

    def _run_locked(self, lock: PublishLock, report: Report) -> Published:
        report(_BEGUN)
        sweep(self.target)
        found = Seen.of(self.target)
        now = datetime.now(UTC)
        if found is not None and found != self.seen:
            return Published(now, found, self.last_change, written=False, target_changed=True)
        temporary = being_written(self.target)
        kept = None if self.plan_folder is None or self.key else seen.passing_name(self.plan_folder)
        try:
            wrote = write_copy(
                self.database,
                temporary,
                key=self.key,
                at=now,
                unless_last=self.last_change if found is not None else None,
                is_checked=self.is_checked,
                also=kept,
                report=report,
            )
            if wrote is None:
                return Published(now, found, self.last_change, written=False)
            if found is not None:
                shutil.copymode(self.target, temporary)
            if not lock.is_held():
                raise FileProblem(
                    f"Publishing {self.target.name} took so long that somebody else began. Your work is kept "
                    "and is published next time."
                )
            refuse_if_in_use(self.target)
            report(_WRITTEN)
            if kept is not None:
                seen.keep(kept, wrote.digest)
            _swap(temporary, self.target)
        finally:
            temporary.unlink(missing_ok=True)
            if kept is not None:
                kept.unlink(missing_ok=True)
        return Published(now, Seen.of(self.target), wrote.last_change, was_checked=self.is_checked)


def refuse_if_in_use(target: Path) -> None:
    """Raise FileProblem when another program has the shared file open for writing."""
    if any(target.with_name(target.name + ending).exists() for ending in SIDECARS):
        raise FileProblem(
            f"Another program has {target.name} open. Your work is kept on this computer; "
            "close the file there, and it is published next time."
        )


def write_copy(
    database: Path,
    out: Path,
    *,
    key: str | None,
    at: datetime,
    unless_last: int | None = None,
    label: str = "",
    is_checked: bool = True,
    also: Path | None = None,
    report: Report = unreported,
) -> "Written | None":
    """Write a whole, sealed and verified copy of a database to a new file and flush it to disk.

    label: why it was made, which only a backup says of itself. is_checked: False where every page of the
    database was checked lately. also: where a second copy of a plain one goes; see seen.copy_to().
    Returns None, with nothing written, if the last change in the database is unless_last.
    """
    from concurrent.futures import ThreadPoolExecutor

    from planner.storage.whole_copy import WholeCopy

    reading = closing(connect(database, key=key, any_thread=True))
    with reading as connection, ThreadPoolExecutor(3) as others:
        if unless_last is not None and last_change(connection) == unless_last:
            return None
        return WholeCopy(database, out, key, at, label, is_checked, also, others, report).write(connection)


def write_beside(copy: WorkingCopy, target: Path, *, key: str | None, at: datetime) -> None:
    """Write a whole, sealed copy of a working copy under a new name, which appears only once it is whole."""
    if target.exists():
        raise FileProblem(f"{target.name} is there already. Choose another name.")
    with copy.writing(being_written(target)) as temporary:
        write_copy(copy.database, temporary, key=key, at=at)
        _swap(temporary, target)


def being_written(target: Path) -> Path:
    """Return a fresh name beside a target for what is to become it; sweep() knows such names."""
    return target.with_name(f".{target.name}.{os.urandom(4).hex()}{BEING_WRITTEN}")


def _swap(temporary: Path, target: Path) -> None:
    with freed_later(target):
        _replace(temporary, target)
        if sys.platform != "win32":
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _replace(temporary: Path, target: Path) -> None:
    for pause in (*_PAUSES, None):
        try:
            os.replace(temporary, target)
            break
        except PermissionError:
            # Windows refuses while somebody reads the target; elsewhere the folder is write-protected.
            if sys.platform != "win32" or pause is None:
                raise
            time.sleep(pause)


def sweep(target: Path) -> None:
    """Delete what killed publishers left; called under the lock, so that none of them is alive."""
    for orphan in target.parent.glob(f".{_escaped(target.name)}.*{BEING_WRITTEN}*"):
        orphan.unlink(missing_ok=True)


def _escaped(name: str) -> str:
    import glob

    return glob.escape(name)
