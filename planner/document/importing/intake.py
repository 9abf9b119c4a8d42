"""What a file would do to the plan, worked out before anything is written, and the command that writes it."""

from collections.abc import Callable

from planner.document.command import Command
from planner.document.commands.return_import import ImportReport
from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.exchange.returns_csv import Rejected
from planner.storage.last_change import last_change
from planner.storage.pair import Pair
from planner.storage.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What would be written. added, updated: what it is, in words, a line each, as a preview lists them.

    put: rows as they will be, new or changed. drop: rows that go. unchanged: how many the plan has already.
    notes: sentences on what else the user should know. Rows that follow others (the ward of a place) are
    in put and not counted.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: int = 0
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()
    put: tuple[Record, ...] = ()
    drop: tuple[Record, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.put or self.drop)


Compare = Callable[[Reader], Intake]
"""Works out what files that were read would do to a plan; pure, so a worker thread may call it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was worked out, and how far the plan's files had got then, each by its last change."""

    intake: Intake
    at: tuple[int, ...]


def compare_now(read: Reader, compare: Compare) -> Compared:
    """Return what would be done to the plan as it is now; pure, so a worker thread may call it."""
    return Compared(compare(read), _last_changes(read))


def _last_changes(read: Reader) -> tuple[int, ...]:
    return tuple(last_change(connection) for connection in read.connections)


def take_in(label: str, compare: Compare, known: Compared | None = None) -> tuple[Command, ImportReport]:
    """Return the command that takes files in, and the report that it fills when it runs.

    known: what was worked out before, for a preview. The plan is compared anew if anything was changed since:
    that is never written over unseen.
    """
    report = ImportReport()

    def apply(pair: Pair) -> None:
        is_current = known is not None and known.at == _last_changes(pair)
        found = known.intake if known is not None and is_current else compare(pair)
        for record in found.drop:
            pair.drop(type(record), record.id)
        for record in found.put:
            pair.put(record)
        report.added, report.updated = len(found.added), len(found.updated)
        report.unchanged, report.notes = found.unchanged, found.notes
        report.rejected = list(found.rejected)

    return Command(label, apply), report
