"""Opens every dialog of the gallery in turn, with the demo plan's Street Week selected."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from planner.domain.records.operation import Operation
from planner.ui.main_window import MainWindow
from planner.ui.state import Selection
from tests.gallery import DIALOGS

MORE = ("away", "brief_day", "wall_week", "share_copy")
"""Dialogs that the gallery shows elsewhere, or leaves out because they look like another."""


def let_run(window: MainWindow, ready: Callable[[], bool], most: float = 60.0) -> None:
    """Let timers, jobs and paints run until something holds and no job is left."""
    end = time.monotonic() + most
    while time.monotonic() < end:
        QApplication.processEvents()
        if ready() and not window.jobs.is_busy:
            break
    QApplication.processEvents()


def select_street_week(window: MainWindow) -> None:
    """Select the operation that most dialogs are about."""
    work = window.workspace
    assert work is not None
    operations = work.bridge.document.read.all(Operation)
    week = next(o for o in operations if o.title.startswith("Street Week — Greenstead"))
    work.state.select(Selection(operation_ids=(week.id,)))
    QApplication.processEvents()


def opened_dialogs(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Yield the name and the window of each dialog, shown; it is closed afterwards."""
    for name in (*DIALOGS, *MORE):
        before = set(QApplication.topLevelWidgets())

        def fresh(known: set[QWidget] = before) -> list[QWidget]:
            found = [w for w in QApplication.topLevelWidgets() if isValid(w) and w not in known]
            return [w for w in found if w.isVisible() and w is not window]

        window.trigger(name)
        let_run(window, lambda seen=fresh: bool(seen()))  # type: ignore[misc]  # a lambda with a default
        shown = fresh()
        assert shown, f"{name} opened nothing"
        for dialog in shown:
            yield name, dialog
            if isValid(dialog) and dialog.isVisible():
                if isinstance(dialog, QDialog):
                    dialog.reject()
                else:
                    dialog.close()
        QApplication.processEvents()
