"""Sharing a copy, and the window of the partner who opens it, as pictures: light and dark, large text."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from planner.document.sharing import ShareWish, share_copy, terms_of_share
from planner.domain.records.operation import Task
from planner.domain.vocabulary import TaskStatus
from planner.ui.main_window import MainWindow
from planner.ui.partners.tasks_dialog import TasksDialog
from planner.ui.sharing.dialog import ShareDialog
from planner.ui.state import Selection

LOOKS = ((False, 1366, 768, 100), (True, 1366, 768, 100), (False, 1920, 1080, 100), (False, 1366, 768, 150))
_PARTNER = "Colchester City Council"


def grab_sharing(window: MainWindow, out: Path, settle: Callable[[float], None]) -> None:
    """Save the dialog for each audience, then the partner's window, in every look; opens the copy."""
    work, document = window.workspace, window.document
    assert work is not None
    assert document is not None
    copy = document.target.with_name("Council copy.wardplan")
    partner_id, terms = terms_of_share(document.read, _PARTNER)
    wish = ShareWish(audience="partner", partner_id=partner_id, terms=terms)
    share_copy(document, copy, wish, at=datetime.now(UTC))
    for look in LOOKS:
        name = _dress(window, *look)
        for scene, whose in (("one", "one"), ("any", "any"), ("less", "any"), ("police", "police")):
            dialog = ShareDialog(window, work, partner_id)
            dialog.audience.chosen.emit(whose)
            dialog.audience.show_value(whose)
            dialog.without_sensitive.setChecked(scene == "less")
            dialog.show()
            settle(0.2)
            dialog.grab().save(str(out / f"share-{scene}-{name}.png"))
            dialog.reject()
    assert window.files.open(copy)
    task = next(t for t in work.bridge.document.read.all(Task) if t.status is TaskStatus.OPEN)
    for look in LOOKS:
        name = _dress(window, *look)
        work.state.select(Selection(operation_ids=(task.operation_id,)))
        work.operations.show_operation(task.operation_id)
        settle(0.8)
        window.grab().save(str(out / f"partner-window-{name}.png"))
        window.trigger("tasks_due")
        settle(0.3)
        for tasks in (d for d in window.findChildren(TasksDialog) if d.isVisible()):
            tasks.grab().save(str(out / f"partner-tasks-{name}.png"))
            tasks.close()


def _dress(window: MainWindow, dark: bool, width: int, height: int, percent: int) -> str:
    window.appearance.force_dark(dark)
    window.set_text_percent(percent)
    window.resize(width, height)
    return f"{width}x{height}-{'dark' if dark else 'light'}-text{percent}"
