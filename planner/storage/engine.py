"""The one module that imports the SQLite driver: connections, their settings, and what its errors mean."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from planner.domain.errors import FileProblem

Connection = Any  # sqlcipher3 ships no types
DatabaseError = driver.DatabaseError
OperationalError = driver.OperationalError
IntegrityError = driver.IntegrityError

_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
)
_RAW_KEY = r"[0-9a-f]{64}([0-9a-f]{32})?"
_WAIT_SECONDS = 5.0
_STEPS_BETWEEN_LOOKS = 20_000

_SENTENCES = {
    "BUSY": "Another program is using {name}. Close it there and try again.",
    "LOCKED": "Another program is using {name}. Close it there and try again.",
    "READONLY": "{name} or its folder is write-protected. Save a copy to a folder you can write to.",
    "PERM": "{name} or its folder is write-protected. Save a copy to a folder you can write to.",
    "AUTH": "{name} or its folder is write-protected. Save a copy to a folder you can write to.",
    "FULL": "The disk is full: {name} could not be written. Free some space and try again.",
    "CORRUPT": "{name} is damaged. Open a backup, or ask whoever sent it for another copy.",
    "FORMAT": "{name} is damaged. Open a backup, or ask whoever sent it for another copy.",
    "NOTADB": "{name} is not a planning file. Choose a file that ends in .wardplan.",
    "IOERR": "The disk or network failed while {name} was read or written. Check the drive and try again.",
    "CANTOPEN": "{name} cannot be opened. Check that its folder is there and that you may write to it.",
    "TOOBIG": "{name} holds a value too large to be a plan's. Open a backup instead.",
    "INTERRUPT": "Checking {name} took too long, so it was stopped. Open a backup instead.",
    "NOMEM": "This computer ran out of memory with {name}. Close other programs and try again.",
}
_PASSING = frozenset(
    {"BUSY", "LOCKED", "READONLY", "PERM", "FULL", "IOERR", "CANTOPEN", "INTERRUPT", "NOMEM"}
)
_OTHER = "{name} cannot be read. Open a backup, or ask whoever sent it for another copy."


def connect(
    path: Path,
    *,
    read_only: bool = False,
    create: bool = False,
    key: str | None = None,
    any_thread: bool = False,
    immutable: bool = False,
) -> Connection:
    """Open a connection with every setting that the format asks for.

    key: a raw key of 64 hexadecimal digits, with or without 32 more for the salt, or None for a plain file.
    The file must exist unless create is set. any_thread: the caller sees to it that only one thread at a time
    uses the connection. immutable: read without locks a file that nobody changes, or of which little is read.
    """
    mode = "ro" if read_only else "rwc" if create else "rw"
    uri = path.resolve().as_uri() + f"?mode={mode}" + ("&immutable=1" if immutable else "")
    connection = driver.connect(
        uri, uri=True, isolation_level=None, check_same_thread=not any_thread, timeout=_WAIT_SECONDS
    )
    try:
        if key is not None:
            if not re.fullmatch(_RAW_KEY, key):
                raise ValueError("a raw key has 64 or 96 hexadecimal digits")
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
        for statement in _SETTINGS:
            connection.execute(statement)
        connection.create_function("folded", 1, _folded, deterministic=True)
    except BaseException:
        connection.close()
        raise
    return connection


def hold(connection: Connection) -> None:
    """Read one state of a database from now until the connection is closed, whatever others commit."""
    connection.execute("BEGIN")


def folded(text: str) -> str:
    """Return text as it is compared where case does not matter: É is é, ß is ss, however they were typed."""
    if text.isascii():
        return text.casefold()
    from unicodedata import normalize

    return normalize("NFC", text).casefold()


def _folded(value: object) -> object:
    """Return a value of a column for SQL: SQLite's own LIKE and lower() know no letters beyond A to Z."""
    return folded(value) if isinstance(value, str) else value


def is_passing(error: BaseException) -> bool:
    """Return whether a failure lies in the moment (disk, memory, locks), not in the file that was read."""
    code = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_")
    return isinstance(error, OSError) or code.split("_", maxsplit=1)[0] in _PASSING


def sentence(error: BaseException, name: str) -> str:
    """Return what a driver error means for the file of that name, and what to do next."""
    code = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_")
    return _SENTENCES.get(code.split("_", maxsplit=1)[0], _OTHER).format(name=name)


@contextmanager
def known_errors(name: str) -> Iterator[None]:
    """Turn the driver's and the system's errors into a FileProblem that names the file.

    What can only be a mistake of ours (wrong SQL, wrong use of the driver) passes through.
    """
    try:
        yield
    except driver.ProgrammingError:
        raise
    except driver.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_ERROR":
            raise
        raise FileProblem(sentence(error, name)) from error
    except OSError as error:
        raise FileProblem(_system_sentence(error, name)) from error


def _system_sentence(error: OSError, name: str) -> str:
    import errno

    codes = {
        errno.ENOSPC: "FULL",
        errno.EDQUOT: "FULL",
        errno.EROFS: "READONLY",
        errno.EACCES: "PERM",
        errno.EPERM: "PERM",
        errno.EIO: "IOERR",
    }
    return _SENTENCES[codes.get(error.errno or 0, "CANTOPEN")].format(name=name)


@contextmanager
def time_limit(connection: Connection, seconds: float) -> Iterator[None]:
    """Stop what this thread runs on the connection once it cost the seconds (a hostile file may never end).

    Processor time of this thread: a sound file is not refused because the machine or the disk is busy.
    """
    ends = time.thread_time() + seconds
    connection.set_progress_handler(lambda: int(time.thread_time() > ends), _STEPS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)
