"""Prints how large each dialog is on a screen and in a text size: at_size PLAN PERCENT WIDTH HEIGHT.

Run as a program, as the platform takes its screen when it starts.
"""

import json
import os
import sys
import tempfile
from pathlib import Path


def main(plan: Path, percent: int, width: int, height: int) -> None:
    """Print {name: [width, height, [buttons that cannot be seen], [pages wider than seen]]} as JSON."""
    from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea

    from planner.app import build_window
    from tests.ui.dialogs.walk import opened_dialogs, select_street_week

    application = QApplication([])
    window = build_window(application)
    window.resize(width, height - 37)
    window.show()
    window.set_text_percent(percent)
    assert window.files.open(plan)
    application.processEvents()
    select_street_week(window)
    found = {}
    for name, dialog in opened_dialogs(window):
        application.processEvents()
        hidden = [
            b.text()
            for b in dialog.findChildren(QPushButton)
            if b.text() in ("Close", "Cancel") and b.isVisible() and b.visibleRegion().isEmpty()
        ]
        cut = [
            f"{area.widget().width()} in {area.viewport().width()}"
            for area in dialog.findChildren(QScrollArea)
            if area.isVisible() and area.widget() and area.widget().width() > area.viewport().width()
        ]
        found[name] = [dialog.width(), dialog.height(), hidden, cut]
    sys.stdout.write(json.dumps(found))
    window.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="wardplan-size-") as folder:
        wide, high = int(sys.argv[3]), int(sys.argv[4])
        screen = {"name": "Laptop", "x": 0, "y": 0, "width": wide, "height": high, "logicalDpi": 96,
                  "logicalBaseDpi": 96, "dpr": 1}  # fmt: skip
        config = Path(folder) / "screen.json"
        config.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"
        main(Path(sys.argv[1]), int(sys.argv[2]), wide, high)
