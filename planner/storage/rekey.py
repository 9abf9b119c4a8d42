"""Setting, changing and removing the passphrase of a file that is open: target, working copy, backups, all.

First the target is published under the new key, then what is left under the old one is rewritten; what a
crash in between leaves plain is found at the next opening and protected, and what it leaves under a former
key is brought under the new one. Only where the passphrase is removed do the backups go first: left plain
by a crash they are protected again.
"""

from datetime import datetime
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.phrases import count_text
from planner.storage import backups, former_key
from planner.storage.converting import convert
from planner.storage.engine import DatabaseError, is_passing, known_errors
from planner.storage.first_look import is_plain
from planner.storage.handed_on import share_in
from planner.storage.passphrase import fits
from planner.storage.publish import write_copy
from planner.storage.rewriting import Rewriting
from planner.storage.rotation import Stored
from planner.storage.upgrade import wipe_kept
from planner.storage.wiping import wipe, wipe_folder


@dataclass(slots=True)
class KeyChange(Rewriting):
    """One change of the key of an open file; see Rewriting for which part runs on which thread.

    is_complete: False when backups are left under the former key, for the next opening to rewrite.
    """

    is_complete: bool = True

    def run(self) -> None:
        """Publish the file and rewrite its backups under the new key; FileProblem with nothing changed."""
        self.refuse_if_impossible()
        former = self.shared.file.key
        if self.key is None:
            self._remove()
        else:
            self._set(self.key)
        self.notes += wipe_kept(self.shared.target, self.plan_folder, (former, None))
        if self.key is not None:
            self.notes += _said_of_siblings(self.shared.target)

    def _remove(self) -> None:
        old = self.shared.file.key
        try:
            with known_errors("A backup on this computer"):
                self.notes += rekey_backups(self.plan_folder, old, None, self.shared.file.share_id)
            Rewriting.run(self)
        except BaseException:
            if old is not None and fits(self.shared.target, old):
                with known_errors("A backup on this computer"):
                    # left plain by a full disk: at the next opening
                    protect_plain(self.plan_folder, old, self.shared.file.share_id)
            raise

    def _set(self, key: str) -> None:
        old = self.shared.file.key
        try:
            if old is not None:
                with known_errors(self.shared.target.name):
                    if former_key.read(self.plan_folder, old) is not None:
                        # A change before this one was not whole.
                        protect_leftovers(
                            self.plan_folder, old, self.shared.target, self.shared.file.share_id
                        )
                    former_key.note(self.plan_folder, old, key)
            Rewriting.run(self)
        except BaseException:
            if not _is_under(self.shared.target, key):
                former_key.forget(self.plan_folder)
            raise
        try:
            with known_errors("A backup on this computer"):
                self.notes += rekey_backups(self.plan_folder, old, key, self.shared.file.share_id)
        except FileProblem as problem:
            self.is_complete = False
            self.notes.append(f"{problem} It is tried again when the plan is next opened.")

    def finish(self) -> None:
        """Go on with the new key in the working copy."""
        Rewriting.finish(self)
        if self.is_complete:
            with known_errors(self.shared.target.name):
                former_key.forget(self.plan_folder)


def _is_under(target: Path, key: str) -> bool:
    """Return whether a target was swapped in under a key, although what came after that failed."""
    try:
        return fits(target, key)
    except OSError:
        return (
            True  # out of reach: the former key, encrypted with the new one, is kept to be on the safe side
        )


def rekey_kept(plan_folder: Path, old_key: str | None, new_key: str | None, share: str) -> list[str]:
    """Bring all that is kept of a plan beside its working copies under another key; returns what to tell."""
    wipe_folder(plan_folder / "seen")
    notes = rekey_backups(plan_folder, old_key, new_key, share)
    former_key.forget(plan_folder)
    return notes


def rekey_backups(plan_folder: Path, old_key: str | None, new_key: str | None, share: str) -> list[str]:
    """Rewrite every backup of a plan under another key; one that cannot be read is deleted, and said.

    share: "", or of which partner's copy the key is: that never reaches the backups of the plan itself.
    """
    lost = 0
    for one in _reached(plan_folder, old_key, share):
        if _is_done(one.path, old_key, new_key):
            continue
        if backups.is_lost(one, old_key):
            backups.drop(one.path)
            lost += 1
        else:
            _rekey_backup(one.path, one.at, old_key, new_key, backups.describe(one, old_key).why)
    if not lost:
        return []
    return [f"{count_text(lost, 'backup')} on this computer could not be read, so nothing of it is kept."]


def _reached(plan_folder: Path, key: str | None, share: str) -> list[Stored]:
    """Return the backups that a file's key is for: of the plan, all; of a partner's copy, its own."""
    found = backups.stored(plan_folder)
    if not share:
        return found
    return [one for one in found if fits(one.path, key) and share_in(one.path, key) == share]


def _is_done(path: Path, old_key: str | None, new_key: str | None) -> bool:
    """Return whether a backup is under the new key already, from a change that was cut off."""
    return fits(path, new_key) and not fits(path, old_key)


def protect_plain(plan_folder: Path, key: str, share: str) -> None:
    """Encrypt what is plain among the backups of an encrypted plan, or of one partner's copy (share)."""
    for one in _reached(plan_folder, None, share):
        if is_plain(one.path):
            _bring_under(one, None, key)


def _bring_under(one: Stored, old: str | None, key: str) -> None:
    if backups.is_lost(one, old):
        backups.drop(one.path)
    else:
        _rekey_backup(one.path, one.at, old, key, backups.describe(one, old).why)


def protect_leftovers(plan_folder: Path, key: str, target: Path, share: str) -> None:
    """Encrypt what a crash left plain, or under the former key, beside the working copies of a plan.

    target: the encrypted file that is opened. Plain backups are left alone while another copy of the plan
    that they are of lies there in plain: looking at a copy to be sent must not take them from it.
    """
    wipe_folder(plan_folder / "seen")
    for path in backups.leftovers(plan_folder):
        wipe(path)
    former = former_key.read(plan_folder, key)
    if not _is_of_plain_plan(plan_folder, target):
        protect_plain(plan_folder, key, share)
    for one in _reached(plan_folder, former, share) if former is not None else ():
        if fits(one.path, former):
            _bring_under(one, former, key)


def _is_of_plain_plan(plan_folder: Path, target: Path) -> bool:
    """Return whether a plan of these backups, other than the file that is opened, is there in plain."""
    return any(
        path != target and path.is_file() and is_plain(path) for path in backups.targets_of(plan_folder)
    )


def _rekey_backup(path: Path, at: datetime, old_key: str | None, new_key: str | None, why: str) -> None:
    rewritten, sealed = backups.being_made(path), backups.being_made(path)
    try:
        convert(path, old_key, rewritten, new_key)
        write_copy(rewritten, sealed, key=new_key, at=at, label="" if why == backups.AT_OPENING else why)
        backups.replace(sealed, path)
    except DatabaseError as error:
        if is_passing(error):
            raise
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
