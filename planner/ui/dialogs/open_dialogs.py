"""Which dialog a menu entry opens."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace


def open_dialog(window: "MainWindow", work: "Workspace", name: str) -> QDialog | None:
    """Open the dialog of an action without blocking the window; None when it needs a selection."""
    dialog = _made(window, work, name)
    if dialog is not None:
        dialog.show()
    return dialog


def _made(window: "MainWindow", work: "Workspace", name: str) -> QDialog | None:
    work.inspector.commit()
    if name == "types":
        from planner.ui.dialogs.types import TypesDialog

        return TypesDialog(window, work.bridge, work.state, work.operations)
    if name == "plan_settings":
        from planner.ui.dialogs.plan_settings import PlanSettingsDialog

        return PlanSettingsDialog(window, work.bridge)
    if name == "copy_operation":
        from planner.ui.dialogs.copy_operation import CopyDialog

        operation_id = work.state.selection.operation_id
        return CopyDialog(window, work.bridge, work.operations, operation_id) if operation_id else None
    if name in ("make_command_file", "enter_command_view"):
        from planner.ui.dialogs.command_file import CommandFileDialog

        return CommandFileDialog(window, work, makes=name == "make_command_file")
    from planner.ui.dialogs.lists import list_dialog

    return list_dialog(window, work.bridge, work.state, name)
