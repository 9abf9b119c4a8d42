"""What one command did: the rows it changed, before and after."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from planner.domain.records.base import Record


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after; before is None for a new row, after is None for a deleted one.

    change_ids: field group to the id of the change written for it ("+" insert, "-" delete).
    in_command_file: whether the row lives in the command file, not in the plan.
    """

    kind: type[Record]
    id: str
    before: Record | None
    after: Record | None
    change_ids: dict[str, str] = field(default_factory=dict)
    in_command_file: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All row changes of one transaction, with who, when (UTC) and what the Edit menu calls it.

    left_alone: sentences naming what an undo could not take back because somebody changed it since.
    """

    id: str
    label: str
    author: str
    at: datetime
    rows: tuple[RowChange, ...]
    left_alone: tuple[str, ...] = ()

    def touches(self, *kinds: type[Record]) -> bool:
        """Return whether any row of the given kinds changed."""
        return any(row.kind in kinds for row in self.rows)

    def ids(self, kind: type[Record]) -> set[str]:
        """Return the ids of the changed rows of one kind."""
        return {row.id for row in self.rows if row.kind is kind}

    def records(self, kind: type[Record]) -> Iterator[Record]:
        """Yield the rows of one kind as they are now, or as they were if deleted."""
        for row in self.rows:
            record = row.after or row.before
            if row.kind is kind and record is not None:
                yield record
