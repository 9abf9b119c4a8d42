"""Papers opened in the system's viewer go with the app, also with one that was killed."""

import os
import subprocess
import sys
from pathlib import Path

from planner.paths import state_dir
from planner.ui.main_window import MainWindow
from planner.ui.opened_papers import forget_opened_papers, private_folder


def test_papers_of_a_killed_app_are_wiped_when_a_plan_is_opened(window: MainWindow, plan_file: Path) -> None:
    code = (
        "from planner.document.opened_papers import new_folder\n"
        "import os\n"
        "(new_folder() / 'Quagmire.pdf').write_bytes(b'Quagmire')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code], env=dict(os.environ), check=False)
    own = private_folder() / "Order.pdf"
    own.write_bytes(b"shown")
    assert list((state_dir() / "opened").rglob("Quagmire.pdf"))
    assert window.files.open(plan_file)
    assert not list((state_dir() / "opened").rglob("Quagmire.pdf"))
    assert own.exists()
    forget_opened_papers()
    assert not own.exists()
    assert private_folder().is_dir()
