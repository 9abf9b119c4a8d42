"""Sharing a copy from the window, and the window of the partner who opens it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDateEdit, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from planner.document.commands.operation import change_operation
from planner.document.commands.tasks import set_task_status
from planner.document.partner_copy import NOT_YOURS
from planner.document.protecting import change_passphrase
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import TaskStatus
from planner.ui.main_window import MainWindow
from planner.ui.sharing.dialog import ShareDialog
from planner.ui.state import Selection
from planner.ui.widgets.fields import CommitText
from planner.ui.workspace import Workspace
from tests.ui.turns import turn


def asked(window: MainWindow) -> ShareDialog:
    """The dialog, opened from the menu, for the council."""
    window.trigger("share_copy")
    dialog = next(d for d in window.findChildren(ShareDialog) if d.isVisible())
    dialog.partner.setCurrentIndex(dialog.partner.findText("Colchester City Council"))
    return dialog


def share(qtbot: QtBot, window: MainWindow, out: Path) -> None:
    """Share the council's copy and wait until it is there."""
    asked(window).start(out)
    qtbot.waitUntil(lambda: out.exists() and not window.jobs.is_busy)


def test_terms_are_remembered_and_the_copy_is_noted(
    qtbot: QtBot, window: MainWindow, work: Workspace, tmp_path: Path
) -> None:
    dialog = asked(window)
    dialog.agreement.setText("CBC/12")
    dialog.days.setValue(90)
    dialog.start(tmp_path / "council.wardplan")
    out = tmp_path / "council.wardplan"
    qtbot.waitUntil(lambda: out.exists() and not window.jobs.is_busy)
    read = work.bridge.document.read
    (noted,) = read.all(Share)
    assert (noted.recipient, noted.agreement) == ("Colchester City Council", "CBC/12")
    assert read.require(Partner, noted.partner_id).expires_after_days == 90
    again = asked(window)
    assert (again.agreement.text(), again.days.value()) == ("CBC/12", 90)
    again.close()


def test_what_is_missing_is_said_and_nothing_is_written(
    window: MainWindow, work: Workspace, tmp_path: Path
) -> None:
    dialog = asked(window)
    dialog.purpose.clear()
    dialog.start(tmp_path / "council.wardplan")
    assert "for what purpose" in dialog._problem.text()
    dialog.purpose.setText("Street meet")
    dialog.phrase.setText("one two three four")
    dialog.start(tmp_path / "council.wardplan")
    assert "passphrases differ" in dialog._problem.text()
    assert not (tmp_path / "council.wardplan").exists()
    assert not work.bridge.document.read.count(Share)
    dialog.close()


def test_only_a_copy_for_any_partner_may_leave_sensitive_work_out(
    window: MainWindow, work: Workspace
) -> None:
    dialog = asked(window)
    assert not dialog.without_sensitive.isVisible()
    dialog.without_sensitive.setChecked(True)
    dialog.purpose.setText("Street meet")
    dialog.gateway.setCurrentText("s.115")
    assert not dialog.wish().without_sensitive
    dialog.audience.chosen.emit("any")
    dialog.purpose.setText("Street meet")
    dialog.gateway.setCurrentText("s.115")
    assert dialog.without_sensitive.isVisible()
    assert dialog.wish().without_sensitive
    assert "not marked OFFICIAL-SENSITIVE" in dialog._says.text()
    dialog.close()


def test_a_plain_copy_of_an_encrypted_plan_is_said_before_it_is_written(
    window: MainWindow, work: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)
    dialog = asked(window)
    assert not dialog.plain.isVisible()
    dialog.close()
    change_passphrase(work.bridge.document, "four quiet brown owls")
    dialog = ShareDialog(window, work)
    dialog.show()
    assert "encrypted" in dialog.plain.text()
    assert dialog.plain.isVisible()
    dialog.phrase.setText("another phrase of words")
    assert not dialog.plain.isVisible()
    dialog.close()


def test_a_copy_that_is_not_wanted_any_more_leaves_nothing(
    qtbot: QtBot, window: MainWindow, work: Workspace, tmp_path: Path
) -> None:
    before = {p.name for p in tmp_path.iterdir()}
    dialog = asked(window)
    dialog.start(tmp_path / "council.wardplan")
    dialog.stop()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    turn()
    assert {p.name for p in tmp_path.iterdir()} == before
    assert not work.bridge.document.read.count(Share)
    dialog.close()


def test_a_partners_window_says_whose_copy_it_is_and_lets_it_answer_its_tasks(
    qtbot: QtBot, window: MainWindow, work: Workspace, plan_file: Path, tmp_path: Path
) -> None:
    share(qtbot, window, tmp_path / "council.wardplan")
    assert window.files.open(tmp_path / "council.wardplan")
    assert window.windowTitle().startswith("Copy for Colchester City Council, sent ")
    assert "destroy by" in window.marking.text()
    actions = window.actions_by_name
    assert not any(
        actions[name].isVisible() for name in ("types", "enter_command_view", "share_copy", "delete")
    )
    assert actions["publish"].isVisible()
    assert work.panels["palette"].isHidden()
    document = work.bridge.document
    task = next(t for t in document.read.all(Task) if t.status is TaskStatus.OPEN)
    work.state.select(Selection(operation_ids=(task.operation_id,)))
    tabs = work.inspector.tabs
    assert [tabs.tabText(i) for i in range(tabs.count()) if tabs.isTabVisible(i)] == ["Plan", "Tasks"]
    page = work.inspector.page
    page.show_tab("Tasks")

    def fields() -> list[CommitText]:
        return [e for e in page.findChildren(CommitText) if e.isVisible() and not e.isReadOnly()]

    qtbot.waitUntil(lambda: bool(fields()))
    assert {e.accessibleName() for e in fields()} == {"Note"}
    assert not page.findChildren(QDateEdit)
    assert not [e for e in page.findChildren(QLineEdit) if e.isVisible()]
    assert [b.text() for b in page.findChildren(QPushButton) if b.isVisible()] == []
    note = fields()[0]
    note.setPlainText("Done on Friday")
    note.commit()
    assert "Done on Friday" in {t.note for t in document.read.all(Task, operation_id=task.operation_id)}
    assert not work.map.tools.isVisible()
    bar = [a.text() for a in window.menu_bar.actions() if a.isVisible()]
    assert bar == ["&File", "&Edit", "&View", "&Plan", "&Brief", "&Help"]
    protect = next(m for m in window.menu_bar.findChildren(QMenu) if m.title() == "Pro&tect")
    assert [a.text() for a in protect.actions() if a.isVisible() and not a.isSeparator()] == [
        "&Passphrase of the plan…"
    ]
    assert work.bridge.run(set_task_status(task_id=task.id, status=TaskStatus.DONE)) is not None
    with qtbot.waitSignal(work.bridge.failed) as refused:
        work.bridge.run(change_operation(operation_id=task.operation_id, title="Other"))
    assert refused.args == [NOT_YOURS]
    assert document.read.require(Operation, task.operation_id).title != "Other"
    assert window.files.open(plan_file)
    assert actions["types"].isVisible()
    assert window.windowTitle().startswith("Colchester 2026")
    assert not work.inspector.page.header._history.isHidden()
    assert len([i for i in range(tabs.count()) if tabs.isTabVisible(i)]) == 5
