"""What a damaged file still gives: every row that can be read, table by table, and how much could not.

Works on a private copy only. A plain file's header is mended from what every planning file has; of an
encrypted one those pages give something whose checksum holds. The change log is not taken: what comes out is
a new plan of its own.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import Path
from typing import Final

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.plan import Plan
from planner.storage.codec import codec
from planner.storage.engine import Connection, DatabaseError, connect
from planner.storage.first_look import is_encrypted
from planner.storage.migrations.geopackage import APPLICATION_ID
from planner.storage.ownership import owner_kind
from planner.storage.sql import quoted
from planner.storage.working_copy import INCOMING, WorkingCopy

_PAGE: Final = 4096
_SECONDS: Final = 20.0
_MOST_PROBES: Final = 20_000
_UNREADABLE: Final = (DatabaseError, UnicodeDecodeError)


class NothingReadable(FileProblem):
    """Not one row of a file can be read, with the key given."""


@dataclass(slots=True)
class TableFound:
    """Of one table: its rows that were read, and how many places could not be."""

    kind: type[Record]
    rows: list[Record] = field(default_factory=list)
    errors: int = 0


@dataclass(slots=True)
class Salvaged:
    """What a damaged file still gave. orphans: rows left out because what they belong to is lost."""

    tables: list[TableFound]
    orphans: int = 0

    @property
    def plan(self) -> Plan | None:
        """The plan's own row, if it could be read."""
        rows = next((t.rows for t in self.tables if t.kind is Plan), [])
        return rows[0] if rows and isinstance(rows[0], Plan) else None

    @property
    def records(self) -> list[Record]:
        """Every row but the plan's, owners first."""
        return [row for table in self.tables if table.kind is not Plan for row in table.rows]

    @property
    def errors(self) -> int:
        """How many places could not be read."""
        return sum(table.errors for table in self.tables)


def salvage(
    target: Path, folder: Path, *, key: str | None, report: Callable[[int, str], None] | None = None
) -> Salvaged:
    """Read what can be read of a file; the folder takes a private copy for as long as that lasts.

    report(percent, words): told how far it is; whatever it raises ends the reading. NothingReadable when
    nothing of a plan can be read.
    """
    private = WorkingCopy.make(folder, INCOMING, target)  # swept at the next opening, should it be killed
    copy = private.database
    try:
        shutil.copyfile(target, copy)
        if key is None and not is_encrypted(copy):
            _mend_header(copy)
        _fill_up(copy)
        reading = _Reading(copy, key)
        try:
            found = Salvaged([])
            for number, kind in enumerate(ALL_RECORDS):
                if report is not None:
                    report(number * 100 // len(ALL_RECORDS), "Reading what can be read")
                found.tables.append(reading.table(kind))
        finally:
            reading.close()
    finally:
        private.discard()
    if not any(table.rows for table in found.tables):
        raise NothingReadable(f"Nothing of {target.name} can be read any more. Open a backup.")
    _leave_out_orphans(found)
    return found


class _Reading:
    """Reads rows over connections that are replaced whenever one meets a damaged page."""

    def __init__(self, database: Path, key: str | None) -> None:
        self._database, self._key = database, key
        self._connection: Connection | None = None
        self._ends = time.thread_time() + _SECONDS  # not of the clock: a busy machine finds as much

    def table(self, kind: type[Record]) -> TableFound:
        """Read one table from both ends, then what lies between, row by row."""
        found = TableFound(kind)
        rows: dict[int, Record] = {}
        try:
            if not self._is_table(kind.TABLE):
                return found
        except _UNREADABLE:
            self._again()
            found.errors += 1
            return found
        first, whole = self._walk(found, rows, "ASC")
        if not whole:
            last, _ = self._walk(found, rows, "DESC")
            self._between(found, rows, first, last)
        found.rows = [rows[number] for number in sorted(rows)]
        return found

    def _walk(self, found: TableFound, rows: dict[int, Record], order: str) -> tuple[int, bool]:
        """Read until something is damaged; returns the last row number reached and whether all was read."""
        reached = 0
        try:
            for number, record in self._rows(found, f"ORDER BY rowid {order}", ()):
                reached = number
                if number in rows:
                    return reached, True
                if record is not None:
                    rows[number] = record
        except _UNREADABLE:
            self._again()
            found.errors += 1
            return reached, False
        return reached, True

    def _between(self, found: TableFound, rows: dict[int, Record], first: int, last: int) -> None:
        for number in range(first + 1, min(last, first + _MOST_PROBES)):
            if time.thread_time() > self._ends:
                return
            try:
                for _, record in self._rows(found, "WHERE rowid = ?", (number,)):
                    if record is not None:
                        rows[number] = record
            except _UNREADABLE:
                self._again()
                found.errors += 1

    def _is_table(self, name: str) -> bool:
        """Return whether a name is an ordinary table: views and virtual tables run what a stranger wrote."""
        query = "SELECT type, sql FROM sqlite_schema WHERE name = ?"
        row = self._connected().execute(query, (name,)).fetchone()
        return row is not None and row[0] == "table" and str(row[1]).startswith("CREATE TABLE")

    def _rows(
        self, found: TableFound, tail: str, values: tuple[int, ...]
    ) -> Iterator[tuple[int, Record | None]]:
        code = codec(found.kind)
        names = ", ".join(quoted(name) for name in code.columns)
        query = f"SELECT rowid, {names} FROM {quoted(found.kind.TABLE)} {tail}"
        for number, *row in self._connected().execute(query, values):
            try:
                record = code.record(row)
            except (ValueError, TypeError, AttributeError):
                found.errors += 1
                record = None
            yield number, record

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = connect(self._database, key=self._key, read_only=True)
        return self._connection

    def _again(self) -> None:
        """Forget a connection that met damage: an encrypted one gives nothing any more after that."""
        self.close()

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _leave_out_orphans(found: Salvaged) -> None:
    """Leave out, level by level, what belongs to a row that could not be read, and second rows of one id."""
    ids: dict[type[Record], set[str]] = {}
    for table in found.tables:
        known = ids.setdefault(table.kind, set())
        owner = owner_kind(table.kind)
        kept = []
        for row in table.rows:
            is_owned = owner is None or getattr(row, table.kind.OWNER) in ids.get(owner, set())
            if is_owned and row.id not in known:
                known.add(row.id)
                kept.append(row)
            else:
                found.orphans += 1
        table.rows = kept


def _mend_header(copy: Path) -> None:
    """Write the fixed parts of a planning file's header over what is there."""
    pages = max(1, -(-copy.stat().st_size // _PAGE))
    fixed = (
        (0, b"SQLite format 3\x00"),
        (16, _PAGE.to_bytes(2, "big") + bytes((1, 1, 0, 64, 32, 32))),
        (28, pages.to_bytes(4, "big")),
        (44, (4).to_bytes(4, "big")),
        (56, (1).to_bytes(4, "big")),
        (68, APPLICATION_ID.to_bytes(4, "big")),
    )
    with copy.open("r+b") as file:
        file.seek(24)
        counter = file.read(4)
        for at, data in (*fixed, (92, counter)):
            file.seek(at)
            file.write(data)


def _fill_up(copy: Path) -> None:
    """Make a file that was cut short as long as whole pages need."""
    with copy.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size % _PAGE:
            file.truncate(size + _PAGE - size % _PAGE)
