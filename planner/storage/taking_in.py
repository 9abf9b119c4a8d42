"""Publishing to a target that somebody else published meanwhile: theirs is taken in first.

Nobody is asked then: what both changed is kept from both sides and listed until somebody decides.
"""

from dataclasses import replace
from pathlib import Path

from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem, PassphraseChanged
from planner.storage import passphrase
from planner.storage.checks import Verdict
from planner.storage.engine import known_errors
from planner.storage.first_look import is_plain
from planner.storage.merge.compare import MergePlan, Other, compare
from planner.storage.merging import Taken, lacks_nothing, refuse_cut_copy, take_changes, take_planned
from planner.storage.opener import take_in
from planner.storage.publish import PublishJob, Seen
from planner.storage.shared_file import SharedFile
from planner.storage.upgrade import upgrade
from planner.storage.working_copy import WorkingCopy, plan_folder

_MOST_ROUNDS = 5
_PART = 120
"""Changes written at once: few enough that no command waits for longer than people notice."""


class TakingIn:
    """What others published to one target, taken in part by part before ours is published over it.

    look() and compare() only read and may run on any thread while commands are committed; take() writes, on
    the thread that owns the file, one part at a time, so that no command waits long. discard() at the end.
    """

    def __init__(self, job: PublishJob) -> None:
        self._target, self._ours, self._key = job.target, job.database, job.key
        if job.plan_folder is None:
            raise RuntimeError("only what an open plan publishes is merged with what is there")
        self._folder = job.plan_folder
        self._copy: WorkingCopy | None = None
        self._seen: Seen | None = None
        self._plan: MergePlan | None = None
        self._after = self._known = 0
        self._authors: dict[str, None] = {}
        self._waiting: dict[str, None] = {}
        self._overtaken = 0
        self.is_done = False

    def look(self) -> None:
        """Copy and check the target; FileProblem with what to do when it is not to be taken."""
        refuse_other_passphrase(self._target, self._key)
        self._copy, self._seen = _looked_at(self._target, self._folder, self._ours, self._key, self._key)

    def compare(self) -> None:
        """Find the next part of what they have and we lack."""
        if self._copy is None:
            self.look()
        if self._copy is None:
            raise RuntimeError("looked at by now")
        with known_errors(self._target.name):
            other = Other(self._copy.database, self._key, at_most=_PART, after=self._after)
            self._plan = compare(self._ours, self._key, other)
            if self._plan.is_empty and not self._plan.sides and not self._plan.upto:
                has_all = lacks_nothing(self._ours, self._key, other)
                self._known = self._plan.last if has_all else -1
                self._plan = None

    def take(self, shared: SharedFile) -> ChangeSet | None:
        """Write what was compared; returns what to tell the listeners.

        A part that our own changes overtook is compared again; when that goes on, it is done in one go here.
        """
        if self._plan is None:
            shared.published = replace(shared.published, seen=self._seen, last_change=self._known)
            self.is_done = True
            return None
        label = f"Taken in from {self._target.name}"
        with known_errors(self._target.name):
            if self._copy is not None and self._overtaken == _MOST_ROUNDS:
                taken: Taken | None = take_changes(shared.file, self._copy.database, label=label)
            else:
                taken = take_planned(shared.file, self._plan, label=label)
        if taken is None:
            self._overtaken += 1
            return None
        self._overtaken = 0
        self._after = self._plan.upto or self._after
        self._authors.update(dict.fromkeys(taken.authors))
        if taken.waiting:
            self._waiting = {taken.waiting: None}
        return taken.changes if taken.changes.rows else None

    def notes(self) -> list[str]:
        """Return what to tell the user."""
        found = list(self._waiting)
        if self._authors:
            who = ", ".join(self._authors)
            found.insert(0, f"Changes that others published to {self._target.name} were taken in (by {who}).")
        return found

    def discard(self) -> None:
        """Let go of the private copy of theirs."""
        if self._copy is not None:
            self._copy.discard()
            self._copy = None


def refuse_another(shared: SharedFile, key: str | None) -> None:
    """Raise FileProblem unless what lies under a key where an open plan was is a version of that plan.

    A partner's copy put in its place has a passphrase of its own, or none: the plan must never come under it.
    """
    folder, ours = shared.copy.folder.parent, shared.copy.database
    copy, _ = _looked_at(shared.target, folder, ours, shared.file.key, key)
    copy.discard()


def _looked_at(
    target: Path, folder: Path, ours: Path, our_key: str | None, key: str | None
) -> tuple[WorkingCopy, Seen]:
    """Return a private copy of a target, checked to be a version of ours that can be taken in."""
    state, name = folder.parents[1], target.name
    try:
        copy, seen, verdict = take_in(target, state, key=key)
    except FileProblem as problem:
        raise FileProblem(
            f"{problem} Your own work is kept on this computer: save a copy of it."
        ) from problem
    try:
        _refuse(verdict, plan_folder(state, verdict.plan_id) == folder, name)
        with known_errors(name):
            if verdict.older:
                upgrade(copy.database, key)
            refuse_cut_copy(ours, our_key, Other(copy.database, key), name)
    except BaseException:
        copy.discard()
        raise
    return copy, seen


def _refuse(verdict: Verdict, is_this_plan: bool, name: str) -> None:
    if not is_this_plan:
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


def refuse_other_passphrase(target: Path, key: str | None) -> None:
    """Raise PassphraseChanged when somebody else gave the target another passphrase, or took it away."""
    if not target.exists() or passphrase.fits(target, key):
        return
    what = "no passphrase any more" if is_plain(target) else "a new passphrase"
    raise PassphraseChanged(
        f"{target.name} was given {what} by somebody else. Your work is kept on this computer: "
        "open File, Passphrase to go on with it."
    )
