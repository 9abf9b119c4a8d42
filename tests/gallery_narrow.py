"""What narrow screens and large text do to the window, a wait, a type and a passphrase, as pictures."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog

from planner.document.new_plan import command_records
from planner.document.opening import create_command_file, open_command_file
from planner.ui.dialogs.colour_field import ColourField
from planner.ui.dialogs.waiting import WaitingDialog
from planner.ui.main_window import MainWindow
from planner.ui.protect.passphrase import PassphraseDialog

LOOKS = (
    (False, 1366, 768, 100), (True, 1366, 768, 100), (False, 1920, 1080, 100), (False, 1366, 768, 150),
    (False, 1366, 768, 200), (False, 800, 600, 100), (False, 800, 600, 200),
)  # fmt: skip
_PALE, _PHRASE = "#f2e6a8", "four quiet brown owls"


def grab_narrow(window: MainWindow, out: Path, settle: Callable[[float], None]) -> None:
    """Save the window, a wait, a pale type and the passphrase of the command file, in every look."""
    work, document = window.workspace, window.document
    assert work is not None
    assert document is not None
    target = document.target.with_suffix(".command.wardplan")
    create_command_file(document, target, _PHRASE, command_records(), author="Gallery")
    for dark, width, height, percent in LOOKS:
        window.appearance.force_dark(dark)
        window.set_text_percent(percent)
        window.resize(width, height)
        settle(0.4)
        look = f"{width}x{height}-{'dark' if dark else 'light'}-text{percent}"
        window.grab().save(str(out / f"window-{look}.png"))
        for name, dialog in (("waiting", _waiting(window)), ("type-colour", _pale_type(window))):
            _grab(dialog, out / f"{name}-{look}.png", settle)
    open_command_file(document, target, _PHRASE)
    window.refresh()
    for dark, width, height, percent in LOOKS[:5]:
        window.appearance.force_dark(dark)
        window.set_text_percent(percent)
        window.resize(width, height)
        look = f"{width}x{height}-{'dark' if dark else 'light'}-text{percent}"
        _grab(
            PassphraseDialog(window, work, of_command_file=True),
            out / f"command-passphrase-{look}.png",
            settle,
        )
    document.leave_command_view()
    window.appearance.force_dark(False)
    window.set_text_percent(100)
    window.refresh()


def _waiting(window: MainWindow) -> QDialog:
    hint = "It is checked before it is shown."
    waiting = WaitingDialog(window, "Opening Colchester 2026.wardplan", hint, lambda: None)
    waiting.show_progress(40, "")
    return waiting


def _pale_type(window: MainWindow) -> QDialog:
    """Open the types of operation, with a pale colour on the first."""
    window.trigger("types")
    dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
    field = dialog.findChild(ColourField)
    assert field is not None
    field.show_value(_PALE)
    return dialog


def _grab(dialog: QDialog, path: Path, settle: Callable[[float], None]) -> None:
    dialog.show()
    settle(0.3)
    dialog.grab().save(str(path))
    dialog.close()
    settle(0.1)
