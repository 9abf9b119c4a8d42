"""Reading records: from one planning file, or from the plan and the command file together."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from planner.domain.errors import NotFound
from planner.domain.records.base import Record, field_names
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.storage.codec import Value, codec
from planner.storage.engine import Connection
from planner.storage.sql import marks, parts_of, quoted

R = TypeVar("R", bound=Record)


class Reader(Protocol):
    """What every reader can be asked; results come in the order rows were made unless said otherwise."""

    @property
    def connections(self) -> Sequence[Connection]:
        """The databases read from, for the sums that storage alone asks of them."""

    def get(self, kind: type[R], row_id: str) -> R | None:
        """Return one record, or None."""

    def require(self, kind: type[R], row_id: str) -> R:
        """Return one record; NotFound if it is gone."""

    def all(self, kind: type[R], /, **equals: object) -> list[R]:
        """Return every record of a kind whose fields equal the given values."""

    def among(self, kind: type[R], field: str, values: Iterable[str]) -> list[R]:
        """Return every record of a kind whose field is one of the given values."""

    def count(self, kind: type[Record], /, **equals: object) -> int:
        """Return how many records all() would return."""

    def deployments_between(self, start: datetime, end: datetime) -> list[Deployment]:
        """Return deployments that overlap a local span, by start."""

    def operations_between(self, start: datetime, end: datetime) -> list[Operation]:
        """Return operations any part of which lies in a local span, by start."""

    def span_of(self, operation_id: str) -> tuple[datetime, datetime]:
        """Return the local start and end of an operation, from its deployments if it has any."""


def select(kind: type[Record], tail: str = "") -> str:
    """Return a SELECT of all fields of a kind, in codec order."""
    return f"SELECT {', '.join(quoted(c) for c in codec(kind).columns)} FROM {quoted(kind.TABLE)} {tail}"


def overlapping(start: datetime, end: datetime) -> tuple[str, Sequence[Value]]:
    """Return the tail of a SELECT of deployments that overlap a local span, by start, and its values."""
    # No deployment lasts longer than 45 days, so the index on start bounds the scan on both sides.
    tail = (
        'WHERE "start" < ? AND "start" > strftime(\'%Y-%m-%dT%H:%M\', ?, \'-45 days\') AND "end" > ?'
        ' ORDER BY "start", rowid'
    )
    first, last = start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes")
    return tail, (last, first, first)


class FileReader:
    """Reads records over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reconnect(self, connection: Connection) -> None:
        """Read over another connection from now on."""
        self._connection = connection

    @property
    def connections(self) -> Sequence[Connection]:
        """The one database read from."""
        return (self._connection,)

    def _fetch(self, kind: type[R], tail: str, values: Sequence[Value]) -> list[R]:
        rows = self._connection.execute(select(kind, tail), values).fetchall()
        return codec(kind).records(rows)  # type: ignore[return-value]  # the codec of a kind makes that kind

    def get(self, kind: type[R], row_id: str) -> R | None:
        """Return one record, or None."""
        found = self._fetch(kind, "WHERE id = ?", (row_id,))
        return found[0] if found else None

    def require(self, kind: type[R], row_id: str) -> R:
        """Return one record; NotFound if it is gone."""
        record = self.get(kind, row_id)
        if record is None:
            raise NotFound(f"This {kind.TABLE.strip('_').replace('_', ' ')} is no longer in the plan.")
        return record

    def _where(self, kind: type[Record], equals: dict[str, object]) -> tuple[str, list[Value]]:
        names = field_names(kind)
        if unknown := set(equals) - set(names):
            raise TypeError(f"{kind.__name__} has no field {sorted(unknown)}")
        convert = dict(zip(names, codec(kind).out, strict=True))
        tests, values = [], []
        for name, value in equals.items():
            if value is None:
                tests.append(f"{quoted(name)} IS NULL")
                continue
            to_db = convert[name]
            values.append(value if to_db is None else to_db(value))
            tests.append(f"{quoted(name)} = ?")
        return (f"WHERE {' AND '.join(tests)}" if tests else ""), values  # type: ignore[return-value]

    def all(self, kind: type[R], /, **equals: object) -> list[R]:
        """Return every record of a kind whose fields equal the given values, by sort, then as made."""
        where, values = self._where(kind, equals)
        order = "ORDER BY sort, rowid" if "sort" in field_names(kind) else "ORDER BY rowid"
        return self._fetch(kind, f"{where} {order}", values)

    def among(self, kind: type[R], field: str, values: Iterable[str]) -> list[R]:
        """Return every record of a kind whose field is one of the given values."""
        if field not in field_names(kind):
            raise TypeError(f"{kind.__name__} has no field {field}")
        wanted = list(dict.fromkeys(values))
        found: list[R] = []
        order = "sort, rowid" if "sort" in field_names(kind) else "rowid"
        for part in parts_of(wanted):
            found += self._fetch(kind, f"WHERE {quoted(field)} IN ({marks(part)}) ORDER BY {order}", part)
        return found

    def count(self, kind: type[Record], /, **equals: object) -> int:
        """Return how many records all() would return."""
        where, values = self._where(kind, equals)
        return int(
            self._connection.execute(f"SELECT count(*) FROM {quoted(kind.TABLE)} {where}", values).fetchone()[
                0
            ]
        )

    def deployments_between(self, start: datetime, end: datetime) -> list[Deployment]:
        """Return deployments that overlap a local span, by start."""
        return self._fetch(Deployment, *overlapping(start, end))

    def operations_between(self, start: datetime, end: datetime) -> list[Operation]:
        """Return operations any part of which lies in a local span, by start."""
        first, last = start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes")
        tail = "WHERE span_start < ? AND span_end > ? ORDER BY span_start, rowid"
        return self._fetch(Operation, tail, (last, first))

    def span_of(self, operation_id: str) -> tuple[datetime, datetime]:
        """Return the local start and end of an operation, from its deployments if it has any."""
        row = self._connection.execute(
            "SELECT span_start, span_end FROM operation WHERE id = ?", (operation_id,)
        ).fetchone()
        if row is None:
            raise NotFound("This operation is no longer in the plan.")
        return datetime.fromisoformat(row[0]), datetime.fromisoformat(row[1])


class UnionReader:
    """Reads the plan and, in command view, the command file, as one."""

    def __init__(self, *readers: FileReader) -> None:
        self._readers = readers

    @property
    def connections(self) -> Sequence[Connection]:
        """The plan's database and, in command view, the command file's."""
        return tuple(c for reader in self._readers for c in reader.connections)

    def get(self, kind: type[R], row_id: str) -> R | None:
        """Return one record from whichever file has it, or None."""
        return next((r for reader in self._readers if (r := reader.get(kind, row_id)) is not None), None)

    def require(self, kind: type[R], row_id: str) -> R:
        """Return one record; NotFound if it is in neither file."""
        return self.get(kind, row_id) or self._readers[0].require(kind, row_id)

    def all(self, kind: type[R], /, **equals: object) -> list[R]:
        """Return the records of both files; a row that stands in both (a ward) comes once."""
        return self._once([r for reader in self._readers for r in reader.all(kind, **equals)])

    def among(self, kind: type[R], field: str, values: Iterable[str]) -> list[R]:
        """Return the records of both files whose field is one of the given values."""
        wanted = list(values)
        return self._once([r for reader in self._readers for r in reader.among(kind, field, wanted)])

    def _once(self, records: list[R]) -> list[R]:
        return (
            records if len(self._readers) == 1 else list({r.id: r for r in reversed(records)}.values())[::-1]
        )

    def count(self, kind: type[Record], /, **equals: object) -> int:
        """Return how many records all() would return."""
        if len(self._readers) == 1:
            return self._readers[0].count(kind, **equals)
        return len(self.all(kind, **equals))

    def deployments_between(self, start: datetime, end: datetime) -> list[Deployment]:
        """Return deployments of both files that overlap a local span, by start."""
        found = [d for reader in self._readers for d in reader.deployments_between(start, end)]
        return sorted(found, key=lambda d: d.start)

    def operations_between(self, start: datetime, end: datetime) -> list[Operation]:
        """Return operations of both files in a local span."""
        return [o for reader in self._readers for o in reader.operations_between(start, end)]

    def span_of(self, operation_id: str) -> tuple[datetime, datetime]:
        """Return the local start and end of an operation."""
        for reader in self._readers:
            if reader.get(Operation, operation_id) is not None:
                return reader.span_of(operation_id)
        raise NotFound("This operation is no longer in the plan.")
