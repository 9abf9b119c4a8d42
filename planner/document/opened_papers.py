"""Papers opened in the system's viewer: a private folder for each process, wiped when it ends.

A killed process leaves its folder, and with it what need-to-know work prints as: the next one wipes it.
"""

import atexit
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from planner.paths import state_dir
from planner.storage.locks import process_is_alive
from planner.storage.wiping import wipe_folder

_FOLDER: Final = "opened"


def new_folder() -> Path:
    """Make a folder for the papers that this process opens; it goes with the process."""
    folder = state_dir() / _FOLDER / f"{os.getpid()}-{os.urandom(4).hex()}"
    folder.mkdir(parents=True, mode=0o700)
    atexit.register(wipe_papers, folder)
    return folder


def wipe_papers(folder: Path) -> None:
    """Wipe the papers of a folder; one that a viewer still holds open stays for the next sweep."""
    with suppress(OSError):  # Windows deletes no file that is open elsewhere
        wipe_folder(folder)


def sweep_papers() -> None:
    """Wipe what processes left that were killed."""
    for folder in (state_dir() / _FOLDER).glob("*-*"):
        pid = folder.name.partition("-")[0]
        if not (pid.isdigit() and process_is_alive(int(pid))):
            wipe_papers(folder)
