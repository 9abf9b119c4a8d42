"""What a damaged plan still gives, in its window: offered, counted, saved and opened, plain and encrypted."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from planner.document.protecting import change_passphrase
from planner.domain.records.operation import Operation
from planner.ui.backups.salvage import READ_IT, SalvageDialog
from planner.ui.dialogs.ask_passphrase import PassphraseDialog
from planner.ui.main_window import MainWindow
from planner.ui.workspace import Workspace

PHRASE = "four quiet brown owls"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys with less work: what scrypt costs is no matter of these tests."""
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)


def _damaged(work: Workspace, folder: Path, page: int = 0) -> Path:
    """A copy of the open plan on which this computer has no backups, with one page gone."""
    work.bridge.document.save_copy(folder / "sent.wardplan")
    path = folder / "sent.wardplan"
    data = bytearray(path.read_bytes())
    page = page or len(data) // 4096 // 2
    data[page * 4096 : page * 4096 + 64] = bytes(range(64))
    path.write_bytes(data)
    return path


def _shown(kind: type[SalvageDialog] | type[PassphraseDialog]) -> list[SalvageDialog | PassphraseDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def _opened(window: MainWindow, path: Path, qtbot: QtBot) -> SalvageDialog:
    assert not window.files.open(path)
    next(b for b in window.messages.findChildren(QPushButton) if b.text() == READ_IT).click()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    (dialog,) = _shown(SalvageDialog)
    assert isinstance(dialog, SalvageDialog)
    return dialog


def test_what_can_be_read_is_counted_saved_and_opened(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    path = _damaged(work, tmp_path)
    before = path.read_bytes()
    operations = len(work.bridge.document.read.all(Operation))
    dialog = _opened(window, path, qtbot)
    assert "can be read." in dialog.state.text()
    counted = {str(dialog.model.index(r, 0).data()): r for r in range(dialog.model.rowCount())}
    assert int(str(dialog.model.index(counted["Operation"], 1).data())) <= operations
    assert dialog.save_button.isEnabled()
    out = tmp_path / "saved.wardplan"
    dialog.save(out)
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    document = window.document
    assert document is not None
    assert document.target.name == "saved.wardplan"
    assert not _shown(SalvageDialog)
    assert path.read_bytes() == before


def test_a_name_that_is_taken_is_refused_in_a_sentence(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    path = _damaged(work, tmp_path)
    dialog = _opened(window, path, qtbot)
    dialog.save(path)
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert "there already" in dialog.state.text()
    assert dialog.save_button.isEnabled()
    dialog.close()


def test_closing_the_window_stops_the_reading(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path, state_folder: Path
) -> None:
    path = _damaged(work, tmp_path)
    dialog = SalvageDialog(window, path)
    dialog.open()
    dialog.close()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert not list(state_folder.glob("copies/incoming/*"))


def test_of_an_encrypted_plan_the_passphrase_is_asked_and_what_comes_out_is_encrypted(
    window: MainWindow, work: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    change_passphrase(work.bridge.document, PHRASE)
    path = _damaged(work, tmp_path)
    dialog = SalvageDialog(window, path)
    dialog.open()
    for phrase in ("not this one at all", PHRASE):
        qtbot.waitUntil(lambda: bool(_shown(PassphraseDialog)))
        (asking,) = _shown(PassphraseDialog)
        assert isinstance(asking, PassphraseDialog)
        asking.phrase.setText(phrase)
        asking.go()
        qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert dialog.save_button.isEnabled()
    out = tmp_path / "saved.wardplan"
    dialog.save(out)
    qtbot.waitUntil(lambda: window.document is not None and window.document.target == out)
    assert out.read_bytes()[:6] != b"SQLite"
