"""Backups of the open plan, and of the command file when it is open: made, listed."""

from pathlib import Path
from typing import TYPE_CHECKING

from planner.domain.errors import FileProblem
from planner.storage import backups
from planner.storage.backups import Backup

if TYPE_CHECKING:
    from planner.document.document import Document

__all__ = ["Backup", "back_up_now", "backups_of"]


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
    return backups.list_backups(plan.copy.folder.parent, key=plan.file.key)
