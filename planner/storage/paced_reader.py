"""Reading much on a worker thread: some hundred rows at a time, with a pause between for other threads."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.storage.codec import codec
from planner.storage.engine import Connection
from planner.storage.reader import Reader, overlapping, select

R = TypeVar("R", bound=Record)
_PIECE: Final = 300  # rows, a millisecond or two


class PacedReader:
    """Another reader, asked piece by piece; it answers what that one answers."""

    def __init__(self, read: Reader, pause: Callable[[], object]) -> None:
        """pause: called after each piece; may raise to stop."""
        self._read, self._pause = read, pause

    @property
    def connections(self) -> Sequence[Connection]:
        """The databases read from."""
        return self._read.connections

    def get(self, kind: type[R], row_id: str) -> R | None:
        """Return one record, or None."""
        return self._read.get(kind, row_id)

    def require(self, kind: type[R], row_id: str) -> R:
        """Return one record; NotFound if it is gone."""
        return self._read.require(kind, row_id)

    def all(self, kind: type[R], /, **equals: object) -> list[R]:
        """Return every record of a kind whose fields equal the given values, in one piece."""
        self._pause()
        return self._read.all(kind, **equals)

    def among(self, kind: type[R], field: str, values: Iterable[str]) -> list[R]:
        """Return every record of a kind whose field is one of the given values."""
        wanted, found = list(dict.fromkeys(values)), list[R]()
        for at in range(0, len(wanted), _PIECE):
            found += self._read.among(kind, field, wanted[at : at + _PIECE])
            self._pause()
        return found

    def count(self, kind: type[Record], /, **equals: object) -> int:
        """Return how many records all() would return."""
        return self._read.count(kind, **equals)

    def deployments_between(self, start: datetime, end: datetime) -> list[Deployment]:
        """Return deployments that overlap a local span, by start."""
        tail, values = overlapping(start, end)
        found: list[Deployment] = []
        for connection in self.connections:
            rows = connection.execute(select(Deployment, tail), values)
            while piece := rows.fetchmany(_PIECE):
                found += codec(Deployment).records(piece)  # type: ignore[arg-type]  # the codec of deployments
                self._pause()
        return sorted(found, key=lambda d: d.start)

    def operations_between(self, start: datetime, end: datetime) -> list[Operation]:
        """Return operations any part of which lies in a local span, by start, in one piece."""
        self._pause()
        return self._read.operations_between(start, end)

    def span_of(self, operation_id: str) -> tuple[datetime, datetime]:
        """Return the local start and end of an operation."""
        return self._read.span_of(operation_id)
