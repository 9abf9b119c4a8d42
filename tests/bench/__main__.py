"""Print the table: machine, medians, ratios; see --help."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench.figures import HEAD, Figure

TODAY = date(2026, 9, 3)
ALL = ("start", "open", "drag", "search", "return", "rules", "pan", "order", "merge", "publish", "ledger")
MERGED_OPERATIONS = 1_500
"""Operations of the plan that is merged, for its 50,000 rows."""
PUBLISHED_OPERATIONS = 1_300
"""Operations of the plan that is published, for its 20 MB."""


def _plan(folder: Path, name: str, operations: int | None) -> Path:
    from planner.document.demo.build import make_demo

    os.environ["WARDPLAN_STATE"] = str(folder / "state")
    path = folder / name
    make_demo(path, today=TODAY, operations=operations).close()
    return path


def _essex(folder: Path) -> Path:
    """Make a plan of all Essex wards with 20,000 named points."""
    from random import Random

    from planner.document.new_plan import starting_records
    from planner.document.opening import create_plan
    from planner.domain.ids import new_id
    from planner.domain.records.ground import Place
    from planner.domain.vocabulary import PlaceKind
    from planner.geo.wkb import point, to_wkb

    wards = Path(__file__).parents[1] / "files" / "essex_wards_2020_bgc.geojson"
    row, records = starting_records(title="Essex", wards_file=wards, today=TODAY)
    random = Random(1)
    for number in range(20_000):
        easting, northing = random.uniform(540_000, 625_000), random.uniform(180_000, 235_000)
        shape = to_wkb(point(easting, northing))
        geom = to_wkb(point(easting / 100_000 - 5.1, northing / 111_000 + 49.8))
        records.append(Place(id=new_id(), name=f"Spot {number}", kind=PlaceKind.LOCALITY, easting=easting,
                             northing=northing, geom=geom, shape=shape))  # fmt: skip
    path = folder / "essex.wardplan"
    create_plan(path, plan=row, records=records, author="bench").close()
    return path


def _figures(only: set[str], runs: int, folder: Path) -> Iterator[Figure]:
    from tests.bench import ledger, merge, order, publish, rules, screen, start

    demo = _plan(folder, "demo.wardplan", None)
    thousand = _plan(folder, "thousand.wardplan", 1_000) if "drag" in only else demo
    large = _plan(folder, "large.wardplan", 10_000) if only & {"open", "drag", "ledger", "search"} else demo
    makers: dict[str, Callable[[], list[Figure]]] = {
        "start": lambda: [start.start_figure(demo, runs)],
        "open": lambda: [
            start.open_figure(large, demo, runs, "10,000 operations, 100,000 deployments"),
            start.first_edit_figure(large, runs),
            start.unknown_figure(large, max(3, runs // 2)),
        ],
        "drag": lambda: [
            *screen.drag_figures(thousand, 1_000, 3, runs * 3),
            *screen.drag_figures(large, 10_000, 6, runs * 3),
        ],
        "search": lambda: screen.search_figures(large, 10_000, runs),
        "return": lambda: screen.return_figures(demo, runs),
        "rules": lambda: rules.rules_figures(runs),
        "pan": lambda: [screen.pan_figure(_essex(folder), runs * 60)],
        "order": lambda: [order.order_figure(demo, runs)],
        "merge": lambda: [merge.merge_figure(_plan(folder, "fifty.wardplan", MERGED_OPERATIONS), runs)],
        "publish": lambda: publish.publish_figures(
            _plan(folder, "twenty.wardplan", PUBLISHED_OPERATIONS), runs
        ),
        "ledger": lambda: ledger.ledger_figures(large, runs),
    }
    for name, make in makers.items():
        if name in only:
            yield from make()


def main() -> int:
    """Measure what was asked for; exit 1 when a ratio is above what the design allows."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", default=",".join(ALL))
    words = parser.parse_args()
    print(f"{platform.platform(terse=True)}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"medians of {words.runs} runs in turn with their floors\n\n{HEAD}", flush=True)
    missed = False
    with tempfile.TemporaryDirectory(prefix="wardplan-bench-") as folder:
        for figure in _figures(set(words.only.split(",")), words.runs, Path(folder)):
            print(figure.row(), flush=True)
            missed = missed or figure.ratio > figure.most
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
