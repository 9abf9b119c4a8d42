"""What can be undone and redone: change sets, newest last."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from planner.domain.changes import DELETE, INSERT, ChangeSet, RowChange, coalesced, groups_of
from planner.domain.records.base import Record

MOST_STEPS: Final = 200
_MERGE_WITHIN = timedelta(seconds=5)
_Key = tuple[type[Record], str, bool]


class History:
    """Two stacks of change sets. Commands with one merge key in quick succession become one step.

    Undo is by field group: a group is taken back while its newest change is the command's own. Undoing one
    step writes new changes, which the steps beneath it must then know as their own; that is what _carried
    does.
    """

    def __init__(self) -> None:
        self._done: list[ChangeSet] = []
        self._undone: list[tuple[str, ChangeSet]] = []
        self._open_key = ""  # merge key of the newest step while it may still grow

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

    @property
    def steps(self) -> int:
        """How many steps can be undone."""
        return len(self._done)

    def push(self, changes: ChangeSet, merge_key: str = "") -> None:
        """Note a new change set; what was undone before can no longer be redone.

        What a command changed and changed back is no part of its step, but the steps beneath know of it.
        """
        last = self._done[-1] if self._done else None
        if changes.span is not None:
            # A merge or a decision may change no value; it is taken back by the log.
            self._done.append(changes)
            merge_key = ""
        elif last is not None and merge_key and merge_key == self._open_key and _soon(last, changes):
            self._grow(last, changes)
        else:
            self._done = _carried(self._done, _idle(changes))
            rows = tuple(r for r in changes.rows if r.before != r.after)
            if not rows:  # it ended as it began: no step, and what was undone can still be redone
                self._carry_undone(_idle(changes))
                return
            self._done.append(replace(changes, rows=rows))
        del self._done[:-MOST_STEPS]
        self._open_key = merge_key
        self._undone.clear()

    def _grow(self, last: ChangeSet, changes: ChangeSet) -> None:
        rows = coalesced((*last.rows, *changes.rows))
        below = _carried(self._done[:-1], _idle(replace(changes, rows=rows)))
        rows = tuple(r for r in rows if r.before != r.after)
        # The time is the newest one's, so that a run of keystrokes stays one step however long it is.
        self._done = [*below, replace(last, at=changes.at, rows=rows)] if rows else below

    def undone(self, changes: ChangeSet) -> None:
        """Note that the last change set was taken back by another."""
        self._open_key = ""
        self._undone.append((self._done.pop().label, changes))
        self._done = _carried(self._done, changes)

    def redone(self, changes: ChangeSet) -> None:
        """Note that the last undo was taken back."""
        self._undone.pop()
        self._carry_undone(changes)
        self._done.append(changes)

    def _carry_undone(self, changes: ChangeSet) -> None:
        carried = _carried([c for _, c in self._undone], changes)
        self._undone = [(label, c) for (label, _), c in zip(self._undone, carried, strict=True)]

    def clear(self) -> None:
        """Forget everything."""
        self._done.clear()
        self._undone.clear()
        self._open_key = ""


def _soon(last: ChangeSet, new: ChangeSet) -> bool:
    return new.at - last.at <= _MERGE_WITHIN


def _idle(changes: ChangeSet) -> ChangeSet:
    """Return the field groups that a change set wrote and that ended with the value they began with."""
    rows = []
    for row in changes.rows:
        if row.before is None or row.after is None:
            continue
        names = groups_of(row.kind)
        same = {g: i for g, i in row.change_ids.items() if g in names and _unchanged(row, names[g])}
        if same:
            rows.append(replace(row, change_ids=same))
    return replace(changes, rows=tuple(rows))


def _unchanged(row: RowChange, names: tuple[str, ...]) -> bool:
    return all(getattr(row.before, n) == getattr(row.after, n) for n in names)


def _carried(steps: list[ChangeSet], restoring: ChangeSet) -> list[ChangeSet]:
    """Return the steps with the restoring change as theirs wherever it brought back what they had written.

    Only the newest step that wrote a field group can be meant, and only if the value is the one it wrote:
    after somebody else's change in between it is not.
    """
    wanted: dict[_Key, tuple[RowChange, dict[str, str]]] = {}
    for row in restoring.rows:
        if row.after is None:
            continue
        ids = row.change_ids
        if INSERT in ids:
            ids = dict.fromkeys(groups_of(row.kind), ids[INSERT])
        wanted[row.kind, row.id, row.in_command_file] = (row, dict(ids))
    carried: list[ChangeSet] = []
    for step in reversed(steps):
        if not any(groups for _, groups in wanted.values()):
            carried.append(step)
            continue
        carried.append(replace(step, rows=tuple(_carried_rows(step.rows, wanted))))
    return carried[::-1]


def _carried_rows(
    rows: Iterable[RowChange], wanted: dict[_Key, tuple[RowChange, dict[str, str]]]
) -> Iterable[RowChange]:
    for row in rows:
        found = wanted.get((row.kind, row.id, row.in_command_file))
        if found is None:
            yield row
            continue
        restored, groups = found
        whole = INSERT in row.change_ids or DELETE in row.change_ids
        mine = {g: i for g, i in groups.items() if g in row.change_ids and _same(row, restored, g)}
        for group in list(groups):
            if whole or group in row.change_ids:
                del groups[group]  # what an older step wrote was overwritten by this one
        yield replace(row, change_ids={**row.change_ids, **mine}) if mine else row


def _same(row: RowChange, restored: RowChange, group: str) -> bool:
    names = groups_of(row.kind)[group]
    return all(getattr(row.after, n, None) == getattr(restored.after, n, None) for n in names)
