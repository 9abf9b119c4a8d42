"""From the start of a process to its first painted window."""

import hashlib
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Figure, in_turn, median_ms, timed

ROOT = Path(__file__).parents[2]
BARE = "tests.bench.bare_window"
OURS = "tests.bench.our_window"


_LONGEST = 60.0
_EDIT_MS = 300.0


def _run(module: str, *words: str) -> float:
    # Both sides have their bytecode, as an installed app has it, wherever the source may be written to.
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    surroundings["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "wardplan-bench-bytecode")
    command = [sys.executable, "-m", module, *words]
    return timed(
        lambda: subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, env=surroundings, timeout=_LONGEST
        )
    )


def _known(plan: Path) -> tuple[str, str]:
    """Return a plan and the state folder in which it was published, as a computer has them the next day."""
    return str(plan), str(plan.parent / "state")


def start_figure(demo: Path, runs: int) -> Figure:
    """Start to first painted window with the demo plan, against a bare PySide6 window."""
    ours, floor = in_turn(lambda: _run(OURS, *_known(demo)), lambda: _run(BARE), runs)
    return Figure(
        "start to first painted window, demo plan", "bare window", median_ms(floor), median_ms(ours), 1.6
    )


def open_figure(large: Path, demo: Path, runs: int, note: str) -> Figure:
    """The same with a large plan, against the demo plan."""
    ours, floor = in_turn(lambda: _run(OURS, *_known(large)), lambda: _run(OURS, *_known(demo)), runs)
    return Figure(f"open {note}", "demo plan", median_ms(floor), median_ms(ours), 1.5)


def first_edit_figure(large: Path, runs: int) -> Figure:
    """From the first paint to the first edit: check, working copy and the day's backup, off the UI thread."""
    from planner.document.opening import begin_opening, known_plan

    os.environ["WARDPLAN_STATE"] = _known(large)[1]

    def ours() -> float:
        for folder in Path(_known(large)[1]).glob("state/copies/*/backups"):
            shutil.rmtree(folder)  # each run is the first of its day
        opening = begin_opening(large, author="bench")
        document = known_plan(opening, "bench")
        assert document is not None
        taken = timed(document.settle)
        document.close()
        return taken

    measured, floor = in_turn(ours, lambda: _copied_and_hashed(large), runs)
    name = "copy + SHA-256 + 0.3 s"
    return Figure("first edit after that", name, median_ms(floor) + _EDIT_MS, median_ms(measured), 1)


def unknown_figure(large: Path, runs: int) -> Figure:
    """The check of a plan that this computer never saw, off the UI thread; no ratio is set for it."""
    from planner.document.opening import begin_opening, opened_plan

    def ours() -> float:
        with tempfile.TemporaryDirectory(prefix="wardplan-bench-") as state:
            os.environ["WARDPLAN_STATE"] = state
            opening = begin_opening(large, author="bench")
            taken = timed(opening.run)
            opened_plan(opening, "bench").close()
            return taken

    measured, floor = in_turn(ours, lambda: _copied_and_hashed(large), runs)
    name = "copy + SHA-256"
    return Figure(
        "check of that plan, never seen here", name, median_ms(floor), median_ms(measured), math.inf
    )


def _copied_and_hashed(path: Path) -> float:
    with tempfile.TemporaryDirectory(prefix="wardplan-bench-") as folder:

        def work() -> None:
            copy = Path(folder) / "copy"
            shutil.copyfile(path, copy)
            with copy.open("rb") as file:
                hashlib.file_digest(file, "sha256")

        return timed(work)
