"""Second copies of a plan that sync clients leave beside it: found by name, looked at, never touched."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.storage.engine import connect
from planner.storage.first_look import refuse_at_sight
from planner.storage.handed_on import share_of
from planner.storage.opener import take_in
from planner.storage.shared_file import SharedFile

_ENDING: Final = ".wardplan"
_COMMAND: Final = ".command"
_MOST_LOOKED_AT: Final = 8


@dataclass(frozen=True, slots=True)
class Look:
    """What a folder's listing says of a file; a file with the same look has not changed since."""

    path: Path
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class SecondCopy:
    """A copy of the same plan that holds changes which ours lacks: how many steps, and by whom."""

    look: Look
    changes: int
    authors: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.look.path


def lookalikes(target: Path) -> list[Look]:
    """Return the files beside a plan whose names are its name with something added, newest first.

    Such as "Plan-LAPTOP2", "Plan (1)", "Plan (conflicted copy 2026-08-28)", "Plan.sync-conflict-20260828".
    A folder that cannot be listed has none.
    """
    try:
        found = list(_listed(target))
    except OSError:
        # The folder went away: publishing says so, in a sentence of its own.
        return []
    return sorted(found, key=lambda look: (-look.modified_ns, look.path.name))[:_MOST_LOOKED_AT]


def _listed(target: Path) -> Iterator[Look]:
    for path in target.parent.iterdir():
        if path != target and is_lookalike(target.name, path.name) and path.is_file():
            found = path.stat()
            yield Look(path, found.st_size, found.st_mtime_ns)


def is_lookalike(name: str, other: str) -> bool:
    """Return whether a file's name is a plan's name with something added, or the other way round."""
    if not other.casefold().endswith(_ENDING):
        return False
    ours, theirs = (n.casefold().removesuffix(_ENDING) for n in (name, other))
    if ours == theirs or ours.endswith(_COMMAND) != theirs.endswith(_COMMAND):
        return False
    short, long = sorted((ours.removesuffix(_COMMAND), theirs.removesuffix(_COMMAND)), key=len)
    return bool(short) and long.startswith(short) and not long[len(short) :][:1].isalpha()


def look_into(shared: SharedFile, look: Look) -> SecondCopy | None:
    """Return what a file beside has that ours lacks; None for nothing, another plan, or no sound plan.

    May run on any thread: both are read over connections of their own, the file beside as a private copy.
    """
    key = shared.file.key
    try:
        refuse_at_sight(look.path, encrypted=key is not None)
        copy, _, verdict = take_in(look.path, shared.copy.state, key=key)
    except FileProblem:
        # Nobody asked about this file; whoever opens or merges it is told what is wrong with it.
        return None
    try:
        if verdict.plan_id != shared.copy.folder.parent.name or verdict.changed_outside:
            return None
        share, known = _known(shared.copy.database, key)
        with closing(connect(copy.database, key=key)) as theirs:
            if share not in {"", share_of(theirs)[0]}:
                return None  # a partner's copy takes nothing in from the plan, nor from another's
            steps = {row[1]: row[2] for row in _changes(theirs) if row[0] not in known}
    finally:
        copy.discard()
    return SecondCopy(look, len(steps), tuple(sorted(set(steps.values())))) if steps else None


def _changes(connection: object) -> Iterator[tuple[str, str, str]]:
    yield from connection.execute(  # type: ignore[attr-defined]  # the driver ships no types
        "SELECT change.id, change_set.id, change_set.author"
        " FROM change JOIN change_set ON change_set.id = change.change_set_id"
    )


def _known(database: Path, key: str | None) -> tuple[str, set[str]]:
    """Return of which share ours is a copy ("": none), and the changes that it has, or had and took back."""
    with closing(connect(database, key=key, read_only=True)) as ours:
        known = ours.execute("SELECT id FROM change UNION SELECT change_id FROM declined")
        return share_of(ours)[0], {row[0] for row in known}
