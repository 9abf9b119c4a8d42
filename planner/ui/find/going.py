"""Where a result of Ctrl+K leads: selection, period, map, or the list that holds it."""

from typing import TYPE_CHECKING

from planner.document.find import Found
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Concern, Partner, Priority, Resource
from planner.domain.records.plan import SpecialDay
from planner.ui.state import Period, Selection

if TYPE_CHECKING:
    from planner.ui.workspace import Workspace

_LISTS = {
    Resource: "people", Partner: "partners", Priority: "priorities", Concern: "concerns",
    SpecialDay: "special_days",
}  # fmt: skip


def go_to_found(work: "Workspace", found: Found) -> None:
    """Select what was found and bring it into view."""
    kind, row_id, read = found.record, found.record_id, work.bridge.document.read
    if kind is Operation:
        work.operations.show_operation(row_id)
        work.map.show_operation(row_id)
    elif kind is Deployment:
        work.weekly.open_returns(row_id)
    elif kind is Task:
        work.operations.show_operation(read.require(Task, row_id).operation_id)
        work.inspector.show_tab("Tasks")
    elif kind is Ward:
        work.state.select(Selection(ward_id=row_id))
        work.map.show_ward(row_id)
    elif kind is OperationType:
        work.ask_new_operation(f"{work.operations.type_named(row_id).lower()} ")
    elif kind is SpecialDay:
        day = read.require(SpecialDay, row_id).first
        work.state.show(Period(work.state.period.scale, day))
    elif kind in _LISTS:
        work.open_list(_LISTS[kind])
    elif found.easting is not None and found.northing is not None:
        if kind is Place:
            work.state.select(Selection(place_id=row_id))
            work.show_panel("inspector")
        name = found.title if kind is Place else ""
        work.map.go_to(found.easting, found.northing, name=name, square=found.square)
