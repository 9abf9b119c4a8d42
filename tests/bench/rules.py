"""The rules over 100,000 deployments and 400,000 assignments, beside one sorted pass over their intervals."""

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import PostKind, Status, Weight
from planner.rules.check import check
from planner.rules.overlap import swept
from planner.rules.snapshot import Snapshot
from planner.ui.collector import collector_resting
from tests.bench.figures import Figure, in_turn, median_ms, timed

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPERATIONS, EACH, PLACES = 10_000, 10, 4
PEOPLE = 40_000
"""Few are booked twice: some hundred clashes, as a plan that is looked after has, not one in every row."""
NOW = datetime(2026, 6, 1, 9)
ALL_RULES_MS = 2_000.0


def rules_figures(runs: int) -> list[Figure]:
    """Sweep for overlaps, and ask every rule, over a made plan whose work is all to come."""
    import numpy as np

    plan = _plan()
    people: dict[str, int] = {}
    ordered = sorted(plan.deployments, key=lambda d: (d.start, d.end, d.id))
    rank = {d.id: n for n, d in enumerate(ordered)}
    booked = [(key, d) for d, keys, _ in plan.bookings() for key in keys]
    who = np.array([people.setdefault(key, len(people)) for key, _ in booked], dtype=np.int64)
    day = np.array([rank[d.id] for _, d in booked], dtype=np.int64)
    start = np.array([_minutes(d.start) for d in ordered], dtype=np.int64)
    end = np.array([_minutes(d.end) for d in ordered], dtype=np.int64)

    def sweep() -> int:
        return sum(len(first) for first, _ in swept(who, day, start, end))

    ours, floor = in_turn(lambda: timed(sweep), lambda: timed(lambda: _pass(who, start[day])), runs)
    with collector_resting:  # as on the worker
        whole = median_ms([timed(lambda: check(plan)) for _ in range(max(3, runs // 2))])
    size = f"{len(ordered):,} deployments, {len(booked):,} assignments"
    note = f"({sweep()} overlaps; the columns stand, there is no rule on rest yet)"
    made = f"({len(check(plan))} findings; records in memory, one thread that gives way)"
    return [
        Figure(f"overlap over {size}", "one sorted pass", median_ms(floor), median_ms(ours), 5, note),
        Figure("all rules over the same", "budget", ALL_RULES_MS, whole, 1, made),
    ]


def _pass(who: "NDArray[Any]", start: "NDArray[Any]") -> int:
    """Sort the intervals by person and start and look at each once."""
    import numpy as np

    order = np.lexsort((start, who))
    return int((np.diff(start[order]) >= 0).sum())


def _minutes(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds() // 60)


def _plan() -> Snapshot:
    random = Random(1)
    kind = OperationType(id="k", code="SW", name="Street Week", short_label="SW", colour="#123456",
                         symbol="S", weight=Weight.FULL)  # fmt: skip
    operations: dict[str, Operation] = {}
    deployments: list[Deployment] = []
    posts: dict[str, tuple[Post, ...]] = {}
    assignments: dict[str, tuple[Assignment, ...]] = {}
    for number in range(OPERATIONS):
        begin = NOW + timedelta(days=random.randrange(1, 340), hours=random.randrange(24))
        operation = Operation(id=f"o{number}", type_id="k", reference=f"SW-2026-{number}", title="A week",
                              status=Status.AUTHORISED, start=begin, end=begin + timedelta(days=EACH),
                              lead="Insp X1", supervisor="Sgt X2", decision_maker="Insp X3")  # fmt: skip
        operations[operation.id] = operation
        for day in range(EACH):
            key = f"d{number}.{day}"
            start = begin + timedelta(days=day)
            deployments.append(Deployment(id=key, operation_id=operation.id, number=day + 1, start=start,
                                          end=start + timedelta(hours=8)))  # fmt: skip
            post = Post(id=f"p{key}", deployment_id=key, role="Patrol", kind=PostKind.CONSTABLE, count=PLACES)
            posts[key] = (post,)
            assignments[post.id] = tuple(
                Assignment(id=f"a{key}.{n}", post_id=post.id, collar_number=f"X{random.randrange(PEOPLE)}")
                for n in range(PLACES)
            )
    return Snapshot(now=NOW, operations=operations, types={"k": kind}, deployments=tuple(deployments),
                    posts=posts, assignments=assignments)  # fmt: skip
