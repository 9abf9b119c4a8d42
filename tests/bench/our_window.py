"""Start the app on a plan, as main.py does, and leave once map and calendar of that plan were painted.

Words: the plan and, if this computer is to know it, the state folder in which it was published.
"""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

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


class LeaveAfterPaint(QObject):
    """Ends the process once every watched view was painted; says what was loaded by then, if asked."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self._waiting: set[str] = {"MapCanvas", "CalendarView"}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            names = {type(parent).__name__ for parent in _with_parents(watched)}
            self._waiting = {w for w in self._waiting if not any(_is_view(n, w) for n in names)}
            if not self._waiting:
                QTimer.singleShot(0, _leave)
        return False


def _is_view(name: str, wanted: str) -> bool:
    return name == wanted or (wanted == "MapCanvas" and name == "MapView")


def _with_parents(widget: QObject | None) -> list[QObject]:
    found = []
    while widget is not None:
        found.append(widget)
        widget = widget.parent()
    return found


def _leave() -> None:
    loaded = [name for name in HEAVY if name in sys.modules]
    if loaded:
        sys.stderr.write(f"loaded before the first paint: {loaded}\n")
    sys.stderr.flush()
    os._exit(3 if loaded else 0)


def main() -> None:
    if sys.argv[2:]:
        os.environ["WARDPLAN_STATE"] = sys.argv[2]
    else:
        from tempfile import mkdtemp

        os.environ["WARDPLAN_STATE"] = mkdtemp(prefix="wardplan-bench-")
    from planner.app import build_window

    application = QApplication(sys.argv)
    window = build_window(application)
    watcher = LeaveAfterPaint(application)
    application.installEventFilter(watcher)
    window.show()
    QTimer.singleShot(0, lambda: window.open_at_start(Path(sys.argv[1]), demo=False))
    application.exec()


if __name__ == "__main__":
    main()
