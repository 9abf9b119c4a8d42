"""Bytes to other files as fast as the system can, and to disk."""

import errno
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

Report = Callable[[int], object]
"""Is told how far something is, in per cent; may raise to end it."""

_CANNOT_SHARE: Final = (errno.EXDEV, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM)
_STEP: Final = 1 << 20


def unreported(_percent: int) -> None:
    """Tell nobody how far something is."""


def copy_all(file: BinaryIO, written: BinaryIO, size: int) -> None:
    """Copy in the kernel where it can, which shares the blocks on some file systems, else through memory."""
    copied = 0
    if hasattr(os, "copy_file_range"):
        try:
            while copied < size and (
                step := os.copy_file_range(file.fileno(), written.fileno(), size - copied)
            ):
                copied += step
        except OSError as error:
            # Other file systems on either side: nothing was copied yet. Everything else is a real failure.
            if copied or error.errno not in _CANNOT_SHARE:
                raise
    file.seek(copied)
    written.seek(copied)
    shutil.copyfileobj(file, written, _STEP)


def flush(path: Path) -> None:
    """Have the system write a file to disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_data(path: Path) -> None:
    """Have the system write to disk what changed in a file that was flushed before; not its times.

    Where its end has moved since, that is written too.
    """
    with path.open("r+b") as file:
        if hasattr(os, "fdatasync"):
            os.fdatasync(file.fileno())
        else:
            os.fsync(file.fileno())


@contextmanager
def freed_later(path: Path) -> Iterator[None]:
    """Let a file lose its name in the block, and have its space freed on another thread afterwards.

    Freeing takes half as long as writing did, and a file that is held is freed when it is let go. Held on a
    local disk only: a server may refuse to replace what is held, or first move it away.
    """
    held = _held(path)
    try:
        yield
    finally:
        if held is not None:
            threading.Thread(target=os.close, args=(held,)).start()


def is_on_local_disk(path: Path) -> bool:
    """Return whether a file is known to lie on a disk of this computer: on other systems than Linux never."""
    # What no disk holds, such as a folder on a server, has no device of its own: its major number is 0.
    return sys.platform == "linux" and os.major(path.stat().st_dev) != 0


def _held(path: Path) -> int | None:
    """Return a handle that keeps a file on a local disk alive, or None."""
    try:
        if sys.platform == "linux" and is_on_local_disk(path):
            return os.open(path, os.O_PATH)
    except FileNotFoundError:
        return None  # there is nothing to be freed
    return None
