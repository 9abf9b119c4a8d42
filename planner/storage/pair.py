"""The plan and, in command view, the command file: read as one, each row written to the file it lives in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from planner.domain.changes import ChangeSet, RowChange
from planner.domain.errors import KnownError
from planner.domain.records.base import Record
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Setting
from planner.domain.records.review import Acknowledgement
from planner.domain.records.sharing import Share
from planner.storage.change_sets import half_of
from planner.storage.logged_texts import logged_names
from planner.storage.ownership import owned_kinds, owner_kind
from planner.storage.planning_file import PlanningFile, Transaction
from planner.storage.reader import UnionReader
from planner.storage.unit_of_work import UnitOfWork

R = TypeVar("R", bound=Record)


class Pair(UnionReader):
    """The write side of one command over one or two files.

    A row goes where it is already; a new row goes with its owner; an operation goes with its type; a
    need-to-know type goes to the command file. Nothing else ever reaches the command file.
    """

    def __init__(self, plan: UnitOfWork, command: UnitOfWork | None) -> None:
        super().__init__(*(unit for unit in (plan, command) if unit is not None))
        self._plan, self._command = plan, command

    @property
    def at(self) -> datetime:
        """The UTC time of this transaction."""
        return self._plan.at

    @property
    def author(self) -> str:
        """Who records this change."""
        return self._plan.author

    @property
    def changed_rows(self) -> tuple[RowChange, ...]:
        """What was written so far, a change for each row."""
        return self._plan.changed_rows + (self._command.changed_rows if self._command is not None else ())

    def is_hidden(self, kind: type[Record], row_id: str) -> bool:
        """Return whether a row lives in the command file."""
        return self._command is not None and bool(row_id) and self._command.get(kind, row_id) is not None

    def home(self, record: Record) -> UnitOfWork:
        """Return the unit of the file a record belongs to; KnownError if it needs a command file not open."""
        if self._command is None:
            if isinstance(record, OperationType) and record.need_to_know:
                raise KnownError(NEEDS_COMMAND_FILE)
            return self._plan
        return self._command if self._belongs_in_command(record) else self._plan

    def _belongs_in_command(self, record: Record) -> bool:
        kind = type(record)
        if self.is_hidden(kind, record.id):
            return True
        if isinstance(record, OperationType):
            return record.need_to_know
        if isinstance(record, Operation):
            return self.is_hidden(OperationType, record.type_id)
        if isinstance(record, Place | Acknowledgement | Share):
            # Noting in the plan what the command audience got would tell that there is such work.
            told = isinstance(record, Share) and record.audience == "command"
            return told or self.is_hidden(Operation, record.operation_id)
        if isinstance(record, Setting):
            # Numbers remembered for an operation or a type ("slips/ID") stay beside it.
            about = record.id.partition("/")[2].split("/")[0]
            return self.is_hidden(Operation, about) or self.is_hidden(OperationType, about)
        owner = owner_kind(kind)
        return owner is not None and self.is_hidden(owner, getattr(record, kind.OWNER))

    def add(self, record: Record) -> None:
        """Insert a new row into the file it belongs to."""
        self.home(record).add(record)

    def add_all(self, records: Iterable[Record]) -> None:
        """Insert new rows, each into the file it belongs to; owners come before what they own."""
        if self._command is None:
            rows = list(records)
            for record in rows:
                if isinstance(record, OperationType):
                    self.home(record)
            self._plan.add_all(rows)
            return
        for record in records:
            self.home(record).add(record)

    def put(self, record: R) -> R:
        """Write a row into the file it belongs to; KnownError if that would hide what the plan has held."""
        if self._would_hide(record):
            raise KnownError(NO_WAY_BACK)
        return self.home(record).put(record)

    def _would_hide(self, record: Record) -> bool:
        if (
            not isinstance(record, Operation | OperationType)
            or self._plan.get(type(record), record.id) is None
        ):
            return False
        if isinstance(record, OperationType):
            return record.need_to_know
        return self.is_hidden(OperationType, record.type_id)

    def drop(self, kind: type[Record], row_id: str) -> None:
        """Delete a row, and what it owns, wherever it lives."""
        unit = self._command if self._command is not None and self.is_hidden(kind, row_id) else self._plan
        unit.drop(kind, row_id)

    def release(self, operation_id: str, type_id: str) -> None:
        """Move an operation with all it owns from the command file into the plan, under another type.

        KnownError if it is not in the command file.
        """
        if self._command is None or not self.is_hidden(Operation, operation_id):
            raise KnownError("This operation is not in the command file. Choose a need-to-know operation.")
        operation = self._command.require(Operation, operation_id)
        places = self._command.all(Place, operation_id=operation_id)
        rows = [
            replace(operation, type_id=type_id),
            *places,
            *self._owned(self._command, Operation, [operation_id]),
        ]
        for place in places:
            self._command.drop(Place, place.id)
        self._command.drop(Operation, operation_id)
        self._plan.add_all(rows)

    def _owned(self, unit: UnitOfWork, kind: type[Record], ids: list[str]) -> list[Record]:
        """Return everything that rows own, owners first."""
        found: list[Record] = []
        for owned in owned_kinds(kind):
            rows = unit.among(owned, owned.OWNER, ids)
            found += rows
            found += self._owned(unit, owned, [row.id for row in rows]) if rows else []
        return found

    @property
    def units(self) -> tuple[UnitOfWork, ...]:
        """The write sides of the open files, the plan's first."""
        return (self._plan,) if self._command is None else (self._plan, self._command)

    def unit(self, *, in_command_file: bool) -> UnitOfWork:
        """Return the unit of one of the two files, for a merge; KnownError if that is not open."""
        if not in_command_file:
            return self._plan
        if self._command is None:
            raise KnownError(NEEDS_COMMAND_FILE)
        return self._command

    def revert(self, changes: ChangeSet) -> None:
        """Take back a change set in both files."""
        self._plan.revert(changes)
        if self._command is not None:
            self._command.revert(changes)


NEEDS_COMMAND_FILE = (
    "Need-to-know work is kept in an encrypted command file. "
    "Open it first, or make one with File, Command file "
    "(command line: command-file PLAN --passphrase-file F)."
)
NO_WAY_BACK = (
    "The plan already holds this, and copies of it may have been handed on, so it cannot become "
    "need-to-know. Make it anew in the command file and delete it here."
)
NEUTRAL_LABEL = "Change made in command view"
_CALLED = {
    Operation.TABLE: ("title", "reference"),
    OperationType.TABLE: ("name",),
    Place.TABLE: ("name",),
}


@contextmanager
def transaction(
    plan: PlanningFile, command: PlanningFile | None, label: str, *, author: str
) -> Iterator["RunningPair"]:
    """Run one transaction over both files; the change set is on the result once the block has ended."""
    at = datetime.now(UTC)
    first = plan.begin(label, author=author, at=at)
    second = None
    try:
        second = command.begin(label, author=author, at=at) if command else None
        if second is not None:
            second.unit.log.set_id = half_of(first.unit.log.set_id)
        is_telling = second is not None and _names_hidden_work(label, first.unit, second.unit)
        running = RunningPair(first, second)
        yield running
        is_telling = is_telling or (second is not None and _names_hidden_work(label, first.unit, second.unit))
        _commit(first, second, is_telling=is_telling)
    except BaseException:
        first.roll_back()
        if second is not None:
            second.roll_back()
        raise


def _names_hidden_work(label: str, plan: UnitOfWork, command: UnitOfWork) -> bool:
    """Return whether a label says what work, a type or a place of the command file is called, or was once.

    The undo of a step is called as the step was, also when that work was renamed or deleted since. What the
    plan itself calls an operation, such as a released one, may be said.
    """
    said = label.casefold()
    names = [name for o in command.all(Operation) for name in (o.title, o.reference)]
    names += [t.name for t in command.all(OperationType)] + [p.name for p in command.all(Place)]
    if any(name and name.casefold() in said for name in names):
        return True
    former = [name for name in logged_names(command.connections[0], _CALLED) if name.casefold() in said]
    return any(
        plan.count(Operation, title=name) + plan.count(Operation, reference=name) == 0 for name in former
    )


def _commit(first: Transaction, second: Transaction | None, *, is_telling: bool) -> None:
    if second is None:
        first.commit()
        return
    if second.unit.has_changes or is_telling:
        # The label may name what only the command file may know, also where only the plan was changed: the
        # undo of a step whose hidden half was changed since is called as the step was.
        first.unit.relabel(NEUTRAL_LABEL)
    # What moves between the files is written where it arrives before it goes where it was: a disk that
    # fills up in between then leaves it twice and not nowhere.
    for running in (second, first) if first.unit.has_deletions else (first, second):
        running.commit()


class RunningPair:
    """Holds the pair while a command runs and the joined change set afterwards."""

    def __init__(self, first: Transaction, second: Transaction | None) -> None:
        self._first, self._second = first, second
        self.pair = Pair(first.unit, second.unit if second else None)

    @property
    def changes(self) -> ChangeSet:
        """What was committed, both files together."""
        done = self._first.changes
        if done is None:
            raise RuntimeError("read after the block only")
        if self._second is None or self._second.changes is None:
            return done
        hidden = self._second.changes
        return replace(
            done,
            label=hidden.label if hidden.rows else done.label,
            rows=done.rows + hidden.rows,
            left_alone=done.left_alone + hidden.left_alone,
            span=done.span or hidden.span,
        )
