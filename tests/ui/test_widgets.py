"""Jobs, fields, tables, errors and what is typed for people."""

from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from planner.document.command import Command
from planner.document.commands.people import edit_concern
from planner.domain.errors import FileProblem, InvalidInput, KnownError
from planner.domain.records.people import Concern, Priority
from planner.domain.records.returns import Return
from planner.storage.pair import Pair
from planner.ui.dialogs.lists import list_dialog
from planner.ui.errors import ErrorHook
from planner.ui.inspector.people_tab import split_words
from planner.ui.jobs import Jobs, Progress
from planner.ui.settings import Settings
from planner.ui.state import Period, Scale, Selection
from planner.ui.toolbar import period_text
from planner.ui.widgets.fields import CommitLine, CommitText
from planner.ui.widgets.table_model import Column, read_time, read_value
from planner.ui.workspace import Workspace
from planner.ui.writing import write_file


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("PC X103 CT21", ("PC", "X103", "CT21")),
        ("x103", ("", "X103", "")),
        ("Sgt", ("Sgt", "", "")),
        ("Detective Sergeant 4021", ("Detective Sergeant", "4021", "")),
        ("CT21A", ("", "", "CT21A")),
    ],
)
def test_typed_person_is_split(typed: str, expected: tuple[str, str, str]) -> None:
    assert split_words(typed) == expected


def test_job_hands_back_its_result_on_this_thread(qtbot: QtBot, qapp: QApplication) -> None:
    from PySide6.QtCore import QThread

    seen: list[object] = []
    jobs = Jobs(seen.append)
    threads = []

    def done(result: object) -> None:
        threads.append(QThread.currentThread() is qapp.thread())
        seen.append(result)

    jobs.start(lambda progress: 6 * 7, done=done, failed=seen.append)
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert seen == [42]
    assert threads == [True]


def test_job_tells_known_errors_from_bugs_and_can_be_cancelled(qtbot: QtBot) -> None:
    crashed, failed, done = [], [], []
    jobs = Jobs(crashed.append)

    def known(_progress: Progress) -> None:
        raise KnownError("The disk is full; free some space.")

    def bug(_progress: Progress) -> None:
        raise ValueError("bug")

    def slow(progress: Progress) -> None:
        for _ in range(10_000):
            progress(1)
            time_module.sleep(0.001)

    import time as time_module

    jobs.start(known, done=done.append, failed=failed.append)
    jobs.start(bug, done=done.append, failed=failed.append)
    job = jobs.start(slow, done=done.append, failed=failed.append)
    job.cancel()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert failed == ["The disk is full; free some space."]
    assert [type(e) for e in crashed] == [ValueError]
    assert done == []


def test_unexpected_error_opens_one_dialog_with_details(qtbot: QtBot) -> None:
    hook = ErrorHook()
    hook.report(ValueError("what went wrong"))
    qtbot.waitUntil(lambda: hook.dialog is not None)
    assert hook.dialog is not None
    assert "what went wrong" in hook.dialog.details
    hook.dialog.accept()
    assert hook.dialog is None


def test_field_keeps_what_is_being_typed(qtbot: QtBot) -> None:
    field = CommitLine("old")
    qtbot.addWidget(field)
    saved: list[str] = []
    field.committed.connect(saved.append)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, "new")
    field.show_value("from elsewhere")
    assert field.text() == "new"
    field.commit()
    field.commit()
    assert saved == ["new"]


def test_text_field_grows_with_its_text(qtbot: QtBot) -> None:
    field = CommitText(lines=1, one_paragraph=True)
    qtbot.addWidget(field)
    field.resize(160, 40)
    field.show()
    low = field.height()
    field.show_value("Housing and fly-tipping, garage courts, then the school gates and the speed check")
    assert field.height() > low * 2


def test_cells_read_dates_times_and_numbers() -> None:
    assert read_time("1830") == time(18, 30)
    assert read_value(Column("rank", "Rank", "number"), "3") == 3
    assert read_value(Column("last", "Until", "date", optional=True), " ") is None
    assert read_value(Column("first", "First", "date"), "2 June 2026") == date(2026, 6, 2)
    for kind, text in (("number", "three"), ("time", "25:00"), ("date", "soon")):
        with pytest.raises(InvalidInput):
            read_value(Column("x", "X", kind), text)


def test_list_is_edited_added_to_and_refused_in_a_sentence(work: Workspace, qtbot: QtBot) -> None:
    dialog = list_dialog(work, work.bridge, work.state, "priorities")
    editor = dialog.editor
    editor.adder.setText("Tackle fly-tipping")
    editor.add()
    read = work.bridge.document.read
    assert read.all(Priority)[-1].title == "Tackle fly-tipping"
    row = len(editor.model.lines) - 1
    assert editor.model.setData(editor.model.index(row, 0), "Tackle fly-tipping and litter")
    assert read.all(Priority)[-1].title == "Tackle fly-tipping and litter"
    assert not editor.model.setData(editor.model.index(row, 2), "soon")
    assert editor._problem.text()
    editor.view.setCurrentIndex(editor.model.index(0, 0))
    before = read.count(Priority)
    editor.delete()
    assert read.count(Priority) == before, "a priority that operations serve is not deleted"
    dialog.close()


@pytest.mark.parametrize(
    "name", ["people", "partners", "partnership", "priorities", "special_days", "concerns"]
)
def test_table_models_keep_qt_rules(work: Workspace, qtmodeltester: object, name: str) -> None:
    dialog = list_dialog(work, work.bridge, work.state, name)
    qtmodeltester.check(dialog.editor.model)  # type: ignore[attr-defined]
    dialog.close()


def test_user_text_is_never_markup(work: Workspace) -> None:
    concern = work.bridge.document.read.all(Concern)[0]
    work.bridge.run(edit_concern(concern_id=concern.id, text="<b>Loud</b> & late"))
    work.state.select(Selection(ward_id=concern.ward_id))
    labels = [made for made in work.inspector.findChildren(QLabel) if made.text()]
    assert any("<b>Loud</b> & late" in made.text() for made in labels)
    assert all(made.textFormat() is Qt.TextFormat.PlainText for made in labels)


def test_settings_remember_recent_plans_and_sizes(tmp_path: Path) -> None:
    settings = Settings()
    for number in range(10):
        settings.note_recent(tmp_path / f"{number}.wardplan")
    settings.text_percent = 150
    settings.flush()
    again = Settings()
    assert [p.stem for p in again.recent] == ["9", "8", "7", "6", "5", "4", "3", "2"]
    assert again.text_percent == 150


def test_a_file_is_written_whole_or_refused(tmp_path: Path) -> None:
    write_file(tmp_path / "a.pdf", b"one")
    assert (tmp_path / "a.pdf").read_bytes() == b"one"
    with pytest.raises(FileProblem):
        write_file(tmp_path / "no folder" / "a.pdf", b"two")
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_period_words() -> None:
    assert period_text(Period(Scale.MONTH, date(2026, 9, 3))) == "September 2026"
    assert period_text(Period(Scale.WEEK, date(2026, 9, 9))) == "7 to 13 September 2026"
    assert period_text(Period(Scale.DAY, date(2026, 9, 3))) == "Thursday 3 September 2026"


def test_days_since_seen_are_offered_only_where_returns_tell_them(work: Workspace) -> None:
    panel = work.palette_panel
    panel.reload()
    colourings = next(c for c in panel.findChildren(QComboBox) if c.accessibleName() == "Colour wards by")

    def offered() -> list[str]:
        return [colourings.itemText(i) for i in range(colourings.count())]

    assert offered() == ["Nothing", "Planned hours", "Days since seen"]
    work.state.colour_wards_by("days_since_seen")

    def forget(pair: Pair) -> None:
        for row in pair.all(Return):
            pair.drop(Return, row.id)

    work.bridge.run(Command("Forget returns", forget))
    assert offered() == ["Nothing", "Planned hours"]
    assert work.state.colouring == ""
    work.bridge.undo()
    assert offered()[-1] == "Days since seen"
