"""Opening what looks back: the history, what we hold, the handover sheet."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace


def open_history(window: "MainWindow", work: "Workspace", operation_id: str = "") -> None:
    """Open the history, or bring it to the front; of one operation if its id is given."""
    from planner.ui.history.dialog import HistoryDialog

    work.inspector.commit()
    shown = next((d for d in window.findChildren(HistoryDialog) if d.isVisible()), None)
    if shown is None:
        shown = HistoryDialog(window, work, operation_id)
        shown.show()
    elif operation_id:
        shown.show_operation(operation_id)
    shown.raise_()
    shown.activateWindow()


def open_holdings(window: "MainWindow", work: "Workspace") -> None:
    """Open the search for what we hold."""
    from planner.ui.history.holdings import HoldingsDialog

    work.inspector.commit()
    HoldingsDialog(window, work).show()


def compare_file(window: "MainWindow", work: "Workspace") -> None:
    """Ask for another copy or a backup and show how it differs."""
    from planner.ui.history.comparing import Comparing

    Comparing(window, work).ask_file()


def show_handover(window: "MainWindow", work: "Workspace") -> None:
    """Show the handover sheet as it will print."""
    from planner.ui.history.papers import handover_paper
    from planner.ui.preview.preview import PreviewDialog

    work.inspector.commit()
    paper = handover_paper(work.state.today)
    PreviewDialog(work.bridge, paper, window.jobs, window).show()
