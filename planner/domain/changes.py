"""What one command did: the rows it changed, before and after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, fields, replace
from datetime import datetime

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record, group_of

INSERT, DELETE = "+", "-"  # the field groups of a whole row made or deleted
UNNAMED = "this laptop"  # who is recorded by where nobody has said who he is


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
class LogSpan:
    """Which part of a log a merge or a decision wrote: numbers above after, up to upto.

    Taking such a step back goes by the log, since it may open or settle conflicts and change no value.
    taken: ids of changes that came from another copy. declines: whether those are declined by this step,
    because it is the undo of their merge. in_command_file: of which of the two files it is the log.
    """

    after: int
    upto: int
    taken: tuple[str, ...] = ()
    declines: bool = False
    in_command_file: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All row changes of one transaction, with who, when (UTC) and what the Edit menu calls it.

    left_alone: sentences naming what an undo could not take back because somebody changed it since.
    span: set for a merge, a decision, and their undo.
    """

    id: str
    label: str
    author: str
    at: datetime
    rows: tuple[RowChange, ...]
    left_alone: tuple[str, ...] = ()
    span: LogSpan | None = None

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


def coalesced(rows: Iterable[RowChange]) -> tuple[RowChange, ...]:
    """Return one change for each row: as it was before the first, as it is after the last.

    A row that came and went again is left out. The change ids are those of the last change of each field
    group, so that taking the result back finds every group's head.
    """
    first: dict[tuple[type[Record], str, bool], RowChange] = {}
    for row in rows:
        key = (row.kind, row.id, row.in_command_file)
        known = first.get(key)
        if known is None:
            first[key] = row
            continue
        if row.before is None and known.before is not None:
            # Deleted and made again: the new insert is the head of every field group.
            ids = dict.fromkeys(groups_of(row.kind), row.change_ids.get(INSERT, ""))
        else:
            ids = {**known.change_ids, **row.change_ids}
        first[key] = replace(known, after=row.after, change_ids=ids)
    return tuple(r for r in first.values() if r.before is not None or r.after is not None)


def groups_of(kind: type[Record]) -> Mapping[str, tuple[str, ...]]:
    """Return the field groups of a record kind, each with its field names."""
    if kind not in _GROUPS:
        groups: dict[str, tuple[str, ...]] = {}
        for f in fields(kind):
            group = group_of(kind, f.name)
            groups[group] = (*groups.get(group, ()), f.name)
        _GROUPS[kind] = groups
    return _GROUPS[kind]


_GROUPS: dict[type[Record], Mapping[str, tuple[str, ...]]] = {}
