"""One open planning file: created, opened, read, and written only through transaction().

Format history: 1.0, the first; 1.1, promises, unseen work, impact, reviews, holds, acknowledgements; 1.2,
shares, purges, declined changes, gateways of partners, announced visits, concerns of operations.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.plan import COMMAND_KIND, PARTNER_KIND, Plan
from planner.storage.engine import Connection, connect, known_errors
from planner.storage.reader import FileReader

if TYPE_CHECKING:
    from planner.storage.unit_of_work import UnitOfWork


class Transaction:
    """A unit of work while it runs, and the change set once it is committed."""

    def __init__(self, connection: Connection, unit: "UnitOfWork") -> None:
        self._connection = connection
        self.unit = unit
        self.changes: ChangeSet | None = None

    def commit(self) -> None:
        """Make everything durable; what raises leaves the transaction open for roll_back()."""
        changes = self.unit.finish()
        with known_errors("The plan"):
            self._connection.execute("COMMIT")
        self.changes = changes

    def roll_back(self) -> None:
        """Forget everything, unless it is committed."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


class PlanningFile:
    """A planning file's database: the working copy of a plan, or of the command file beside it."""

    def __init__(
        self, path: Path, connection: Connection, *, key: str | None = None, read_only: bool = False
    ) -> None:
        self.path = path
        self.key = key
        self.read_only = read_only
        self.connection = connection
        self.reader = FileReader(connection)
        self.copy_id, self.taken = new_id(), datetime.now(UTC)
        self._kind = ""

    @classmethod
    def create(
        cls,
        path: Path,
        plan: Plan,
        *,
        author: str,
        key: str | None = None,
        records: Iterable[Record] = (),
        label: str = "New plan",
    ) -> "PlanningFile":
        """Make a new planning file with its plan row and first records, as one change set.

        The path must not exist; owners come before what they own.
        """
        from planner.storage.migrations.apply import make_schema

        connection = connect(path, create=True, key=key)
        make_schema(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        made = cls(path, connection, key=key)
        made._kind = plan.kind
        try:
            with made.transaction(label, author=author) as running:
                running.unit.add(plan)
                running.unit.add_all(records)
        except BaseException:
            connection.close()
            raise
        return made

    @classmethod
    def open(cls, path: Path, *, key: str | None = None, read_only: bool = False) -> "PlanningFile":
        """Open a planning file that is known to be sound (see storage.checks for the others)."""
        connection = connect(path, key=key, read_only=read_only)
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        return cls(path, connection, key=key, read_only=read_only)

    def reopen(self, key: str | None) -> None:
        """Connect again to the same path, which holds the same rows under another key; readers stay valid."""
        self.connection.close()
        fresh = PlanningFile.open(self.path, key=key, read_only=self.read_only)
        self.connection, self.key = fresh.connection, key
        self.reader.reconnect(fresh.connection)

    def go_on_with(self, other: "PlanningFile") -> None:
        """Read and write the database of another, opened anew on this thread; readers stay valid."""
        fresh = PlanningFile.open(other.path, key=other.key, read_only=other.read_only)
        self.connection.close()
        self.path, self.key, self.read_only = other.path, other.key, other.read_only
        self.connection = fresh.connection
        self.reader.reconnect(fresh.connection)

    @property
    def is_command(self) -> bool:
        """Whether this is a command file: not every encrypted file is."""
        return self._kind_of_file() == COMMAND_KIND

    def _kind_of_file(self) -> str:
        if not self._kind:
            self._kind = self.plan.kind
        return self._kind

    @property
    def plan(self) -> Plan:
        """The plan row."""
        return self.reader.all(Plan)[0]

    @property
    def share_id(self) -> str:
        """The id of the share that this is a partner's copy of; "" for the plan itself. On any thread."""
        from planner.storage.handed_on import share_in

        return share_in(self.path, self.key) or ""

    def begin(self, label: str, *, author: str, at: datetime | None = None) -> Transaction:
        """Begin a transaction; the caller commits it or rolls it back."""
        from planner.storage.unit_of_work import UnitOfWork

        if self.read_only:
            raise FileProblem("This plan is open for reading only. Save a copy and change that.")
        with known_errors("The plan"):
            self.connection.execute("BEGIN IMMEDIATE")
        # A copy cut for a partner never names a computer.
        is_named = self._kind_of_file() != PARTNER_KIND
        unit = UnitOfWork(
            self.connection,
            label=label,
            author=author,
            at=at or datetime.now(UTC),
            copy_id=self.copy_id,
            taken=self.taken if is_named else None,
            in_command_file=self.is_command,
        )
        return Transaction(self.connection, unit)

    @contextmanager
    def transaction(self, label: str, *, author: str, at: datetime | None = None) -> Iterator[Transaction]:
        """Run one transaction: committed when the block ends, rolled back when it raises."""
        running = self.begin(label, author=author, at=at)
        try:
            yield running
            running.commit()
        except BaseException:
            running.roll_back()
            raise

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
