"""Qt for Python reads the source of no module of ours: counted in a process of its own, as a start is."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = """
import inspect, sys
read = []
whole = inspect.getsource
def getsource(thing):
    read.append(getattr(thing, "__name__", ""))
    return whole(thing)
inspect.getsource = getsource
from planner.app import build_window, make_application
application = make_application()
window = build_window(application)
import planner.ui.workspace
print(*[name for name in read if name.startswith("planner")])
print("planner.ui.workspace" in sys.modules, window.windowTitle())
"""


def test_qt_reads_the_source_of_no_module_that_is_imported_after_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    read, there = done.stdout.splitlines()
    assert set(read.split()) <= {"planner", "planner.ui", "planner.ui.qt_loading"}
    assert there == "True Wardplan"
