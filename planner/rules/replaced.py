"""Coming work in a ward that a newer ward set has replaced."""

from collections.abc import Iterator

from planner.domain.phrases import and_list
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.rules.finding import Finding, Fix, Item, Severity
from planner.rules.snapshot import Snapshot


def former_wards(plan: Snapshot) -> Iterator[Finding]:
    """Say of each operation to come which of its wards are former, and where their middle is now."""
    if not plan.replaced:
        return
    first: dict[str, tuple[Deployment, list[str]]] = {}
    for day in plan.deployments:
        if plan.is_coming(day) and (
            found := [w for w in plan.wards_of.get(day.id, ()) if w in plan.replaced]
        ):
            first.setdefault(day.operation_id, (day, []))[1].extend(found)
    for operation_id, (day, found) in first.items():
        operation = plan.operations[operation_id]
        wards = [plan.replaced[i] for i in dict.fromkeys(found)]
        moves = [
            Fix(f"Move from {w.name} to {w.now}", "leave_ward", (operation_id, w.ward_id, w.now_id))
            for w in wards
            if w.now_id
        ]
        what = "a ward" if len(wards) == 1 else "wards"
        yield Finding(
            "ward-former",
            Severity.WORTH,
            f"{operation.title} is in {and_list([w.name for w in wards])}, {what} that a newer ward set has "
            "replaced.",
            operation.reference,
            day.start,
            (Item(Operation, operation_id), Item(Deployment, day.id)),
            (*moves, Fix("Choose its wards", "edit_operation", (operation_id,))),
        )
