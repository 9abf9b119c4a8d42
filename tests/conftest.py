"""Guards that hold for every test: no stray logs, no state outside the test's folder, no screen needed."""

import gc
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

# The same examples in every run, so that none fails by chance; --hypothesis-profile=search draws new ones.
settings.register_profile(
    "search", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("wardplan", settings.get_profile("search"), derandomize=True)
settings.load_profile("wardplan")


PATIENCE_MS = 60_000
"""How long a test waits for what must happen: a busy machine may take many seconds, only a fault more."""


class PatientBot(QtBot):
    """Waits by default as long as a busy machine may need; a wait ends as soon as what it is for happens."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The hands of pytest-qt, with more patience."""
    return PatientBot(request)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """The test's own folder, gone after it: all of them together would take 7 GB of the disk."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)  # what it cannot remove is in nobody's way


@pytest.fixture(autouse=True)
def state_folder(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Keep working copies, settings and backups of a test inside its own folder, gone after it.

    It asks for tmp_path and monkeypatch so that folders and patches outlast every window that still closes
    its plan; it patches by itself, as a test that undoes its patches would go on in the user's own folder.
    """
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDPLAN_STATE", str(folder))
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_stays_frozen() -> Iterator[None]:
    """Let the garbage of one test be found in the next, whatever the window of the first spared."""
    yield
    gc.unfreeze()


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_stray_log_lines(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning or worse, unless it asked for caplog to look at it."""
    if "caplog" in request.fixturenames:
        yield
        return
    recorder = _Recorder()
    logging.getLogger().addHandler(recorder)
    yield
    logging.getLogger().removeHandler(recorder)
    assert not recorder.lines, f"unexpected log lines: {recorder.lines}"
