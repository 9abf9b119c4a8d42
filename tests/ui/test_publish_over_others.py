"""Publishing from the window over what another process published meanwhile: never on the window's thread."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from planner.document.opening import open_plan
from planner.domain.records.plan import Setting
from planner.storage import taking_in
from planner.ui.main_window import MainWindow
from planner.ui.workspace import Workspace
from tests.storage.plans import put

ROOT = Path(__file__).parents[2]
MANY = 700  # more than is written at once
_ELSEWHERE = """
import sys
from pathlib import Path
from planner.document.command import Command
from planner.document.opening import open_plan
from planner.domain.records.plan import Setting
document = open_plan(Path(sys.argv[1]), author="Bob")
for number in range(int(sys.argv[2])):
    put = lambda unit, n=number: unit.put(Setting(id=f"bob{n}", value=str(n)))
    document.run(Command("Edit", put))
document.publish()
document.close()
"""


def publish_elsewhere(path: Path, state: Path, number: int) -> None:
    """Let another computer write and publish."""
    done = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE, str(path), str(number)],
        cwd=ROOT,
        env={**os.environ, "WARDPLAN_STATE": str(state)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_it_is_read_and_compared_elsewhere_and_told_here(
    window: MainWindow,
    work: Workspace,
    plan_file: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = threading.get_ident()
    compared: list[int] = []
    told: list[int] = []
    compare = taking_in.compare

    def watched(*args: object) -> object:
        compared.append(threading.get_ident())
        return compare(*args)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(taking_in, "compare", watched)
    document = work.bridge.document
    document.subscribe(lambda changes, _: told.append(threading.get_ident()))
    document.run(put(Setting(id="mine", value="first")))
    publish_elsewhere(plan_file, tmp_path / "another computer", MANY)
    told.clear()
    window.trigger("publish")
    edits = _edit_until(qtbot, work, lambda: not document.has_unpublished_changes and bool(compared))
    assert len(compared) > MANY / 120, "a part, one after the other"
    assert here not in compared
    assert set(told) == {here}
    assert document.read.count(Setting) >= MANY + edits
    window.trigger("publish")
    qtbot.waitUntil(lambda: not window.jobs.is_busy and not document.has_unpublished_changes)
    assert "Bob" in " ".join(document.notes) + window.messages.text
    other = open_plan(plan_file, author="Reader", read_only=True)
    found = {s.id: s.value for s in other.read.all(Setting)}
    other.close()
    assert found["mine"] == "first"
    assert [found[f"bob{n}"] for n in range(MANY)] == [str(n) for n in range(MANY)]
    assert [found[f"edit{n}"] for n in range(edits)] == [str(n) for n in range(edits)]


def _edit_until(qtbot: QtBot, work: Workspace, is_done: Callable[[], bool]) -> int:
    """Edit in the window while it publishes; returns how often."""
    done = 0

    def edit_or_end() -> bool:
        nonlocal done
        if done < 3:  # each makes what was compared meanwhile out of date
            work.bridge.run(put(Setting(id=f"edit{done}", value=str(done))))
            done += 1
        return done == 3 and is_done()

    qtbot.waitUntil(edit_or_end)
    return done


def test_closing_while_others_work_is_taken_in_leaves_nothing_behind(
    window: MainWindow, work: Workspace, plan_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    document = work.bridge.document
    document.run(put(Setting(id="mine", value="first")))
    publish_elsewhere(plan_file, tmp_path / "another computer", 10)
    window.trigger("publish")
    window.close()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    other = open_plan(plan_file, author="Reader")
    try:
        assert other.notes == [], "nothing had to be recovered"
        assert other.read.require(Setting, "mine").value == "first"
        assert other.read.require(Setting, "bob9").value == "9"
    finally:
        other.close()
