"""Reading the change log as people see it: who did what, newest first."""

from collections.abc import Iterable

from planner.domain.frozen import dataclass
from planner.storage.engine import Connection


@dataclass(frozen=True, slots=True)
class ChangeSetLine:
    """One line of the history; at is UTC in ISO form."""

    id: str
    at: str
    author: str
    label: str


def recent_change_sets(connections: Iterable[Connection], limit: int) -> list[ChangeSetLine]:
    """Return the newest change sets of several files together, each with what it is called."""
    lines = [
        (at, number, ChangeSetLine(set_id, at, author, label))
        for connection in connections
        for number, set_id, at, author, label in connection.execute(
            "SELECT rowid, id, at, author, label FROM change_set ORDER BY at DESC, rowid DESC LIMIT ?",
            (limit,),
        )
    ]
    return [line for _, _, line in sorted(lines, key=lambda entry: entry[:2], reverse=True)[:limit]]
