"""What a field of a row was and is, by the change log: for answers that come back to what was once sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record, group_of
from planner.storage.change_log import DELETE, INSERT
from planner.storage.codec import Value, codec, from_json
from planner.storage.engine import Connection
from planner.storage.reader import FileReader
from planner.storage.sql import marks, parts_of


@dataclass(frozen=True, slots=True)
class _Change:
    id: str
    group: str
    after: dict[str, Value] | None
    author: str
    at: str


class KnownValues:
    """The log of some rows of one kind, read once; values are as the database holds them."""

    def __init__(self, connections: Sequence[Connection], kind: type[Record], row_ids: Iterable[str]) -> None:
        self._kind = kind
        self._changes: dict[str, list[_Change]] = {}
        self._now: dict[str, dict[str, Value]] = {}
        wanted = list(dict.fromkeys(row_ids))
        for connection in connections:
            for part in parts_of(wanted):
                self._read(connection, part)
            for record in FileReader(connection).among(kind, "id", wanted):
                form = codec(kind)
                self._now[record.id] = dict(zip(form.columns, form.row(record), strict=True))

    def _read(self, connection: Connection, ids: Sequence[str]) -> None:
        rows = connection.execute(
            'SELECT c.row_id, c.id, c.field_group, c."after", s.author, s."at" FROM change c'
            f" JOIN change_set s ON s.id = c.change_set_id WHERE c.row_id IN ({marks(ids)}) ORDER BY c.seq",
            ids,
        )
        for row_id, change_id, group, after, author, at in rows:
            values = from_json(after) if after else None
            self._changes.setdefault(row_id, []).append(_Change(change_id, group, values, author, at))

    def was_ever(self, row_id: str) -> bool:
        """Return whether the log has a row, deleted or not."""
        return row_id in self._changes

    def head(self, row_id: str, field: str) -> str:
        """Return the id of the newest change of a field: its own, or what made the row; else empty."""
        found = self._of(row_id, field)
        return found[-1].id if found else ""

    def written(self, row_id: str, field: str) -> tuple[str, datetime | None]:
        """Return who wrote a field last, and when (UTC)."""
        found = self._of(row_id, field)
        return (found[-1].author, datetime.fromisoformat(found[-1].at)) if found else ("", None)

    def _of(self, row_id: str, field: str) -> list[_Change]:
        groups = {group_of(self._kind, field), INSERT}
        return [c for c in self._changes.get(row_id, ()) if c.group in groups]

    def insert(self, row_id: str) -> str:
        """Return the id of the change that made a row, or empty."""
        return next((c.id for c in self._changes.get(row_id, ()) if c.group == INSERT), "")

    def value_at(self, row_id: str, field: str, change_id: str) -> Value:
        """Return what a field was after a change; None when the log does not have that change of this row."""
        change = next((c for c in self._changes.get(row_id, ()) if c.id == change_id), None)
        if change is None or change.group == DELETE:
            return None
        values = change.after if change.after is not None else self._now.get(row_id, {})
        return values.get(field)

    def values(self, row_id: str, field: str) -> set[Value]:
        """Return every value that a field has had, the present one too."""
        found = {c.after[field] for c in self._changes.get(row_id, ()) if c.after and field in c.after}
        return found | {self._now[row_id][field]} if row_id in self._now else found
