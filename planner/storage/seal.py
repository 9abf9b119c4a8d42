"""The seal of a published plan: SHA-256 of the whole file, written last, its own bytes counted as zero."""

import mmap
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path
from typing import Final

from planner.domain.frozen import dataclass
from planner.storage.copying import is_on_local_disk
from planner.storage.engine import Connection

MARKER: Final = bytes.fromhex("f0ff57617264706c616e5365616c0dfe")
"""Not UTF-8, so that no text of a plan can contain it."""
_DIGEST_BYTES = 32
_STEP: Final = 1 << 18
"""Bytes read at once: they stay in the processor's own memory, which is faster than mapping the file."""
_COUNTER_AT = 24
_VALID_FOR_AT = 92


@dataclass(frozen=True, slots=True)
class SealReport:
    """What the bytes of a file say: whether the seal is there and right, and the file's change counter.

    torn: the header contradicts itself, which no program that wrote the file would leave.
    """

    present: bool
    intact: bool
    counter: int
    torn: bool


def write_row(connection: Connection, published_at: str, counter: int) -> None:
    """Put an empty seal into the file; counter is the file change counter after this transaction."""
    connection.execute("DELETE FROM seal")
    connection.execute(
        "INSERT INTO seal (id, published_at, change_counter, digest) VALUES (1, ?, ?, ?)",
        (published_at, counter, MARKER + bytes(_DIGEST_BYTES)),
    )


def change_counter(path: Path) -> int:
    """Return the file change counter in the header."""
    with path.open("rb") as file:
        file.seek(_COUNTER_AT)
        return int.from_bytes(file.read(4), "big")


def press(path: Path, also: Callable[[memoryview], None] | None = None) -> tuple[bytes, int]:
    """Write the digest into a file that no connection writes to, where it is still zero; it is not flushed.

    also: is given every part of the file, before the digest is there. Returns the digest and where it stands.
    ValueError when the place of the seal is not unique, or not empty.
    """
    from concurrent.futures import ThreadPoolExecutor

    with path.open("rb", buffering=0) as file, ThreadPoolExecutor(1) as hasher:
        hashing = hasher.submit(_digest_as_it_is, path)
        places = list(_places(file, also))
        if len(places) != 1:
            raise ValueError("the place of the seal is not unique")
        starts = places[0] + len(MARKER)
        file.seek(starts)
        if any(file.read(_DIGEST_BYTES)):
            raise ValueError("there is a digest already")
        digest = hashing.result()
    put(path, digest, starts)
    return digest, starts


def _places(file: FileIO, also: Callable[[memoryview], None] | None) -> Iterator[int]:
    """Yield where markers begin in a file, while each part of it is passed on."""
    before, read, buffer = b"", 0, bytearray(_STEP)
    while size := file.readinto(buffer):
        # A marker may begin in one part and end in the next.
        yield from (read - len(before) + at for at in _markers(before + buffer[: len(MARKER) - 1]))
        yield from (read + at for at in _markers(buffer, size))
        if also is not None:
            also(memoryview(buffer)[:size])
        before = bytes(buffer[max(0, size - len(MARKER) + 1) : size])
        read += size


def _digest_as_it_is(path: Path) -> bytes:
    """Return the digest of a whole file, on any thread.

    A disk of this computer is read where the system has it in memory, so that hashing, which needs no lock of
    Python's, never waits for one; elsewhere that would end this program when the file goes out of reach.
    """
    import hashlib

    with path.open("rb") as file:
        if not is_on_local_disk(path):
            return hashlib.file_digest(file, "sha256").digest()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return hashlib.sha256(data).digest()


def _markers(data: bytes | bytearray, size: int | None = None) -> Iterator[int]:
    """Yield where markers begin in the first bytes of some data."""
    at = data.find(MARKER, 0, size)
    while at >= 0:
        yield at
        at = data.find(MARKER, at + 1, size)


def put(path: Path, digest: bytes, starts: int) -> None:
    """Write a digest into a file, where it stands in another of the same bytes; it is not flushed."""
    with path.open("r+b") as file:
        file.seek(starts)
        file.write(digest)


def look(path: Path) -> SealReport:
    """Return what the seal of a plain file says; the file has at least a header."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        counter = int.from_bytes(data[_COUNTER_AT : _COUNTER_AT + 4], "big")
        torn = data[_COUNTER_AT : _COUNTER_AT + 4] != data[_VALID_FOR_AT : _VALID_FOR_AT + 4]
        at = data.find(MARKER)
        if at < 0 or data.find(MARKER, at + 1) >= 0:
            return SealReport(at >= 0, False, counter, torn)
        starts = at + len(MARKER)
        intact = data[starts : starts + _DIGEST_BYTES] == _digest(data, starts)
    return SealReport(True, intact, counter, torn)


def _digest(data: mmap.mmap, starts: int) -> bytes:
    import hashlib

    with memoryview(data) as view:
        sha = hashlib.sha256(view[:starts])
        sha.update(bytes(min(_DIGEST_BYTES, len(view) - starts)))
        sha.update(view[starts + _DIGEST_BYTES :])
    return sha.digest()
