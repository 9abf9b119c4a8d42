"""Private working copies: <state>/<plan id>/<process>/, where every gesture is committed at once."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from planner.storage.locks import hold, process_is_alive

DATABASE: Final = "plan.wardplan"
INCOMING: Final = "incoming"
STAGED: Final = "staged.wardplan"
"""The rewritten rows that take the place of the database of a working copy."""
_ALIVE: Final = "alive"
_ORIGIN: Final = "origin.json"
_WRITING: Final = "writing"
_FOLDER_NAME: Final = r"(\d{1,9})-[0-9a-f]{8}"
_PLAIN_NAME: Final = r"[A-Za-z0-9_-]{1,64}"


class WorkingCopy:
    """One folder with one database, held by this process as long as its lock file is open."""

    def __init__(self, folder: Path, lock: BinaryIO) -> None:
        self.folder = folder
        self._lock = lock

    @property
    def database(self) -> Path:
        """Where the database lies, or will."""
        return self.folder / DATABASE

    @property
    def target(self) -> Path | None:
        """The shared file that this is a copy of, or None if the note was never written."""
        import json

        try:
            return Path(json.loads((self.folder / _ORIGIN).read_text(encoding="utf-8"))["target"])
        except (OSError, ValueError, KeyError):
            return None

    @property
    def unfinished(self) -> Path | None:
        """What this process was writing elsewhere and has not finished, or None."""
        try:
            noted = (self.folder / _WRITING).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        return Path(noted) if noted else None  # killed between making the note and writing it

    @contextmanager
    def writing(self, path: Path) -> Iterator[Path]:
        """Note a file while it is being written elsewhere, and delete it unless it was moved away.

        When this process is killed meanwhile, whoever finds the note deletes the file.
        """
        note = self.folder / _WRITING
        with suppress(OSError):
            # Where this disk is full, saving a copy on another one is all that is left to do.
            note.write_text(str(path), encoding="utf-8")
        try:
            yield path
        finally:
            _delete(path)
            note.unlink(missing_ok=True)

    @property
    def state(self) -> Path:
        """The state folder that this copy lies in."""
        return self.folder.parents[2]

    @classmethod
    def make(cls, state: Path, plan_id: str, target: Path) -> "WorkingCopy":
        """Make an empty folder for a copy of a plan and hold it."""
        folder = plan_folder(state, plan_id) / f"{os.getpid()}-{os.urandom(4).hex()}"
        folder.mkdir(parents=True, mode=0o700)
        lock = hold(folder / _ALIVE)
        if lock is None:
            raise OSError(f"the new folder {folder} is locked")
        made = cls(folder, lock)
        try:
            made.note_target(target)
        except BaseException:
            made.discard()
            raise
        return made

    def note_target(self, target: Path) -> None:
        """Note which shared file this is a copy of, for whoever recovers it."""
        import json

        (self.folder / _ORIGIN).write_text(json.dumps({"target": str(target)}), encoding="utf-8")

    def release(self) -> None:
        """Let go of the folder and leave it, so that the next opening recovers what is in it."""
        self._lock.close()

    def discard(self) -> None:
        """Delete the folder: only when everything in it has been seen in the shared file."""
        for entry in self.folder.iterdir():
            # The lock file goes last: a process killed in between leaves what the next opening finds.
            if entry.name != _ALIVE and entry.is_file():
                entry.unlink(missing_ok=True)
        self._lock.close()
        shutil.rmtree(self.folder)


def abandoned(state: Path, plan_id: str) -> Iterator[WorkingCopy]:
    """Yield, held, the copies of a plan whose process is gone; the caller discards or releases each."""
    folder = plan_folder(state, plan_id)
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        named = re.fullmatch(_FOLDER_NAME, entry.name)
        if named is None or not ((entry / _ALIVE).exists() or not process_is_alive(int(named[1]))):
            continue
        lock = hold(entry / _ALIVE)
        if lock is not None:
            copy = WorkingCopy(entry, lock)
            if (unfinished := copy.unfinished) is not None:
                _delete(unfinished)
            yield copy


def beside_database(copy: WorkingCopy) -> list[Path]:
    """Return what a dead process left in its folder besides the database, its logs and its notes.

    Rewritten rows that never took the database's place, or what another program had made of the plan.
    """
    own = {DATABASE, *(DATABASE + end for end in ("-wal", "-shm", "-journal")), _ALIVE, _ORIGIN, _WRITING}
    return [entry for entry in copy.folder.iterdir() if entry.name not in own and entry.is_file()]


def is_open_elsewhere(copy: WorkingCopy) -> bool:
    """Return whether another process of this computer holds a copy of the same plan."""
    for entry in copy.folder.parent.iterdir():
        if entry == copy.folder or not (entry / _ALIVE).exists():
            continue
        lock = hold(entry / _ALIVE)
        if lock is None:
            return True
        lock.close()
    return False


def unfinished_copies(state: Path) -> Iterator[WorkingCopy]:
    """Yield, held, what a process was still checking or making when it died; the caller discards each."""
    yield from abandoned(state, INCOMING)


def _delete(database: Path) -> None:
    """Delete a database that is not whole, with the journal that a killed process left."""
    for ending in ("", "-journal"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def plan_folder(state: Path, plan_id: str) -> Path:
    """Return the folder where the state keeps everything of a plan."""
    if not re.fullmatch(_PLAIN_NAME, plan_id):
        # A plan id comes from a file that somebody sent: it never becomes a path as it is.
        import hashlib

        plan_id = hashlib.sha256(plan_id.encode("utf-8", "replace")).hexdigest()[:32]
    return state / "copies" / plan_id
