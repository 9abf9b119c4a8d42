"""Real processes for the runs: a forked child that does some work and is killed, or tells what came of it."""

import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_KEPT = {"seen": (".seen",), "backups": (".wardplan", ".json")}
"""What stays beside the working copies on purpose, and how its files end."""
_PURGED = re.compile(r"purged-[0-9a-f]{8}")
"""Lists of bare ids that all kept copies of a file are free of."""

Say = Callable[[str], None]


@contextmanager
def state_in(folder: Path) -> Iterator[None]:
    """Keep working copies and settings in a folder, as another computer would."""
    before = os.environ.get("WARDPLAN_STATE")
    os.environ["WARDPLAN_STATE"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["WARDPLAN_STATE"]
        else:
            os.environ["WARDPLAN_STATE"] = before


def killed(work: Callable[[Say], None], seconds: float) -> tuple[list[str], str]:
    """Fork a process that works, kill it some seconds after it said "open"; what it said, and how it failed.

    Whatever a child says has reached the pipe before it goes on, so it counts as acknowledged.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _work_and_exit(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = pipe.readline()
        if first == b"open\n":
            time.sleep(seconds)
            os.kill(pid, signal.SIGKILL)
        said = (first + pipe.read()).decode().split("\n")[:-1]
    os.waitpid(pid, 0)
    failed = next((line for line in said if line.startswith("failed ")), "")
    return [line for line in said[1:] if not line.startswith("failed ")], failed


def _work_and_exit(work: Callable[[Say], None], writing: int) -> None:
    try:
        work(lambda text: _say(writing, text))
    except BaseException as error:  # the parent counts and shows it
        _say(writing, f"failed {type(error).__name__}: {error}".replace("\n", " "))
    finally:
        os._exit(0)


def _say(writing: int, text: str) -> None:
    os.write(writing, text.encode() + b"\n")


def told(work: Callable[[], Any]) -> Any:
    """Fork a process that works and return what it returns (as JSON); None when it ended without a word."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            answer = json.dumps(work())
        except BaseException as error:  # the parent counts and shows it
            answer = json.dumps({"crashed": f"{type(error).__name__}: {error}"})
        try:
            os.write(writing, answer.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read().decode()
    os.waitpid(pid, 0)
    return json.loads(answer) if answer else None


def strays(folder: Path, state: Path, *, allowed: set[str]) -> list[str]:
    """Return what lies in a shared folder or among the working copies and should not."""
    found = [path.name for path in folder.iterdir() if path.name not in allowed]
    copies = state / "state" / "copies"
    for plan in copies.iterdir() if copies.is_dir() else ():
        for entry in plan.iterdir():
            if _PURGED.fullmatch(entry.name):
                continue
            if entry.name not in _KEPT:
                found.append(f"copies/{plan.name}/{entry.name}")
                continue
            endings = _KEPT[entry.name]
            found += [f"{entry.name}/{path.name}" for path in entry.iterdir() if path.suffix not in endings]
    return found


def refuse_other_systems() -> str:
    """Return why forked processes cannot be used here, or nothing."""
    return "" if sys.platform == "linux" else "needs Linux (fork, signals)"
