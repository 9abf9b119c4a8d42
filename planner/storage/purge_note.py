"""A note, by its bare id, of what is being purged from a file, so that a killed purge is finished."""

import os
from pathlib import Path
from typing import Final

from planner.storage.backup_places import tag_of

_NAME: Final = "purging-{}"
_PART: Final = "purging-{}.part"


def write(plan_folder: Path, target: Path, operation_id: str) -> None:
    """Note that a purge begins."""
    part = plan_folder / _PART.format(tag_of(target))
    part.write_text(operation_id, encoding="utf-8")
    os.replace(part, plan_folder / _NAME.format(tag_of(target)))


def read(plan_folder: Path, target: Path) -> str:
    """Return the id of the operation whose purge was not seen to end, or nothing."""
    try:
        return (plan_folder / _NAME.format(tag_of(target))).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def forget(plan_folder: Path, target: Path) -> None:
    """Take the note away: the purge is whole, or nothing of it was done."""
    for name in (_NAME, _PART):
        (plan_folder / name.format(tag_of(target))).unlink(missing_ok=True)
