"""What goes wrong, and what lies beside, as pictures: comparison, second copy, publishing, a damaged plan."""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from planner.document.commands.operation import edit_operation, move_operation
from planner.document.opening import open_plan
from planner.domain.records.operation import Operation
from planner.ui.backups.salvage import show_salvage
from planner.ui.history.comparing import Comparing
from planner.ui.main_window import MainWindow
from planner.ui.publishing_dialog import PublishingDialog

_DAMAGED_FROM, _DAMAGED_BYTES = 40_000, 4_096


def grab_trouble(window: MainWindow, plan: Path, out: Path, settle: Callable[[float], None]) -> None:
    """Compare with an older copy, meet a second copy, fail to publish; the window shows the plan."""
    work, document = window.workspace, window.document
    assert work is not None
    assert document is not None
    window.resize(1366, 768)
    older = plan.with_name("As it was.wardplan")
    shutil.copy(plan, older)
    first = document.read.all(Operation)[0]
    work.bridge.run(move_operation(operation_id=first.id, days=2))
    work.bridge.run(edit_operation(operation_id=first.id, note="Moved at the request of the council"))
    Comparing(window, work).compare(older)
    settle(2.5)
    grab_dialogs(window, out / "compare.png")
    beside = plan.with_name(f"{plan.stem}-LAPTOP2.wardplan")
    shutil.copy(older, beside)
    other = open_plan(beside, author="X101")
    other.run(move_operation(operation_id=first.id, days=1))
    other.publish()
    other.close()
    work.second_copies.look()
    settle(2.5)
    window.grab().save(str(out / "trouble-second-copy.png"))
    window.messages.clear()
    beside.unlink()
    wal = plan.with_name(f"{plan.name}-wal")
    wal.write_bytes(b"")
    window.files.publisher.publish_now()
    settle(3.0)
    window.grab().save(str(out / "trouble-publish.png"))
    wal.unlink()
    window.messages.clear()
    window.files.publisher.publish_now()
    settle(2.0)
    slow = PublishingDialog(window, plan.name, "District drive", lambda: None)
    slow.show_progress(50, "")
    slow.show()
    settle(0.5)
    grab_dialogs(window, out / "trouble-publishing.png")


def grab_damaged(window: MainWindow, plan: Path, out: Path, settle: Callable[[float], None]) -> None:
    """Open a plan that was damaged while another was open: the backups are offered."""
    with plan.open("r+b") as file:
        file.seek(_DAMAGED_FROM)
        file.write(b"\0" * _DAMAGED_BYTES)
    window.files.open(plan)
    settle(2.5)
    window.grab().save(str(out / "trouble-damaged.png"))
    grab_dialogs(window, out / "trouble-damaged-backups.png")
    show_salvage(window, plan, None)
    settle(2.5)
    grab_dialogs(window, out / "trouble-damaged-salvage.png")


def grab_dialogs(window: MainWindow, path: Path) -> None:
    """Save the dialogs that are open, the first under this name, and close them."""
    number = 0
    for top in QApplication.topLevelWidgets():
        if top is not window and top.isVisible() and top.isWindow() and top.parent() is not None:
            name = path if not number else path.with_stem(f"{path.stem}-{number}")
            top.grab().save(str(name))
            top.close()
            number += 1
