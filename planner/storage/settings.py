"""Settings whose names begin alike, asked by index: a plan may hold many others."""

from typing import Final

from planner.domain.records.plan import Setting
from planner.storage.reader import Reader

_NAMED: Final = "SELECT id, value FROM setting WHERE id >= ? AND id < ?"


def settings_under(read: Reader, prefix: str) -> list[Setting]:
    """Return the settings of all open files whose names begin with a prefix such as "away/"."""
    beyond = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    return [
        Setting(id=row[0], value=row[1])
        for connection in read.connections
        for row in connection.execute(_NAMED, (prefix, beyond))
    ]
