"""What is loaded by the time the window is first painted: counted, so that a slow machine cannot hide it."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from planner.document.demo.build import make_demo

ROOT = Path(__file__).parents[2]
HEAVY = {
    "shapely",
    "numpy",
    "pyproj",
    "reportlab",
    "holidays",
    "icalendar",
    "pandas",
    "pypdfium2",
    "sqlite_utils",
}
LATER = {
    "planner.rules.snapshot",
    "planner.storage.checks",
    "planner.storage.extents",
    "planner.storage.merging",
    "planner.storage.outside",
    "planner.storage.passphrase",
    "planner.storage.reverting",
    "planner.storage.taking_in",
    "planner.ui.actions",
    "planner.ui.dialogs.base",
    "planner.ui.preview.preview",
}
START = """
import sys
from PySide6.QtCore import QTimer
from tests.bench import our_window
def leave(_w=None):
    print(*sorted(sys.modules), flush=True)
    our_window.os._exit(0)
our_window._leave = leave
our_window.main()
"""


def test_what_the_first_paint_does_not_need_is_loaded_later(tmp_path: Path) -> None:
    plan = tmp_path / "plan.wardplan"
    make_demo(plan, today=date(2026, 9, 3)).close()
    done = subprocess.run(
        [sys.executable, "-c", START, str(plan), os.environ["WARDPLAN_STATE"]],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "planner.ui.workspace" in loaded
    assert not loaded & HEAVY
    assert not loaded & LATER
    assert not [name for name in loaded if name.startswith(("planner.briefing", "planner.exchange"))]
