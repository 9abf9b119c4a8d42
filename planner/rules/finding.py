"""What a rule has to say."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record


class Severity(StrEnum):
    """How much a finding asks of the reader, worst first."""

    STOP = "stop and look"
    WORTH = "worth a look"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Item:
    """A record that a finding is about."""

    kind: type[Record]
    id: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Something that would settle a finding: words for a link, what to do, and to which records.

    action: fill_post, unassign, edit_operation, edit_powers, task_done, write_return,
    plan_visit, renumber, show_operation, leave_ward (operation, former ward, ward).
    """

    words: str
    action: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence with its figure. about: the reference or slip code; when: the local moment it bites."""

    code: str
    severity: Severity
    message: str
    about: str
    when: datetime
    items: tuple[Item, ...] = ()
    fixes: tuple[Fix, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the records it is about."""
        return frozenset(item.id for item in self.items)


_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}


def worst_first(finding: Finding) -> tuple[int, datetime, str]:
    """Sort key: severity, then the moment, then the words."""
    return _RANK[finding.severity], finding.when, finding.message
