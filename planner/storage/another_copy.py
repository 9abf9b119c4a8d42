"""Another file of the same plan: looked at on a private copy, refused by name when it is another plan."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from planner.domain.errors import ChangedOutside, FileProblem, PassphraseNeeded
from planner.domain.frozen import dataclass
from planner.domain.records.plan import Plan
from planner.paths import real_path
from planner.storage.engine import connect, known_errors
from planner.storage.first_look import is_encrypted, refuse_at_sight
from planner.storage.opener import take_in
from planner.storage.planning_file import PlanningFile
from planner.storage.reader import FileReader
from planner.storage.upgrade import upgrade


@dataclass(frozen=True, slots=True)
class Looked:
    """A sound private copy of another file in this format: its database, raw key and plan row."""

    database: Path
    key: str | None
    plan: Plan
    name: str


@contextmanager
def looked_at(
    path: Path, state: Path, ours: Sequence[PlanningFile], passphrase: str = ""
) -> Iterator[Looked]:
    """Copy a file, check it, bring it to this format; FileProblem with one sentence if it cannot be used.

    ours: plan and command file lend their keys when the other file is protected the same way.
    """
    name = path.name
    path = real_path(path)
    with known_errors(name):
        key = _key(path, ours, passphrase)
    if key is None and len(ours) > 1 and path.is_file() and is_encrypted(path):
        # With the command file open, a copy of that is welcome too, under whatever passphrase it has.
        raise PassphraseNeeded(f"{name} is encrypted, or no plan. It opens with its passphrase only.")
    refuse_at_sight(path, encrypted=key is not None)
    copy, _, verdict = take_in(path, state, key=key)
    try:
        if verdict.newer:
            raise FileProblem(f"{name} was made with a newer Wardplan. Update Wardplan to merge it.")
        if verdict.changed_outside:
            raise ChangedOutside(
                f"{name} was changed by another program since it was published. Open it on its own, choose "
                "what to take, save it, and merge it then."
            )
        with known_errors(name):
            if verdict.older:
                upgrade(copy.database, key)
            yield Looked(copy.database, key, _plan(copy.database, key), name)
    finally:
        with known_errors(name):
            copy.discard()


def _key(path: Path, ours: Sequence[PlanningFile], passphrase: str) -> str | None:
    if not path.is_file() or not is_encrypted(path):
        return None
    from planner.storage import passphrase as phrases

    for file in ours:
        if file.key is not None and phrases.fits(path, file.key):
            return file.key
    return phrases.key_of(path, passphrase) if passphrase else None


def _plan(database: Path, key: str | None) -> Plan:
    connection = connect(database, key=key)
    try:
        return FileReader(connection).all(Plan)[0]
    finally:
        connection.close()
