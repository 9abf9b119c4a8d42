"""Planned hours by ward in a period, and the five classes that a map colours them in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.records.deployment import Deployment, DeploymentWard
from planner.domain.records.operation import OperationWard
from planner.domain.timespan import DEFAULT_ZONE, Timespan
from planner.geo.content import LegendClass
from planner.storage.reader import Reader

_LADDERS: Final = (
    (1, 2, 4, 8),
    (1, 4, 8, 16),
    (1, 8, 24, 48),
    (1, 20, 50, 100),
    (1, 50, 100, 200),
    (1, 100, 250, 500),
    (1, 250, 500, 1000),
    (1, 1000, 2500, 5000),
)
"""Where classes 1 to 4 begin, in hours, for ever busier districts."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Four thresholds in whole hours: class 0 lies below the first, class 4 from the last on."""

    starts: tuple[int, int, int, int]

    def of(self, hours: float) -> int:
        """Return the class, 0 to 4, of a number of hours."""
        return sum(1 for start in self.starts if shown_hours(hours) >= start)

    @property
    def legend(self) -> tuple[LegendClass, ...]:
        """Return the boxes of the legend, palest first, the darkest hatched."""
        texts = [_range_text(0, self.starts[0])]
        texts += [_range_text(a, b) for a, b in zip(self.starts, self.starts[1:], strict=False)]
        texts.append(f"{self.starts[-1]}+")
        return tuple(LegendClass(text=text, fill_class=i, hatched=i == 4) for i, text in enumerate(texts))


def _range_text(first: int, beyond: int) -> str:
    return str(first) if beyond - first == 1 else f"{first}–{beyond - 1}"


def shown_hours(hours: float) -> int:
    """Return the whole hours that screen and paper say: rounded, but never 0 for a little."""
    return max(1, round(hours)) if hours > 0 else 0


def classes_for(hours: Iterable[float]) -> Classes:
    """Return round thresholds that suit the busiest ward: its class is the darkest whenever one can be."""
    most = shown_hours(max(hours, default=0.0))
    fitting = [ladder for ladder in _LADDERS if ladder[-1] <= most]
    return Classes(fitting[-1] if fitting else _LADDERS[0])


def planned_hours(
    read: Reader,
    start: datetime,
    end: datetime,
    *,
    hidden_operations: frozenset[str] = frozenset(),
    zone: str = DEFAULT_ZONE,
) -> dict[str, float]:
    """Return ward id -> hours of deployments between two local times.

    A deployment in several wards counts in equal shares, so that the sum over wards is the time planned.
    Hours of the deployment are counted, not of each person in it.
    """
    deployments = [
        deployment
        for deployment in read.deployments_between(start, end)
        if deployment.operation_id not in hidden_operations
    ]
    wards = _wards_of(read, deployments)
    hours: defaultdict[str, float] = defaultdict(float)
    for deployment in deployments:
        inside = Timespan(max(deployment.start, start), min(deployment.end, end))
        where = wards.get(deployment.id, ())
        for ward_id in where:
            hours[ward_id] += inside.minutes(zone) / 60 / len(where)
    return dict(hours)


def _wards_of(read: Reader, deployments: Sequence[Deployment]) -> Mapping[str, Sequence[str]]:
    """Return deployment id -> ward ids: its own, or those of its operation when it names none."""
    own: defaultdict[str, list[str]] = defaultdict(list)
    for row in read.among(DeploymentWard, "deployment_id", [d.id for d in deployments]):
        own[row.deployment_id].append(row.ward_id)
    operations: defaultdict[str, list[str]] = defaultdict(list)
    for link in read.among(OperationWard, "operation_id", {d.operation_id for d in deployments}):
        operations[link.operation_id].append(link.ward_id)
    return {d.id: own.get(d.id) or operations.get(d.operation_id, []) for d in deployments}
