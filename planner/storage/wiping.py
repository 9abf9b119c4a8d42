"""Deleting files so that their bytes are gone as far as the file system allows: overwritten, then unlinked."""

import os
from pathlib import Path

_STEP = 1 << 20


def wipe(path: Path) -> None:
    """Overwrite a file with zeros, flush it and delete it; one that is gone already is no error.

    On an SSD, a copy-on-write file system or a synced folder old blocks may outlive this: full-disk
    encryption is what protects those.
    """
    try:
        with path.open("r+b") as file:
            left = os.fstat(file.fileno()).st_size
            while left > 0:
                left -= file.write(bytes(min(_STEP, left)))
            file.flush()
            os.fsync(file.fileno())
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
