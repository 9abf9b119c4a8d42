"""Files that are no sound plan, opened, dropped, merged and taken answers from in the real window.

Opening goes through the whole table, the other ways, which read with the same functions, through a part.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from planner.ui.main_window import MainWindow
from planner.ui.merge.asking import DroppedDialog
from planner.ui.workspace import Workspace
from tests.storage.test_bad_files import BAD

_ASKS = {"noise": "encrypted", "edited by another program": "changed by another program"}
"""What is not refused but asked about: the passphrase, and what another program changed."""


def opened(window: MainWindow, path: Path) -> None:
    window.files.open(path)


def dropped(window: MainWindow, path: Path) -> None:
    """Let a file fall on the window, and open it where that is asked."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    window.dropEvent(drop)
    QApplication.processEvents()
    for dialog in shown(window):
        if isinstance(dialog, DroppedDialog):
            dialog.open_it.click()


def merged(window: MainWindow, path: Path) -> None:
    assert window.workspace is not None
    window.workspace.merging.compare(path)


def answered(window: MainWindow, path: Path) -> None:
    """Take a file for the answers of a partner."""
    assert window.workspace is not None
    window.workspace.weekly.partners.take_back(path)


def shown(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def words(window: MainWindow) -> str:
    """What the message bar and the dialogs say."""
    labels = [label.text() for dialog in shown(window) for label in dialog.findChildren(QLabel)]
    return " ".join([window.messages.text, *labels])


def made(folder: Path, step: int = 1) -> Iterator[tuple[str, str, Path]]:
    """Make every (or every n-th) bad file in a folder of its own: name, what is said of it, path."""
    for number, (name, (make, said)) in list(enumerate(BAD.items()))[::step]:
        own = folder / f"bad{number}"
        own.mkdir()
        yield name, said, make(own)


WAYS = {"open": opened, "drop": dropped, "merge": merged}
STEPS = {"open": 1, "drop": 5, "merge": 5, "answers": 1}


@pytest.mark.parametrize("way", WAYS)
def test_bad_file_is_refused_in_a_sentence(
    way: str, window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    act = WAYS[way]
    document = window.document
    assert document is not None
    window.files.wait_for_opening()
    for name, said, path in made(tmp_path, STEPS[way]):
        before = path.read_bytes() if path.is_file() else b""
        window.messages.say("nothing")
        act(window, path)
        qtbot.waitUntil(lambda: not window.jobs.is_busy)
        QApplication.processEvents()
        text = words(window)
        assert _ASKS.get(name, said) in text, f"{name}: {text}"
        assert "Traceback" not in text, name
        if name not in _ASKS:
            assert "plan.wardplan" in text, name
            assert re.search(r"\. [A-Z][^.]+", text), f"{name}: nothing says what to do"
        for dialog in shown(window):
            dialog.reject()
        assert window.document is document, name
        assert not path.is_file() or path.read_bytes() == before, name
    is_alive(window, work)


@pytest.mark.parametrize("ending", [".wardplan", ".xlsx", ".csv"])
def test_bad_file_as_answers_of_a_partner(
    ending: str, window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    document = window.document
    window.files.wait_for_opening()
    for name, _said, path in made(tmp_path, STEPS["answers"]):
        sheet = path
        if path.is_file():
            sheet = path.with_name(f"sheet{ending}")
            sheet.write_bytes(path.read_bytes())
        window.messages.say("nothing")
        answered(window, sheet)
        qtbot.waitUntil(lambda: not window.jobs.is_busy)
        QApplication.processEvents()
        text = words(window)
        assert sheet.name in text, f"{name}: {text}"
        assert re.search(r"\. [A-Z][^.]+", text), f"{name}: {text}"
        assert "Traceback" not in text, name
        assert not shown(window), name
        assert window.document is document, name
    is_alive(window, work)


def is_alive(window: MainWindow, work: Workspace) -> None:
    """Ask for a new operation, which shows a dialog."""
    work.ask_new_operation("gallery castle 25 sep")
    assert shown(window)
    for dialog in shown(window):
        dialog.reject()
