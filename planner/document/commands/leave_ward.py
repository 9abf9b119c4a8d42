"""Work out of a ward that a newer ward set has replaced, into one of today."""

from collections.abc import Sequence

from planner.document.command import Command
from planner.document.commands.base import operation_name
from planner.document.commands.deployment import set_deployment_wards
from planner.document.commands.operation import set_wards
from planner.domain.records.deployment import Deployment, DeploymentWard
from planner.domain.records.operation import OperationWard
from planner.storage.pair import Pair


def leave_ward(*, operation_id: str, ward_id: str, to: str) -> Command:
    """Put an operation, and those of its deployments that name the ward, into another ward instead."""

    def moved(wards: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(to if w == ward_id else w for w in wards))

    def apply(pair: Pair) -> None:
        rows = pair.all(OperationWard, operation_id=operation_id)
        set_wards(operation_id=operation_id, ward_ids=moved([r.ward_id for r in rows])).apply(pair)
        for day in pair.all(Deployment, operation_id=operation_id):
            if own := [r.ward_id for r in pair.all(DeploymentWard, deployment_id=day.id)]:
                set_deployment_wards(deployment_id=day.id, ward_ids=moved(own)).apply(pair)

    return Command("Change wards of", apply, subject=lambda read: operation_name(read, operation_id))
