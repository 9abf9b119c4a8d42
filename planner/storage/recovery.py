"""Work that a killed process left in its working copy: brought back, and said."""

import os
from collections.abc import Iterator
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.storage import former_key, purge_note
from planner.storage.converting import convert_in_place
from planner.storage.engine import is_passing, known_errors
from planner.storage.first_look import is_plain
from planner.storage.handed_on import share_in
from planner.storage.passphrase import fits
from planner.storage.publish import SIDECARS
from planner.storage.shared_file import SharedFile, change_ids
from planner.storage.wiping import wipe
from planner.storage.working_copy import STAGED, WorkingCopy, abandoned, beside_database, is_open_elsewhere

_MOST_NAMED = 3


def recover(shared: SharedFile, state: Path, plan_id: str) -> list[str]:
    """Merge what dead processes left of this file into it; returns a sentence for each.

    What cannot be done now is said, and done at the next opening: the plan itself is open by now.
    """
    notes: list[str] = []
    try:
        with known_errors(f"What this computer keeps of {shared.target.name}"):
            for copy in abandoned(state, plan_id):
                notes += _recover_one(shared, copy)
            if not is_open_elsewhere(shared.copy):
                notes += _finish_interrupted(shared)
    except FileProblem as problem:
        notes.append(f"{problem} It is tried again when the plan is next opened.")
    return notes


def _finish_interrupted(shared: SharedFile) -> list[str]:
    """Finish the change of passphrase and the purge that a process was killed in."""
    folder = shared.copy.folder.parent
    if shared.file.share_id:
        # What is noted of its path may be of the plan that was there, for which it stays to be done.
        if shared.file.key is not None and not _is_former_key_needed(shared):
            former_key.forget_under(folder, shared.file.key)
        return []
    if not _is_former_key_needed(shared):
        # The backups came under the new key before, the working copies just now.
        former_key.forget(folder, shared.target, shared.file.key)
    if not purge_note.read(folder, shared.target):
        from planner.storage.purged_elsewhere import clean

        purge_note.forget(folder, shared.target)
        return clean(shared)
    from planner.storage.purging import finish_begun

    try:
        return finish_begun(shared)
    except FileProblem as problem:
        return [
            f"A purge was interrupted and cannot be finished yet; the next opening tries again. {problem}"
        ]


def _is_former_key_needed(shared: SharedFile) -> bool:
    """Return whether something under the former key is left, which could not be brought along today."""
    folder, key = shared.copy.folder.parent, shared.file.key
    former = former_key.read(folder, key) if key is not None else None
    if former is None or key is None:
        return False
    from planner.storage.rekey import left_over

    found = bool(left_over(folder, key, shared.target, shared.file.share_id))
    # Plain work is brought under the key whenever it is met, without the note.
    for copy in abandoned(shared.copy.state, folder.name):
        found = found or (former.key is not None and _is_under(copy.database, former.key))
        copy.release()
    return found


def _is_under(database: Path, key: str) -> bool:
    return database.exists() and fits(database, key)


def _recover_one(shared: SharedFile, copy: WorkingCopy) -> Iterator[str]:
    from planner.storage.merging import is_of_one_file, take_changes
    from planner.storage.purged_elsewhere import drop_purged
    from planner.storage.purged_rows import purged_ids
    from planner.storage.upgrade import upgrade

    if _is_left_to_another(copy, shared):
        return
    if not copy.database.exists():
        copy.discard()
        return
    try:
        with known_errors(shared.target.name):
            if _is_another_copys(copy, shared):
                copy.release()
                return
            _protect(copy, shared.file.key)
            known = change_ids(shared.copy.database, shared.file.key, recovering=True)
            if change_ids(copy.database, shared.file.key, recovering=True) <= known:
                copy.discard()
                return
            if not is_of_one_file(shared.copy.database, shared.file.key, copy.database):
                copy.release()  # made to look like the plan, it has none of the plan's own history
                return
            upgrade(copy.database, shared.file.key)
            if purged := purged_ids(shared.file.connection):
                drop_purged(copy.database, shared.file.key, purged)
            taken = take_changes(shared.file, copy.database, label="Recovered work")
    except FileProblem as problem:
        copy.release()
        yield _why_not_yet(problem, copy, shared.target.name)
    else:
        copy.discard()
        named = ", ".join(taken.labels[:_MOST_NAMED])
        more = f" and {len(taken.labels) - _MOST_NAMED} more" if len(taken.labels) > _MOST_NAMED else ""
        yield f"Work that was not yet published when Wardplan last stopped has been recovered: {named}{more}."
        if taken.waiting:
            yield taken.waiting


def _is_left_to_another(copy: WorkingCopy, shared: SharedFile) -> bool:
    """Return whether a copy belongs to another file of the same plan that is there, and let go of it."""
    origin = copy.target
    if origin is None or origin == shared.target or not origin.exists():
        return False
    if _holds_nothing_new(copy, origin, shared.file.key):
        copy.discard()
    else:
        copy.release()  # that file will ask for it
    return True


def _why_not_yet(problem: FileProblem, copy: WorkingCopy, name: str) -> str:
    if problem.__cause__ is not None and is_passing(problem.__cause__):
        return f"Unpublished work could not be brought back yet; the next opening tries again. {problem}"
    return (
        f"Unpublished work on {name} is in {copy.database}, which cannot be read. "
        "Keep that file and ask for help."
    )


def _holds_nothing_new(copy: WorkingCopy, origin: Path, key: str | None) -> bool:
    """Return whether a copy of another file has only what that file has: nobody may ever open that again."""
    try:
        with known_errors(origin.name):
            if not copy.database.exists():
                return True
            return change_ids(copy.database, key, recovering=True) <= change_ids(origin, key)
    except FileProblem:
        return False  # it may have another passphrase: whoever opens it looks


def _is_another_copys(copy: WorkingCopy, shared: SharedFile) -> bool:
    """Return whether a copy is of the plan and ours was cut from it for a partner, or the other way round.

    Its own file may be out of reach now; what was done there never goes into another that somebody else gets.
    """
    ours, key = shared.file.share_id, shared.file.key
    former = None if key is None else former_key.read(copy.folder.parent, key)
    keys = [key, None, *([former.key] if former is not None else [])]
    theirs = [share_in(copy.database, k) for k in dict.fromkeys(keys) if fits(copy.database, k)]
    return any(share is not None and share != ours for share in theirs)


def _protect(copy: WorkingCopy, key: str | None) -> None:
    """Bring a copy from before the plan had this passphrase, or had it removed, under its key."""
    for left in beside_database(copy) if key is not None else ():
        if is_plain(left):
            wipe(left)
    if fits(copy.database, key):
        return
    if key is None:
        staged = copy.folder / STAGED
        if staged.exists():  # whole, and published, before the passphrase was gone from the plan
            for ending in SIDECARS:
                copy.database.with_name(copy.database.name + ending).unlink(missing_ok=True)
            os.replace(staged, copy.database)
        return
    former = None if is_plain(copy.database) else former_key.read(copy.folder.parent, key)
    old = former.key if former is not None else None
    if old is None or fits(copy.database, old):
        convert_in_place(copy.database, old, key)
