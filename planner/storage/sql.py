"""Pieces of SQL that every question needs: names in quotes, places for values, parts that fit a statement."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")
_MOST_VALUES: Final = 900  # older builds of SQLite take 999 in one statement


def quoted(name: str) -> str:
    """Return a column or table name quoted for SQL."""
    return '"' + name.replace('"', '""') + '"'


def marks(values: Sequence[object]) -> str:
    """Return a place for each value, as IN (...) and VALUES (...) want them: "?, ?, ?"."""
    return ", ".join("?" * len(values))


def parts_of(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield values in parts that one statement can be asked with."""
    for start in range(0, len(values), _MOST_VALUES):
        yield values[start : start + _MOST_VALUES]
