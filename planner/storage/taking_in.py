"""Publishing to a target that somebody else published meanwhile: theirs is taken in first.

Nobody is asked then: what both changed is kept from both sides and listed until somebody decides.
"""

from dataclasses import replace

from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem, PassphraseChanged
from planner.storage import passphrase
from planner.storage.engine import known_errors
from planner.storage.first_look import is_plain
from planner.storage.merging import refuse_cut_copy, take_changes
from planner.storage.opener import take_in
from planner.storage.publish import last_change
from planner.storage.shared_file import SharedFile, change_ids
from planner.storage.upgrade import upgrade

_MOST_ROUNDS = 5


def publish_over_changes(shared: SharedFile) -> tuple[list[ChangeSet], list[str]]:
    """Take in what others published and publish; returns what changed here and sentences for the user."""
    changes: list[ChangeSet] = []
    notes: list[str] = []
    for _ in range(_MOST_ROUNDS):
        changes += _take_in_target(shared, notes)
        published = shared.job().run()
        if not published.target_changed:
            shared.finish(published)
            return changes, notes
    raise FileProblem(
        f"{shared.target.name} is being published by others all the time. Your work is kept; try again soon."
    )


def _take_in_target(shared: SharedFile, notes: list[str]) -> list[ChangeSet]:
    name = shared.target.name
    refuse_other_passphrase(shared)
    try:
        copy, seen, verdict = take_in(shared.target, shared.copy.state, key=shared.file.key)
    except FileProblem as problem:
        raise FileProblem(
            f"{problem} Your own work is kept on this computer: save a copy of it."
        ) from problem
    try:
        if verdict.plan_id != shared.file.plan.id:
            raise FileProblem(
                f"Another plan lies at {name} now. Your work is kept: save a copy under another name."
            )
        if verdict.changed_outside:
            raise FileProblem(
                f"{name} was changed by another program meanwhile. Your work is kept on this computer; "
                "close the plan and open it again to choose what to take."
            )
        if verdict.newer:
            raise FileProblem(
                f"{name} was published with a newer Wardplan meanwhile. Your work is kept on this computer: "
                "update Wardplan to go on with it."
            )
        with known_errors(name):
            if verdict.older:
                upgrade(copy.database, shared.file.key)
            refuse_cut_copy(shared.file, copy.database, name)
            theirs = change_ids(copy.database, shared.file.key, recovering=True)
            taken = take_changes(shared.file, copy.database, label=f"Taken in from {name}")
            mine = change_ids(shared.copy.database, shared.file.key, recovering=True)
    finally:
        copy.discard()
    last = last_change(shared.file.connection) if mine == theirs else -1
    shared.published = replace(shared.published, seen=seen, last_change=last)
    if taken.change_sets:
        notes.append(
            f"Changes that others published to {name} were taken in (by {', '.join(taken.authors)})."
        )
    if taken.waiting:
        notes.append(taken.waiting)
    return [taken.changes] if taken.changes.rows else []


def refuse_other_passphrase(shared: SharedFile) -> None:
    """Raise PassphraseChanged when somebody else gave the target another passphrase, or took it away."""
    if not shared.target.exists() or passphrase.fits(shared.target, shared.file.key):
        return
    what = "no passphrase any more" if is_plain(shared.target) else "a new passphrase"
    raise PassphraseChanged(
        f"{shared.target.name} was given {what} by somebody else. Your work is kept on this computer: "
        "open File, Passphrase to go on with it."
    )
