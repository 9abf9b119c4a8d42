"""A short name for a row, for sentences that storage itself has to say."""

from collections.abc import Mapping

from planner.domain.records.base import Record
from planner.storage.codec import Value


def row_name(kind: type[Record], values: Mapping[str, Value]) -> str:
    """Return what a row is called, or what kind of row it is."""
    for name in ("reference", "title", "label", "name", "theme", "text"):
        if value := values.get(name):
            return str(value)
    return kind.TABLE.strip("_").replace("_", " ").capitalize()
