"""The bytes of a database that no row uses: free pages, gaps in pages, what stands behind the last page.

What rows hold is read through SQL; what is left over from before can only stand here: SQLite overwrites what
is deleted, but leaves behind what it moves when it splits a page.
Layout: the SQLite file format, sections 1.3 to 1.6.
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import Final

from planner.domain.frozen import dataclass

_HEADER: Final = 100
_HEADS: Final = {0x0A: 8, 0x0D: 8, 0x02: 12, 0x05: 12}
"""How long the head of a page with rows is, by its kind: leaves, then pages above them."""
_LARGEST_PAGE: Final = 65_536
_ZEROS: Final = bytes(_LARGEST_PAGE)
_MOST_PAGES: Final = 1 << 24
"""Below this no number of a page looks like the mark of a page with rows."""
_PAGE_HEAD: Final = struct.Struct(">BHHH")
_BLOCK_HEAD: Final = struct.Struct(">HH").unpack_from

Data = bytes | mmap.mmap
Places = list[tuple[int, int]]
"""Parts of a file: from, to."""


@dataclass(slots=True)
class Unused:
    """What of a database is unused: how many bytes, and the places (from, to) of those that are not zero."""

    size: int = 0
    left_over: Places = field(default_factory=list)

    def add(self, data: Data, start: int, end: int) -> None:
        """Count a part, and keep its place if there is something in it."""
        length = end - start
        self.size += length
        if data[start:end] != _ZEROS[:length]:
            self.left_over.append((start, end))


def free_space(path: Path) -> bytes:
    """Return every unused part of a plain database that is not empty, with a zero byte between them.

    Of a file that makes no sense everything is returned: any part of it may be left over.
    """
    data = path.read_bytes()
    try:
        places = unused(data).left_over
    except ValueError:
        return data
    size = _page_size(data)
    # A page that continues a long value: only the last of a chain has room behind the value's end.
    starts = (at for at in range(0, len(data) - size + 1, size) if not any(data[at : at + 4]))
    parts = [data[at + 4 : at + size] for at in starts] + [data[start:end] for start, end in places]
    return b"\0".join(part for part in parts if part.strip(b"\0"))


def unused(data: Data) -> Unused:
    """Return what of a plain database is unused, but for the room behind the end of a long value.

    ValueError for a page that says what cannot be.
    """
    size = _page_size(data)
    usable = size - data[20]
    count = len(data) // size
    if count >= _MOST_PAGES:
        raise ValueError("too many pages")
    found = Unused()
    free = _add_free_pages(found, data, size)
    starts = range(0, count * size, size)
    for at, (kind, block, cells, content) in zip(starts, _heads(data, size), strict=True):
        length = _HEADS.get(kind)
        if length is None or at in free:
            continue
        first, end = (at or _HEADER) + length + 2 * cells, at + (content or _LARGEST_PAGE)
        if not first <= end <= at + usable:
            raise ValueError("a page whose rows lie outside it")
        found.add(data, first, end)
        if block:
            _add_blocks(found, data, at, block, usable)
        if usable < size:
            found.add(data, at + usable, at + size)
    if len(data) > count * size:
        found.left_over.append((count * size, len(data)))
    return found


def _heads(data: Data, size: int) -> Iterator[tuple[int, ...]]:
    """Yield how each page begins: its kind, its first free block, how many rows it has, where they begin."""
    yield _PAGE_HEAD.unpack_from(data, _HEADER)
    with memoryview(data) as view, view[size : len(data) // size * size] as others:
        # Many at once: thousands of calls would take longer than all else here.
        yield from struct.iter_unpack(f"{_PAGE_HEAD.format}{size - _PAGE_HEAD.size}x", others)


def _add_free_pages(found: Unused, data: Data, size: int) -> set[int]:
    """Add the free pages, and return where they begin."""
    free = dict(_free_pages(data, size))
    for at, taken in free.items():
        if not 0 < at <= len(data) - size:
            raise ValueError("a free page outside the file")
        found.add(data, at + taken, at + size)
    return set(free)


def _page_size(data: Data) -> int:
    (size,) = struct.unpack_from(">H", data, 16)
    return _LARGEST_PAGE if size == 1 else int(size)


def _free_pages(data: Data, size: int) -> Iterator[tuple[int, int]]:
    """Yield where each page on the list of free pages begins, and how much of it the list itself takes.

    A broken list ends where it breaks.
    """
    trunk = struct.unpack_from(">I", data, 32)[0]
    seen: set[int] = set()
    while trunk and trunk not in seen and trunk * size <= len(data):
        seen.add(trunk)
        at = (trunk - 1) * size
        following, leaves = struct.unpack_from(">II", data, at)
        leaves = min(leaves, size // 4 - 2)
        yield at, 8 + 4 * leaves
        for leaf in struct.unpack_from(f">{leaves}I", data, at + 8):
            yield (leaf - 1) * size, 0
        trunk = following


def _add_blocks(found: Unused, data: Data, at: int, block: int, usable: int) -> None:
    """Add what is free between the rows of a page: a chain of blocks in rising order."""
    while block:
        if block + 4 > usable:
            raise ValueError("a free block outside its page")
        following, length = _BLOCK_HEAD(data, at + block)
        if length < 4 or block + length > usable or 0 < following <= block:
            raise ValueError("a free block outside its page")
        found.add(data, at + block + 4, at + block + length)
        block = following
