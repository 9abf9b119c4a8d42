"""Rows that say something: plain words looked for in every column that people write in."""

import json
from typing import Final, get_type_hints

from planner.domain.records.base import Record, field_names
from planner.domain.records.catalogue import ALL_RECORDS
from planner.storage.engine import Connection, folded
from planner.storage.sql import quoted

_NOT_WORDS: Final = frozenset({"digest", "given", "authorised_parts", "colour", "zone", "format_version"})


class Needle:
    """Words to look for: case does not matter, in no alphabet, and no letter of theirs is a wildcard.

    plain, in_json: the values that says() of a column, and of a column of JSON, takes.
    """

    def __init__(self, text: str) -> None:
        words = folded(text)
        self.plain = (f"%{_escaped(words)}%", words)
        inside = json.dumps(words, ensure_ascii=False)[1:-1]
        self.in_json = (f"%{_escaped(inside)}%", inside)


def says(column: str) -> str:
    """Return SQL for a column that says a needle's words; only text beyond ASCII needs the slower look."""
    return (
        f"({column} LIKE ? ESCAPE '\\' OR"
        f" (octet_length({column}) <> length({column}) AND instr(folded({column}), ?) > 0))"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def text_columns(kind: type[Record]) -> tuple[str, ...]:
    """Return the columns of a kind in which words of people stand: no ids, no lists of the app's own."""
    hints = get_type_hints(kind)
    return tuple(
        name
        for name in field_names(kind)
        if hints[name] is str
        and name != "id"
        and not name.endswith(("_id", "_ids"))
        and name not in _NOT_WORDS
    )


def rows_with(connection: Connection, kind: type[Record], needle: Needle) -> list[str]:
    """Return the ids of the rows of one kind that say the words now."""
    columns = text_columns(kind)
    if not columns:
        return []
    tests = " OR ".join(says(quoted(name)) for name in columns)
    query = f"SELECT id FROM {quoted(kind.TABLE)} WHERE {tests}"
    return [row[0] for row in connection.execute(query, needle.plain * len(columns))]


def live_rows_with(connection: Connection, needle: Needle) -> set[str]:
    """Return the ids of every row of a file that says the words now."""
    return {row_id for kind in ALL_RECORDS for row_id in rows_with(connection, kind, needle)}
