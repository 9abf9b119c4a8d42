"""Whether a file is a sound planning file of ours: looked at on a private copy, refused with one sentence."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.storage.engine import Connection, connect, known_errors, time_limit

CHANGED_OUTSIDE = (
    "{name} was changed by another program since it was published. Open it in Wardplan and choose what to take "
    "(command line: --accept-outside-changes), or open a backup."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a file that may be opened.

    changed_outside: another program wrote to it since it was published. notes: sentences for the user.
    """

    plan_id: str
    published_at: datetime
    read_only: bool = False
    changed_outside: bool = False
    notes: tuple[str, ...] = field(default=())


def refuse_at_sight(path: Path, *, encrypted: bool) -> None:
    """Raise FileProblem for a file that is missing, a folder, empty or not a planning file by its first bytes."""
    if not path.exists():
        raise FileProblem(f"There is no file {path.name}. Check its name and folder.")


def check(database: Path, name: str, *, key: str | None) -> Verdict:
    """Return what is in a private copy of a file; FileProblem with one sentence if it cannot be opened."""
    with known_errors(name):
        connection = connect(database, key=key, read_only=True)
        try:
            with time_limit(connection, 2.0):
                return _verdict(connection)
        finally:
            connection.close()


def _verdict(connection: Connection) -> Verdict:
    plan_id = connection.execute("SELECT id FROM plan").fetchone()[0]
    at = connection.execute("SELECT published_at FROM seal").fetchone()
    return Verdict(plan_id, datetime.fromisoformat(at[0]) if at else datetime.now(UTC))
