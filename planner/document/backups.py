"""Backups of the open plan, and of the command file when it is open: made, listed."""

from pathlib import Path
from typing import TYPE_CHECKING

from planner.domain.errors import FileProblem, PassphraseNeeded, WrongPassphrase
from planner.paths import state_dir
from planner.storage import backups
from planner.storage.backups import Backup
from planner.storage.first_look import is_plain
from planner.storage.passphrase import key_of, salt_of
from planner.storage.rotation import Stored

if TYPE_CHECKING:
    from planner.document.document import Document

__all__ = ["Backup", "back_up_now", "backup_of", "backups_at", "backups_of", "has_backups"]


def back_up_now(document: "Document", why: str) -> Path:
    """Back up every open file and return the plan's backup; FileProblem when it cannot be written.

    why: in plain words for the list, such as "Before a merge"; it is kept inside the backup. Only reads, over
    connections of its own, so a worker thread may call it; not inside a transaction.
    """
    made = [
        backups.back_up(
            shared.copy.database,
            shared.copy.folder.parent,
            shared.target,
            key=shared.file.key,
            why=why,
        )
        for shared in document.shared_files
    ]
    if not made:
        raise FileProblem("This plan has no file of its own yet. Save a copy first.")
    return made[0]


def backups_of(document: "Document") -> list[Backup]:
    """Return the backups of the open plan, newest first."""
    files = document.shared_files
    if not files:
        return []
    plan = files[0]
    return backups.list_backups(plan.copy.folder.parent, plan.target, key=plan.file.key)


def backup_of(backup: Backup) -> str:
    """Return what a backup is of: "the whole plan", or "the copy for Colchester City Council"."""
    return f"the copy for {backup.recipient}" if backup.share else "the whole plan"


def has_backups(path: Path) -> bool:
    """Return whether this computer has backups of the plan at a path, which may be damaged or gone."""
    folder = backups.folder_for(state_dir(), path)
    return folder is not None and bool(backups.stored(folder))


def backups_at(path: Path, passphrase: str | None = None) -> list[Backup]:
    """Return the backups that this computer has of the plan at a path, which may be damaged or gone.

    PassphraseNeeded, or WrongPassphrase, when they are encrypted.
    """
    folder = backups.folder_for(state_dir(), path)
    found = backups.stored(folder) if folder is not None else []
    if folder is None or not found:
        return []
    encrypted = [one for one in found if not is_plain(one.path)]
    if passphrase is None and encrypted == found:
        raise PassphraseNeeded(f"The backups of {path.name} are encrypted.")
    if passphrase is None or not encrypted:
        return backups.list_backups(folder, path.resolve(), key=None)
    # Copies of one plan lie here together, each with a key of its own: the newest that opens tells which.
    by_salt: dict[bytes, Stored] = {}
    for one in encrypted:
        by_salt.setdefault(salt_of(one.path), one)
    for one in by_salt.values():
        key = key_of(one.path, passphrase)
        if backups.describe(one, key).operations is not None:
            return backups.list_backups(folder, path.resolve(), key=key)
    raise WrongPassphrase(
        f"The passphrase does not open the backups of {path.name}. Type the one of the plan."
    )
