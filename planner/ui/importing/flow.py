"""Asking for files to take in, and showing what they would change."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from planner.ui.importing.dialog import ImportDialog
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_LISTS: Final = "*.ics *.csv"


def ask_files(window: "MainWindow", work: "Workspace") -> "ImportDialog | None":
    """Ask for files and show what they would change; None when none were chosen."""
    from planner.exchange.feature_files import FILTER

    folder = str(work.bridge.document.target.parent)
    kinds = f"Maps, calendars and lists ({FILTER} {_LISTS})"
    names, _filter = QFileDialog.getOpenFileNames(window, "Import from files", folder, kinds)
    return show_import(window, work, [Path(name) for name in names]) if names else None


def show_import(window: "MainWindow", work: "Workspace", paths: list[Path]) -> "ImportDialog":
    """Show what files would change."""
    from planner.ui.importing.dialog import ImportDialog

    work.inspector.commit()
    shown = ImportDialog(window, paths)
    shown.show()
    return shown
