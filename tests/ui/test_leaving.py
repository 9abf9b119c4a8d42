"""Leaving: command view takes its papers and words along; a preview may be closed at any moment."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from planner.document.opening import create_plan
from planner.domain.records.operation import Operation
from planner.ui.dialogs.command_file import CommandFileDialog
from planner.ui.main_window import MainWindow
from planner.ui.opened_papers import private_folder
from planner.ui.preview.preview import PreviewDialog
from planner.ui.state import Selection
from planner.ui.workspace import Workspace
from tests.ui.turns import turn

PHRASE = "four words of mine"


def _pass(window: MainWindow, action: str) -> None:
    window.trigger(action)
    dialog = next(d for d in window.findChildren(CommandFileDialog) if d.isVisible())
    dialog.phrase.setText(PHRASE)
    dialog.again.setText(PHRASE)
    dialog.go()


def _seen(window: MainWindow) -> str:
    """Return every word that frame, menus and inspector hold."""
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

    words = [window.windowTitle(), window.messages.text, window.toolbar.undo.toolTip()]
    words += [a.text() for a in window.findChildren(QAction)]
    words += [w.text() for w in window.findChildren(QLabel)]
    words += [w.text() for w in window.findChildren(QPushButton)]
    words += [e.toPlainText() for e in window.findChildren(QPlainTextEdit)]
    return "\n".join([*words, *(p.name for p in window.settings.recent)])


def test_leaving_command_view_forgets_what_it_showed(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    _pass(window, "make_command_file")
    assert "was made beside the plan" in window.messages.text
    _pass(window, "enter_command_view")
    assert window.messages.text == ""
    work.ask_new_operation("gallery castle 25 sep")
    from planner.ui.dialogs.quick_entry import QuickEntry

    entry = window.findChild(QuickEntry)
    assert isinstance(entry, QuickEntry)
    entry.make()
    operation_id = work.state.selection.operation_id
    assert "Gallery" in work.bridge.document.read.require(Operation, operation_id).title
    window.trigger("brief")
    preview = next(p for p in window.findChildren(PreviewDialog) if p.isVisible())
    qtbot.waitUntil(lambda: bool(preview.pdf))
    paper = private_folder() / preview.file_name()
    assert preview.save(paper)
    QApplication.clipboard().setText("Operation Gallery at Castle")
    assert "Gallery" in _seen(window)

    window.trigger("leave_command_view")
    turn()  # what is deleted later goes
    assert not work.bridge.document.is_command_view
    assert not any(p.isVisible() for p in window.findChildren(PreviewDialog))
    assert not paper.exists()
    assert QApplication.clipboard().text() == ""
    assert work.state.selection == Selection()
    assert "Gallery" not in _seen(window)
    assert work.bridge.document.read.get(Operation, operation_id) is None


def test_a_preview_closed_while_its_paper_is_made_leaves_quietly(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    operation = work.bridge.document.read.all(Operation)[0]
    work.state.select(Selection(operation_ids=(operation.id,)))
    window.trigger("brief")
    preview = window.findChild(PreviewDialog)
    assert isinstance(preview, PreviewDialog)
    assert not preview.pdf
    preview.close()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    QApplication.processEvents()
    assert window.findChild(PreviewDialog) is None


def test_another_plan_closes_the_papers_of_the_one_before(
    window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    document = work.bridge.document
    operation = document.read.all(Operation)[0]
    work.state.select(Selection(operation_ids=(operation.id,)))
    window.trigger("brief")
    other = tmp_path / "Other.wardplan"
    create_plan(other, plan=document.plan, records=[], author="Planner").close()
    assert window.files.open(other)
    QApplication.processEvents()
    assert window.findChild(PreviewDialog) is None
    assert window.windowTitle() == "Other – Wardplan"
    assert work.bridge.document.read.count(Operation) == 0
    assert work.state.selection == Selection()


def test_a_plan_that_cannot_be_opened_is_named_over_the_start_page(
    window: MainWindow, tmp_path: Path
) -> None:
    window.announce("Opening Lost…")
    window.open_at_start(tmp_path / "Lost.wardplan", demo=False)
    assert "Lost.wardplan" in window.messages.text
    assert window.start._card.isVisible()
    assert not window.start._opening.isVisible()


def test_words_being_typed_are_kept_when_the_window_closes(
    window: MainWindow, work: Workspace, plan_file: Path
) -> None:
    operation = work.bridge.document.read.all(Operation)[0]
    work.state.select(Selection(operation_ids=(operation.id,)))
    work.inspector.header._title.setPlainText("Typed and not yet handed over")
    window.close()
    assert window.document is None
    from planner.document.opening import open_plan

    again = open_plan(plan_file, author="Planner")
    assert again.read.require(Operation, operation.id).title == "Typed and not yet handed over"
    again.close()


def test_a_paper_with_nothing_to_print_says_so_in_words_that_can_be_read(
    window: MainWindow, work: Workspace, qtbot: QtBot
) -> None:
    from datetime import datetime

    from PySide6.QtWidgets import QLabel

    from planner.domain.errors import NotFound
    from planner.storage.reader import Reader
    from planner.ui.preview.paper import Asked, Paper

    def nothing(_read: Reader, _asked: Asked) -> bytes:
        raise NotFound("Nothing is planned that night.")

    paper = Paper(
        title=f"Tonight {datetime.now():%H:%M}",
        file_name="tonight.pdf",
        make=nothing,
        is_there=lambda _read: True,
    )
    preview = PreviewDialog(work.bridge, paper, window.jobs, window)
    preview.show()
    said: list[QLabel] = []

    def is_said() -> bool:
        said[:] = [w for w in preview.findChildren(QLabel) if w.text() == "Nothing is planned that night."]
        return bool(said) and said[0].isVisible()

    qtbot.waitUntil(is_said)
    assert said[0].width() >= said[0].fontMetrics().horizontalAdvance(said[0].text())
    preview.close()


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_on_the_start_page_is_cut(
    window: MainWindow, percent: int, tmp_path: Path, qtbot: QtBot
) -> None:
    window.resize(1366, 768)
    window.set_text_percent(percent)
    window.announce("Opening Lost…")
    turn()
    window.open_at_start(tmp_path / "Lost.wardplan", demo=False)
    turn()
    card = window.start._card
    for child in card.findChildren(QWidget):
        wanted = (
            child.heightForWidth(child.width()) if child.hasHeightForWidth() else child.sizeHint().height()
        )
        assert child.height() >= min(wanted, child.maximumHeight()), child
        assert card.rect().contains(child.geometry())
    assert window.start.rect().contains(card.geometry())
    window.set_text_percent(100)
