"""Making and opening shared files: checked on a private copy, so that the original is never touched."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.plan import Plan
from planner.storage.checks import CHANGED_OUTSIDE, Verdict, check, refuse_at_sight
from planner.storage.engine import known_errors
from planner.storage.locks import OpenMark, PublishLock
from planner.storage.planning_file import PlanningFile
from planner.storage.publish import Published, Seen, last_change
from planner.storage.shared_file import SharedFile
from planner.storage.working_copy import INCOMING, WorkingCopy, sweep_incoming


@dataclass(slots=True)
class Opened:
    """An opened file and the sentences that its user should be told (recovered work, read-only, ...)."""

    shared: SharedFile
    notes: list[str] = field(default_factory=list)


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
    target = target.resolve()
    if target.exists():
        raise FileProblem(f"{target.name} is there already. Choose another name.")
    if not target.parent.is_dir():
        raise FileProblem(f"There is no folder for {target.name}. Make the folder first.")
    with known_errors(target.name):
        copy = WorkingCopy.make(state, plan.id, target)
        try:
            made = PlanningFile.create(
                copy.database, plan, author=author, key=key, records=records, label=label
            )
            nothing = Published(datetime.now(UTC), None, -1)
            shared = SharedFile(made, copy, target, nothing, author)
            try:
                shared.finish(shared.job().run())
            except BaseException:
                made.close()
                raise
        except BaseException:
            copy.discard()
            raise
    shared.mark = OpenMark(target, author)
    return shared


def open_shared(
    target: Path,
    state: Path,
    *,
    author: str,
    key: str | None = None,
    read_only: bool = False,
    hold_lock: bool = False,
) -> Opened:
    """Check a file and open a working copy of it.

    hold_lock: keep the publish lock until the file is closed, as the command line does. Raises FileProblem
    with one sentence for whatever is not a sound planning file.
    """
    target = target.resolve()
    refuse_at_sight(target, encrypted=key is not None)
    lock = PublishLock(target, author).__enter__() if hold_lock and not read_only else None
    try:
        copy, seen, verdict = take_in(target, state, key=key)
        shared = _shared(copy, target, seen, verdict, key=key, author=author, read_only=read_only)
    except BaseException:
        if lock is not None:
            lock.__exit__(None, None, None)
        raise
    shared.lock = lock
    return Opened(shared, list(verdict.notes))


def take_in(target: Path, state: Path, *, key: str | None) -> tuple[WorkingCopy, Seen, Verdict]:
    """Copy a file into a held folder of its plan and check the copy; nothing is left when it is refused."""
    with known_errors(target.name):
        sweep_incoming(state)
        incoming = WorkingCopy.make(state, INCOMING, target)
        try:
            seen = copy_bytes(target, incoming.database)
            verdict = check(incoming.database, target.name, key=key)
            copy = WorkingCopy.make(state, verdict.plan_id, target)
            os.replace(incoming.database, copy.database)
        finally:
            incoming.discard()
    return copy, seen, verdict


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """A plan found sound: its id and when it was published (UTC, ISO form)."""

    plan_id: str
    published_at: str


def verify(target: Path, state: Path) -> VerifyReport:
    """Check a file from its first to its last byte; FileProblem unless it is exactly as it was published."""
    target = target.resolve()
    refuse_at_sight(target, encrypted=False)
    copy, _, verdict = take_in(target, state, key=None)
    copy.discard()
    if verdict.changed_outside:
        raise FileProblem(CHANGED_OUTSIDE.format(name=target.name))
    return VerifyReport(verdict.plan_id, verdict.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def copy_bytes(source: Path, out: Path) -> Seen:
    """Copy a file through one handle, so that a swap meanwhile cannot mix two versions."""
    with source.open("rb") as file, out.open("wb") as written:
        found = os.fstat(file.fileno())
        shutil.copyfileobj(file, written, 1 << 20)
    return Seen(found.st_ino, found.st_size, found.st_mtime_ns)


def _shared(
    copy: WorkingCopy,
    target: Path,
    seen: Seen,
    verdict: Verdict,
    *,
    key: str | None,
    author: str,
    read_only: bool,
) -> SharedFile:
    try:
        with known_errors(target.name):
            file = PlanningFile.open(copy.database, key=key, read_only=read_only or verdict.read_only)
    except BaseException:
        copy.discard()
        raise
    published = Published(verdict.published_at, seen, last_change(file.connection))
    mark = None if file.read_only else OpenMark(target, author)
    return SharedFile(file, copy, target, published, author, mark=mark)


def sibling_of(target: Path, what: str) -> Path:
    """Return a free name beside a file, such as "Plan (copy of 08.12).wardplan"."""
    wanted = target.with_name(f"{target.stem} ({what}){target.suffix}")
    return wanted if not wanted.exists() else wanted.with_stem(f"{wanted.stem} {new_id()[:4]}")
