"""Publishing a plan of 20 MB, and what a commit waits for meanwhile."""

import os
import shutil
import sys
import threading
from pathlib import Path

from tests.bench.figures import Figure, in_turn, median_ms, timed

_MOST_WAIT_MS = 100.0


def publish_figures(plan: Path, runs: int) -> list[Figure]:
    """Publish against a copy and fsync of the same bytes; then the slowest commit while others publish."""
    from planner.document.commands.operation import move_operation
    from planner.document.opening import open_plan
    from planner.domain.records.operation import Operation

    sys.setswitchinterval(0.0005)  # as the window does
    os.environ["WARDPLAN_STATE"] = str(plan.parent / "state")
    document = open_plan(plan, author="bench")
    operation_id = document.read.all(Operation)[0].id
    step = 1

    def edit() -> None:
        nonlocal step
        document.run(move_operation(operation_id=operation_id, days=step))
        step = -step

    def published() -> float:
        edit()
        publishing = document.begin_publish()
        taken = timed(publishing.run)
        document.finish_publish(publishing)
        return taken

    def slowest_commit() -> float:
        edit()
        publishing = document.begin_publish()
        worker = threading.Thread(target=publishing.run)
        worker.start()
        waits = []
        while worker.is_alive():
            waits.append(timed(edit))
        worker.join()
        document.finish_publish(publishing)
        return max(waits)

    ours, floor = in_turn(published, lambda: _copied_and_flushed(plan), runs)
    waits = [slowest_commit() for _ in range(runs)]
    document.close()
    size = f"{plan.stat().st_size / 1e6:.0f} MB"
    return [
        Figure(f"publish {size}", "copy and fsync", median_ms(floor), median_ms(ours), 3),
        Figure(f"slowest commit while {size} are published", "0.1 s", _MOST_WAIT_MS, max(waits), 1),
    ]


def _copied_and_flushed(plan: Path) -> float:
    copy = plan.with_suffix(".copy")

    def work() -> None:
        shutil.copyfile(plan, copy)
        with copy.open("r+b") as file:
            os.fsync(file.fileno())

    taken = timed(work)
    copy.unlink()
    return taken
