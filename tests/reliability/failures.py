"""A failure or a stop injected at every call of a publish that reaches the disk, in a process of its own.

Calls of Python (open, write, flush, fsync, replace, rename, link, unlink) are counted, and the k-th fails
or ends the process; what SQLite writes fails by the system's limit on the size of a file, at every page.
"""

import builtins
import errno
import io
import os
import resource
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.document.opening import open_plan, verify_plan
from planner.domain.errors import KnownError
from planner.storage import seal
from tests.reliability.children import refuse_other_systems, state_in, strays, told
from tests.reliability.figures import Figure
from tests.storage.plans import edit, plan_bytes, plan_file, published_values, values

_NOUGHT = ("neither old nor new", "edits lost", "crashes", "strays")
_CALLS = ("fsync", "fdatasync", "replace", "rename", "link", "unlink", "truncate", "chmod", "copy_file_range")
_MOST_CALLS = 400
_PAGE = 4_096


class Faults:
    """Counts calls that reach the disk; the one numbered `at` fails with EIO, or ends the process."""

    def __init__(self, at: int, *, stops: bool, code: int = errno.EIO) -> None:
        self.calls = 0
        self._at, self._stops, self._code = at, stops, code

    def call(self, name: str) -> None:
        """Count one call; this may be the one."""
        self.calls += 1
        if self.calls == self._at:
            if self._stops:
                os._exit(9)
            raise OSError(self._code, os.strerror(self._code), name)

    def end(self) -> int:
        """Let every call from now on be; return how many there were."""
        self._at = 0
        return self.calls

    def install(self) -> None:
        """Stand before the calls of this process; it never ends but with the process."""
        for name in _CALLS:
            setattr(os, name, self._before(name, getattr(os, name)))
        opening = io.open

        def opened(*arguments: Any, **named: Any) -> Any:
            self.call("open")
            file = opening(*arguments, **named)
            mode = str(arguments[1] if len(arguments) > 1 else named.get("mode", "r"))
            return _Written(file, self) if set(mode) & set("wax+") else file

        io.open = opened
        builtins.open = opened

    def _before(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            self.call(name)
            return real(*arguments, **named)

        return called


class _Written:
    """A file opened for writing whose writes and flushes are counted."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "_Written":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: Any) -> Any:
        """Write, or fail."""
        self._faults.call("write")
        return self._file.write(data)

    def flush(self) -> None:
        """Flush, or fail."""
        self._faults.call("flush")
        self._file.flush()


def failure_figures(every: int = 1) -> list[Figure]:
    """Fail and stop at every (or every n-th) call of a publish, and at every page that SQLite writes."""
    why = refuse_other_systems()
    names = ("failed call of a publish", "stop before a call of a publish", "failed page of a publish")
    if why:
        return [Figure(name, skipped=why) for name in names]
    return [
        _at_every_call(names[0], every, stops=False),
        _at_every_call(names[1], every, stops=True),
        _at_every_page(names[2], every),
    ]


def _at_every_call(what: str, every: int, *, stops: bool) -> Figure:
    figure = Figure(what, must_be_nought=_NOUGHT)
    for at in range(1, _MOST_CALLS, every):
        calls = _one(figure, lambda at=at: _install(Faults(at, stops=stops)), f"call {at}")  # type: ignore[misc]
        if calls is not None and calls < at:
            break
    return figure


def _install(faults: Faults) -> Callable[[], int]:
    faults.install()
    return lambda: faults.calls


def _at_every_page(what: str, every: int) -> Figure:
    figure = Figure(what, must_be_nought=_NOUGHT)
    for size in range(0, len(plan_bytes()) + 4 * _PAGE, _PAGE * every):
        _one(figure, lambda size=size: _limit(size), f"{size} bytes")  # type: ignore[misc]
    return figure


def _limit(size: int) -> Callable[[], int]:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    return lambda: 0


def _one(figure: Figure, begin: Callable[[], Callable[[], int]], where: str) -> int | None:
    """Publish one edit with one failure; return how many calls there were, None if the process stopped."""
    with tempfile.TemporaryDirectory(prefix="failures") as name:
        folder = Path(name)
        shared, state = folder / "shared", folder / "state"
        shared.mkdir()
        path = plan_file(shared)
        with state_in(state):
            answer = told(lambda: _publish(path, begin))
            figure.count += 1
            if answer and "crashed" in answer:
                figure.miss("crashes", f"{where}: {answer['crashed']}")
            outcome = answer.get("said") if answer else "stopped"
            figure.told["published" if outcome == "" else "refused or stopped"] += 1
            _look_after(figure, path, where, published=outcome == "")
        for stray in strays(shared, state, allowed={"plan.wardplan"}):
            figure.miss("strays", f"{where}: {stray}")
    return int(answer["calls"]) if answer and "calls" in answer else None


def _publish(path: Path, begin: Callable[[], Callable[[], int]]) -> dict[str, object]:
    document = open_plan(path, author="A")
    edit(document, "2")
    calls = begin()
    said = ""
    try:
        document.publish()
    except KnownError as error:
        said = str(error)
    return {"said": said, "calls": calls()}


def _look_after(figure: Figure, path: Path, where: str, *, published: bool) -> None:
    is_old = path.read_bytes() == plan_bytes()
    try:
        verify_plan(path)
        is_new = not is_old and published_values(path) == {"first": "2"}
        document = open_plan(path, author="After")
        if values(document) != {"first": "2"}:
            figure.miss("edits lost", where)
        document.publish()
        document.close()
    except KnownError as error:
        figure.miss("neither old nor new", f"{where}: {error}")
        return
    if not (is_old or is_new) or (published and not is_new) or not seal.look(path).intact:
        figure.miss("neither old nor new", where)
