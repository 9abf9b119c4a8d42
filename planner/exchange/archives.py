"""Zip files from anywhere: measured before anything is unpacked, and unpacked in memory only."""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from planner.domain.errors import InvalidInput
from planner.domain.zips import UNREADABLE

_MOST_UNPACKED: Final = 256 * 1024 * 1024
_MOST_RATIO: Final = 200
_SMALL: Final = 1024 * 1024  # below this a member may be packed as well as it likes
_MOST_MEMBERS: Final = 500
_KNOWN: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others ask for memory before they are measured


def unzipped(data: bytes, name: str, endings: Iterable[str]) -> dict[str, bytes]:
    """Return the members with these endings (in small letters), by name; folders inside do not matter.

    InvalidInput for no zip file, one that is damaged or locked, and one that unpacks to far more than a map.
    """
    wanted = tuple(endings)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            chosen = [m for m in members if m.filename.lower().endswith(wanted) and not m.is_dir()]
            if (
                len(members) > _MOST_MEMBERS
                or sum(m.file_size for m in chosen) > _MOST_UNPACKED
                or any(
                    m.file_size > _SMALL and m.file_size > _MOST_RATIO * max(1, m.compress_size)
                    for m in chosen
                )
            ):
                raise InvalidInput(f"“{name}” unpacks to far more than a map or plan: it is not opened.")
            if len({m.filename for m in chosen}) < len(chosen):
                raise InvalidInput(f"“{name}” holds two files of one name: it is not opened.")
            if any(m.compress_type not in _KNOWN for m in chosen):
                raise InvalidInput(f"“{name}” is packed in an unusual way: pack it again as an ordinary zip.")
            # A member cannot give more than it declares: zipfile stops there and then finds the sum wrong.
            return {m.filename: packed.read(m) for m in chosen}
    except UNREADABLE:
        raise InvalidInput(f"“{name}” is damaged or locked by a password: download it again.") from None
