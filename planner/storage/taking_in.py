"""Publishing to a target that somebody else published meanwhile: theirs is taken in first."""

from dataclasses import replace
from datetime import datetime

from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem, PassphraseChanged
from planner.storage import passphrase
from planner.storage.engine import known_errors
from planner.storage.first_look import is_plain
from planner.storage.merging import Conflict, take_changes
from planner.storage.opener import take_in
from planner.storage.publish import Published, last_change
from planner.storage.recovery import sibling_of
from planner.storage.shared_file import SharedFile, change_ids

_MOST_ROUNDS = 5


def publish_over_changes(shared: SharedFile) -> tuple[list[ChangeSet], list[str]]:
    """Take in what others published and publish; returns what changed here and sentences for the user.

    When both changed the same thing, nothing is mixed: this plan goes on under a name of its own beside.
    """
    changes: list[ChangeSet] = []
    notes: list[str] = []
    for _ in range(_MOST_ROUNDS):
        try:
            changes += _take_in_target(shared, notes)
        except Conflict as conflict:
            notes.append(_go_on_beside(shared, str(conflict)))
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
        with known_errors(name):
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


def _go_on_beside(shared: SharedFile, what: str) -> str:
    old = shared.target.name
    path = sibling_of(shared.target, f"copy of {datetime.now():%H.%M}")
    shared.retarget(path)
    shared.published = Published(shared.published.at, None, -1)
    return (
        f"Somebody else changed the same {what} in {old}. Nothing is lost: your plan goes on as {path.name}, "
        "theirs is unchanged. Compare the two and take over what is right."
    )
