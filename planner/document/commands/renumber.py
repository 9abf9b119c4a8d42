"""Giving a new number to what a merge left with one that something else has too."""

from dataclasses import replace

from planner.document.command import Command
from planner.document.commands.base import remember_highest
from planner.document.commands.create import next_reference, reference_number
from planner.document.commands.deployment import next_number
from planner.domain.errors import NotFound
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.storage.pair import Pair


def renumber(*, row_id: str) -> Command:
    """Give an operation the next free reference, or a deployment the next free slip number."""

    def apply(pair: Pair) -> None:
        operation = pair.get(Operation, row_id)
        if operation is not None:
            _renumber_operation(pair, operation)
            return
        deployment = pair.get(Deployment, row_id)
        if deployment is None:
            raise NotFound("This is no longer in the plan.")
        number = next_number(pair, deployment.operation_id)
        pair.put(replace(deployment, number=number))
        remember_highest(pair, f"slips/{deployment.operation_id}", number)

    return Command("Renumber", apply)


def _renumber_operation(pair: Pair, operation: Operation) -> None:
    kind = pair.require(OperationType, operation.type_id)
    year = pair.span_of(operation.id)[0].year
    reference = next_reference(pair, kind, year)
    pair.put(replace(operation, reference=reference))
    number = reference_number(reference, f"{kind.code}-{year}-")
    remember_highest(pair, f"references/{kind.id}/{year}", number)
