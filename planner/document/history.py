"""What can be undone and redone: change sets, newest last."""

from planner.domain.changes import ChangeSet

_MOST_STEPS = 200


class History:
    """Two stacks of change sets. A step is a run of change sets that are undone together."""

    def __init__(self) -> None:
        self._done: list[ChangeSet] = []
        self._undone: list[tuple[str, ChangeSet]] = []

    @property
    def undoable(self) -> ChangeSet | None:
        """The change set that undo would take back."""
        return self._done[-1] if self._done else None

    @property
    def redoable(self) -> tuple[str, ChangeSet] | None:
        """The label of the command that redo would bring back, and the undo's own change set."""
        return self._undone[-1] if self._undone else None

    @property
    def undo_label(self) -> str:
        """The label for the Edit menu, or empty."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """The label for the Edit menu, or empty."""
        return self._undone[-1][0] if self._undone else ""

    def push(self, changes: ChangeSet, merge_key: str = "") -> None:
        """Note a new change set; what was undone before can no longer be redone."""
        self._done.append(changes)
        del self._done[:-_MOST_STEPS]
        self._undone.clear()

    def undone(self, changes: ChangeSet) -> None:
        """Note that the last change set was taken back by another."""
        self._undone.append((self._done.pop().label, changes))

    def redone(self, changes: ChangeSet) -> None:
        """Note that the last undo was taken back."""
        self._undone.pop()
        self._done.append(changes)

    def clear(self) -> None:
        """Forget everything."""
        self._done.clear()
        self._undone.clear()
