"""A real window on a real plan, for every test of the screen."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.app import build_window
from planner.document.demo.build import make_demo
from planner.ui.errors import ErrorDialog, ErrorHook
from planner.ui.main_window import MainWindow
from planner.ui.workspace import Workspace

TODAY = date(2026, 9, 3)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo plan made once; tests copy it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDPLAN_STATE", str(tmp_path_factory.mktemp("demo_state")))
        path = tmp_path_factory.mktemp("demo") / "Colchester 2026.wardplan"
        make_demo(path, today=TODAY).close()
    return path


@pytest.fixture
def plan_file(demo_file: Path, tmp_path: Path) -> Path:
    """A copy of the demo plan."""
    return Path(shutil.copy(demo_file, tmp_path / demo_file.name))


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """The main window at its start panel, closed and its jobs waited for afterwards."""
    made = build_window(qapp)
    made.today = lambda: TODAY
    made.show()
    yield made
    crashed = [dialog.details for dialog in made.findChildren(ErrorDialog)]
    if made.isVisible():
        made.close()
    qtbot.waitUntil(lambda: not made.jobs.is_busy)
    qapp.processEvents()
    made.deleteLater()
    qapp.processEvents()
    for hook in qapp.findChildren(ErrorHook):
        hook.window = None  # it lives as long as the application, and would keep every window of the run
    assert not crashed, crashed[0]


@pytest.fixture
def work(window: MainWindow, plan_file: Path) -> Workspace:
    """The workspace of a window that shows the demo plan."""
    assert window.files.open(plan_file)
    assert window.workspace is not None
    return window.workspace
