"""A note, by its bare id, of the operation that is being purged, so that a killed purge is finished."""

import os
from pathlib import Path
from typing import Final

_NAME: Final = "purging"
_PART: Final = "purging.part"


def write(plan_folder: Path, operation_id: str) -> None:
    """Note that a purge begins."""
    part = plan_folder / _PART
    part.write_text(operation_id, encoding="utf-8")
    os.replace(part, plan_folder / _NAME)


def read(plan_folder: Path) -> str:
    """Return the id of the operation whose purge was not seen to end, or nothing."""
    try:
        return (plan_folder / _NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def forget(plan_folder: Path) -> None:
    """Take the note away: the purge is whole, or nothing of it was done."""
    for name in (_NAME, _PART):
        (plan_folder / name).unlink(missing_ok=True)
