"""One operation as calendar and lanes read it, with the bars that were made of it."""

from dataclasses import field

from planner.document.agenda_bars import Bar, By
from planner.domain.frozen import dataclass
from planner.domain.records.operation_type import OperationType
from planner.storage.spans import Block, Work

_Group = tuple[str, ...]  # ids of deployments


@dataclass(slots=True)
class Entry:
    """One operation with what its bars need, and the bars made of it.

    groups: which of its deployments stand in each row. plain: the bars of a group of deployments, found by
    their ids, without what the rules say; marked: the same with it, so that a mark that changes costs little.
    shown: the marked ones given out last, so that equal ones stay the very same. month, rows: the bars of all
    its deployments, and of each row.
    """

    operation: Work
    kind: OperationType
    ward_ids: tuple[str, ...]
    deployments: tuple[Block, ...]
    own_wards: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    teams: dict[str, tuple[str, ...]] = field(default_factory=dict)
    posts: dict[str, tuple[int, int]] = field(default_factory=dict)
    groups: dict[By, dict[str, tuple[Block, ...]]] = field(default_factory=dict)
    plain: dict[_Group, tuple[Bar, ...]] = field(default_factory=dict)
    marked: dict[_Group, tuple[Bar, ...]] = field(default_factory=dict)
    shown: dict[_Group, tuple[Bar, ...]] = field(default_factory=dict)
    month: tuple[Bar, ...] | None = None
    rows: dict[By, list[tuple[str, tuple[Bar, ...]]]] = field(default_factory=dict)

    def forget_marks(self) -> None:
        """Make the bars anew with what the rules say now, when they are next asked for."""
        self.marked, self.month, self.rows = {}, None, {}

    def wards_of(self, deployment: Block) -> tuple[str, ...]:
        """Return the ids of the wards a deployment is in: its own, else those of the operation."""
        return self.own_wards.get(deployment.id) or self.ward_ids
