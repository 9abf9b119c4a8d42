"""The floor of a start: a bare PySide6 window, gone after its first paint."""

import os
import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class LeaveAfterPaint(QObject):
    """Ends the process once a window was painted for the first time."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, lambda: os._exit(0))
        return False


def main() -> None:
    application = QApplication(sys.argv)
    window = QMainWindow()
    window.resize(1366, 768)
    watcher = LeaveAfterPaint()
    window.installEventFilter(watcher)
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
