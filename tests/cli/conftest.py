"""A demo plan on disk, made once; each test gets its own copy."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from planner.document.demo.build import make_demo

TODAY = date(2026, 9, 3)


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDPLAN_STATE", str(folder / "state"))
        make_demo(folder / "demo.wardplan", today=TODAY).close()
    return folder / "demo.wardplan"


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for what a module makes once, made with a state of its own; copied_from() hands it out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDPLAN_STATE", str(tmp_path_factory.mktemp("state_apart")))
        yield tmp_path_factory.mktemp("apart")


def copied_from(made: Path, folder: Path) -> Path:
    """Copy a plan and what lies beside it into a test's folder; returns the plan there."""
    shutil.copytree(made.parent, folder, dirs_exist_ok=True)
    return folder / made.name


@pytest.fixture
def demo(made_demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made_demo, tmp_path / "demo.wardplan"))
