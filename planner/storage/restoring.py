"""How two states of one plan differ, row by row, for going back to a backup."""

from dataclasses import replace
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.plan import Plan, Setting
from planner.domain.records.sharing import PurgeNote, Share
from planner.storage.purged_rows import purged_ids
from planner.storage.reader import FileReader

_STAYS: Final = frozenset({PurgeNote, Share})
"""Registers of what left the plan and what was purged: true whatever the plan goes back to."""
_NUMBERS: Final = ("slips/", "references/", "backup")


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that differs; now or then is None where it is not there."""

    kind: type[Record]
    id: str
    now: Record | None
    then: Record | None


def differences(now: FileReader, then: FileReader) -> list[Difference]:
    """Return what differs, owners before what they own; nothing that was purged is among it.

    Registers, and numbers that must not be given out twice, stay as they are now.
    """
    purged = purged_ids(now.connections[0])
    found = []
    for kind in ALL_RECORDS:
        if kind in _STAYS:
            continue
        mine = {r.id: r for r in now.all(kind)}
        theirs = {r.id: _fitting(r, mine.get(r.id)) for r in then.all(kind) if r.id not in purged}
        for row_id in [*mine, *(i for i in theirs if i not in mine)]:
            one, two = mine.get(row_id), theirs.get(row_id)
            if one != two and not (kind is Setting and row_id.startswith(_NUMBERS)):
                found.append(Difference(kind, row_id, one, two))
    return found


def _fitting(then: Record, now: Record | None) -> Record:
    """Return a row of the backup as this format has it: the plan row keeps its format."""
    if isinstance(then, Plan) and isinstance(now, Plan):
        return replace(then, format_version=now.format_version)
    return then
