"""What the window does with operations: make by drop, typing or menu, copy, delete, authorise, brief."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from planner.document.commands.create import create_operation
from planner.document.commands.deployment import delete_deployments
from planner.document.commands.operation import delete_operations
from planner.document.wards_offered import ward_choices
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation_type import OperationType, TypeDeployment
from planner.domain.ward_sets import is_former
from planner.ui.bridge import Bridge
from planner.ui.calendar.edits import joined
from planner.ui.state import Selection, ViewState
from planner.ui.widgets.build import column, label
from planner.ui.widgets.fields import Choice
from planner.ui.widgets.popover import Popover


class Operations(QObject):
    """Turns gestures on operations into commands and selects what came of them."""

    def __init__(self, bridge: Bridge, state: ViewState, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._state, self._window = bridge, state, window

    @property
    def today(self) -> date:
        """What the window takes as today."""
        return self._state.today

    def drop_on_map(self, type_id: str, ward_id: str, _easting: float, _northing: float) -> None:
        """Make an operation in a ward, on the day that suits the type."""
        if not ward_id:
            self._bridge.failed.emit("That is outside the district's wards; drop it onto a ward.")
            return
        self.create(type_id, ward_id, self.suitable_day(type_id))

    def drop_on_day(self, type_id: str, when: date | datetime) -> None:
        """Make an operation on a day, in the selected ward, or ask for the ward."""
        ward_id = self.ward_in_hand()
        if ward_id:
            self.create(type_id, ward_id, when)
        else:
            self._ask_ward(lambda chosen: self.create(type_id, chosen, when))

    def create(self, type_id: str, ward_id: str, when: date | datetime) -> str:
        """Make an operation, select it and show it; returns its id, or empty when it was refused."""
        command, operation_id = create_operation(type_id=type_id, ward_ids=[ward_id], start=when)
        if self._bridge.run(command, self) is None:
            return ""
        self.show_operation(operation_id)
        return operation_id

    def show_operation(self, operation_id: str) -> None:
        """Select an operation and bring its first day into the period shown."""
        start, _end = self._bridge.document.read.span_of(operation_id)
        period = self._state.period
        if not period.first <= start.date() <= period.last:
            self._state.show(type(period)(period.scale, start.date()))
        self._state.select(Selection(operation_ids=(operation_id,)))

    def suitable_day(self, type_id: str) -> date:
        """Return the first day for a new operation: the day in hand, a Monday for work of a week.

        The day in hand is the day shown when the calendar shows a day or week, else today or later.
        """
        read, state = self._bridge.document.read, self._state
        offsets = [d.day_offset for d in read.all(TypeDeployment, type_id=type_id)]
        day = max(state.today, state.period.anchor)
        if max(offsets, default=0) >= 4:
            day += timedelta(days=(7 - day.weekday()) % 7)
        return day

    def ward_in_hand(self) -> str:
        """Return the ward that is selected, directly or by the one operation selected; never a former one."""
        ward = self._bridge.document.read.get(Ward, self._selected_ward())
        return "" if ward is None or is_former(ward.ward_set) else ward.id

    def _selected_ward(self) -> str:
        from planner.domain.records.ground import Place
        from planner.domain.records.operation import OperationWard

        selection, read = self._state.selection, self._bridge.document.read
        if selection.ward_id:
            return selection.ward_id
        if selection.place_id and (place := read.get(Place, selection.place_id)) is not None:
            return place.ward_id
        if selection.operation_id:
            rows = read.all(OperationWard, operation_id=selection.operation_id)
            return rows[0].ward_id if rows else ""
        return ""

    def deletable(self) -> tuple[list[str], list[str]]:
        """Return what Delete means: whole operations, and single deployments of others, by their ids.

        An operation is meant whole when none of its deployments was picked out, or all of them.
        """
        read, selection = self._bridge.document.read, self._state.selection
        picked: dict[str, list[str]] = {}
        for row in read.among(Deployment, "id", selection.deployment_ids):
            picked.setdefault(row.operation_id, []).append(row.id)
        parts = {i: ids for i, ids in picked.items() if len(ids) < read.count(Deployment, operation_id=i)}
        whole = dict.fromkeys([*selection.operation_ids, *picked])
        return [i for i in whole if i not in parts], [d for ids in parts.values() for d in ids]

    def delete_words(self) -> str:
        """Return what the menu entry says: "Delete operation", "Delete this deployment" ..."""
        whole, parts = self.deletable()
        if whole and parts:
            return "&Delete what is selected"
        if parts:
            return "&Delete this deployment" if len(parts) == 1 else f"&Delete {len(parts)} deployments"
        return f"&Delete {len(whole)} operations" if len(whole) > 1 else "&Delete operation"

    def delete_selected(self) -> None:
        """Delete what is selected, operations or single deployments, as one step; undo brings it back."""
        whole, parts = self.deletable()
        commands = [delete_operations(operation_ids=whole)] if whole else []
        commands += [delete_deployments(deployment_ids=parts)] if parts else []
        if commands and self._bridge.run(joined(commands, "Delete what was selected"), self) is not None:
            self._state.select(Selection())

    def type_named(self, type_id: str) -> str:
        """Return the name of a type."""
        kind = self._bridge.document.read.get(OperationType, type_id)
        return kind.name if kind is not None else ""

    def _ask_ward(self, then: Callable[[str], object]) -> None:
        choice = Choice([("", "Choose a ward"), *ward_choices(self._bridge.document.read)], "")
        choice.setEditable(False)
        popover = Popover(self._window, column(label("In which ward?", "strong"), choice))

        def on_chosen(value: object) -> None:
            popover.close()
            if value:
                then(str(value))

        choice.chosen.connect(on_chosen)
        popover.show_at(QCursor.pos() + QPoint(8, 8), 260)
        choice.setFocus()
