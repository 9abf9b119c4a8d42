"""Another person at another computer: opens a plan in the real window and writes down all that can be read.

python -m tests.ui.sharing.everything PLAN OUT DAY WORD...: texts of every view, dialog, menu, tip, painting,
what Ctrl+K finds for the words, and the files that this person can make go into the folder OUT.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from planner.domain.records.operation import Operation
from planner.ui.main_window import MainWindow
from planner.ui.state import Period, Scale, Selection

LOOKED_AT = (
    "history", "holdings", "handed_on", "findings", "returns", "tasks_due", "unplanned", "keeping", "unseen",
    "promises", "types", "people", "away", "partners", "partnership", "priorities", "concerns",
    "special_days", "plan_settings", "backups", "about", "share_copy", "send_tasks", "plan_rural", "purge",
    "enter_command_view",
)  # fmt: skip
"""Dialogs that show something of the plan."""
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


def settle(seconds: float = 0.05) -> None:
    """Let timers, jobs and paints run."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # as the event loop does
        time.sleep(0.005)


class Painted:
    """Keeps every text that Python code paints while it is on."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self._before: list[tuple[type, str, Any]] = []

    def __enter__(self) -> "Painted":
        for kind, name in (
            (QPainter, "drawText"),
            (QTextDocument, "setHtml"),
            (QTextDocument, "setPlainText"),
        ):
            plain = getattr(kind, name)
            self._before.append((kind, name, plain))
            setattr(kind, name, self._noting(plain))
        return self

    def _noting(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*words: Any) -> Any:
            self.texts.update(w for w in words if isinstance(w, str))
            return plain(*words)

        return noting

    def __exit__(self, *_error: object) -> None:
        for kind, name, plain in self._before:
            setattr(kind, name, plain)


def texts_of(widget: QWidget) -> Iterator[str]:
    """Yield what a widget and all in it say, shown or not."""
    for part in (widget, *widget.findChildren(QWidget)):
        yield from (part.windowTitle(), part.toolTip(), part.accessibleName(), part.statusTip())
        if isinstance(part, QLabel | QAbstractButton):
            yield part.text()
        elif isinstance(part, QLineEdit):
            yield from (part.text(), part.placeholderText())
        elif isinstance(part, QPlainTextEdit):
            yield part.toPlainText()
        elif isinstance(part, QComboBox):
            yield from (part.itemText(i) for i in range(part.count()))
        if isinstance(part, QAbstractItemView) and part.model() is not None:
            yield from _cells(part.model())
    for action in widget.findChildren(QAction):
        yield from (action.text(), action.toolTip(), action.statusTip())


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    root = QModelIndex()
    for row in range(model.rowCount(root)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(root)):
            index = model.index(row, column, root)
            yield from (str(model.data(index, role) or "") for role in _ROLES)


def read_window(window: MainWindow, day: date, words: list[str], out: Path) -> set[str]:
    """Go through the whole window and return every text; papers are left in OUT."""
    work = window.workspace
    assert work is not None
    found: set[str] = set()

    def look() -> None:
        settle()
        for top in QApplication.topLevelWidgets():
            found.update(texts_of(top))

    with Painted() as painted:
        for scale in Scale:
            work.state.show(Period(scale, day))
            look()
        work.map.fit()
        for operation in work.bridge.document.read.all(Operation):
            start, end = work.bridge.document.read.span_of(operation.id)
            if start.date() <= day <= end.date():
                work.state.select(Selection(operation_ids=(operation.id,)))
                for index in range(work.inspector.tabs.count()):
                    work.inspector.tabs.setCurrentIndex(index)
                    look()
        found |= _dialogs(window, words, look)
        found.update(line.label for line in work.bridge.document.change_sets(10_000))
        found |= {str(work.bridge.document.history.undo_label), str(work.bridge.document.history.redo_label)}
        found |= {QGuiApplication.clipboard().text(), *(str(p) for p in window.settings.recent)}
    _papers(window, day, out)
    return {t for t in found | painted.texts if t}


def _dialogs(window: MainWindow, words: list[str], look: Callable[[], None]) -> set[str]:
    found: set[str] = set()
    work = window.workspace
    assert work is not None
    for name in LOOKED_AT:
        if window.actions_by_name[name].isEnabled():
            window.trigger(name)
            look()
            window.close_dialogs()
    for word in words:
        results = work.find_index().search(word, commands=[])
        found.update(f"{r.label} {r.title} {r.detail}" for r in results)
    return found


def _papers(window: MainWindow, day: date, out: Path) -> None:
    """Make the papers and exports of a day as this person can."""
    from planner.briefing.order import order_pdf
    from planner.document.calendar_export import calendar_export
    from planner.document.papers import make_pack, pack_period

    assert window.document is not None
    document, now = window.document, datetime.combine(day, datetime.min.time())
    read = document.read
    (out / "calendar.ics").write_bytes(calendar_export(read, now=datetime.now(UTC), is_command_view=False))
    for operation in read.all(Operation):
        start, end = read.span_of(operation.id)
        if start.date() <= day <= end.date():
            pdf = order_pdf(read, operation.id, now=now)
            (out / f"order {operation.reference}.pdf").write_bytes(pdf)
    period = pack_period(read, day, day, night=True)
    (out / "pack.pdf").write_bytes(make_pack(read, period, now=now, audience="police"))


def main(plan: str, out: str, day: str, *words: str) -> None:
    """Open the plan in the window, read everything, write it down."""
    from planner.app import build_window

    application = QApplication([])
    window = build_window(application)
    window.today = lambda: date.fromisoformat(day)
    window.show()
    settle()
    assert window.files.open(Path(plan)), window.messages.text
    settle(0.5)
    texts = read_window(window, date.fromisoformat(day), list(words), Path(out))
    window.close()
    (Path(out) / "texts.json").write_text(json.dumps(sorted(texts)), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(*sys.argv[1:])
