"""Setting, changing and removing the passphrase of a file that is open: target, working copy, backups, all.

First the target is published under the new key, then what is left under the old one is rewritten; what a
crash in between leaves plain is found at the next opening and protected.
"""

import os
from datetime import datetime
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.phrases import count_text
from planner.storage import backups
from planner.storage.converting import convert
from planner.storage.engine import DatabaseError
from planner.storage.first_look import is_plain
from planner.storage.publish import write_copy
from planner.storage.rewriting import Rewriting
from planner.storage.wiping import wipe, wipe_folder


@dataclass(slots=True)
class KeyChange(Rewriting):
    """One change of the key of an open file; see Rewriting for which part runs on which thread."""

    def run(self) -> None:
        """Publish the file and rewrite its backups under the new key; FileProblem with nothing changed."""
        old = self.shared.file.key
        Rewriting.run(self)
        self.notes += rekey_backups(self.plan_folder, old, self.key)
        self.notes += _said_of_siblings(self.shared.target) if self.key is not None else []


def rekey_kept(plan_folder: Path, old_key: str | None, new_key: str | None) -> list[str]:
    """Bring all that is kept of a plan beside its working copies under another key; returns what to tell."""
    wipe_folder(plan_folder / "seen")
    return rekey_backups(plan_folder, old_key, new_key)


def rekey_backups(plan_folder: Path, old_key: str | None, new_key: str | None) -> list[str]:
    """Rewrite every backup of a plan under another key; one that cannot be read is deleted, and said."""
    lost = 0
    for one in backups.list_backups(plan_folder, key=old_key):
        if one.operations is None:
            wipe(one.path)
            lost += 1
            continue
        _rekey_backup(one.path, one.at, old_key, new_key, one.why)
    if not lost:
        return []
    return [f"{count_text(lost, 'backup')} on this computer could not be read, so nothing of it is kept."]


def protect_leftovers(plan_folder: Path, key: str) -> None:
    """Encrypt what a crash left plain beside the working copies of a plan that has a passphrase."""
    wipe_folder(plan_folder / "seen")
    for path in backups.leftovers(plan_folder):
        wipe(path)
    for one in backups.stored(plan_folder):
        if not is_plain(one.path):
            continue
        described = backups.describe(one, None)
        if described.operations is None:
            wipe(one.path)
        else:
            _rekey_backup(one.path, one.at, None, key, described.why)


def _rekey_backup(path: Path, at: datetime, old_key: str | None, new_key: str | None, why: str) -> None:
    rewritten = path.with_name(f"{path.name}.{os.urandom(4).hex()}.making")
    sealed = rewritten.with_name(f"{rewritten.name}.making")
    try:
        convert(path, old_key, rewritten, new_key)
        write_copy(rewritten, sealed, key=new_key, at=at, label="" if why == backups.AT_OPENING else why)
        wipe(path)
        os.replace(sealed, path)
    except DatabaseError as error:
        raise FileProblem("A backup on this computer could not be rewritten. Try again.") from error
    finally:
        wipe(rewritten)
        wipe(sealed)


def plain_siblings(target: Path, *, encrypted_too: bool = False) -> list[str]:
    """Return the names of files beside a plan that look like copies of it and that anybody can read."""
    stem = target.name.removesuffix(".wardplan")
    command = target.with_suffix(".command.wardplan")
    return [
        path.name
        for path in sorted(target.parent.glob("*.wardplan"))
        if path.name.startswith(stem)
        and path not in {target, command}
        and path.is_file()
        and (encrypted_too or is_plain(path))
    ]


def _said_of_siblings(target: Path) -> list[str]:
    names = plain_siblings(target)
    if not names:
        return []
    return [f"These files beside it have no passphrase; delete them if they are copies: {', '.join(names)}."]
