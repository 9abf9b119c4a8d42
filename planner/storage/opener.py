"""Making and opening shared files: checked on a private copy, so that the original is never touched."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import field, replace
from datetime import UTC, datetime
from pathlib import Path

from planner.domain.changes import UNNAMED
from planner.domain.errors import ChangedOutside, FileProblem
from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.records.plan import Plan
from planner.domain.timespan import utc_text
from planner.paths import real_path
from planner.storage import seal, seen
from planner.storage.checks import Verdict, check
from planner.storage.copying import copy_all
from planner.storage.engine import known_errors
from planner.storage.first_look import is_write_protected, refuse_at_sight
from planner.storage.last_change import last_change
from planner.storage.locks import OpenMark, PublishLock, refuse_long_name
from planner.storage.planning_file import PlanningFile
from planner.storage.publish import SIDECARS, Published, Seen, sweep
from planner.storage.shared_file import SharedFile
from planner.storage.wiping import wipe
from planner.storage.working_copy import (
    INCOMING,
    WorkingCopy,
    is_open_elsewhere,
    plan_folder,
    unfinished_copies,
)

_CHANGED_OUTSIDE = (
    "{name} was changed by another program since it was published. Open it again accepting outside changes "
    "(command line: --accept-outside-changes) to take its wards and places, or open a backup."
)
_OUTSIDE = "outside.wardplan"


@dataclass(slots=True)
class Opened:
    """An opened file and the sentences that its user should be told (recovered work, read-only, ...)."""

    shared: SharedFile
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """A plan found sound: its id and when it was published (UTC, ISO form)."""

    plan_id: str
    published_at: str


def make_shared(
    target: Path,
    state: Path,
    plan: Plan,
    records: Iterable[Record],
    *,
    label: str,
    author: str,
    key: str | None = None,
) -> SharedFile:
    """Make a new file with its first records and publish it; nothing is left when that cannot be done."""
    target = real_path(target)
    _refuse_taken(target)
    never = Published(datetime.now(UTC), None, -1)
    with known_errors(target.name):
        _sweep_unfinished(state)
        # Until it is published nobody has been told of it, so whoever finds it after a kill may delete it.
        making = WorkingCopy.make(state, INCOMING, target)
        try:
            made = PlanningFile.create(
                making.database, plan, author=author, key=key, records=records, label=label
            )
            try:
                job = SharedFile(made, making, target, never, author).job()
                published = replace(job, plan_folder=plan_folder(state, plan.id)).run()
            finally:
                made.close()
            copy = WorkingCopy.make(state, plan.id, target)
            try:
                os.replace(making.database, copy.database)
                made = PlanningFile.open(copy.database, key=key)
            except BaseException:
                copy.discard()
                raise
        finally:
            making.discard()
    shared = SharedFile(made, copy, target, published, author)
    shared.mark = OpenMark(target, author)
    return shared


def open_shared(
    target: Path,
    state: Path,
    *,
    author: str,
    key: str | None = None,
    read_only: bool = False,
    accept_outside_changes: bool = False,
    hold_lock: bool = False,
) -> Opened:
    """Check a file and open a working copy of it.

    hold_lock: keep the publish lock until the file is closed, as the command line does. Raises FileProblem
    with one sentence for whatever is not a sound planning file, ChangedOutside when that is all there is.
    """
    target = real_path(target)
    refuse_at_sight(target, encrypted=key is not None)
    lock = None
    if hold_lock and not read_only and not is_write_protected(target):
        lock = PublishLock(target, author)
        lock.acquire()
    try:
        copy, looked, verdict = take_in(target, state, key=key)
        try:
            notes = [] if key is None else _protect_leftovers(copy, key, target)
            opened = _opened(copy, target, looked, verdict, key, author, read_only, accept_outside_changes)
            opened.notes[:0] = notes
        except BaseException:
            copy.discard()
            raise
        opened.shared.lock = lock
        if not opened.shared.is_read_only:
            from planner.storage.recovery import recover

            opened.notes += recover(opened.shared, state, verdict.plan_id)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    return opened


def verify(target: Path, state: Path, *, key: str | None = None) -> VerifyReport:
    """Check a file from its first to its last byte; FileProblem unless it is exactly as it was published."""
    target = real_path(target)
    refuse_at_sight(target, encrypted=key is not None)
    copy, _, verdict = take_in(target, state, key=key)
    copy.discard()
    if verdict.changed_outside:
        raise ChangedOutside(_CHANGED_OUTSIDE.format(name=target.name))
    return VerifyReport(verdict.plan_id, utc_text(verdict.published_at))


def _sweep_unfinished(state: Path) -> None:
    """Delete what processes were checking or making when they died, here and beside a plan never made.

    What lies beside a plan in a folder that cannot be written waits for another opening; this one goes on.
    """
    seen.sweep_all(state)
    for copy in unfinished_copies(state):
        try:
            _sweep_beside(copy.target)
        except OSError:
            copy.release()
        else:
            copy.discard()


def _sweep_beside(target: Path | None) -> None:
    """Delete what is left beside a plan that was never made; OSError when its folder cannot be written."""
    try:
        if target is None or not target.parent.is_dir() or target.exists():
            return
        lock = PublishLock(target, wait_seconds=0.0)
        is_ours = lock.take_if_free()
    except FileProblem:
        return  # a name too long for anything to be beside it
    if is_ours:
        sweep(target)
        lock.release()


def take_in(target: Path, state: Path, *, key: str | None) -> tuple[WorkingCopy, Seen, Verdict]:
    """Copy a file into a held folder of its plan and check the copy; nothing is left when it is refused."""
    with known_errors(target.name):
        _sweep_unfinished(state)
        incoming = WorkingCopy.make(state, INCOMING, target)
        try:
            looked = _copy_bytes(target, incoming.database)
            verdict = check(incoming.database, target.name, key=key)
            known = seen.recall(plan_folder(state, verdict.plan_id), verdict.sealed) is not None
            if not (known or verdict.changed_outside):
                from planner.storage.contents import refuse_unusable

                refuse_unusable(incoming.database, target.name, key=key)
            copy = WorkingCopy.make(state, verdict.plan_id, target)
            os.replace(incoming.database, copy.database)
        finally:
            incoming.discard()
    return copy, looked, verdict


def _copy_bytes(source: Path, out: Path) -> Seen:
    """Copy a file through one handle, so that a swap meanwhile cannot mix two versions."""
    with source.open("rb") as file, out.open("wb") as written:
        found = os.fstat(file.fileno())
        copy_all(file, written, found.st_size)
    return Seen(found.st_ino, found.st_size, found.st_mtime_ns)


def _refuse_taken(target: Path) -> None:
    refuse_long_name(target)
    if target.exists():
        raise FileProblem(f"{target.name} is there already. Choose another name.")
    if not target.parent.is_dir():
        raise FileProblem(f"There is no folder for {target.name}. Make the folder first.")


def _said_of_unfinished(target: Path) -> list[str]:
    if not any(target.with_name(target.name + ending).exists() for ending in SIDECARS):
        return []
    return [f"Another program has {target.name} open; what it has not finished is not shown."]


def _opened(
    copy: WorkingCopy,
    target: Path,
    looked: Seen,
    verdict: Verdict,
    key: str | None,
    author: str,
    read_only: bool,
    accept: bool,
) -> Opened:
    if verdict.changed_outside:
        if not accept:
            raise ChangedOutside(_CHANGED_OUTSIDE.format(name=target.name))
        _back_to_published(copy, verdict, target.name)
    elif verdict.sealed:
        seen.remember(copy.folder.parent, verdict.sealed, copy.database)
    forced = "" if read_only else _why_only_reading(target, verdict)
    reading = read_only or bool(forced)
    notes = [forced] if forced else []
    notes += _said_of_unfinished(target)
    if verdict.older:
        notes += _upgraded(copy, target, key, backed_up=not reading)
    if not reading:
        _back_up(copy, target, key, verdict, notes)
    with known_errors(target.name):
        file, last = _file_and_last(copy, key, read_only=reading and not verdict.changed_outside)
    if verdict.changed_outside:
        notes += _take_outside(file, copy, target.name)
        file.read_only, last = reading, -1
    shared = SharedFile(file, copy, target, Published(verdict.published_at, looked, last), author)
    if not reading:
        shared.mark = OpenMark(target, author)
        notes += _others(shared.mark, target)
    return Opened(shared, notes)


def _take_outside(file: PlanningFile, copy: WorkingCopy, name: str) -> list[str]:
    """Take what another program changed; the copy that holds it is wiped, whatever comes of it."""
    from planner.storage.outside import take_outside_changes

    try:
        return take_outside_changes(file, copy.folder / _OUTSIDE, name)
    except BaseException:
        file.close()
        raise
    finally:
        wipe(copy.folder / _OUTSIDE)  # a purge or a passphrase to come must not leave it behind


def _file_and_last(copy: WorkingCopy, key: str | None, *, read_only: bool) -> tuple[PlanningFile, int]:
    """Open a working copy and return it with its last change; the first reading may meet a full disk."""
    file = PlanningFile.open(copy.database, key=key, read_only=read_only)
    try:
        return file, last_change(file.connection)
    except BaseException:
        file.close()
        raise


def _protect_leftovers(copy: WorkingCopy, key: str, target: Path) -> list[str]:
    """Bring under the key what a change of passphrase left; the plan opens all the same when it cannot be."""
    from planner.storage.handed_on import share_in
    from planner.storage.rekey import protect_leftovers

    if is_open_elsewhere(copy):
        return []  # that process is rewriting them, or will at its next opening
    try:
        with known_errors("A backup on this computer"):
            protect_leftovers(copy.folder.parent, key, target, share_in(copy.database, key) or "")
    except FileProblem as problem:
        return [f"Backups here are not all under the passphrase yet; the next opening tries again. {problem}"]
    return []


def _back_up(copy: WorkingCopy, target: Path, key: str | None, verdict: Verdict, notes: list[str]) -> None:
    """Keep what was opened as the backup of the day, or what was published before another program's changes.

    Without room for it the plan opens all the same.
    """
    from planner.storage.backups import back_up, back_up_opened, has_of_today
    from planner.storage.upgrade import BEFORE_THIS_FORMAT

    folder = copy.folder.parent
    try:
        if verdict.changed_outside:
            back_up(copy.database, folder, target, key=key, why="Before changes by another program")
        elif verdict.older:
            # Its bytes, kept beside the plan, are out of this format; what they say goes with the backups.
            if not has_of_today(folder, target):
                back_up(copy.database, folder, target, key=key, why=BEFORE_THIS_FORMAT)
        else:
            back_up_opened(copy.database, folder, target)
    except FileProblem as problem:
        notes.append(f"No backup was made at opening. {problem}")


def _why_only_reading(target: Path, verdict: Verdict) -> str:
    if verdict.newer:
        return f"{target.name} was made with a newer Wardplan, so it is open for reading only."
    if is_write_protected(target):
        return (
            f"{target.name} or its folder is write-protected, so it is open for reading only. "
            "Save a copy to change it."
        )
    return ""


def _others(mark: OpenMark, target: Path) -> list[str]:
    if mark.others is None:
        return []
    said = mark.others.author
    who = "Another window or laptop" if said in ("", UNNAMED) else said
    return [f"{who} has {target.name} open too. Both may work; changes meet when they are published."]


def _upgraded(copy: WorkingCopy, target: Path, key: str | None, *, backed_up: bool) -> list[str]:
    """Bring a working copy to this format; the file itself stays as it is until the next publish."""
    from planner.storage.upgrade import back_up, upgrade

    with known_errors(target.name):
        notes = [back_up(copy.database, target)] if backed_up else []
        for database in (copy.database, copy.folder / _OUTSIDE):
            if database.exists():
                upgrade(database, key)
    return notes


def _back_to_published(copy: WorkingCopy, verdict: Verdict, name: str) -> None:
    """Make the working copy the version that was published, with what came of it beside."""
    base = seen.recall(copy.folder.parent, verdict.sealed)
    if base is None or not seal.look(base).intact:
        raise FileProblem(
            f"{name} was changed by another program, and this computer has no earlier copy to compare. "
            "Open it on the computer that published it, or open a backup."
        )
    os.replace(copy.database, copy.folder / _OUTSIDE)
    shutil.copyfile(base, copy.database)
