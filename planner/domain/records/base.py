"""What every record has: a table, an id, and the field groups that move as one in a merge."""

from dataclasses import fields
from typing import ClassVar

from planner.domain.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row; the field names are the column names of its table.

    TABLE is the table's name. GROUPS maps fields that move as one to the name of their group; every other
    field is a group of its own. OWNER names the field that holds the id of the owning row: deleting the
    owner deletes this row too.
    """

    TABLE: ClassVar[str] = ""
    GROUPS: ClassVar[dict[str, str]] = {}
    OWNER: ClassVar[str] = ""

    id: str


_FIELD_NAMES: dict[type[Record], tuple[str, ...]] = {}


def field_names(kind: type[Record]) -> tuple[str, ...]:
    """Return the columns of a record kind in order, id first."""
    if kind not in _FIELD_NAMES:
        _FIELD_NAMES[kind] = tuple(f.name for f in fields(kind))
    return _FIELD_NAMES[kind]


def group_of(kind: type[Record], name: str) -> str:
    """Return the field group that a field belongs to."""
    return kind.GROUPS.get(name, name)
