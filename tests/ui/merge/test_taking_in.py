"""Apply with a thousand changes in a real window: it stays alive, it can be cancelled, it is one step."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from planner.document.backups import backups_of
from planner.document.command import Command
from planner.document.commands.operation import edit_operation
from planner.document.document import Document
from planner.document.opening import open_plan
from planner.domain.changes import ChangeSet
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.operation import BriefText, Task
from planner.ui.jobs import Progress
from planner.ui.main_window import MainWindow
from planner.ui.merge.preview import MergePreviewDialog
from planner.ui.workspace import Workspace
from tests.ui.merge.test_flow import first_of, idle, shown

CHANGES = 1_000


@pytest.fixture(scope="module")
def their_file(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo plan with a thousand changes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDPLAN_STATE", str(tmp_path_factory.mktemp("their_state")))
        path = Path(shutil.copy(demo_file, tmp_path_factory.mktemp("theirs") / "Theirs.wardplan"))
        document = open_plan(path, author="X104")
        edited = list(_edits(document))[:CHANGES]
        document.run(Command("Edit much", lambda pair: [pair.put(row) for row in edited] and None))
        document.publish()
        document.close()
    assert len(edited) == CHANGES
    return path


def _edits(document: Document) -> Iterator[Record]:
    read = document.read
    for brief in read.all(BriefText):
        yield replace(brief, text=f"{brief.text} Seen by X104.")
    for task in read.all(Task):
        yield replace(task, note="Seen by X104")
    for deployment in read.all(Deployment):
        yield replace(deployment, theme="Seen by X104")
    for post in read.all(Post):
        yield replace(post, role=f"{post.role} (X104)")


def all_held(document: Document) -> dict[str, list[tuple[object, ...]]]:
    """Return every row and the whole history of the working copy, as they lie in its tables."""
    (file,) = document.planning_files
    tables = [kind.TABLE for kind in ALL_RECORDS] + ["change", "change_set", "conflict", "declined", "copy"]
    return {
        table: file.connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid').fetchall()
        for table in tables
    }


@contextmanager
def ticking() -> Iterator[list[int]]:
    """Count, every 10 ms, that the event loop turns."""
    ticks = [0]
    timer = QTimer(interval=10)

    def tick() -> None:
        ticks[0] += 1

    timer.timeout.connect(tick)
    timer.start()
    yield ticks
    timer.stop()


def hold_at(words: str, monkeypatch: pytest.MonkeyPatch) -> Event:
    """Have the worker stand still once it has reported these words, until the event is set."""
    goes_on, real = Event(), Progress.__call__

    def report(progress: Progress, percent: int, said: str = "") -> None:
        real(progress, percent, said)
        if said == words:
            assert goes_on.wait(60)

    monkeypatch.setattr(Progress, "__call__", report)
    return goes_on


def previewed(work: Workspace, window: MainWindow, path: Path, qtbot: QtBot) -> MergePreviewDialog:
    """Compare and return the preview."""
    work.merging.compare(path)
    idle(window, qtbot)
    (preview,) = shown(window, MergePreviewDialog)
    assert isinstance(preview, MergePreviewDialog)
    return preview


def test_the_window_lives_while_a_thousand_changes_are_taken_in(
    work: Workspace, window: MainWindow, their_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = work.bridge.document
    operation = first_of(work)
    before, backups, steps = all_held(document), len(backups_of(document)), document.history.steps
    preview = previewed(work, window, their_file, qtbot)
    notices: list[ChangeSet] = []
    stop = document.subscribe(lambda changes, _initiator: notices.append(changes))
    told: list[int] = []
    preview.bar.valueChanged.connect(told.append)
    goes_on = hold_at("Reading the other copy", monkeypatch)
    preview.apply.click()
    assert preview.bar.isVisible()
    refused = work.bridge.run(edit_operation(operation_id=operation.id, title="Meanwhile"))
    assert refused is None, "a command would have to wait"
    with ticking() as ticks:
        goes_on.set()
        idle(window, qtbot)
    stop()
    assert ticks[0] > 2, "the event loop turned while the worker compared and wrote"
    assert len(told) >= 2, "how far it is was shown"
    (notice,) = notices
    assert len({row.id for row in notice.rows}) == CHANGES
    assert document.history.steps == steps + 1
    assert len(backups_of(document)) == backups + 1
    assert "taken in from Theirs.wardplan; a backup was made before." in window.messages.text
    assert first_of(work) == operation
    work.undo()
    now = all_held(document)
    assert [now[kind.TABLE] for kind in ALL_RECORDS] == [before[kind.TABLE] for kind in ALL_RECORDS]


@pytest.mark.parametrize("at", ["Making a backup", "Comparing", "Taking in"])
def test_a_merge_that_is_cancelled_leaves_rows_and_history_as_they_were(
    work: Workspace, window: MainWindow, their_file: Path, qtbot: QtBot, at: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    document = work.bridge.document
    before, steps = all_held(document), document.history.steps
    preview = previewed(work, window, their_file, qtbot)
    goes_on = hold_at(at, monkeypatch)
    preview.apply.click()
    qtbot.waitUntil(lambda: preview.working.text() == at)
    preview.reject()
    goes_on.set()
    idle(window, qtbot)
    assert all_held(document) == before
    assert document.history.steps == steps
    assert window.messages.text == "Cancelled: nothing was taken in."
    again = previewed(work, window, their_file, qtbot)
    again.apply.click()
    idle(window, qtbot)
    assert document.history.steps == steps + 1, "a cancelled merge stands in nobody's way"
