"""Which copy of a plan a change was written in: a line for each working copy that wrote anything.

The id is a change set's copy_id, made_at when that copy was opened (UTC, ISO form), made_from the name of the
computer. Such names stay within the force: a copy cut for a partner has no such lines, writes none, and none
are taken from it.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.timespan import utc_text
from planner.storage.engine import Connection
from planner.storage.locks import computer_name

_LONGEST: Final = 40
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One copy: the computer it was on, and when it was opened there (UTC; None if that is not a time)."""

    computer: str
    taken: datetime | None

    @property
    def is_here(self) -> bool:
        """Whether it was a copy on this computer."""
        return self.computer == _short(computer_name())


def note_copy(connection: Connection, copy_id: str, taken: datetime) -> None:
    """Note the copy of this process, once; inside the transaction that writes its first change."""
    connection.execute(
        "INSERT OR IGNORE INTO copy (id, made_at, made_from) VALUES (?, ?, ?)",
        (copy_id, utc_text(taken), _short(computer_name())),
    )


def copies(connections: Iterable[Connection]) -> dict[str, CopyLine]:
    """Return the copies that are known, by id."""
    return known(
        row
        for connection in connections
        for row in connection.execute("SELECT id, made_at, made_from FROM copy")
    )


def known(rows: Iterable[Sequence[str]]) -> dict[str, CopyLine]:
    """Return the copies that rows of the table say something of, by id."""
    return {row[0]: CopyLine(_short(row[2]), _moment(row[1])) for row in rows}


def _short(name: str) -> str:
    """Return a name as it may stand in a line: another file's may hold anything."""
    plain = "".join(sign if sign.isprintable() else " " for sign in name)
    return " ".join(plain.split())[:_LONGEST]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
