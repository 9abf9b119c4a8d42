"""Setting, changing and removing the passphrase of a file that is open: target, working copy, backups, all.

First the target is published under the new key, then what is left under the old one is rewritten; what a
crash in between leaves plain is found at the next opening and protected, and what it leaves under a former
key is brought under the new one. Only where the passphrase is removed do the backups go first: left plain
by a crash they are protected again. Backups of other copies of the plan are left as they are.
"""

from datetime import datetime
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.phrases import count_text
from planner.storage import backups, former_key
from planner.storage.backup_places import Standing, standing_to
from planner.storage.converting import convert
from planner.storage.copies_beside import copies_beside
from planner.storage.engine import DatabaseError, is_passing, known_errors
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
            beside = copies_beside(self.shared.target, self.plan_folder, (former, None))
            self.notes += beside.said("These copies in its folder have no passphrase, or the former one")

    def _remove(self) -> None:
        old, share = self.shared.file.key, self.shared.file.share_id
        try:
            with known_errors("A backup on this computer"):
                if old is not None:  # left plain by a kill, they are protected again at the next opening
                    self._note(None, old, old)
                self.notes += rekey_backups(self.plan_folder, self.shared.target, old, None, share)
            Rewriting.run(self)
        except BaseException:
            if old is not None and fits(self.shared.target, old):
                with known_errors("A backup on this computer"):
                    protect_leftovers(self.plan_folder, old, self.shared.target, share)
            raise

    def _set(self, key: str) -> None:
        old, share = self.shared.file.key, self.shared.file.share_id
        try:
            with known_errors(self.shared.target.name):
                if old is not None and former_key.read(self.plan_folder, old) is not None:
                    # A change before this one was not whole.
                    protect_leftovers(self.plan_folder, old, self.shared.target, share)
                self._note(old, key, old)
            Rewriting.run(self)
        except BaseException:
            if not _is_under(self.shared.target, key):
                former_key.forget(self.plan_folder, self.shared.target)
            raise
        try:
            with known_errors("A backup on this computer"):
                self.notes += rekey_backups(self.plan_folder, self.shared.target, old, key, share)
        except FileProblem as problem:
            self.is_complete = False
            self.notes.append(f"{problem} It is tried again when the plan is next opened.")

    def _note(self, former: str | None, key: str, now: str | None) -> None:
        """Note, under a key, what is under another until this is complete. now: today's key."""
        reached = _reached(self.plan_folder, self.shared.target, now, self.shared.file.share_id)
        former_key.note(self.plan_folder, self.shared.target, former, key, (o.path.name for o in reached))

    def finish(self) -> None:
        """Go on with the new key in the working copy."""
        Rewriting.finish(self)
        if self.is_complete:
            with known_errors(self.shared.target.name):
                former_key.forget(self.plan_folder, self.shared.target)


def _is_under(target: Path, key: str) -> bool:
    """Return whether a target was swapped in under a key, although what came after that failed."""
    try:
        return fits(target, key)
    except OSError:
        return (
            True  # out of reach: the former key, encrypted with the new one, is kept to be on the safe side
        )


def rekey_kept(
    plan_folder: Path, target: Path, old_key: str | None, new_key: str | None, share: str
) -> list[str]:
    """Bring all that is kept of a file beside its working copies under another key; returns what to tell."""
    wipe_folder(plan_folder / "seen")
    notes = rekey_backups(plan_folder, target, old_key, new_key, share)
    former_key.forget(plan_folder, target)
    return notes


def rekey_backups(
    plan_folder: Path, target: Path, old_key: str | None, new_key: str | None, share: str
) -> list[str]:
    """Rewrite the backups of a file under another key; one that cannot be read is deleted, and said.

    share: "", or of which partner's copy the key is: that never reaches the backups of the plan itself.
    """
    lost = 0
    for one in _reached(plan_folder, target, old_key, share):
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


def _reached(plan_folder: Path, target: Path, key: str | None, share: str) -> list[Stored]:
    """Return the backups that go with a file under a key: its own, and those it may have brought along.

    A file that was moved or renamed leaves backups of a path where there is nothing now: those with the same
    protection are taken for its own. Those of a copy that is there are not, whatever protects them.
    """
    standing = standing_to(target, plan_folder)
    found = []
    for one in backups.stored(plan_folder):
        how, is_alike = standing(one.tag), fits(one.path, key)
        whose = share_in(one.path, key) if is_alike else None
        if whose in {share, None} and (how is Standing.OWN or (how is Standing.GONE and is_alike)):
            found.append(one)
    return found


def _is_done(path: Path, old_key: str | None, new_key: str | None) -> bool:
    """Return whether a backup is under the new key already, from a change that was cut off."""
    return fits(path, new_key) and not fits(path, old_key)


def protect_leftovers(plan_folder: Path, key: str, target: Path, share: str) -> None:
    """Encrypt what a crash left plain, or under the former key, beside the working copies of a file.

    target: the encrypted file that is opened. Of what was made of other files only that is reached which the
    change itself had named: looking at a copy to be sent must not take the plan's backups from it.
    """
    wipe_folder(plan_folder / "seen")
    for path in backups.leftovers(plan_folder):
        wipe(path)
    for one, old in left_over(plan_folder, key, target, share):
        if backups.is_lost(one, old):
            backups.drop(one.path)
        else:
            _rekey_backup(one.path, one.at, old, key, backups.describe(one, old).why)


def left_over(plan_folder: Path, key: str, target: Path, share: str) -> list[tuple[Stored, str | None]]:
    """Return the backups of an encrypted file that are not under its key, each with the key it is under."""
    former = former_key.read(plan_folder, key) or former_key.Former(None, frozenset())
    standing = standing_to(target, plan_folder)
    found: list[tuple[Stored, str | None]] = []
    for one in backups.stored(plan_folder):
        if one.path.name not in former.backups and standing(one.tag) is not Standing.OWN:
            continue
        found += [
            (one, old)
            for old in dict.fromkeys((None, former.key))
            if fits(one.path, old) and share_in(one.path, old) in {share, None}
        ]
    return found


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
