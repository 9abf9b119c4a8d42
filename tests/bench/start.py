"""From the start of a process to its first painted window."""

import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure, in_turn, median_ms, timed

ROOT = Path(__file__).parents[2]
BARE = "tests.bench.bare_window"
OURS = "tests.bench.our_window"


def _run(module: str, *words: str) -> float:
    return timed(
        lambda: subprocess.run(
            [sys.executable, "-m", module, *words], cwd=ROOT, check=True, capture_output=True
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
