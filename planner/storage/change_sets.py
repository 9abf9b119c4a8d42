"""Reading the change log as people see it: who did what, newest first, a page at a time."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.timespan import utc_text
from planner.storage.engine import Connection
from planner.storage.rows_of_operation import rows_of_operation
from planner.storage.text_search import Needle, live_rows_with, says

EVERY: Final = -1
_HALF: Final = 20  # letters in the id of a command file's half; any other id has fewer
_COLUMNS: Final = "s.rowid, s.id, s.at, s.author, s.label, s.copy_id"


@dataclass(frozen=True, slots=True)
class ChangeSetLine:
    """One line of the history; at is UTC in ISO form.

    copy_id: the copy in which it was written. in_command_file: whether the command file's log has it.
    """

    id: str
    at: str
    author: str
    label: str
    copy_id: str = ""
    in_command_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetQuery:
    """Which change sets are asked for; what is empty or None does not narrow.

    author: exactly this name, whatever its case. since, until: UTC moments, until not included. text: words
    in the label, in a value that was written, or in what was deleted. label_begins: how the label begins,
    whatever its case.
    """

    operation_id: str = ""
    author: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    label_begins: str = ""


EVERYTHING: Final = ChangeSetQuery()


def recent_change_sets(
    connections: Sequence[Connection],
    limit: int,
    query: ChangeSetQuery = EVERYTHING,
    *,
    skip: int = 0,
) -> list[ChangeSetLine]:
    """Return the newest change sets of the plan and, as the second, the command file together.

    skip: how many of the newest to leave out, for the next page. limit: EVERY for all of them.
    """
    found: list[tuple[str, int, ChangeSetLine]] = []
    for place, connection in enumerate(connections):
        where, values = _where(connection, query)
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM change_set AS s {where} ORDER BY s.at DESC, s.rowid DESC LIMIT ?",
            [*values, limit if limit == EVERY else skip + limit],
        )
        for row in rows:
            line = _line(row, place)
            found.append((line.at, row[0], line))
    lines = [line for _, _, line in sorted(found, key=lambda entry: entry[:2], reverse=True)]
    return lines[skip:] if limit == EVERY else lines[skip : skip + limit]


def change_set_line(connections: Sequence[Connection], set_id: str) -> ChangeSetLine | None:
    """Return one change set, or None if none of the files has it."""
    for place, connection in enumerate(connections):
        row = connection.execute(
            f"SELECT {_COLUMNS} FROM change_set AS s WHERE s.id = ?", (set_id,)
        ).fetchone()
        if row is not None:
            return _line(row, place)
    return None


def set_of_change(connections: Iterable[Connection], change_id: str) -> str:
    """Return the id of the change set that a change belongs to, or "" when no file has it."""
    query = "SELECT change_set_id FROM change WHERE id = ?"
    return next((row[0] for c in connections for row in c.execute(query, (change_id,))), "")


def half_of(set_id: str) -> str:
    """Return the id that a change set of the plan has in the command file, if its command wrote there too."""
    return hashlib.sha256(f"in the command file: {set_id}".encode()).hexdigest()[:_HALF]


def beside(connections: Sequence[Connection], line: ChangeSetLine) -> ChangeSetLine | None:
    """Return the other half of a change that one command wrote to plan and command file, if there is one."""
    for place, connection in enumerate(connections):
        if (place > 0) == line.in_command_file:
            continue
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM change_set AS s WHERE s.at = ? AND s.author = ? ORDER BY s.rowid",
            (line.at, line.author),
        ).fetchall()
        found = [_line(row, place) for row in rows]
        halves = (f for f in found if line.id == half_of(f.id) or f.id == half_of(line.id))
        # Steps of before the halves knew each other are told by their second and author alone.
        older = (f for f in found if _HALF not in {len(f.id), len(line.id)})
        return next(halves, None) or next(older, None)
    return None


def authors(connections: Iterable[Connection]) -> list[str]:
    """Return everybody who is recorded by, by name."""
    found = {row[0] for c in connections for row in c.execute("SELECT DISTINCT author FROM change_set")}
    return sorted(found, key=lambda name: (name.casefold(), name))


def _line(row: Sequence[str], place: int) -> ChangeSetLine:
    return ChangeSetLine(row[1], row[2], row[3], row[4], row[5], place > 0)


def _where(connection: Connection, query: ChangeSetQuery) -> tuple[str, list[object]]:
    tests: list[str] = []
    values: list[object] = []
    if query.author:
        wanted = query.author.casefold()
        tests.append("s.author IN (SELECT value FROM json_each(?))")
        values.append(json.dumps([name for name in authors([connection]) if name.casefold() == wanted]))
    if query.since is not None:
        tests.append("s.at >= ?")
        values.append(utc_text(query.since))
    if query.until is not None:
        tests.append("s.at < ?")
        values.append(utc_text(query.until))
    if query.label_begins:
        tests.append("lower(substr(s.label, 1, ?)) = ?")
        values += [len(query.label_begins), query.label_begins.lower()]
    if query.operation_id:
        tests.append(_TOUCHES)
        values.append(json.dumps(sorted(rows_of_operation(connection, query.operation_id))))
    if query.text:
        needle = Needle(query.text)
        tests.append(_SAYS)
        live = json.dumps(sorted(live_rows_with(connection, needle)))
        values += [*needle.plain, *needle.in_json, *needle.plain, live]
    return (f"WHERE {' AND '.join(tests)}" if tests else ""), values


_TOUCHES: Final = (
    "s.id IN (SELECT change_set_id FROM change WHERE row_id IN (SELECT value FROM json_each(?)))"
)
# A value is found in the log, or still in the row that its insert stands for; a deletion by what went.
_SAYS: Final = f"""({says("s.label")} OR s.id IN (
    WITH said AS MATERIALIZED (
        SELECT change_set_id, row_id FROM change AS c
        WHERE {says('c."after"')} AND c.table_name <> 'ward' AND EXISTS (
            SELECT 1 FROM json_each(c."after") AS e
            WHERE e.type = 'text' AND e.key NOT LIKE '%id' AND {says("e.value")}))
    SELECT change_set_id FROM said
    UNION ALL
    SELECT change_set_id FROM change WHERE field_group = '-' AND row_id IN (SELECT row_id FROM said))
 OR s.id IN (SELECT change_set_id FROM change
    WHERE field_group = '+' AND "after" IS NULL AND row_id IN (SELECT value FROM json_each(?))))"""
