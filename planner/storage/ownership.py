"""Which record kind owns which: the owner's table for each owner field."""

from typing import Final

from planner.domain.records.base import Record
from planner.domain.records.catalogue import BY_TABLE, OWNED_BY

_OWNER_TABLES: Final = {
    "type_id": "operation_type",
    "return_id": "return_",
    "power_id": "power",
    "deployment_id": "deployment",
    "post_id": "post",
    "operation_id": "operation",
    "partnership_id": "partnership",
}


def owner_kind(kind: type[Record]) -> type[Record] | None:
    """Return the kind of record that owns rows of this kind, or None."""
    return BY_TABLE[_OWNER_TABLES[kind.OWNER]] if kind.OWNER else None


def owned_kinds(kind: type[Record]) -> tuple[type[Record], ...]:
    """Return the kinds of record that rows of this kind own."""
    field = next((field for field, table in _OWNER_TABLES.items() if table == kind.TABLE), "")
    return OWNED_BY.get(field, ())
