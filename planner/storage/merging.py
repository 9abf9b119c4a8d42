"""Taking in all that another copy of the same file has, at publishing and recovery, where nobody is asked."""

from pathlib import Path

from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.phrases import count_text
from planner.storage.merge.apply import take
from planner.storage.merge.compare import Other, both, compare, is_descendant
from planner.storage.planning_file import PlanningFile


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: for the listeners, and how many change sets of whom, called what.

    undecided: how many decisions wait now that both sides are one, of which new: how many this brought.
    """

    changes: ChangeSet
    change_sets: int
    authors: tuple[str, ...]
    labels: tuple[str, ...]
    undecided: int = 0
    new: int = 0

    @property
    def waiting(self) -> str:
        """A sentence on the decisions that this brought, or nothing."""
        if not self.new:
            return ""
        wait = "waits" if self.undecided == 1 else "wait"
        return (
            "Where both sides changed or deleted the same, both are kept: "
            f"{count_text(self.undecided, 'decision')} {wait} in the list of open decisions."
        )


def take_changes(ours: PlanningFile, theirs: Path, *, label: str) -> Taken:
    """Bring every change of another copy into a file, in one transaction.

    What both changed stays as it is shown on every copy and is listed as a conflict until somebody decides.
    """
    other = Other(theirs, ours.key)
    before = _undecided(ours)
    with ours.transaction(label, author="") as running:
        plan = compare(ours.path, ours.key, other)
        take(running.unit, plan)
    changes = running.changes
    if changes is None:
        raise RuntimeError("read after the block only")
    after = _undecided(ours)
    return Taken(
        changes,
        len(plan.sets),
        tuple(dict.fromkeys(entry[3] for entry in plan.sets if entry[3])),
        tuple(entry[4] for entry in plan.sets),
        len(after),
        len(after - before),
    )


def refuse_cut_copy(ours: PlanningFile, theirs: Path, name: str) -> None:
    """Raise FileProblem for a copy that was made for a partner: it has no place where the plan was."""
    with both(ours.path, ours.key, Other(theirs, ours.key)) as connection:
        if not is_descendant(connection):
            raise FileProblem(
                f"A copy with a history of its own lies at {name} now. Your work is kept: save a copy under "
                "another name, and merge that file."
            )


def _undecided(file: PlanningFile) -> set[str]:
    return {row[0] for row in file.connection.execute("SELECT id FROM conflict")}
