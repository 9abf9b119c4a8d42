"""What a hand on the mouse feels: one drag with all views repainted, and a frame of the map."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, sleep

from tests.bench.figures import FRAME_MS, Figure, median_ms, percentile_ms, timed

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from planner.ui.main_window import MainWindow
from planner.ui.state import Period, Scale, Selection


def open_window(plan: Path) -> MainWindow:
    """Open the real window on a plan, with map, calendar, lanes and inspector shown."""
    from planner.app import build_window

    os.environ["WARDPLAN_STATE"] = tempfile.mkdtemp(prefix="wardplan-bench-")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    window = build_window(application)
    window.resize(1920, 1080)
    window.show()
    assert window.files.open(plan)
    settle()
    return window


def settle() -> None:
    """Let every waiting event and timer of the views run."""
    for _ in range(30):
        QApplication.processEvents()


def rest(window: MainWindow) -> None:
    """Let a second pass, and whatever runs off the UI thread come to its end, as between two drops."""
    until = perf_counter() + 1.0
    while perf_counter() < until or window.jobs.is_busy:
        QApplication.processEvents()
        sleep(0.005)


class _Paints(QObject):
    """Counts the paintings of some views, so that a drop is known to have repainted each."""

    def __init__(self, views: Sequence[QWidget]) -> None:
        super().__init__()
        self.painted: set[QObject] = set()
        for view in views:
            view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note who is painted."""
        if event.type() == QEvent.Type.Paint:
            self.painted.add(watched)
        return False


def drag_figure(plan: Path, operations: int, frames: int, runs: int) -> Figure:
    """Commit a move and repaint every view, as one drop does; the note says when the rules have answered.

    The rules run on another thread once the views have painted, so they are no part of the drop itself.
    """
    from planner.document.commands.operation import move_operation
    from planner.domain.records.operation import Operation

    window = open_window(plan)
    work = window.workspace
    assert work is not None
    read = work.bridge.document.read
    operation = read.all(Operation)[operations // 2]
    start = read.span_of(operation.id)[0].date()
    work.state.show(Period(Scale.MONTH, start))
    work.state.select(Selection(operation_ids=(operation.id,)))
    views = (work.map, work.calendar.surface, work.lanes.surface)
    paints = _Paints(views)
    answers: list[float] = []
    work.attention.counted.connect(lambda _counts: answers.append(perf_counter()))

    def drop(step: int) -> tuple[float, float]:
        rest(window)
        paints.painted.clear()
        answers.clear()

        def work_done() -> None:
            work.bridge.run(move_operation(operation_id=operation.id, days=step))
            settle()

        begun = perf_counter()
        taken = timed(work_done)
        assert paints.painted == set(views), "a view was not repainted"
        while not answers:
            QApplication.processEvents()
            sleep(0.005)
        return taken, (answers[0] - begun) * 1000

    drops = [drop(1 if run % 2 else -1) for run in range(runs + 2)][2:]
    window.close()
    note = f"(the rules' counts stand {median_ms([after for _, after in drops]):.0f} ms after the drop)"
    taken = median_ms([ms for ms, _ in drops])
    return Figure(f"one drag at {operations:,} operations", "one frame", FRAME_MS, taken, frames, note)


def pan_figure(plan: Path, steps: int) -> Figure:
    """Pan and zoom the map step by step; the 95th percentile of a painted frame."""
    window = open_window(plan)
    work = window.workspace
    assert work is not None
    view = work.map
    view.camera.fit()
    settle()

    def frame(step: int) -> float:
        def move() -> None:
            if step % 10 == 9:
                view.camera.zoom(1.25 if step % 20 == 9 else 0.8, view.width() / 2, view.height() / 2)
            else:
                view.camera.pan(7, 4 if step % 40 < 20 else -4)
            view.repaint()

        return timed(move)

    frames = [frame(step) for step in range(steps)]
    redraw = median_ms([timed(view.redraw) for _ in range(5)])
    window.close()
    note = f"(worst {max(frames):.0f} ms; drawn anew at rest in {redraw:.0f} ms)"
    work_name = "map pan and zoom, 276 wards and 20,000 points, 95th percentile"
    return Figure(work_name, "one frame", FRAME_MS, percentile_ms(frames, 95), 1, note)
