"""No dialog is larger than a small laptop's screen, whatever the text size; its way out stays in sight."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

WIDTH, HEIGHT = 1366, 768
FRAME = 32
"""Pixels that a window's title bar takes."""


@pytest.mark.parametrize("percent", [150, 200])
def test_every_dialog_fits_a_small_laptop(percent: int, plan_file: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.ui.dialogs.at_size",
            str(plan_file),
            str(percent),
            str(WIDTH),
            str(HEIGHT),
        ],
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "WARDPLAN_STATE": str(tmp_path / "state")},
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) > 30
    too_large = {n: s for n, s in found.items() if s[0] > WIDTH or s[1] > HEIGHT - FRAME}
    assert too_large == {}
    assert {n: s[2] for n, s in found.items() if s[2]} == {}
    assert {n: s[3] for n, s in found.items() if s[3]} == {}, "a page runs under its scroll bar"
