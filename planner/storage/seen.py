"""The last sound versions of a plan seen here, to compare with what other programs made of it."""

import errno
import os
import shutil
from pathlib import Path

from planner.storage.locks import process_is_alive

_MOST_KEPT = 2
_ENDING = ".seen"
_BEING_WRITTEN = ".part"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def remember(plan_folder: Path, digest: str, file: Path) -> None:
    """Keep a copy of a sealed file under the digest in its seal, and drop the oldest.

    Without room for it nothing is kept: only later changes by other programs cannot be compared then.
    """
    folder = plan_folder / "seen"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder)
    kept = folder / (digest + _ENDING)
    if kept.exists():
        os.utime(kept)
        return
    temporary = folder / f"{digest}.{os.getpid()}{_BEING_WRITTEN}"
    try:
        shutil.copyfile(file, temporary)
        os.replace(temporary, kept)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
    finally:
        temporary.unlink(missing_ok=True)
    newest = sorted(folder.glob("*" + _ENDING), key=lambda path: path.stat().st_mtime_ns)
    for old in newest[:-_MOST_KEPT]:
        old.unlink(missing_ok=True)


def kept(plan_folder: Path) -> list[Path]:
    """Return every file of versions seen, also one that a process was still writing."""
    return sorted((plan_folder / "seen").glob("*"))


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
