"""Print the table of figures: python -m tests.reliability [--long] [--only NAME] [--work WORK] [--seed S]."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("WARDPLAN_STATE", tempfile.mkdtemp(prefix="reliability"))

from tests.reliability.figures import Figure


@dataclass(frozen=True)
class Wish:
    """What was asked for. works: of failures and full, empty for all. every: n-th call, 0 as usual."""

    long: bool
    seed: int
    works: list[str]
    every: int


Run = Callable[[Wish], Iterable[Figure]]


def _kills(wish: Wish) -> Iterable[Figure]:
    from tests.reliability.kills import kill_figures

    return kill_figures(1_000 if wish.long else 120, wish.seed)


def _purges(wish: Wish) -> Iterable[Figure]:
    from tests.reliability.purges_elsewhere import elsewhere_figures

    kills, every, step = (60, 3, 100_000) if wish.long else (4, 29, 900_000)
    return elsewhere_figures(kills, every, step, wish.seed)


def _failures(wish: Wish) -> Iterator[Figure]:
    from tests.reliability.failures import failure_figures
    from tests.reliability.full_works import fault_figures

    if not wish.works or PUBLISH in wish.works:
        yield from failure_figures(every=1 if wish.long else 3)
    yield from fault_figures(every=wish.every or (1 if wish.long else 17), names=_without_publish(wish.works))


def _full(wish: Wish) -> Iterator[Figure]:
    from tests.reliability.full_disk import full_disk_figures
    from tests.reliability.full_works import full_works_figures

    if not wish.works or PUBLISH in wish.works:
        yield from full_disk_figures(step=4_096 if wish.long else 32_768)
    yield from full_works_figures(step=16_384 if wish.long else 500_000, names=_without_publish(wish.works))


def _without_publish(works: list[str]) -> list[str]:
    from tests.reliability.works import WORKS

    return [name for name in works or WORKS if name != PUBLISH]


def _damage(wish: Wish) -> list[Figure]:
    from tests.reliability.damage import damage_figures

    return damage_figures(1_500 if wish.long else 300, wish.seed)


def _folder(wish: Wish) -> list[Figure]:
    from tests.reliability.shared_folder import folder_figures

    return folder_figures(minutes=10.0 if wish.long else 0.4, seed=wish.seed)


def _share(wish: Wish) -> list[Figure]:
    from tests.reliability.random_share import share_figures

    return share_figures(500 if wish.long else 40, wish.seed)


def _answers(wish: Wish) -> list[Figure]:
    from tests.reliability.random_answers import answer_figures

    return answer_figures(500 if wish.long else 20, wish.seed)


def _merges(wish: Wish) -> list[Figure]:
    from tests.reliability.merges import merge_figures

    return merge_figures(10_000 if wish.long else 200, wish.seed)


PUBLISH = "publish"
"""Publishing, saving a copy and making a plan: the works that have runs of their own."""

RUNS: dict[str, Run] = {
    "kills": _kills,
    "purges": _purges,
    "failures": _failures,
    "full": _full,
    "damage": _damage,
    "folder": _folder,
    "share": _share,
    "answers": _answers,
    "merges": _merges,
}


def _works() -> str:
    from tests.reliability.works import WORKS

    return ", ".join(WORKS)


def main() -> int:
    """Run what was asked for, print a line each; 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    parser.add_argument("--long", action="store_true", help="the figures of the closing note (an hour)")
    parser.add_argument("--only", choices=sorted(RUNS), action="append", help="one part; may be repeated")
    parser.add_argument(
        "--work",
        action="append",
        default=[],
        metavar="WORK",
        help=f"of failures and full: {PUBLISH}, {_works()}",
    )
    parser.add_argument(
        "--every", type=int, default=0, help="of failures: each n-th call of the other works; --long: each"
    )
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if unknown := set(arguments.work) - {PUBLISH, *_works().split(", ")}:
        parser.error(f"no such work: {', '.join(sorted(unknown))}; there are {PUBLISH}, {_works()}")
    wish = Wish(arguments.long, arguments.seed, arguments.work, arguments.every)
    missed = False
    print("| what | how many | result | target | met |\n|---|---|---|---|---|", flush=True)
    for name in arguments.only or RUNS:
        started = time.monotonic()
        for figure in RUNS[name](wish):
            print(figure.line(), flush=True)
            for example in figure.examples:
                print(f"    {example}", flush=True)
            missed = missed or not figure.is_met
        print(f"    {name}: {time.monotonic() - started:.0f} s, seed {arguments.seed}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
