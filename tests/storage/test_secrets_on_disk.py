"""An encrypted plan that is written to: no passphrase, key or plain word anywhere, wherever it stops."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from planner.document.backups import back_up_now
from planner.document.document import Document
from planner.document.opening import open_plan
from planner.document.protecting import change_passphrase
from planner.domain.errors import KnownError
from planner.exchange.leak_search import Forbidden
from planner.exchange.leaks import find_leaks
from planner.paths import state_dir
from planner.storage.passphrase import key_of
from planner.storage.working_copy import INCOMING, plan_folder
from tests.reliability.children import state_in, told
from tests.reliability.failures import Faults
from tests.reliability.traces import decrypted, traces
from tests.storage.plans import edit, plan_file

PHRASE = "four quiet brown owls"
WORD = "Quagmire"

linux = pytest.mark.skipif(sys.platform != "linux", reason="forks real processes")


@cache
def encrypted() -> bytes:
    """The bytes of an encrypted plan with a word in it, made once."""
    with tempfile.TemporaryDirectory() as name, state_in(Path(name) / "state"):
        path = plan_file(Path(name))
        document = open_plan(path, author="A")
        change_passphrase(document, PHRASE)
        edit(document, WORD * 40, "word")
        document.publish()
        document.close()
        return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """That plan in a folder of its own."""
    (tmp_path / "shared").mkdir()
    path = tmp_path / "shared" / "plan.wardplan"
    path.write_bytes(encrypted())
    return path


def secrets_of(path: Path) -> list[str]:
    key = key_of(path, PHRASE)
    return [WORD, PHRASE, key[:64], key[:64].upper()]


def test_pages_are_decrypted_as_they_were_written(path: Path) -> None:
    """The search itself: it finds the word in the pages, and only with the key."""
    assert traces([path.parent], [WORD]) == []
    assert any(WORD in place for place in traces([path.parent], [WORD], [key_of(path, PHRASE)]))
    document = open_plan(path, author="A", passphrase=PHRASE)
    edit(document, "Zanzibar" * 9, "late")
    wal = next(state_dir().rglob("plan.wardplan-wal"))
    assert b"Zanzibar" in decrypted(wal.read_bytes(), key_of(path, PHRASE))
    assert b"Zanzibar" not in wal.read_bytes()
    document.close()


@linux
@pytest.mark.parametrize("at", range(1, 26, 6))
def test_a_publish_stopped_at_any_call_leaves_nothing_plain(path: Path, at: int) -> None:
    def work() -> None:
        document = open_plan(path, author="A", passphrase=PHRASE)
        edit(document, f"{WORD} again", "more")
        back_up_now(document, f"Before {WORD}")
        Faults(at, stops=True).install()
        document.publish()
        os._exit(9)

    assert told(work) is None
    assert traces([path.parent, state_dir()], secrets_of(path)) == []


@linux
@pytest.mark.parametrize("pages", [9, 40])
@pytest.mark.parametrize("what", ["publish", "change"])
def test_a_process_that_ends_at_any_page_leaves_nothing_plain(path: Path, pages: int, what: str) -> None:
    """The system ends the process where a file would grow beyond so many pages."""
    works: dict[str, Callable[[Document], object]] = {
        "publish": lambda document: document.publish(),
        "change": lambda document: change_passphrase(document, "two fat ladies eighty eight"),
    }

    def work() -> None:
        document = open_plan(path, author="A", passphrase=PHRASE)
        edit(document, f"{WORD} again", "more")
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (pages * 4096, resource.RLIM_INFINITY))
        with suppress(KnownError):
            works[what](document)
        os._exit(9)

    assert told(work) is None
    assert traces([path.parent, state_dir()], secrets_of(path)) == []


@linux
def test_the_list_of_processes_shows_no_passphrase(tmp_path: Path) -> None:
    """Neither the command line nor the environment of a process that was given one in a file."""
    (tmp_path / "shared").mkdir()
    path = plan_file(tmp_path / "shared")
    new = tmp_path / "new.txt"
    new.write_text(f"{PHRASE}\n", encoding="utf-8")
    command = [sys.executable, "-m", "planner", "passphrase", str(path), "--set", str(new)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    looks = 0
    while running.poll() is None:
        for name in ("cmdline", "environ"):
            try:
                shown = Path(f"/proc/{running.pid}/{name}").read_bytes()
            except (FileNotFoundError, ProcessLookupError, PermissionError):
                continue
            looks += 1
            assert PHRASE.encode() not in shown
        time.sleep(0.02)
    said, _ = running.communicate()
    assert running.returncode == 0, said
    assert looks
    assert PHRASE.encode() not in said
    assert traces([path.parent, state_dir()], [PHRASE, key_of(path, PHRASE)[:64]]) == []


@linux
def test_a_read_back_that_was_killed_is_swept_at_the_next_start(tmp_path: Path) -> None:
    """What a zip holds is unpacked in the private state folder only, and not left there."""
    plan = plan_file(tmp_path).read_bytes()
    forbidden = Forbidden(words=frozenset({"quagmire"}))
    seen: list[tuple[int, list[str]]] = []

    def look(_percent: int, _words: str) -> None:
        folders = list((state_dir() / "copies" / INCOMING).glob("*"))
        seen.append((folders[0].stat().st_mode & 0o777, sorted(p.name for p in folders[0].iterdir())))

    assert find_leaks(plan, forbidden, name="x.wardplan", report=look) == []
    assert seen
    assert all(mode == 0o700 and "plan.wardplan" in names for mode, names in seen)
    folder = plan_folder(state_dir(), INCOMING)
    assert list(folder.glob("*")) == []
    told(lambda: find_leaks(plan, forbidden, name="x.wardplan", report=lambda *_: os._exit(9)))
    assert list(folder.glob("*/plan.wardplan"))
    open_plan(tmp_path / "plan.wardplan", author="A").close()
    assert list(folder.glob("*")) == []
