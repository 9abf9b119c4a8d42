"""Merging two files of 50,000 rows with 1,000 changes each, beside reading every row of both."""

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Deployment, Post
from planner.storage.merge.apply import take
from planner.storage.merge.compare import Other, compare
from planner.storage.planning_file import PlanningFile
from tests.bench.figures import Figure, in_turn, median_ms, timed

CHANGES = 1_000


class _OnlyMeasured(Exception):
    """Ends a merge before it is committed, so that it can run again."""


def merge_figure(plan: Path, runs: int) -> Figure:
    """Compare and merge two copies in one transaction; the floor reads all records of both."""
    mine, theirs = (Path(shutil.copy(plan, plan.with_name(f"{n}.wardplan"))) for n in ("mine", "theirs"))
    rows = 0
    for path, seed in ((mine, 1), (theirs, 2)):
        rows = _edit(path, Random(seed))
    file = PlanningFile.open(mine)
    other = PlanningFile.open(theirs)
    try:

        def merge() -> None:
            try:
                with file.transaction("Merge", author="bench") as running:
                    found = compare(mine, None, Other(theirs))
                    take(running.unit, found)
                    raise _OnlyMeasured
            except _OnlyMeasured:
                return

        def read() -> None:
            for one in (file, other):
                for kind in ALL_RECORDS:
                    one.reader.all(kind)

        ours, floor = in_turn(lambda: timed(merge), lambda: timed(read), runs)
    finally:
        file.close()
        other.close()
    return Figure(
        f"merge of two files of {rows:,} rows, {CHANGES:,} changes each",
        "reading both",
        median_ms(floor),
        median_ms(ours),
        3,
    )


def _edit(path: Path, random: Random) -> int:
    """Change fields of random rows and return how many rows the file has."""
    file = PlanningFile.open(path)
    try:
        found: list[Record] = [*file.reader.all(Deployment), *file.reader.all(Post)]
        with file.transaction("Edit", author="bench") as running:
            for record in random.sample(found, CHANGES):
                word = f"changed {random.random()}"
                if isinstance(record, Deployment):
                    running.unit.put(replace(record, theme=word))
                elif isinstance(record, Post):
                    running.unit.put(replace(record, skill=word))
        return sum(file.reader.count(kind) for kind in ALL_RECORDS)
    finally:
        file.close()
