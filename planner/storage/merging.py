"""Taking in all that another copy of the same file has, at publishing and recovery, where nobody is asked."""

from pathlib import Path

from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.phrases import count_text
from planner.storage.last_change import last_change
from planner.storage.merge.apply import take
from planner.storage.merge.compare import MergePlan, Other, both, compare, is_descendant
from planner.storage.merge.questions import open_questions
from planner.storage.planning_file import PlanningFile, Transaction


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
    before = _undecided(ours)
    with ours.transaction(label, author="") as running:
        plan = compare(ours.path, ours.key, Other(theirs, ours.key))
        take(running.unit, plan)
    return _taken(ours, running, plan, before)


def take_planned(ours: PlanningFile, plan: MergePlan, *, label: str) -> Taken | None:
    """Bring in what was compared elsewhere; None, with nothing done, if ours was changed since.

    This is the only part of such a merge that keeps others from writing: it reads no other file.
    """
    before = _undecided(ours)
    with ours.transaction(label, author="") as running:
        if last_change(ours.connection) != plan.last:
            return None
        take(running.unit, plan)
    return _taken(ours, running, plan, before)


def _taken(ours: PlanningFile, running: Transaction, plan: MergePlan, before: set[str]) -> Taken:
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


def refuse_cut_copy(ours: Path, key: str | None, theirs: Other, name: str) -> None:
    """Raise FileProblem for a copy that was made for a partner: it has no place where the plan was."""
    with both(ours, key, theirs) as connection:
        if not is_descendant(connection):
            raise FileProblem(
                f"A copy with a history of its own lies at {name} now. Your work is kept: save a copy under "
                "another name, and merge that file."
            )


def is_of_one_file(ours: Path, key: str | None, theirs: Path) -> bool:
    """Return whether two databases under one key are versions of one file, by their logs alone."""
    with both(ours, key, Other(theirs, key)) as connection:
        return is_descendant(connection)


def lacks_nothing(ours: Path, key: str | None, other: Other) -> bool:
    """Return whether another copy has every change of ours."""
    with both(ours, key, other) as connection:
        query = (
            "SELECT 1 FROM main.change m WHERE NOT EXISTS (SELECT 1 FROM theirs.change t WHERE t.id = m.id)"
            " LIMIT 1"
        )
        return connection.execute(query).fetchone() is None


def _undecided(file: PlanningFile) -> set[str]:
    return set(open_questions(file.connection))
