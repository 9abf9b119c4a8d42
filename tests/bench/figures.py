"""One row of the table: what was measured, its floor, and the ratio that the design allows."""

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FRAME_MS = 1000 / 60


@dataclass(frozen=True)
class Figure:
    """A measured figure in milliseconds beside its floor; most is the highest ratio allowed."""

    work: str
    floor_name: str
    floor_ms: float
    measured_ms: float
    most: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.measured_ms / self.floor_ms

    def row(self) -> str:
        verdict = "ok" if self.ratio <= self.most else "MISSED"
        most = "none set" if math.isinf(self.most) else f"{self.most:g}"
        return (
            f"| {self.work} | {self.floor_name}: {self.floor_ms:.1f} ms | {self.measured_ms:.1f} ms "
            f"| {self.ratio:.2f} | {most} | {verdict}{' ' + self.note if self.note else ''} |"
        )


HEAD = "| work | floor | measured | ratio | at most | |\n|---|---|---|---|---|---|"


def median_ms(runs: Sequence[float]) -> float:
    """Return the median of runs in milliseconds."""
    return statistics.median(runs)


def percentile_ms(runs: Sequence[float], percent: int) -> float:
    """Return a percentile of runs in milliseconds."""
    return statistics.quantiles(runs, n=100, method="inclusive")[percent - 1]


def timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds one run took."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def in_turn(
    ours: Callable[[], float], floor: Callable[[], float], runs: int
) -> tuple[list[float], list[float]]:
    """Run both in turn, so that a machine whose speed drifts slows both; the first pair is a warm-up."""
    pairs = [(ours(), floor()) for _ in range(runs + 1)][1:]
    return [a for a, _ in pairs], [b for _, b in pairs]
