"""Start the app on a plan, as main.py does, and leave once map and calendar of that plan were painted.

Words: the plan and, if this computer is to know it, the state folder in which it was published. What must not
be there yet, or is missing in the picture, is said and ends the process with 3.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from planner.document.document import Document
    from planner.ui.main_window import MainWindow

HEAVY = (
    "shapely",
    "numpy",
    "pyproj",
    "reportlab",
    "holidays",
    "icalendar",
    "pypdfium2",
    "sqlite_utils",
    "pandas",
)


def watch(application: "QApplication", window: "MainWindow") -> None:
    """End the process once map and calendar were painted with the plan.

    The filter sits on the two views: one on the application would see every event of every object, and Qt
    for Python makes a class for each kind of object that it shows to Python.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer

    class LeaveAfterPaint(QObject):
        waiting: set[QObject]

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and watched in self.waiting:
                self.waiting.discard(watched)
                if not self.waiting:
                    QTimer.singleShot(0, lambda: _leave(window))
            return False

    watcher = LeaveAfterPaint(application)

    def begin() -> None:
        work = window.workspace
        assert work is not None
        watcher.waiting = {work.map, work.calendar.surface}
        for view in watcher.waiting:
            view.installEventFilter(watcher)

    if window.workspace is not None:
        begin()
        return
    show = window.show_document  # a plan that is unknown here is checked first

    def show_and_begin(document: "Document") -> None:
        show(document)
        begin()

    window.show_document = show_and_begin  # type: ignore[method-assign]  # for this one process


def _leave(window: "MainWindow") -> None:
    wrong = [f"{name} was loaded before the first paint" for name in HEAVY if name in sys.modules]
    work = window.workspace
    assert work is not None
    if work.map.backing.sheet is None or not work.map.feed.ground.wards:
        wrong.append("the map was painted without the plan")
    if not work.calendar.surface.bars:
        wrong.append("the month was painted without the plan")
    if wrong:
        sys.stderr.write("; ".join(wrong) + "\n")
    sys.stderr.flush()
    os._exit(3 if wrong else 0)


def main() -> None:
    if sys.argv[2:]:
        os.environ["WARDPLAN_STATE"] = sys.argv[2]
    else:
        from tempfile import mkdtemp

        os.environ["WARDPLAN_STATE"] = mkdtemp(prefix="wardplan-bench-")
    from planner.app import make_application, start

    application = make_application()
    watch(application, start(application, Path(sys.argv[1]), demo=False))
    application.exec()


if __name__ == "__main__":
    main()
