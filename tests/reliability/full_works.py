"""Failures, stops and full disks in the works beside publishing: done, or refused with nothing changed.

The shared folder and the state folder are on the full disk, as on a laptop with no room left. What is counted
is looked at after the plan was opened, published and closed once more, as its user would.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from planner.domain.errors import KnownError
from tests.reliability.children import refuse_other_systems, told
from tests.reliability.failures import Faults
from tests.reliability.figures import Figure
from tests.reliability.full_disk import filled, small_disk, why_not
from tests.reliability.works import WORKS
from tests.reliability.works_after import NOUGHT, World, look_after
from tests.storage.plans import edit, plan_bytes

_MOST_CALLS = 5_000
_MEGABYTES = 32
Disturb = Callable[[], Callable[[], int]]
"""Begins to disturb this process; what it returns ends that and tells how many calls there were."""


def fault_figures(every: int, names: Iterable[str] = WORKS) -> Iterator[Figure]:
    """Fail, then stop before, every (or every n-th) call that reaches the disk, in each work."""
    for name in names:
        if why := refuse_other_systems():
            yield Figure(f"failed call of {name}", skipped=why)
            continue
        yield faults_of(name, every)
        yield faults_of(name, every, stops=True)


def faults_of(name: str, every: int, *, stops: bool = False) -> Figure:
    """Fail every n-th call of one work, or stop before it, each in a process of its own."""
    figure = Figure(f"{'stop before a' if stops else 'failed'} call of {name}", must_be_nought=NOUGHT)
    with tempfile.TemporaryDirectory(prefix="faults") as made:
        world = World(name, Path(made))
        for at in range(1, _MOST_CALLS, every):
            disturb = partial(_failing, at, stops)
            calls = _trial(figure, world, disturb, f"call {at}", goes_on=figure.count % 2 == 1)
            if calls is not None and calls < at:
                return figure
    figure.miss("crashes", f"no end within {_MOST_CALLS} calls")
    return figure


def _failing(at: int, stops: bool) -> Callable[[], int]:
    faults = Faults(at, stops=stops)
    faults.install()
    return faults.end


def full_works_figures(step: int, names: Iterable[str] = WORKS) -> Iterator[Figure]:
    """Leave 0, step, 2 step, ... bytes free on the only disk and try each work."""
    for name in names:
        yield Figure(f"{name} on a full disk", skipped=why_not()) if why_not() else full_of(name, step)


def full_of(name: str, step: int) -> Figure:
    """Try one work with 0, step, 2 step, ... bytes free, up to more than any of them needs."""
    figure = Figure(f"{name} on a full disk", must_be_nought=NOUGHT)
    with tempfile.TemporaryDirectory(prefix="full") as made, small_disk(Path(made), _MEGABYTES) as stick:
        world = World(name, stick)
        for number, free in enumerate(range(0, 6 * len(plan_bytes()), step)):
            _trial(figure, world, partial(_filling, stick, free), f"{free} free", goes_on=number % 2 == 1)
    return figure


def _filling(stick: Path, free: int) -> Callable[[], int]:
    filler = filled(stick, free)

    def empty() -> int:
        filler.unlink()
        return 0

    return empty


def _trial(figure: Figure, world: World, disturb: Disturb, where: str, *, goes_on: bool) -> int | None:
    """Do the work once while it is disturbed; return how many calls there were, None if it was stopped."""
    with world.anew():
        answer = told(partial(_disturbed, world, disturb, goes_on))
        for filler in world.folder.parents[1].glob("filler"):
            filler.unlink()
        figure.count += 1
        if answer is None:
            figure.told["stopped"] += 1
        elif "crashed" in answer:
            figure.miss("crashes", f"{where}: {answer['crashed']}")
        else:
            figure.told["refused" if answer["said"] else "done"] += 1
        look_after(figure, world, answer or {}, where)
    return None if answer is None or "calls" not in answer else int(answer["calls"])


def _disturbed(world: World, disturb: Disturb, goes_on: bool) -> dict[str, object]:
    desk = world.work.opened(world.folder)
    undisturbed = disturb()
    said = ""
    try:
        world.work.do(desk)
    except KnownError as error:
        said = str(error)
    calls = undisturbed()
    more = ""
    if goes_on and not world.work.is_closed:  # its user works on in the same window, and closes it
        more = "more"
        edit(desk.document, more, "more")
        with suppress(KnownError):  # then the next opening has it
            desk.document.publish()
            desk.document.close()
    return {"said": said, "calls": calls, "more": more}
