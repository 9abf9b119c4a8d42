"""What a merge would do, in words and figures: the preview that screen, command line and paper show."""

from datetime import date, datetime
from enum import StrEnum

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record


class MergeState(StrEnum):
    """What becomes of one difference."""

    NEW = "new"
    CHANGED = "changed"
    DELETED = "deleted"
    DECIDE = "decide"
    IGNORED = "ignored"
    DECLINED = "declined"


class Choice(StrEnum):
    """How a conflict is decided; LATER leaves it listed until somebody decides."""

    MINE = "mine"
    THEIRS = "theirs"
    BEFORE = "before"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Pick:
    """The choice of one side by the change that says it: how a third and further side is chosen."""

    change_id: str


Decision = Choice | Pick


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A value of one side as people read it, with who wrote it and when (UTC; None when not known).

    label: what that was called in the history ("Edit task"). copy: the file it came in with, if that is
    known. change_id: the change that says it, empty for what nobody wrote.
    """

    text: str
    by: str = ""
    at: datetime | None = None
    label: str = ""
    copy: str = ""
    change_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeItem:
    """One difference: a new row, one changed field group of a row, a deleted row, or a decision to take.

    key: stable for this difference on every copy ("table/row id/group"). about: the row in words ("Clear
    three garage courts"). field: what of it ("start and end"), empty for a whole row. operation_id,
    operation: the operation it belongs to and its name, both empty for ground, people and settings.
    before: what all sides started from; mine and theirs: the two sides, theirs the newest when several
    others changed it; further: those others, newest first. now: for a decision that is put off, which side
    stands meanwhile. reason: why it is ignored or was declined. rows: how many rows come or go with it.
    """

    key: str
    state: MergeState
    kind: type[Record]
    row_id: str
    group: str
    about: str
    field: str = ""
    operation_id: str = ""
    operation: str = ""
    before: Side = Side(text="")
    mine: Side = Side(text="")
    theirs: Side = Side(text="")
    further: tuple[Side, ...] = ()
    now: Choice = Choice.MINE
    reason: str = ""
    rows: int = 1

    @property
    def sides(self) -> tuple[tuple[Decision, Side], ...]:
        """What may be chosen: yours, theirs with the newest first, and what was before."""
        others = tuple((Pick(side.change_id), side) for side in self.further)
        return (Choice.MINE, self.mine), (Choice.THEIRS, self.theirs), *others, (Choice.BEFORE, self.before)

    def side(self, decision: Decision) -> Side:
        """Return one side; for what is put off, or says nothing here, the one that stands meanwhile."""
        sides = dict(self.sides)
        return sides.get(decision) or sides[self.now]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePreview:
    """Everything that merging another copy would do; nothing is written yet.

    source: the file's name. title: what to call it ("Council copy of 28 August"). origin: for a copy that was
    shared, whose it is. expires: until when that copy was to be kept. is_known_origin: False for a copy that
    no share register knows, of which nothing is ticked beforehand. computers: on which others of ours the
    changes were written, where that is known.
    """

    source: str
    title: str
    items: tuple[MergeItem, ...]
    origin: str = ""
    expires: date | None = None
    is_known_origin: bool = True
    computers: tuple[str, ...] = ()

    def of(self, *states: MergeState) -> tuple[MergeItem, ...]:
        """Return the items in one of these states."""
        return tuple(item for item in self.items if item.state in states)

    @property
    def taken(self) -> tuple[MergeItem, ...]:
        """What Apply takes without asking."""
        return self.of(MergeState.NEW, MergeState.CHANGED, MergeState.DELETED)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take and nothing to decide."""
        return not self.of(MergeState.NEW, MergeState.CHANGED, MergeState.DELETED, MergeState.DECIDE)
