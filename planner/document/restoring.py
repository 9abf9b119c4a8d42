"""Going back to a backup: what would change, the one undoable step that does it, or a copy beside."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from planner.document.backups import Backup, back_up_now, backup_of
from planner.document.command import Command
from planner.document.merge_words import RowsOverlay, group_words, row_words, value_words
from planner.domain.changes import DELETE, INSERT, ChangeSet, groups_of
from planner.domain.errors import FileProblem
from planner.domain.merging import MergeItem, MergePreview, MergeState, Side
from planner.domain.phrases import date_text, time_text
from planner.domain.records.base import Record
from planner.domain.records.operation import Operation
from planner.domain.timespan import to_local
from planner.paths import state_dir
from planner.storage.another_copy import looked_at
from planner.storage.engine import connect, known_errors
from planner.storage.first_look import is_plain
from planner.storage.ownership import owner_kind
from planner.storage.passphrase import key_of
from planner.storage.publish import write_beside
from planner.storage.purged_elsewhere import drop_purged, known_purged
from planner.storage.purged_rows import purged_ids
from planner.storage.reader import FileReader, Reader
from planner.storage.restoring import Difference, differences
from planner.storage.working_copy import INCOMING, WorkingCopy

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.storage.pair import Pair
    from planner.storage.shared_file import SharedFile

__all__ = ["prepare_restore", "preview_restore", "restore", "restore_copy"]
BEFORE_A_RESTORE = "Before a restore"


def preview_restore(document: "Document", backup: Backup) -> MergePreview:
    """Return what going back to a backup would change: mine is how it is, theirs how it was.

    May run on a worker thread. FileProblem with one sentence for a backup that cannot be used.
    """
    shared = _file_of(document, backup)
    with closing(connect(shared.copy.database, key=shared.file.key, read_only=True)) as connection:
        now = FileReader(connection)
        found = _differences(shared, backup, now)
        return MergePreview(source=backup.path.name, title=_title(backup), items=tuple(_items(found, now)))


def restore(document: "Document", backup: Backup) -> ChangeSet:
    """Go back to a backup as one step that can be undone; a backup of how it is now is made before."""
    return document.run(prepare_restore(document, backup))


def prepare_restore(document: "Document", backup: Backup) -> Command:
    """Back up how the plan is now and return the command that goes back; may run on a worker thread."""
    shared = _file_of(document, backup)
    with closing(connect(shared.copy.database, key=shared.file.key, read_only=True)) as connection:
        found = _differences(shared, backup, FileReader(connection))
    back_up_now(document, BEFORE_A_RESTORE)

    def apply(pair: "Pair") -> None:
        for one in found:
            if one.then is not None:
                pair.put(one.then)
        for one in reversed(found):
            if one.then is None:
                pair.drop(one.kind, one.id)

    return Command(f"Go back to {_title(backup)}", apply)


def restore_copy(
    backup: Backup, out: Path, *, passphrase: str | None = None, document: "Document | None" = None
) -> None:
    """Write a backup as a plan of its own beside; works when the plan itself cannot be opened.

    document: the open plan that it is a backup of; without it an encrypted backup needs the passphrase. What
    was purged since, by all that this computer knows, is left out.
    """
    out = out.resolve()
    if out.exists():
        raise FileProblem(f"{out.name} is there already. Choose another name.")
    if not out.parent.is_dir():
        raise FileProblem(f"There is no folder for {out.name}. Make the folder first.")
    if document is not None:
        shared = _plan_of(document, backup)
        _write_copy(backup, out, shared.file.key, purged_ids(shared.file.connection))
        return
    key = None if is_plain(backup.path) else key_of(backup.path, passphrase or "")
    _write_copy(backup, out, key, known_purged(backup.path.parents[1], key))


def _write_copy(backup: Backup, out: Path, key: str | None, purged: set[str]) -> None:
    with known_errors(out.name):
        staged = WorkingCopy.make(
            state_dir(), INCOMING, out
        )  # swept with what it writes, should it be killed
        try:
            shutil.copyfile(backup.path, staged.database)
            if purged:
                drop_purged(staged.database, key, purged)
            write_beside(staged, out, key=key, at=datetime.now(UTC))
        finally:
            staged.discard()


def _differences(shared: "SharedFile", backup: Backup, now: FileReader) -> list[Difference]:
    with _opened(shared, backup) as then:
        return differences(now, then)


@contextmanager
def _opened(shared: "SharedFile", backup: Backup) -> Iterator[FileReader]:
    with (
        looked_at(backup.path, state_dir(), [shared.file]) as looked,
        closing(connect(looked.database, key=looked.key)) as connection,
    ):
        yield FileReader(connection)


def _items(found: list[Difference], now: FileReader) -> Iterator[MergeItem]:
    rows = {(o.kind, o.id): o.now or o.then for o in found}
    known = {key: record for key, record in rows.items() if record is not None}
    read = cast("Reader", RowsOverlay(now, known))
    come_and_go = {(o.kind, o.id) for o in found if o.now is None or o.then is None}
    for one in found:
        record = known[one.kind, one.id]
        if _owner(record) not in come_and_go:  # else it comes or goes with what it belongs to
            yield from _of_row(one, record, read)


def _of_row(one: Difference, record: Record, read: Reader) -> Iterator[MergeItem]:
    operation = _operation(record, read)

    def item(state: MergeState, group: str, mine: str, theirs: str) -> MergeItem:
        return MergeItem(
            key=f"{one.kind.TABLE}/{one.id}/{group}",
            state=state,
            kind=one.kind,
            row_id=one.id,
            group=group,
            about=row_words(record, read),
            field=group_words(one.kind, group),
            operation_id=operation.id if operation else "",
            operation=(operation.title or operation.reference) if operation else "",
            mine=Side(text=mine),
            theirs=Side(text=theirs),
        )

    if one.now is None:
        yield item(MergeState.NEW, INSERT, "not there", "there")
    elif one.then is None:
        yield item(MergeState.DELETED, DELETE, "there", "not there")
    else:
        for group, names in groups_of(one.kind).items():
            if any(getattr(one.now, n) != getattr(one.then, n) for n in names):
                words = [value_words(one.kind, group, side, read) for side in (one.now, one.then)]
                yield item(MergeState.CHANGED, group, words[0], words[1])


def _owner(record: Record) -> tuple[type[Record], str] | None:
    owner = owner_kind(type(record))
    return None if owner is None else (owner, str(getattr(record, type(record).OWNER)))


def _operation(record: Record, read: Reader) -> Operation | None:
    if isinstance(record, Operation):
        return record
    if (about := getattr(record, "operation_id", "")) and not _owner(record):
        return read.get(Operation, about)
    owner = _owner(record)
    found = read.get(*owner) if owner is not None else None
    return _operation(found, read) if found is not None else None


def _file_of(document: "Document", backup: Backup) -> "SharedFile":
    """Return the open file that a backup is of; FileProblem for another plan's, or another copy's of this.

    All copies of one plan that were open on this computer keep their backups together. A partner's copy that
    went back to a backup of the plan would hold all of it, and the plan would lose all that the copy lacks.
    """
    shared = _plan_of(document, backup)
    if backup.share != shared.file.share_id:
        raise FileProblem(
            f"This backup is of {backup_of(backup)}, not of {shared.target.name}. Choose another, "
            "or write it as a copy."
        )
    return shared


def _plan_of(document: "Document", backup: Backup) -> "SharedFile":
    for shared in document.shared_files:
        if backup.path.is_relative_to(shared.copy.folder.parent):
            return shared
    raise FileProblem("This backup belongs to another plan. Open that plan, or choose another backup.")


def _title(backup: Backup) -> str:
    local = to_local(backup.at)
    return f"{date_text(local.date())}, {time_text(local)}"
