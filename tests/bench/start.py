"""From the start of a process to its first painted window."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Figure, in_turn, median_ms, timed

ROOT = Path(__file__).parents[2]
BARE = "tests.bench.bare_window"
OURS = "tests.bench.our_window"


_LONGEST = 60.0


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


def start_figure(demo: Path, runs: int) -> Figure:
    """Start to first painted window with the demo plan, against a bare PySide6 window."""
    ours, floor = in_turn(lambda: _run(OURS, str(demo)), lambda: _run(BARE), runs)
    return Figure(
        "start to first painted window, demo plan", "bare window", median_ms(floor), median_ms(ours), 1.6
    )


def open_figure(large: Path, demo: Path, runs: int, note: str) -> Figure:
    """The same with a large plan, against the demo plan."""
    ours, floor = in_turn(lambda: _run(OURS, str(large)), lambda: _run(OURS, str(demo)), runs)
    return Figure(f"open {note}", "demo plan", median_ms(floor), median_ms(ours), 1.5)
