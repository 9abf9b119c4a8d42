"""Which concerns of residents an operation is an answer to."""

from collections.abc import Sequence

from planner.document.command import Command
from planner.document.commands.base import on_operation
from planner.domain.errors import NotFound
from planner.domain.ids import new_id
from planner.domain.records.operation import Operation, OperationConcern
from planner.domain.records.people import Concern
from planner.storage.pair import Pair


def set_concerns(*, operation_id: str, concern_ids: Sequence[str]) -> Command:
    """Link an operation to these concerns and no other; no order prints it, so none becomes a draft."""

    def change(pair: Pair, operation: Operation) -> bool:
        wanted = list(dict.fromkeys(concern_ids))
        if len(pair.among(Concern, "id", wanted)) < len(wanted):
            raise NotFound("One of these concerns is no longer in the plan; choose them again.")
        known = {r.concern_id: r.id for r in pair.all(OperationConcern, operation_id=operation.id)}
        for concern_id, row_id in known.items():
            if concern_id not in wanted:
                pair.drop(OperationConcern, row_id)
        pair.add_all(
            OperationConcern(id=new_id(), operation_id=operation.id, concern_id=concern_id)
            for concern_id in wanted
            if concern_id not in known
        )
        return False

    return on_operation("Choose concerns of", operation_id, change)
