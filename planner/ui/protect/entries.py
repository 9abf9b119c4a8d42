"""Which dialog the entries passphrase, backups and purge open."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace


def open_protecting(window: "MainWindow", work: "Workspace", name: str) -> QDialog | None:
    """Open the dialog of passphrase, backups or purge; None when it needs a selection."""
    work.inspector.commit()
    dialog = _made(window, work, name)
    if dialog is not None:
        dialog.show()
    return dialog


def _made(window: "MainWindow", work: "Workspace", name: str) -> QDialog | None:
    if name in ("passphrase", "command_passphrase"):
        from planner.ui.protect.passphrase import PassphraseDialog

        return PassphraseDialog(window, work, of_command_file=name == "command_passphrase")
    if name == "backups":
        from planner.document.backups import backups_of
        from planner.ui.backups.dialog import BackupsDialog

        document = work.bridge.document
        return BackupsDialog(window, backups_of(document), path=document.target)
    from planner.ui.protect.purge import PurgeDialog

    operation_id = work.state.selection.operation_id
    return PurgeDialog(window, work, operation_id) if operation_id else None
