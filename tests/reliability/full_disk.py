"""A disk of two megabytes, full after any number of bytes: at every step the original stays as it is."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.document.opening import create_plan, open_plan, verify_plan
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.records.plan import Plan, Setting
from tests.reliability.children import state_in, strays
from tests.reliability.figures import Figure
from tests.storage.plans import edit, plan_bytes, plan_file, published_values, put, values

_DISK = 2 * 1024 * 1024
_NOUGHT = ("originals changed", "edits lost", "crashes", "strays")


@contextmanager
def small_disk(folder: Path, megabytes: int = 2) -> Iterator[Path]:
    """Mount a disk of a few megabytes for the length of the block; OSError where that is not allowed."""
    stick = folder / "stick"
    stick.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(stick)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise OSError("no small disk can be mounted")
    try:
        yield stick
    finally:
        subprocess.run(["umount", str(stick)], check=True)


def why_not() -> str:
    """Return why no small disk can be mounted here, or nothing."""
    if sys.platform != "linux" or os.getuid() != 0:
        return "only a superuser can mount a small disk"
    return ""


def full_disk_figures(step: int) -> list[Figure]:
    """Leave 0, step, 2 step, ... bytes free and try each way of writing."""
    works: dict[str, Callable[[Figure, Path, Path, int], None]] = {
        "publish to a full disk": _publish,
        "save a copy to a full disk": _copy,
        "new plan on a full disk": _new,
        "working copy on a full disk": _work,
    }
    if why_not():
        return [Figure(name, skipped=why_not()) for name in works]
    found = []
    for name, work in works.items():
        figure = Figure(name, must_be_nought=_NOUGHT)
        most = len(plan_bytes()) + 16 * step
        for free in range(0, min(most, _DISK - len(plan_bytes()) - 65_536), step):
            _one(figure, work, free)
        found.append(figure)
    return found


def _one(figure: Figure, work: Callable[[Figure, Path, Path, int], None], free: int) -> None:
    with tempfile.TemporaryDirectory(prefix="full") as name, small_disk(Path(name)) as stick:
        figure.count += 1
        with state_in(Path(name) / "state"):
            try:
                work(figure, stick, Path(name), free)
            except KnownError as error:
                figure.miss("crashes", f"{free} free: unexpectedly refused: {error}")
            except Exception as error:  # whatever else comes is what is counted here
                figure.miss("crashes", f"{free} free: {type(error).__name__}: {error}")


def filled(stick: Path, free: int) -> Path:
    """Fill a disk but for so many bytes; return the file that does."""
    filler = stick / "filler"
    found = os.statvfs(stick)
    filler.write_bytes(bytes(max(0, found.f_bavail * found.f_frsize - free)))
    return filler


def _publish(figure: Figure, stick: Path, folder: Path, free: int) -> None:
    path = plan_file(stick)
    document = open_plan(path, author="A")
    edit(document, "2")
    filler = filled(stick, free)
    refused = _refused(document.publish)
    figure.told["refused" if refused else "written"] += 1
    if refused and path.read_bytes() != plan_bytes():
        figure.miss("originals changed", f"{free} free")
    if left := strays(stick, folder / "none", allowed={"plan.wardplan", "plan.wardplan.open", "filler"}):
        figure.miss("strays", f"{free} free: {left}")
    filler.unlink()
    document.publish()
    document.close()
    if published_values(path) != {"first": "2"}:
        figure.miss("edits lost", f"{free} free")


def _copy(figure: Figure, stick: Path, folder: Path, free: int) -> None:
    path = plan_file(folder)
    document = open_plan(path, author="A")
    edit(document, "2")
    filled(stick, free)
    out = stick / "copy.wardplan"
    refused = _refused(lambda: document.save_copy(out))
    figure.told["refused" if refused else "written"] += 1
    if refused and strays(stick, folder / "none", allowed={"filler"}):
        figure.miss("strays", f"{free} free")
    if not refused:
        verify_plan(out)
    if path.read_bytes() != plan_bytes():
        figure.miss("originals changed", f"{free} free")
    document.publish()
    document.close()


def _new(figure: Figure, stick: Path, folder: Path, free: int) -> None:
    filled(stick, free)
    rows = [Setting(id=str(n), value="x" * 5_000) for n in range(30)]
    path = stick / "a.wardplan"
    plan = Plan(id=new_id(), title="A")
    refused = _refused(lambda: create_plan(path, plan=plan, records=rows, author="A").close())
    figure.told["refused" if refused else "written"] += 1
    if refused and strays(stick, folder / "state", allowed={"filler"}):
        figure.miss("strays", f"{free} free: {strays(stick, folder / 'state', allowed={'filler'})}")
    if not refused:
        verify_plan(path)


def _work(figure: Figure, stick: Path, folder: Path, free: int) -> None:
    """Keep the working copies on the full disk: a refused edit is not there, an accepted one is."""
    path = plan_file(folder)
    with state_in(stick / "state"):
        (stick / "state").mkdir()
        filler = filled(stick, free)
        kept = {"first": "1"}

        def open_and_edit() -> None:
            document = open_plan(path, author="A")
            try:
                for number in range(3):
                    document.run(put(*(Setting(id=f"{number}.{n}", value="x" * 2_000) for n in range(10))))
                    kept.update({f"{number}.{n}": "x" * 2_000 for n in range(10)})
            finally:
                if values(document) != kept:
                    figure.miss("edits lost", f"{free} free, before closing")
                document.close()

        refused = _refused(open_and_edit)
        figure.told["refused" if refused else "written"] += 1
        if path.read_bytes() != plan_bytes():
            figure.miss("originals changed", f"{free} free")
        filler.unlink()
        document = open_plan(path, author="A")
        if values(document) != kept:
            figure.miss("edits lost", f"{free} free")
        document.publish()
        document.close()


def _refused(work: Callable[[], object]) -> bool:
    try:
        work()
    except KnownError:
        return True
    return False
