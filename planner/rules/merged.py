"""What only a merge can bring about: orders that changed after their authorisation, numbers given twice."""

from collections.abc import Iterator

from planner.domain.phrases import and_list
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.rules.finding import Finding, Fix, Item, Severity
from planner.rules.snapshot import Snapshot

_MOST_PARTS = 4


def changed_orders(plan: Snapshot) -> Iterator[Finding]:
    """Say which authorised orders no longer say what was authorised, and where they differ."""
    for operation_id, parts in plan.changed_since.items():
        operation = plan.operations[operation_id]
        yield Finding(
            "changed-since-authorised",
            Severity.STOP,
            f"{operation.reference} changed on another copy after it was authorised: "
            f"{and_list(parts, most=_MOST_PARTS)}. Read it and authorise it again.",
            operation.reference,
            operation.start,
            (Item(Operation, operation_id),),
            (Fix("Look at it", "edit_operation", (operation_id,)),),
        )


def doubled_references(plan: Snapshot) -> Iterator[Finding]:
    """Say which references two operations have, and offer to renumber the one not yet authorised."""
    for reference, operations in sorted(plan.doubled.items()):
        newest_first = sorted(operations, key=lambda o: (o.start, o.id), reverse=True)
        spare = min(newest_first, key=lambda o: (o.was_authorised, o.authorised_version))
        yield Finding(
            "reference-twice",
            Severity.WORTH,
            f"{reference} is the reference of {len(operations)} operations: "
            f"{and_list([o.title for o in operations], most=_MOST_PARTS)}.",
            reference,
            min(o.start for o in operations),
            tuple(Item(Operation, o.id) for o in operations),
            (Fix(f"Renumber {spare.title}", "renumber", (spare.id,)),),
        )


def doubled_slips(plan: Snapshot) -> Iterator[Finding]:
    """Say which slip numbers two deployments of an operation have; the one without a return is renumbered."""
    seen: dict[tuple[str, int], list[Deployment]] = {}
    for deployment in plan.deployments:
        seen.setdefault((deployment.operation_id, deployment.number), []).append(deployment)
    for (operation_id, number), twice in seen.items():
        if len(twice) < 2:
            continue
        operation = plan.operations[operation_id]
        spare = max(twice, key=lambda d: (d.id not in plan.returned, d.start, d.id))
        code = f"{operation.reference}/{number}"
        yield Finding(
            "slip-twice",
            Severity.WORTH,
            f"{code} is the number of {len(twice)} deployments: a return slip would fit them all.",
            code,
            twice[0].start,
            (Item(Operation, operation_id), *(Item(Deployment, d.id) for d in twice)),
            (Fix("Renumber the later one", "renumber", (spare.id,)),),
        )
