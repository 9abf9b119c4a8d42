"""The change log: every change with its parents, kept so that undo and merge can tell who knew what."""

import json
from dataclasses import field
from datetime import datetime
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.storage.codec import Value, to_json
from planner.storage.engine import Connection

INSERT: Final = "+"
DELETE: Final = "-"
_MOST_VARIABLES: Final = 900


@dataclass(frozen=True, slots=True)
class Entry:
    """One change to be logged: its row, its field group, the changes it replaces, the values after it.

    after is None for a deletion, and for an insert as long as the row itself still holds the values.
    """

    id: str
    row_id: str
    group: str
    parents: list[str]
    after: str | None


@dataclass(slots=True)
class ChangeLog:
    """The log of one file, written by one transaction, which is one change set."""

    connection: Connection
    label: str
    author: str
    at: datetime
    copy_id: str
    set_id: str = field(default_factory=new_id)

    def write(self, kind: type[Record], entries: list[Entry]) -> None:
        """Add changes of rows of one kind."""
        self.connection.execute(
            "INSERT OR IGNORE INTO change_set (id, copy_id, at, author, label) VALUES (?, ?, ?, ?, ?)",
            (self.set_id, self.copy_id, self.at.strftime("%Y-%m-%dT%H:%M:%SZ"), self.author, self.label),
        )
        self.connection.executemany(
            'INSERT INTO change (id, change_set_id, table_name, row_id, field_group, parents, "after")'
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (e.id, self.set_id, kind.TABLE, e.row_id, e.group, json.dumps(e.parents), e.after)
                for e in entries
            ],
        )

    def relabel(self, label: str) -> None:
        """Call the change set something else."""
        self.label = label
        self.connection.execute("UPDATE change_set SET label = ? WHERE id = ?", (label, self.set_id))

    def keep_inserted_values(self, row_id: str, values: dict[str, Value]) -> None:
        """Write down the values that a row was made with, before they change for the first time."""
        self.connection.execute(
            'UPDATE change SET "after" = ? WHERE row_id = ? AND field_group = ? AND "after" IS NULL',
            (to_json(values), row_id, INSERT),
        )

    def heads(self, row_id: str, group: str) -> list[str]:
        """Return the newest changes of a field group, those that no other replaces.

        The insert counts as the head of every field group that was not changed since.
        """
        rows = [row for row in self._changes(row_id) if row[1] in {group, INSERT}]
        own = [row for row in rows if row[1] == group]
        inserts = [number for number, row in enumerate(rows) if row[1] == INSERT]
        if inserts and group != INSERT:
            since = [row for row in rows[inserts[-1] + 1 :] if row[1] == group]
            own = since or [rows[inserts[-1]]]
        return _not_replaced(own)

    def deletions(self, row_ids: list[str]) -> dict[str, list[str]]:
        """Return, for rows that were deleted before, the deletions that making them again replaces."""
        found: set[str] = set()
        for start in range(0, len(row_ids), _MOST_VARIABLES):
            part = row_ids[start : start + _MOST_VARIABLES]
            marks = ", ".join("?" * len(part))
            query = f"SELECT row_id FROM change WHERE field_group = ? AND row_id IN ({marks})"
            found.update(row[0] for row in self.connection.execute(query, [DELETE, *part]))
        return {row_id: self.heads(row_id, DELETE) for row_id in found}

    def all_heads(self, row_id: str) -> list[str]:
        """Return the newest changes of every field group of a row."""
        return _not_replaced(self._changes(row_id))

    def _changes(self, row_id: str) -> list[tuple[str, str, str]]:
        found: list[tuple[str, str, str]] = self.connection.execute(
            "SELECT id, field_group, parents FROM change WHERE row_id = ? ORDER BY seq", (row_id,)
        ).fetchall()
        return found


def _not_replaced(rows: list[tuple[str, str, str]]) -> list[str]:
    replaced = {parent for row in rows for parent in json.loads(row[2])}
    return [row[0] for row in rows if row[0] not in replaced]
