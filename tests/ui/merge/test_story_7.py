"""User story 7 in real windows of two processes: the council's copy comes back, meanwhile I changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from planner.document.backups import backups_of
from planner.document.commands.operation import edit_operation
from planner.document.commands.tasks import edit_task, set_task_status
from planner.document.sharing import ShareWish, share_copy, terms_of_share
from planner.domain.frozen import dataclass
from planner.domain.merging import MergeItem, MergeState
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.vocabulary import TaskStatus
from planner.ui.main_window import MainWindow
from planner.ui.merge.model import BEFORE, BY, THEIRS, WHAT, YOURS
from planner.ui.merge.preview import DecisionsDialog, MergePreviewDialog
from planner.ui.state import Selection
from planner.ui.workspace import Workspace
from tests.ui.merge.elsewhere import change_elsewhere

Ask = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Story:
    """The window, the council's copy, and the tasks of one operation that the story is about."""

    window: MainWindow
    work: Workspace
    copy: Path
    operation: Operation
    done: Task  # they finish it, I change its note
    disputed: Task  # both write a note
    same: Task  # both say it is done

    def task(self, task: Task) -> Task:
        """Return a task as it is now."""
        return self.work.bridge.document.read.require(Task, task.id)


@pytest.fixture
def ask(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """File > Merge a copy, with a file chosen in the system's dialog, until the comparison has ended."""

    def choose(path: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args, **_more: (str(path), ""))
        window.messages.clear()
        window.trigger("merge_copy")
        qtbot.waitUntil(lambda: not window.jobs.is_busy)
        QApplication.processEvents()

    return choose


@pytest.fixture
def story(
    work: Workspace, window: MainWindow, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Story:
    """Send the council its copy; both sides change the plan afterwards."""
    document = work.bridge.document
    read = document.read
    week = next(o for o in read.all(Operation) if o.title.startswith("Street Week — Greenstead"))
    council = next(p for p in read.all(Partner) if "Council" in p.name)
    tasks = read.all(Task, operation_id=week.id, status=TaskStatus.OPEN)
    theirs = [t for t in tasks if t.partner_id == council.id]
    done, disputed, same = theirs[:3]
    partner_id, terms = terms_of_share(read, council.name)
    copy = tmp_path / "Council.wardplan"
    wish = ShareWish(audience="partner", partner_id=partner_id, terms=terms)
    share_copy(document, copy, wish, at=datetime(2026, 8, 28, 9, 0, tzinfo=UTC))
    change_elsewhere(
        copy,
        "Wardens",
        {
            "status": {done.id: "done", same.id: "done"},
            "note": {disputed.id: "Survey booked 14 September"},
            "title": {week.id: "SW Greenstead 2026"},
        },
        tmp_path_factory.mktemp("council"),
    )
    document.run(edit_task(task_id=done.id, note="Ask for photographs"))
    document.run(edit_task(task_id=disputed.id, note="Survey on 12 September, says X103"))
    document.run(set_task_status(task_id=same.id, status=TaskStatus.DONE))
    document.run(edit_operation(operation_id=week.id, title="Street Week — Greenstead, second half"))
    return Story(window, work, copy, week, done, disputed, same)


def preview_of(window: MainWindow) -> MergePreviewDialog:
    """Return the open preview."""
    return next(d for d in window.findChildren(MergePreviewDialog) if d.isVisible())


def link(window: MainWindow, words: str) -> QPushButton:
    """Return a link of the message bar."""
    return next(b for b in window.messages.findChildren(QPushButton) if b.text() == words and b.isVisible())


def idle(story: Story, qtbot: QtBot) -> None:
    """Wait until Apply has done its work and told it."""
    qtbot.waitUntil(lambda: not story.window.jobs.is_busy)
    QApplication.processEvents()


def items(preview: MergePreviewDialog, *states: MergeState) -> list[MergeItem]:
    """Return what the preview lists in some states."""
    return list(preview.preview.of(*states))


def test_the_preview_says_everything_and_nothing_is_applied(story: Story, ask: Ask) -> None:
    document = story.work.bridge.document
    before = document.change_sets(1)
    ask(story.copy)
    preview = preview_of(story.window)
    assert preview.preview.title.startswith("Colchester City Council copy of ")
    (changed,) = items(preview, MergeState.CHANGED)
    assert (changed.row_id, changed.group, changed.theirs.text) == (story.done.id, "status", "done")
    (decide,) = items(preview, MergeState.DECIDE)
    assert (decide.row_id, decide.group) == (story.disputed.id, "note")
    (ignored,) = items(preview, MergeState.IGNORED)
    assert (ignored.row_id, ignored.group) == (story.operation.id, "title")
    model = preview.list.model
    row = model.row_of(decide.key)
    cells = [model.index(row, column).data() for column in (WHAT, BEFORE, YOURS, THEIRS, BY)]
    assert cells[0] == f"{story.disputed.title} · note"
    assert cells[1:4] == [
        "empty", "Survey on 12 September, says X103", "Survey booked 14 September"
    ]  # fmt: skip
    assert "you" in cells[4]
    assert "Wardens" in cells[4]
    assert document.change_sets(1) == before
    assert story.task(story.done).status is TaskStatus.OPEN
    QTest.keyClick(preview.list.table, Qt.Key.Key_Escape)
    assert document.change_sets(1) == before


def test_decided_by_key_applied_undone_and_done_again(story: Story, ask: Ask, qtbot: QtBot) -> None:
    ask(story.copy)
    preview = preview_of(story.window)
    QTest.keyClick(preview.list.table, Qt.Key.Key_T)
    assert preview.apply.text() == "Apply all 2"
    QTest.keyClick(preview.list.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(story, qtbot)
    done = story.task(story.done)
    assert (done.status, done.note) == (TaskStatus.DONE, "Ask for photographs"), "both fields are kept"
    assert story.task(story.disputed).note == "Survey booked 14 September"
    read = story.work.bridge.document.read
    assert read.require(Operation, story.operation.id).title == "Street Week — Greenstead, second half"
    assert story.window.messages.text.startswith("2 changes taken in from Council.wardplan")
    assert any("merge" in b.why.lower() for b in backups_of(story.work.bridge.document))
    ask(story.copy)
    assert story.window.messages.text.startswith("Nothing new in Council.wardplan.")
    story.window.trigger("undo")
    assert story.task(story.done).status is TaskStatus.OPEN
    assert story.task(story.done).note == "Ask for photographs"
    assert story.task(story.disputed).note == "Survey on 12 September, says X103"
    story.window.trigger("redo")
    assert story.task(story.done).status is TaskStatus.DONE
    assert story.task(story.disputed).note == "Survey booked 14 September"


def test_a_corrupt_and_a_foreign_file_are_refused_in_one_sentence(
    story: Story, ask: Ask, tmp_path: Path
) -> None:
    whole = bytearray(story.copy.read_bytes())
    whole[len(whole) // 2] ^= 0x55
    bad = tmp_path / "Bad.wardplan"
    bad.write_bytes(whole)
    foreign = tmp_path / "Letter.wardplan"
    foreign.write_bytes(b"%PDF-1.7 a letter")
    before = story.work.bridge.document.change_sets(1)
    for path in (bad, foreign, tmp_path / "Gone.wardplan"):
        ask(path)
        said = story.window.messages.text
        assert path.name in said
        assert "Traceback" not in said
        assert not [d for d in story.window.findChildren(MergePreviewDialog) if d.isVisible()]
    assert story.work.bridge.document.change_sets(1) == before


def test_an_undecided_one_stays_listed_after_reopening(story: Story, ask: Ask, qtbot: QtBot) -> None:
    ask(story.copy)
    preview = preview_of(story.window)
    assert preview.apply.text() == "Apply 1, decide later"
    preview.apply.click()
    idle(story, qtbot)
    assert "1 decision waits" in story.window.messages.text
    target = story.work.bridge.document.target
    assert story.window.files.open(target)
    qtbot.waitUntil(lambda: len(story.work.merging.decisions) == 1)
    story.work.attention.recount()
    status = story.window.status
    qtbot.waitUntil(lambda: any(b.text() == "1 decision waits" for b in status.findChildren(QPushButton)))
    story.work.state.select(Selection(operation_ids=(story.operation.id,)))
    line = story.work.inspector.page.decisions
    assert line.isVisible()
    assert line.text == "1 decision waits: note"
    line.link.click()
    listed = next(d for d in story.window.findChildren(DecisionsDialog) if d.isVisible())
    QTest.keyClick(listed.list.table, Qt.Key.Key_B)
    QTest.keyClick(listed.list.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert story.task(story.disputed).note == story.disputed.note
    assert not story.work.merging.decisions
    assert line.isHidden()
    link(story.window, "Undo").click()
    assert len(story.work.merging.decisions) == 1, "a decision is a step like any other"
