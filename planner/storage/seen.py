"""The last sound versions of a plan seen here, to compare with what other programs made of it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from planner.storage.copying import copy_all, freed_later
from planner.storage.locks import process_is_alive

_MOST_KEPT = 2
_ENDING = ".seen"
_BEING_WRITTEN = ".part"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def remember(plan_folder: Path, digest: str, file: Path) -> None:
    """Keep a copy of a sealed file under the digest in its seal, and drop the oldest."""
    already = recall(plan_folder, digest)
    if already is not None:
        os.utime(already)
        return
    part = passing_name(plan_folder)
    if copy_to(part, file):
        keep(part, digest)


def passing_name(plan_folder: Path) -> Path:
    """Return a fresh name for a copy that may then be kept; what the dead left under such names goes."""
    folder = plan_folder / "seen"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder)
    return folder / f"{os.urandom(4).hex()}.{os.getpid()}{_BEING_WRITTEN}"


def copy_to(part: Path, file: Path) -> bool:
    """Copy a file to a passing name, on any thread; False, with nothing there, when there is no room for it.

    Nothing is kept then: only later changes by other programs cannot be compared.
    """
    try:
        with file.open("rb") as source, part.open("wb") as written:
            copy_all(source, written, os.fstat(source.fileno()).st_size)
    except OSError as error:
        part.unlink(missing_ok=True)
        if error.errno not in _NO_ROOM:
            raise
        return False
    return True


class SecondCopy:
    """A copy under a passing name of what is being read anyway, part by part.

    Like copy_to() it leaves nothing there when there is no room for it.
    """

    def __init__(self, part: Path) -> None:
        self._part = part
        self._file: BinaryIO | None = None
        self._has_room = True

    def __enter__(self) -> "SecondCopy":
        with self._as_long_as_there_is_room():
            self._file = self._part.open("wb", buffering=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        if not self._has_room:
            self._part.unlink(missing_ok=True)

    def add(self, data: memoryview) -> None:
        """Write the next part."""
        with self._as_long_as_there_is_room():
            while self._has_room and self._file is not None and data:
                data = data[self._file.write(data) :]

    def put(self, data: bytes, at: int) -> None:
        """Write over what stands at a place."""
        if self._file is not None and self._has_room:
            self._file.seek(at)
        self.add(memoryview(data))

    @contextmanager
    def _as_long_as_there_is_room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            self._has_room = False


def keep(part: Path, digest: str) -> None:
    """Keep what was copied to a passing name, if it was, under the digest in its seal; drop the oldest."""
    if not part.exists():
        return
    os.replace(part, part.with_name(digest + _ENDING))
    newest = sorted(part.parent.glob("*" + _ENDING), key=lambda path: path.stat().st_mtime_ns)
    for old in newest[:-_MOST_KEPT]:
        with freed_later(old):
            old.unlink(missing_ok=True)


def kept(plan_folder: Path) -> list[Path]:
    """Return every file of versions seen, also one that a process was still writing."""
    return sorted((plan_folder / "seen").glob("*"))


def sweep_all(state: Path) -> None:
    """Delete what processes were writing when they died, also of plans that were never made."""
    for folder in (state / "copies").glob("*/seen"):
        _sweep(folder)


def _sweep(folder: Path) -> None:
    """Delete what processes were writing when they died."""
    for part in folder.glob("*" + _BEING_WRITTEN):
        pid = part.name.removesuffix(_BEING_WRITTEN).rpartition(".")[2]
        if not process_is_alive(int(pid)):
            part.unlink(missing_ok=True)


def recall(plan_folder: Path, digest: str) -> Path | None:
    """Return the version with this digest, or None if this computer has not seen it lately."""
    kept = plan_folder / "seen" / (digest + _ENDING)
    return kept if digest and kept.exists() else None
