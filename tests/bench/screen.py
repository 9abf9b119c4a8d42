"""What a hand on the mouse feels: one drag with all views repainted, and a frame of the map."""

import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from time import perf_counter, sleep

from tests.bench.figures import FRAME_MS, Figure, median_ms, percentile_ms, timed

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from planner.document.commands.operation import move_operation
from planner.document.commands.returns import submit_as_planned
from planner.document.map_view import DAYS_SINCE_SEEN
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import Status
from planner.ui.main_window import MainWindow
from planner.ui.state import Period, Scale, Selection

SEARCH_MS = 50.0
AWAY_MS = 100.0
_WELL_UNDER_WAY_S = 0.05


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
    work = window.workspace
    assert work is not None
    until = perf_counter() + 1.0
    while perf_counter() < until or window.jobs.is_busy or work.checks.is_asking:
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


def drag_figures(plan: Path, operations: int, frames: int, runs: int) -> list[Figure]:
    """Commit a move, ask the rules near it and repaint every view, as one drop does.

    What is dragged is authorised and begins within some days, so that the rules have something to say of it.
    The second figure drops while the rules are asking about the whole plan on the other thread.
    """
    window = open_window(plan)
    work = window.workspace
    assert work is not None
    operation = _coming(window)
    _bring_into_view(window, operation)
    views = (work.map, work.calendar.surface, work.lanes.surface)
    paints = _Paints(views)

    def drop(step: int) -> float:
        paints.painted.clear()

        def work_done() -> None:
            work.bridge.run(move_operation(operation_id=operation.id, days=step))
            settle()

        taken = timed(work_done)
        assert paints.painted == set(views), "a view was not repainted"
        return taken

    def rested(step: int) -> float:
        rest(window)
        assert work.checks.kept is not None
        taken = drop(step)
        assert work.checks.kept is not None, "the rules had not answered with the drop"
        return taken

    def meanwhile(step: int) -> float:
        rest(window)
        work.checks.ask()
        until = perf_counter() + _WELL_UNDER_WAY_S
        while perf_counter() < until and work.checks.is_asking:
            QApplication.processEvents()
        return drop(step)

    quiet = [rested(1 if run % 2 else -1) for run in range(runs + 2)][2:]
    busy = [meanwhile(1 if run % 2 else -1) for run in range(runs + 1)][1:]
    rest(window)
    kept = work.checks.kept
    assert kept is not None
    held = (
        f"(commit, rules of the neighbourhood, map, month, lanes, inspector; {len(kept.found)} findings kept)"
    )
    whole = f"(worst {max(busy):.0f} ms; the whole plan was being asked on the other thread)"
    window.close()
    return [
        Figure(
            f"one drag at {operations:,} operations", "one frame", FRAME_MS, median_ms(quiet), frames, held
        ),
        Figure("the same while rules run", "one frame", FRAME_MS, median_ms(busy), frames, whole),
    ]


def _coming(window: MainWindow) -> Operation:
    """Return an authorised operation that begins within the next days and that lanes have a line for."""
    assert window.workspace is not None
    rest(window)
    first = datetime.combine(window.workspace.state.today + timedelta(days=3), time(0))
    found = window.workspace.bridge.document.read.all(Operation, status=Status.AUTHORISED)
    shown = {p.bar.operation_id for p in window.workspace.lanes.surface.pieces}
    return min((o for o in found if o.start > first and o.id in shown), key=lambda o: o.start)


def _bring_into_view(window: MainWindow, operation: Operation) -> None:
    """Show and select an operation in map, month and lanes, as whoever drags it sees it."""
    work = window.workspace
    assert work is not None
    work.state.show(Period(Scale.MONTH, operation.start.date()))
    work.state.select(Selection(operation_ids=(operation.id,)))
    lanes = work.lanes.surface
    top = min(p.rect.top() for p in lanes.pieces if p.bar.operation_id == operation.id)
    lanes.scroll_to(top - lanes.height() / 2)
    settle()


def search_figures(plan: Path, operations: int, runs: int) -> list[Figure]:
    """Ask Ctrl+K for some words, once its index stands; then again and again while the rules run.

    The second figure is the longest that the event loop was away, each time measured anew.
    """
    window = open_window(plan)
    assert window.workspace is not None
    index = window.workspace.find_index()
    built = timed(lambda: index.search("x"))
    asked = ("street", "rural patrol", "greenst", "SW-2026-1", "12 dec", "castle draft")
    worst = max(median_ms([timed(partial(index.search, words)) for _ in range(runs)]) for words in asked)
    turn = cycle(asked)
    away = [_longest_away(window, lambda: index.search(next(turn))) for _ in range(max(3, runs // 2))]
    window.close()
    note = f"(the slowest of {len(asked)} questions; the first, which makes the index, {built:.0f} ms)"
    beside = f"(worst {max(away):.0f} ms of {len(away)} whole answers of the rules)"
    return [
        Figure(f"Ctrl+K at {operations:,} operations", "budget", SEARCH_MS, worst, 1, note),
        Figure("longest wait of the screen while rules run", "budget", AWAY_MS, median_ms(away), 1, beside),
    ]


def _longest_away(window: MainWindow, work: Callable[[], object]) -> float:
    """Ask the rules about the whole plan, working in each turn of the event loop; its longest turn in ms."""
    assert window.workspace is not None
    checks = window.workspace.checks
    rest(window)
    turns: list[float] = []
    loop, timer, last = QEventLoop(), QTimer(interval=2), perf_counter()

    def turn() -> None:
        nonlocal last
        work()
        turns.append((perf_counter() - last) * 1000)
        last = perf_counter()
        if not checks.is_asking and not window.jobs.is_busy:
            loop.quit()

    timer.timeout.connect(turn)
    checks.ask()
    timer.start()
    last = perf_counter()
    loop.exec()
    timer.stop()
    return max(turns)


def return_figures(plan: Path, runs: int) -> list[Figure]:
    """Enter a return while the map is coloured by days since seen, until the map is painted.

    The first only says other figures; the second gives a ward another colour, and its undoing the former one.
    """
    window = open_window(plan)
    work = window.workspace
    assert work is not None
    work.state.colour_wards_by(DAYS_SINCE_SEEN)
    rest(window)
    read = work.bridge.document.read
    past = datetime.combine(work.state.today, time(0))
    visits = {v.deployment_id for v in read.all(Visit)}
    over = [d for d in read.among(Deployment, "id", visits) if d.end < past]
    over.sort(key=lambda d: d.end, reverse=True)
    paints = _Paints((work.map,))

    def until_painted(change: Callable[[], object]) -> float:
        rest(window)
        paints.painted.clear()

        def done() -> None:
            change()
            settle()

        taken = timed(done)
        assert paints.painted, "the map was not repainted"
        return taken

    def enter(day: Deployment, people: int) -> float:
        command = submit_as_planned(deployment_id=day.id, people=people)
        return until_painted(lambda: work.bridge.run(command))

    colours = _colours(window)
    taken = [enter(over[0], run + 1) for run in range(runs + 1)][1:]
    assert _colours(window) == colours, "a ward took another colour"
    coloured = next(d for d in over[1:] if _gives_another_colour(window, d))
    anew: list[float] = []
    for run in range(runs // 2 + 2):
        anew += [enter(coloured, run + 1), until_painted(work.bridge.undo)]
    window.close()
    name, note = "return entered, map right", f"(worst {max(anew[2:]):.0f} ms; entered and undone in turn)"
    return [
        Figure(name, "one frame", FRAME_MS, median_ms(taken), 1),
        Figure(f"{name}, a ward in another colour", "one frame", FRAME_MS, median_ms(anew[2:]), 2, note),
    ]


def _colours(window: MainWindow) -> dict[str, int | None]:
    assert window.workspace is not None
    return {ward.id: ward.fill_class for ward in window.workspace.map.map_content().wards}


def _gives_another_colour(window: MainWindow, day: Deployment) -> bool:
    """Return whether the return of a day makes the map colour a ward otherwise; nothing stays of it."""
    assert window.workspace is not None
    before, bridge = _colours(window), window.workspace.bridge
    bridge.run(submit_as_planned(deployment_id=day.id))
    is_other = _colours(window) != before
    bridge.undo()
    settle()
    return is_other


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
