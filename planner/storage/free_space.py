"""The bytes of a database that no row uses: free pages, gaps in pages, what stands behind the last page.

What rows hold is read through SQL; what is left over from before can only stand here.
Layout: the SQLite file format, sections 1.3 to 1.6.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_HEADER: Final = 100
_LEAVES, _INTERIORS = (0x0A, 0x0D), (0x02, 0x05)
_LARGEST_PAGE: Final = 65_536


def free_space(path: Path) -> bytes:
    """Return every unused part of a plain database, with a zero byte between them."""
    data = path.read_bytes()
    size = struct.unpack_from(">H", data, 16)[0]
    size = _LARGEST_PAGE if size == 1 else size
    free = set(_free_pages(data, size))
    parts: list[bytes] = []
    count = len(data) // size
    for number in range(1, count + 1):
        page = data[(number - 1) * size : number * size]
        parts += [page] if number in free else _unused(page, _HEADER if number == 1 else 0, size - data[20])
    parts.append(data[count * size :])
    return b"\0".join(part for part in parts if part.strip(b"\0"))


def _free_pages(data: bytes, size: int) -> Iterator[int]:
    """Yield the numbers of the pages on the list of free pages; a broken list ends where it breaks."""
    trunk = struct.unpack_from(">I", data, 32)[0]
    seen: set[int] = set()
    while trunk and trunk not in seen and trunk * size <= len(data):
        seen.add(trunk)
        yield trunk
        at = (trunk - 1) * size
        following, leaves = struct.unpack_from(">II", data, at)
        yield from struct.unpack_from(f">{min(leaves, size // 4 - 2)}I", data, at + 8)
        trunk = following


def _unused(page: bytes, start: int, usable: int) -> list[bytes]:
    kind = page[start]
    if kind not in _LEAVES + _INTERIORS:
        # A page that continues a long value. Only the last of a chain has room behind the value's end.
        return [] if any(page[:4]) else [page[4:]]
    block, cells, content = struct.unpack_from(">HHH", page, start + 1)
    first = start + (8 if kind in _LEAVES else 12) + 2 * cells
    parts = [page[first : content or _LARGEST_PAGE], page[usable:]]
    while block and block + 4 <= len(page):
        following, length = struct.unpack_from(">HH", page, block)
        parts.append(page[block + 4 : block + length])
        block = following if following > block else 0
    return parts
