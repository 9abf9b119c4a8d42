"""The change log: every change with its parents, kept so that undo and merge can tell who knew what."""

import json
from dataclasses import field
from datetime import datetime

from planner.domain.changes import DELETE, INSERT
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.timespan import utc_text
from planner.storage.codec import Value, to_json
from planner.storage.copies import note_copy
from planner.storage.engine import Connection
from planner.storage.row_graph import Node, RowGraph
from planner.storage.sql import marks, parts_of

__all__ = ["DELETE", "INSERT", "ChangeLog", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change to be logged: its row, its field group, the changes it replaces, the values after it.

    after is None for a deletion, and for an insert as long as the row itself still holds the values.
    set_id: an older change set of this file to which the change belongs, when it says again what that set
    said; empty for the one that is being written.
    """

    id: str
    row_id: str
    group: str
    parents: list[str]
    after: str | None
    set_id: str = ""


@dataclass(slots=True)
class ChangeLog:
    """The log of one file, written by one transaction, which is one change set.

    taken: when the copy was opened (UTC), to be noted with its first change; None to say nothing of it.
    """

    connection: Connection
    label: str
    author: str
    at: datetime
    copy_id: str
    taken: datetime | None = None
    set_id: str = field(default_factory=new_id)

    def write(self, kind: type[Record], entries: list[Entry]) -> None:
        """Add changes of rows of one kind."""
        self._begin()
        self.connection.executemany(
            'INSERT INTO change (id, change_set_id, table_name, row_id, field_group, parents, "after")'
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (e.id, e.set_id or self.set_id, kind.TABLE, e.row_id, e.group, json.dumps(e.parents), e.after)
                for e in entries
            ],
        )

    def _begin(self) -> None:
        # Each time: a purge may have dropped the change set again, empty as it was.
        self.connection.execute(
            "INSERT OR IGNORE INTO change_set (id, copy_id, at, author, label) VALUES (?, ?, ?, ?, ?)",
            (self.set_id, self.copy_id, utc_text(self.at), self.author, self.label),
        )
        if self.taken is not None:
            note_copy(self.connection, self.copy_id, self.taken)
            self.taken = None

    def relabel(self, label: str) -> None:
        """Call the change set something else."""
        self.label = label
        self.connection.execute("UPDATE change_set SET label = ? WHERE id = ?", (label, self.set_id))

    def keep_inserted_values(self, kind: type[Record], row_id: str, values: dict[str, Value]) -> None:
        """Write down the values that a row was made with, before they change for the first time."""
        self.connection.execute(
            'UPDATE change SET "after" = ? WHERE row_id = ? AND table_name = ? AND field_group = ?'
            ' AND "after" IS NULL',
            (to_json(values), row_id, kind.TABLE, INSERT),
        )

    def heads(self, kind: type[Record], row_id: str, group: str) -> list[str]:
        """Return what the next change of a field group replaces: those changes that no other came of.

        The insert counts as a change of every field group.
        """
        return self._graph(kind, row_id).raw_heads(group)

    def all_heads(self, kind: type[Record], row_id: str) -> list[str]:
        """Return the newest changes of a row, of whatever field group."""
        return self._graph(kind, row_id).all_heads()

    def deletions(self, kind: type[Record], row_ids: list[str]) -> dict[str, list[str]]:
        """Return, for rows that were deleted before, what making them again replaces."""
        found: set[str] = set()
        for part in parts_of(row_ids):
            query = f"SELECT row_id FROM change WHERE field_group = ? AND row_id IN ({marks(part)})"
            found.update(row[0] for row in self.connection.execute(query, [DELETE, *part]))
        return {row_id: self.all_heads(kind, row_id) for row_id in found}

    def _graph(self, kind: type[Record], row_id: str) -> RowGraph:
        lines = self.connection.execute(
            "SELECT id, field_group, parents FROM change WHERE row_id = ? AND table_name = ?",
            (row_id, kind.TABLE),
        ).fetchall()
        nodes = [Node(i, "", "", "", group, tuple(json.loads(parents)), None) for i, group, parents in lines]
        return RowGraph(kind, row_id, nodes)
