"""Random merges of 2 to 4 copies, each checked against a slow model of the log, on every processor."""

from concurrent.futures import ProcessPoolExecutor
from os import cpu_count

from tests.reliability.figures import Figure
from tests.storage.test_merge_properties import run_random_merge

_NOUGHT = ("lost values, false conflicts or orders that matter", "crashes")
_AT_ONCE = 20


def merge_figures(count: int, seed: int) -> list[Figure]:
    """Run count random merges; the model says which values and conflicts there must be."""
    figure = Figure("random merges of 2 to 4 copies", must_be_nought=_NOUGHT)
    seeds = [seed * 1_000_000 + number for number in range(count)]
    with ProcessPoolExecutor(cpu_count()) as pool:
        for number, wrong in zip(seeds, pool.map(_one, seeds, chunksize=_AT_ONCE), strict=True):
            figure.count += 1
            if wrong:
                kind = _NOUGHT[0] if wrong.startswith("AssertionError") else _NOUGHT[1]
                figure.miss(kind, f"seed {number}: {wrong[:300]}")
    return [figure]


def _one(seed: int) -> str:
    try:
        run_random_merge(seed)
    except Exception as error:  # whatever comes is what is counted
        return f"{type(error).__name__}: {error}"
    return ""
