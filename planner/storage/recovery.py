"""Work that a killed process left in its working copy: brought back, and said."""

from collections.abc import Iterator
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.storage.converting import convert_in_place
from planner.storage.engine import known_errors
from planner.storage.first_look import is_plain
from planner.storage.shared_file import SharedFile, change_ids
from planner.storage.working_copy import WorkingCopy, abandoned

_MOST_NAMED = 3


def recover(shared: SharedFile, state: Path, plan_id: str) -> list[str]:
    """Merge what dead processes left of this file into it; returns a sentence for each."""
    return [note for copy in abandoned(state, plan_id) for note in _recover_one(shared, copy)]


def _recover_one(shared: SharedFile, copy: WorkingCopy) -> Iterator[str]:
    from planner.storage.merging import take_changes
    from planner.storage.upgrade import upgrade

    origin = copy.target
    if origin is not None and origin != shared.target and origin.exists():
        copy.release()  # it belongs to another file of the same plan, which will ask for it
        return
    if not copy.database.exists():
        copy.discard()
        return
    try:
        with known_errors(shared.target.name):
            _protect(copy, shared.file.key)
            known = change_ids(shared.copy.database, shared.file.key, recovering=True)
            if change_ids(copy.database, shared.file.key, recovering=True) <= known:
                copy.discard()
                return
            upgrade(copy.database, shared.file.key)
            taken = take_changes(shared.file, copy.database, label="Recovered work")
    except FileProblem:
        copy.release()
        yield (
            f"Unpublished work on {shared.target.name} is in {copy.database}, which cannot be read. "
            "Keep that file and ask for help."
        )
    else:
        copy.discard()
        named = ", ".join(taken.labels[:_MOST_NAMED])
        more = f" and {len(taken.labels) - _MOST_NAMED} more" if len(taken.labels) > _MOST_NAMED else ""
        yield f"Work that was not yet published when Wardplan last stopped has been recovered: {named}{more}."
        if taken.waiting:
            yield taken.waiting


def _protect(copy: WorkingCopy, key: str | None) -> None:
    """Encrypt a copy from before the plan had a passphrase, to be read on."""
    if key is not None and is_plain(copy.database):
        convert_in_place(copy.database, None, key)
