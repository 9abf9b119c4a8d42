"""Starting: without a screen, with a missing library, light before the first paint, and Qt itself sound."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.app import NO_DISPLAY, missing_library

ROOT = Path(__file__).parents[1]
HEAVY = (
    "shapely",
    "numpy",
    "pyproj",
    "reportlab",
    "holidays",
    "icalendar",
    "pypdfium2",
    "sqlite_utils",
    "pandas",
)


def _run(code: str, state: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    env |= {"WARDPLAN_STATE": str(state), **environment}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_display_it_says_so_and_exits_2(tmp_path: Path) -> None:
    done = _run("import sys; from planner.app import main; sys.exit(main([]))", tmp_path)
    assert done.returncode == 2
    assert done.stderr == NO_DISPLAY + "\n"
    assert done.stdout == ""


def test_wrong_words_exit_2(tmp_path: Path) -> None:
    done = _run("import sys; from planner.app import main; sys.exit(main(['--wrong']))", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage")


def test_missing_library_is_named_with_its_package() -> None:
    sentence = missing_library("libEGL.so.1: cannot open shared object file: No such file or directory")
    assert "libEGL.so.1" in sentence
    assert "apt install libegl1" in sentence


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    code = f"""
import sys
from PySide6.QtWidgets import QApplication
from planner.app import build_window
application = QApplication([])
window = build_window(application)
window.show()
window.grab()
loaded = [name for name in {HEAVY!r} if name in sys.modules]
assert not loaded, loaded
window.close()
"""
    done = _run(code, tmp_path, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr[-1500:]


def test_qt_survives_many_calls(tmp_path: Path) -> None:
    code = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
widget = QWidget()
before = sys.getrefcount(None)
for i in range(20_000):
    widget.resize(100 + i % 7, 100)
assert sys.getrefcount(None) > before - 2_000
"""
    done = _run(code, tmp_path, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr[-1500:]
