"""Deleting files so that their bytes are gone as far as the file system lets it be: overwritten, unlinked.

On an SSD, a copy-on-write file system or a synced folder old blocks may outlive this: full-disk encryption is
what protects those.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_STEP = 1 << 20


def wipe(path: Path) -> None:
    """Overwrite a file with zeros, flush it and delete it; one that is gone already is no error.

    A file with a second name (a hard link that somebody else made) is only unlinked.
    """
    try:
        with path.open("r+b") as file:
            if os.fstat(file.fileno()).st_nlink <= 1:
                _overwrite(file)
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)


def wipe_folder(folder: Path) -> None:
    """Wipe every file below a folder, then remove it; links are removed, not followed."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink():
            path.unlink()
        elif path.is_dir():
            path.rmdir()
        else:
            wipe(path)
    folder.rmdir()


def replace_wiped(new: Path, old: Path, aside: Path) -> None:
    """Put a file in the place of another at once and wipe what was there; killed in between, one is there.

    aside: a name that whoever finds it after a kill may wipe.
    """
    try:
        os.link(old, aside)
    except OSError:  # no links on this drive
        with wiping_what_goes([old]):
            os.replace(new, old)
        return
    os.replace(new, old)
    wipe(aside)


@contextmanager
def wiping_what_goes(paths: Iterable[Path]) -> Iterator[None]:
    """Overwrite afterwards those of the files that the block deleted or replaced.

    Windows deletes no file that is held open, so there the block's own deleting must do.
    """
    held = [] if sys.platform == "win32" else [_held(path) for path in paths]
    try:
        yield
    finally:
        for file in held:
            if file is None:
                continue
            with file:
                if os.fstat(file.fileno()).st_nlink == 0:
                    _overwrite(file)


def _held(path: Path) -> BinaryIO | None:
    try:
        return path.open("r+b")
    except FileNotFoundError:
        return None


def _overwrite(file: BinaryIO) -> None:
    left = os.fstat(file.fileno()).st_size
    file.seek(0)
    while left > 0:
        left -= file.write(bytes(min(_STEP, left)))
    file.flush()
    os.fsync(file.fileno())
