"""Locks beside a plan: who has it open (advice), and who is publishing (exclusive, stolen when abandoned)."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.timespan import utc_text

BEING_WRITTEN: Final = ".publishing"
"""Ending of files that a publisher is still writing; swept under the lock when it was killed."""
_STALE_SECONDS = 60.0
_LONGEST_NAME: Final = 255
"""Bytes that a name may have on the file systems of Linux and macOS; Windows counts fewer than that."""
_PAUSE_SECONDS = 0.02
_LOOK_SECONDS = 0.5


def refuse_long_name(target: Path) -> None:
    """Raise FileProblem for a name with which nothing can be written beside it before it takes its place."""
    longest = f".{target.name}.01234567{BEING_WRITTEN}-journal"
    if len(os.fsencode(longest)) > _LONGEST_NAME:
        shown = f"{target.name[:40]}…"
        raise FileProblem(f"The name {shown} is too long to write the file safely. Give it a shorter name.")


def computer_name() -> str:
    """Return this computer's name; socket is imported only where the system has no shorter way."""
    if sys.platform != "win32":
        return os.uname().nodename
    import socket

    return socket.gethostname()


def process_is_alive(pid: int) -> bool:
    """Return whether a process of this computer is running."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def hold(path: Path) -> BinaryIO | None:
    """Lock a file for the life of this process and return it, or None when another process has it locked.

    The system drops the lock when the process dies, however it dies.
    """
    file = path.open("a+b")
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


@dataclass(frozen=True, slots=True)
class LockOwner:
    """Who wrote a lock file."""

    host: str
    pid: int
    token: str
    at: str
    author: str = ""

    def is_dead(self) -> bool:
        """Return whether the owner was a process of this computer that has ended."""
        return self.host == computer_name() and not process_is_alive(self.pid)


def read_owner(path: Path) -> LockOwner | None:
    """Return who holds a lock, or None if it is gone or cannot be read."""
    import json

    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return LockOwner(
            str(value["host"]), int(value["pid"]), str(value["token"]), str(value["at"]), str(value["author"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _mine(author: str) -> tuple[str, bytes]:
    import json

    token = os.urandom(8).hex()
    at = utc_text(datetime.now(UTC))
    owner = {"host": computer_name(), "pid": os.getpid(), "token": token, "at": at, "author": author}
    return token, json.dumps(owner).encode()


def _link(prepared: Path, path: Path, content: bytes) -> None:
    """Make a file appear at once; FileExistsError if it is there. Where there are no links, write it."""
    try:
        os.link(prepared, path)
        return
    except FileExistsError:
        raise
    except OSError:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    try:
        os.write(descriptor, content)
    finally:
        os.close(descriptor)


class OpenMark:
    """PLAN.open: says who has the plan open; never stops anybody."""

    def __init__(self, target: Path, author: str) -> None:
        self.path = target.with_name(target.name + ".open")
        self.others = read_owner(self.path)
        if self.others is not None and self.others.is_dead():
            self.others = None
        self._token = ""
        if self.others is None:
            token, content = _mine(author)
            try:
                self.path.write_bytes(content)
                self._token = token
            except OSError:
                # A folder that cannot be written to needs no mark: nobody can publish there either.
                self._token = ""

    def remove(self) -> None:
        """Take the mark away if it is this one."""
        owner = read_owner(self.path) if self._token else None
        if owner is not None and owner.token == self._token:
            self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class Patience:
    """For how long a publishing waits for somebody else's; may be cut short while it waits."""

    seconds: float = 90.0

    @contextmanager
    def cut_to(self, seconds: float) -> Iterator[None]:
        """Wait less for the length of the block, since somebody is waiting at the screen."""
        before = self.seconds
        self.seconds = min(before, seconds)
        try:
            yield
        finally:
            self.seconds = before


_GIVEN_UP: Final[set[str]] = set()
"""Tokens of locks of this process that could not be taken whole, or not be given back: nobody holds them."""


class PublishLock:
    """PLAN.publish: held while a plan is read, written and replaced; others wait, and steal one abandoned."""

    def __init__(
        self, target: Path, author: str = "", *, wait_seconds: float = 90.0, patience: Patience | None = None
    ) -> None:
        """patience: instead of a fixed wait, one that may be cut short."""
        self.path = target.with_name(target.name + ".publish")
        self._name = target.name
        self._author = author
        self._patience = patience or Patience(wait_seconds)
        self._token = ""

    def acquire(self) -> None:
        """Take the lock, waiting for whoever holds it; FileProblem when it does not come free."""
        began = time.monotonic()
        look = 0.0
        while not self._take():
            if time.monotonic() >= look:
                self._steal_if_abandoned()
                look = time.monotonic() + _LOOK_SECONDS
            if time.monotonic() - began > self._patience.seconds:
                raise FileProblem(
                    f"{self._name} is being published by somebody else and does not come free. "
                    "Your work is kept on this computer; try again in a minute."
                )
            time.sleep(_PAUSE_SECONDS)

    def take_if_free(self) -> bool:
        """Take the lock if nobody living holds it, without waiting."""
        if self._take():
            return True
        self._steal_if_abandoned()
        return self._take()

    def release(self) -> None:
        """Give the lock back, unless it was stolen."""
        _GIVEN_UP.add(self._token)
        if self.is_held():
            self.path.unlink(missing_ok=True)
        if not self.path.exists():
            _GIVEN_UP.discard(self._token)

    def __enter__(self) -> "PublishLock":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def is_held(self) -> bool:
        """Return whether the lock file is still this one's."""
        owner = read_owner(self.path)
        return owner is not None and owner.token == self._token

    def _passing_name(self) -> Path:
        """Return a name for a file that lives for a moment; the next publisher sweeps it after a kill."""
        return self.path.with_name(f".{self._name}.{os.urandom(4).hex()}{BEING_WRITTEN}")

    def _take(self) -> bool:
        refuse_long_name(self.path.with_name(self._name))
        token, content = _mine(self._author)
        prepared = self._passing_name()
        _GIVEN_UP.add(token)
        try:
            # Linked into place with its content, so that nobody ever reads half a lock.
            prepared.write_bytes(content)
            _link(prepared, self.path, content)
        except FileExistsError:
            _GIVEN_UP.discard(token)
            return False
        finally:
            prepared.unlink(missing_ok=True)
        _GIVEN_UP.discard(token)
        self._token = token
        return True

    def _steal_if_abandoned(self) -> None:
        owner = read_owner(self.path)
        is_over = owner is not None and (owner.is_dead() or owner.token in _GIVEN_UP)
        if not is_over and self._age() <= _STALE_SECONDS:
            return
        aside = self._passing_name()
        try:
            self.path.rename(aside)
        except FileNotFoundError:
            return
        taken = read_owner(aside)
        another = owner is not None and taken is not None and taken.token != owner.token
        if another and not self.path.exists():
            # Somebody else stole it in between and this is the new, living lock: put it back.
            aside.rename(self.path)
            return
        aside.unlink(missing_ok=True)

    def _age(self) -> float:
        """Return the age of the lock in seconds by the clock of the folder it lies in."""
        probe = self._passing_name()
        try:
            probe.write_bytes(b"")
            now = probe.stat().st_mtime
            return now - self.path.stat().st_mtime
        except FileNotFoundError:
            return 0.0
        finally:
            probe.unlink(missing_ok=True)
