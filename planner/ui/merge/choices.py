"""What the user has chosen so far of a merge: ticked or left out, mine, theirs, before or later. No Qt."""

from collections.abc import Iterable, Iterator

from planner.domain.frozen import dataclass
from planner.domain.merging import Choice, Decision, MergeItem, MergePreview, MergeState

_TAKEN = frozenset({MergeState.NEW, MergeState.CHANGED, MergeState.DELETED, MergeState.DECLINED})
_ORDER = {state: number for number, state in enumerate(MergeState)}
ELSEWHERE = "The plan itself"
"""The group of what belongs to no operation: ground, people, settings."""


@dataclass(frozen=True, slots=True)
class Group:
    """The differences of one operation; key is its id, or empty for what belongs to none."""

    key: str
    words: str
    items: tuple[MergeItem, ...]

    @property
    def to_decide(self) -> tuple[MergeItem, ...]:
        """Those that ask for a decision."""
        return tuple(i for i in self.items if i.state is MergeState.DECIDE)


Line = Group | MergeItem


def is_taken(item: MergeItem) -> bool:
    """Return whether a difference has a tick: Apply takes it unless it is left out."""
    return item.state in _TAKEN


def grouped(items: Iterable[MergeItem]) -> list[Group]:
    """Return the differences by operation, those with decisions first, each in the order of its states."""
    found: dict[str, list[MergeItem]] = {}
    for item in items:
        found.setdefault(item.operation_id, []).append(item)
    groups = [
        Group(key, rows[0].operation or ELSEWHERE, tuple(sorted(rows, key=lambda i: _ORDER[i.state])))
        for key, rows in found.items()
    ]
    return sorted(groups, key=lambda group: not group.to_decide)


class Choices:
    """The user's choices in one preview; a copy of unknown origin begins with everything left out."""

    def __init__(self, preview: MergePreview) -> None:
        self.preview = preview
        self._decisions = {i.key for i in preview.of(MergeState.DECIDE)}
        declined = {i.key for i in preview.of(MergeState.DECLINED)}
        self._taken = {i.key for i in preview.taken} | declined
        self._chosen: dict[str, Decision] = {}
        self._left_out = declined if preview.is_known_origin else set(self._taken)

    def choice(self, item: MergeItem) -> Decision:
        """Return how a decision is taken so far."""
        return self._chosen.get(item.key, Choice.LATER)

    def is_left_out(self, item: MergeItem) -> bool:
        """Return whether a difference is not to be taken."""
        return item.key in self._left_out

    def choose(self, items: Iterable[MergeItem], choice: Decision) -> None:
        """Decide those of the differences that ask for it; a further side is one of one difference only."""
        for key in self._only(items, self._decisions):
            if choice is Choice.LATER:
                self._chosen.pop(key, None)
            else:
                self._chosen[key] = choice

    def toggle(self, items: Iterable[MergeItem]) -> None:
        """Leave differences out, or take them again when all of them are left out."""
        ticked = [i for i in items if i.key in self._taken]
        if any(i.state is not MergeState.DECLINED for i in ticked):
            ticked = [i for i in ticked if i.state is not MergeState.DECLINED]  # those one by one
        keys = {i.key for i in ticked}
        if keys <= self._left_out:
            self._left_out -= keys
        else:
            self._left_out |= keys

    def take_declined(self) -> None:
        """Take all that an undone merge once brought, or none of it when all of it is taken."""
        declined = {i.key for i in self.preview.of(MergeState.DECLINED)}
        if declined & self._left_out:
            self._left_out -= declined
        else:
            self._left_out |= declined

    @staticmethod
    def _only(items: Iterable[MergeItem], keys: set[str]) -> Iterator[str]:
        return (i.key for i in items if i.key in keys)

    # What Apply is given ----------------------------------------------------------------------------

    @property
    def chosen(self) -> dict[str, Decision]:
        """The decisions taken, by the key of their difference."""
        return dict(self._chosen)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The keys of what is not to be taken, in the preview's order."""
        return tuple(i.key for i in self.preview.taken if i.key in self._left_out)

    def taking(self, *, all_decisions: bool) -> tuple[str, ...]:
        """Return the keys of what is ticked and decided, or of all decisions; in the preview's order."""
        wanted = (self._taken - self._left_out) | (self._decisions if all_decisions else set(self._chosen))
        return tuple(i.key for i in self.preview.items if i.key in wanted)

    @property
    def is_all_taken(self) -> bool:
        """Whether nothing is left out, nor anything that was declined before."""
        return not self._left_out

    @property
    def ticked(self) -> int:
        """How many differences are taken without a decision."""
        return len(self._taken) - len(self._left_out)

    @property
    def decided(self) -> int:
        """How many decisions are taken."""
        return len(self._chosen)

    @property
    def undecided(self) -> int:
        """How many decisions are put off."""
        return len(self._decisions) - len(self._chosen)
