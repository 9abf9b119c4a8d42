"""What somebody outside said of a row that was changed here meanwhile: kept beside it as an open question."""

from datetime import datetime
from typing import TYPE_CHECKING

from planner.domain.changes import INSERT
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.timespan import utc_text
from planner.storage.change_log import Entry
from planner.storage.codec import to_json
from planner.storage.merge.apply import settle
from planner.storage.merge.log import Log, RowKey
from planner.storage.row_graph import RowGraph, Values

if TYPE_CHECKING:
    from planner.storage.unit_of_work import UnitOfWork


class Beside:
    """The answers of one author that nobody has decided on, as a change set of their own in one transaction.

    Each is a change whose parent is what its author had seen, so that it stands against what was written
    since: an open conflict like those of a merge. It travels, and waits until somebody decides.

    at: UTC, when its author was asked. When they answered is not known; with that time what was written here
    since is the newer, and stands until somebody decides.
    """

    def __init__(self, unit: "UnitOfWork", author: str, at: datetime) -> None:
        self._unit, self._author, self._at, self._set_id = unit, author, at, new_id()
        self._keys: list[RowKey] = []
        self._ids: list[str] = []

    def say(self, kind: type[Record], row_id: str, group: str, values: Values, known: str) -> None:
        """Write one answer down. known: the change of the field that its author had seen, or empty."""
        key = (kind, row_id)
        log = Log(self._unit.connections[0])
        rows = log.rows([key])
        self._unit.log.keep_inserted_values(kind, row_id, rows[key])
        nodes = log.nodes([key], rows)[key]
        graph = RowGraph(kind, row_id, nodes)
        seen = [known] if any(node.id == known for node in nodes) else []
        parents = seen or [node.id for node in nodes if node.group == INSERT][:1]
        # A later answer of the same author stands in the place of the one before.
        parents += [n.id for n in graph.state([group]).heads[group] if n.author == self._author]
        self._begin()
        entry = Entry(new_id(), row_id, group, parents, to_json(values), self._set_id)
        self._unit.log.write(kind, [entry])
        self._keys.append(key)
        self._ids.append(entry.id)

    def finish(self) -> None:
        """List the questions; does nothing if nothing was said. The transaction is then undone by the log."""
        if self._keys:
            self._unit.going_by_log(self._ids)
            settle(self._unit, self._keys)

    def _begin(self) -> None:
        log = self._unit.log
        log.connection.execute(
            "INSERT OR IGNORE INTO change_set (id, copy_id, at, author, label) VALUES (?, ?, ?, ?, ?)",
            (self._set_id, log.copy_id, utc_text(self._at), self._author, log.label),
        )
