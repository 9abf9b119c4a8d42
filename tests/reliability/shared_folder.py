"""Several real processes on one folder, killed at random, one a killed WAL writer: no kept edit is lost.

Each laptop has a state folder of its own. An edit counts as kept when its value stands in a current row or in
the change log of a plan in the folder, after every laptop has opened and published once more.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from planner.document.opening import open_plan, verify_plan
from planner.domain.errors import KnownError
from planner.storage.publish import SIDECARS
from tests.reliability.children import refuse_other_systems, state_in, strays
from tests.reliability.figures import Figure
from tests.reliability.laptop import opened
from tests.storage.plans import plan_file

_NOUGHT = ("acknowledged edits lost", "plans that do not open", "crashes", "strays")
_WRITER = """
import sqlite3, sys, time
c = sqlite3.connect(sys.argv[1], timeout=5)
c.execute("PRAGMA journal_mode = WAL")
for n in range(1000):
    c.execute("UPDATE ward SET name = ? WHERE fid = 1", (f"Outside {n}",))
    c.commit()
    print(n, flush=True)
    time.sleep(0.02)
"""


def folder_figures(minutes: float, seed: int) -> list[Figure]:
    """Run four laptops for some minutes; two, and four beside a killed WAL writer, for a fifth of that."""
    runs = {"four laptops on one folder": (4, False, 1.0), "two laptops on one folder": (2, False, 0.2),
            "four laptops and a killed WAL writer": (4, True, 0.2)}  # fmt: skip
    if why := refuse_other_systems():
        return [Figure(name, skipped=why) for name in runs]
    return [
        folder_run(name, laptops, minutes * 60 * share, seed, with_writer=writer)
        for name, (laptops, writer, share) in runs.items()
    ]


def folder_run(what: str, laptops: int, seconds: float, seed: int, *, with_writer: bool) -> Figure:
    """Let laptops work on one folder for a time, killing one now and then; count what is missing after."""
    figure = Figure(what, must_be_nought=_NOUGHT)
    with tempfile.TemporaryDirectory(prefix="folder") as name:
        shared = Path(name) / "shared"
        shared.mkdir()
        path = plan_file(shared)
        chance = Random(f"{seed} {what}")
        names = [f"L{n}" for n in range(laptops)]
        seats = [_Seat(path, Path(name) / f"state {who}", who, chance.randrange(10**6)) for who in names]
        _sit(seats, path, chance, seconds, figure, with_writer=with_writer)
        said = [line for seat in seats for line in seat.said]
        _count_said(figure, said)
        for seat in (*seats, *seats):
            with state_in(seat.state):
                _once_more(figure, path)
        kept = _kept(shared, seats[0].state, figure)
        for line in said:
            # Values stand as <value> in rows, as "value" in the log: L0.1.1 is not found in L0.1.12.
            value = line.partition("=")[2]
            if line.startswith("kept ") and f"<{value}>" not in kept and f'"{value}"' not in kept:
                figure.miss("acknowledged edits lost", line)
        for seat in seats:
            for stray in strays(shared, seat.state, allowed={p.name for p in shared.glob("[!.]*.wardplan")}):
                figure.miss("strays", stray)
    return figure


class _Seat:
    """A laptop that is started again after each kill; its state folder stays."""

    def __init__(self, path: Path, state: Path, name: str, seed: int) -> None:
        self.state, self.said = state, list[str]()
        self._path, self._name, self._seed, self._starts = path, name, seed, 0
        self._process: subprocess.Popen[str] | None = None
        self._reading: threading.Thread | None = None

    def start(self) -> None:
        """Start the laptop unless it runs."""
        if self._process is not None and self._process.poll() is None:
            return
        self.wait()
        self._starts += 1
        who = f"{self._name}.{self._starts}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.laptop", str(self._path), who, str(self._seed), "400"],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"WARDPLAN_STATE": str(self.state)},
        )
        self._reading = threading.Thread(target=self._read, args=(self._process,))
        self._reading.start()

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout:
            # A last line without its end was not said.
            self.said += [line[:-1] for line in process.stdout if line.endswith("\n")]

    def kill(self) -> None:
        """Kill the laptop, as a crash or an empty battery would."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        """Wait until it has ended and everything it said is read."""
        if self._process is not None and self._reading is not None:
            self._process.wait(60)
            self._reading.join()


def _sit(
    seats: list[_Seat], path: Path, chance: Random, seconds: float, figure: Figure, *, with_writer: bool
) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for seat in seats:
            seat.start()
        time.sleep(chance.uniform(1.0, 4.0))
        chance.choice(seats).kill()
        figure.count += 1
        if with_writer and chance.random() < 0.4:
            _outside(path, chance)
            figure.told["kills of a WAL writer"] += 1
    for seat in seats:
        seat.kill()
    figure.count += len(seats)


def _outside(path: Path, chance: Random) -> None:
    """Have another program write to the plan and be killed, and later, as its user would, open it again."""
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.2))
        writer.kill()
    time.sleep(chance.uniform(0, 0.5))
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        connection.execute("SELECT count(*) FROM ward").fetchone()
        connection.execute("PRAGMA journal_mode = DELETE")


def _count_said(figure: Figure, said: list[str]) -> None:
    for line in said:
        if line.startswith("crash "):
            figure.miss("crashes", line[6:])
        figure.told["edits acknowledged"] += line.startswith("kept ")
        figure.told["refusals in a sentence"] += line.startswith("told ")


def _once_more(figure: Figure, path: Path) -> None:
    """Open every plan of the folder as this laptop, publish and close it."""
    for plan in _plans(path.parent):
        try:
            document = opened(plan, "After")
            if document is not None:
                document.publish()
                document.close()
        except KnownError as error:
            figure.told[f"said after: {error}"[:60]] += 1


def _plans(folder: Path) -> list[Path]:
    return sorted(folder.glob("[!.]*.wardplan"))


def _kept(shared: Path, state: Path, figure: Figure) -> str:
    """Return everything that the plans of the folder hold, current or in the log, as one text."""
    found = []
    for path in _plans(shared):
        for ending in SIDECARS:
            if path.with_name(path.name + ending).exists():
                figure.miss("strays", path.name + ending)
        with state_in(state):
            try:
                verify_plan(path)
                open_plan(path, author="Reader", read_only=True).close()
            except KnownError as error:
                figure.miss("plans that do not open", str(error))
                continue
        found += list(_texts(path))
    return "\n".join(found)


def _texts(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield from (f"<{row[0]}>" for row in connection.execute("SELECT value FROM setting"))
        yield from (row[0] for row in connection.execute('SELECT "after" FROM change') if row[0])
