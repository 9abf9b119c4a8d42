"""Bytes to other files as fast as the system can, and to disk."""

import errno
import os
import shutil
from collections.abc import Callable
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
